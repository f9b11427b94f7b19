"""`serve`: one line of JSON once the wizard answers, phones behind the sign-in, and a clean end."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from onboarding.members.network import own_addresses
from tests.needed import needed

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("0.0.0.0", 0))
        return found.getsockname()[1]


def started(folder: Path, *words: str) -> subprocess.Popen:
    environment = {**os.environ, "ONBOARDING_DB": f"sqlite:///{folder / 'kit.db'}"}
    return subprocess.Popen(
        [sys.executable, "-m", "onboarding", "serve", *words],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def status(url: str, path: str) -> int:
    parts = urlsplit(url)
    host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname
    line = http.client.HTTPConnection(host, parts.port, timeout=30)
    line.request("GET", path)
    return line.getresponse().status


def test_phones_come_behind_the_sign_in_and_the_laptop_does_not(tmp_path):
    needed(own_addresses(), "a network address of its own")
    port = free_port()
    kit = started(tmp_path, "--lan", "--port", str(port))
    try:
        urls = json.loads(kit.stdout.readline())
        assert urls == {"local": f"http://localhost:{port}", "phone": f"http://{own_addresses()[0]}:{port}"}
        assert status(urls["local"], "/") == 200
        assert status(urls["phone"], "/") == 401
        assert status(urls["phone"], "/signin") == 200
    finally:
        kit.send_signal(signal.SIGTERM)
        kit.wait(60)
    with pytest.raises(ConnectionRefusedError):
        status(urls["local"], "/")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--lan", "--address", "192.0.2.254"), "lan.address"),
        (("--cert", "nowhere.pem"), "lan.certificate"),
        (("--lan", "--cert", "nowhere.pem", "--key", "nowhere.pem"), "lan.certificate"),
    ],
)
def test_what_cannot_be_served_is_refused_in_a_line(tmp_path, words, code):
    kit = started(tmp_path, *words)
    _, stderr = kit.communicate(timeout=120)
    assert (kit.returncode, json.loads(stderr)["error"]) == (2, code)


def test_a_wizard_that_never_answers_is_ended_and_said(tmp_path):
    impatient = "from onboarding import cli; from onboarding.cli import serve; serve.PATIENCE_SECONDS = 0; cli.main()"
    port = free_port()
    environment = {**os.environ, "ONBOARDING_DB": f"sqlite:///{tmp_path / 'kit.db'}"}
    words = [sys.executable, "-c", impatient, "serve", "--port", str(port)]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    refused = json.loads(done.stderr.splitlines()[-1])
    assert (done.returncode, refused["error"]) == (2, "serve.no_answer")
    with pytest.raises(ConnectionRefusedError):
        status(f"http://localhost:{port}", "/")
