"""The one command shows the wizard in the person's own browser, once it is there, and only where there is a screen."""

import contextlib
import os
import re
import socket
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from onboarding.setup import ROOT, has_screen, show, start


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
