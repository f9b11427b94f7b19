"""The one command shows the wizard in the person's own browser, once it is there, and only where there is a screen."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from onboarding.setup import ROOT, SetupError, bundle, console, environment, has_screen, show, start
from onboarding.setup.console import find_port
from onboarding.setup.environment import python_with


def shown(port: int, folder: Path, patience: float) -> str:
    """What a browser of ours was asked to open, in a process of its own (a browser is chosen once a process)."""
    browser, asked = folder / "browser", folder / "asked"
    browser.write_text(f'#!/bin/sh\necho "$1" > {asked}\n')
    browser.chmod(0o755)
    words = f"from onboarding.setup import show; print(show('http://localhost:{port}', {port}, patience={patience}))"
    env = {**os.environ, "BROWSER": str(browser)}
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip() + " " + (asked.read_text().strip() if asked.exists() else "")


def test_the_browser_opens_when_the_wizard_listens(tmp_path: Path):
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as wizard:
        port = wizard.getsockname()[1]
        assert shown(port, tmp_path, 5) == f"True http://localhost:{port}"


def test_nothing_opens_while_nothing_listens():
    assert not show("http://localhost:9", 9, patience=0.2)


def test_a_bare_terminal_is_left_alone(monkeypatch):
    monkeypatch.setattr(os, "name", "posix")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not has_screen()
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_screen()


def test_ctrl_c_while_setting_up_is_one_sentence_and_no_traceback(monkeypatch, capfd):
    def stopped(_requirements):
        raise KeyboardInterrupt

    monkeypatch.setattr("onboarding.setup.python_with", stopped)
    monkeypatch.setattr("onboarding.setup.SUMS", Path("/nowhere/SHA256SUMS"))
    assert start() == 130
    said = "".join(capfd.readouterr())
    assert "Đã dừng" in said
    assert "Traceback" not in said


def required_by(names: list[str]) -> set[str]:
    """Everything these distributions need on this machine, themselves too."""
    waiting, found = [Requirement(name) for name in names], set()
    while waiting:
        wanted = waiting.pop()
        if (key := (canonicalize_name(wanted.name), frozenset(wanted.extras))) in found:
            continue
        found.add(key)
        for line in metadata.requires(wanted.name) or []:
            need = Requirement(line)
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *wanted.extras)):
                waiting.append(need)
    return {name for name, _extras in found}


def test_the_lock_holds_every_pin_and_all_it_needs_by_hash():
    """`requirements.lock` lags behind: make it anew as its first lines say."""
    pins = [line for line in (ROOT / "requirements.txt").read_text("utf8").splitlines() if not line.startswith("#")]
    text = (ROOT / "requirements.lock").read_text("utf8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all("--hash=sha256:" in line for line in lines)
    locked = {re.split(r"[ ;]", line)[0] for line in lines}
    assert {re.sub(r"\[.*\]", "", pin).lower() for pin in pins} <= locked
    assert required_by(pins) <= {canonicalize_name(pin.split("==")[0]) for pin in locked}


class Answer(BaseHTTPRequestHandler):
    """A server that says `words` to whatever it is asked."""

    words = b""

    def do_GET(self):
        self.send_response(503)
        self.end_headers()
        self.wfile.write(self.words)

    def log_message(self, *_words):
        pass


@contextlib.contextmanager
def answering(port: int, words: bytes):
    """Something that listens on a port and answers so."""
    server = HTTPServer(("127.0.0.1", port), type("Said", (Answer,), {"words": words}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    server.server_close()


@pytest.fixture
def ports(monkeypatch):
    """Two ports nobody has, in place of the usual ones."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        found = [one.getsockname()[1], other.getsockname()[1]]
    monkeypatch.setattr(console, "_PORTS", found)
    return found


def test_a_second_press_of_the_icon_finds_the_wizard_that_runs(ports, monkeypatch, capfd):
    usual, next_one = ports
    assert find_port() == (usual, False)
    with answering(usual, b"another program"):
        assert find_port() == (next_one, False)
        with answering(next_one, b'{"ready": false, "error": "store.newer"}'):
            assert find_port() == (next_one, True)
            monkeypatch.setattr(sys, "argv", ["streamlit_app.py"])
            monkeypatch.setattr("onboarding.setup.has_screen", lambda: False)
            assert start() == 0
    said = capfd.readouterr().err
    assert f"đang mở sẵn ở http://localhost:{next_one}" in said


def test_two_windows_do_not_set_up_one_environment_at_once(tmp_path):
    home = tmp_path / ".venv"
    with environment._alone(home), pytest.raises(SetupError, match="một cửa sổ khác"), environment._alone(home):
        pass
    with environment._alone(home):  # free again
        pass


def test_an_environment_whose_python_went_away_is_made_anew_in_a_bundle_too(tmp_path, monkeypatch):
    home, python = tmp_path / ".venv", tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    (home / environment.MADE).write_text("3.11")
    monkeypatch.setattr(environment, "SUMS", tmp_path / "SHA256SUMS")
    environment.SUMS.touch()
    assert not environment._is_made(home, python)
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    assert not environment._is_made(home, python)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    assert environment._is_made(home, python)


def test_a_folder_too_deep_for_windows_is_named_before_anything_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "WINDOWS", True)
    deep = tmp_path / ("a" * environment.LONGEST_FOLDER)
    deep.mkdir()
    with pytest.raises(SetupError, match="dài quá"):
        environment._check_machine(deep)


def test_the_longest_path_of_the_packages_fits_windows():
    pins = [line for line in (ROOT / "requirements.txt").read_text("utf8").splitlines() if not line.startswith("#")]
    files = [str(file) for name in required_by(pins) for file in metadata.files(name) or []]
    inside = [name for name in files if not name.startswith("..")]
    assert environment.LONGEST_FOLDER + len("/.venv/Lib/site-packages/") + max(map(len, inside)) < 260


BATCH = (ROOT / "start.bat").read_bytes()


def test_the_batch_file_is_what_cmd_reads():
    """UTF-8 without a mark, CRLF, every label there and above the first letter that is not ASCII."""
    lines = BATCH.decode("utf8").split("\r\n")
    assert lines[0] == "@echo off"
    assert not any("\n" in line or "\r" in line for line in lines)
    labels = {line[1:]: number for number, line in enumerate(lines) if line.startswith(":")}
    wanted = set(re.findall(r"goto (\w+)", BATCH.decode("utf8")))
    first = next(number for number, line in enumerate(lines) if not line.isascii())
    assert wanted == labels.keys()
    assert max(labels.values()) < first
    assert lines.index("chcp 65001 >nul") < first


def test_the_batch_file_takes_this_python():
    fits = re.search(r'^set "FITS=(.+)"\r$', BATCH.decode("utf8"), re.MULTILINE)[1]
    assert subprocess.run([sys.executable, "-c", fits], check=False).returncode == 0
    older = fits.replace("(3, 11)", "(9, 9)")
    assert subprocess.run([sys.executable, "-c", older], check=False).returncode == 1


def test_data_lies_apart_from_the_kit_and_on_windows_apart_from_what_goes_with_a_python(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert bundle.data_home() == tmp_path / "share" / "onboarding-kit"
    monkeypatch.setattr(bundle, "WINDOWS", True)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "private copy"))
    assert bundle.data_home() == tmp_path / "onboarding-kit"
    assert bundle.data_home().stat().st_mode & 0o077 == 0


def test_what_is_compiled_at_the_first_start_is_kept(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    python_with("requirements-dev.txt")
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
