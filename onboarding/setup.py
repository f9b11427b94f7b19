"""Set the kit up on a fresh machine with nothing but Python: `python3 streamlit_app.py` and `python3 tests`.

Standard library only, because it runs before anything is installed. Work is done once: a mark in the virtual
environment remembers which requirements it holds.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import venv
import webbrowser
from pathlib import Path

ROOT = Path(__file__).parent.parent
URL, PORT = "http://localhost:8501", 8501


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def python_with(requirements: str) -> str:
    """A Python that has everything `requirements` names: this one inside a virtual environment, else `.venv`'s."""
    inside = sys.prefix != sys.base_prefix
    home = Path(sys.prefix) if inside else ROOT / ".venv"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        say("Đang tạo môi trường Python riêng (.venv)…")
        _make(home)
    mark, wanted = home / f"{requirements}.done", _fingerprint(requirements)
    if not mark.exists() or mark.read_text("utf8") != wanted:
        say(f"Đang cài các gói trong {requirements}, chỉ lần đầu, vài phút…")
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(ROOT / requirements)],
            check=True,
        )
        mark.write_text(wanted, "utf8")
    return str(python)


def apt_get(*packages: str) -> bool:
    """Install Debian packages by name where `apt-get` is there; says whether it did."""
    if shutil.which("apt-get") is None:
        return False
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    say(f"apt-get install {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*sudo, "apt-get", "update", "-qq"], check=True, env=environment, stdout=sys.stderr)
    subprocess.run(
        [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        check=True,
        env=environment,
        stdout=sys.stderr,
    )
    return True


def start() -> int:
    """Set up what is missing, run the wizard on this machine, and show it where there is a screen."""
    python = python_with("requirements.txt")
    say(f"Mở {URL} trong trình duyệt. Bấm Ctrl+C ở đây để dừng.")
    if not sys.argv[1:] and has_screen():
        threading.Thread(target=show, args=(URL, PORT), daemon=True).start()
    return subprocess.run(
        [python, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), *sys.argv[1:]], cwd=ROOT, check=False
    ).returncode


def has_screen() -> bool:
    """Whether a browser can open a window here; over a bare terminal it would fill it instead."""
    return os.name == "nt" or sys.platform == "darwin" or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())


def show(url: str, port: int, *, patience: float = 120) -> bool:
    """Open `url` in the person's browser once something listens on `port`; whether it could within `patience` s."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.3)
        else:
            return webbrowser.open(url)
    return False


def _make(home: Path) -> None:
    try:
        venv.create(home, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):  # Debian keeps venv's pip in a package of its own
        if not apt_get("python3-venv"):
            raise
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)


def _fingerprint(requirements: str) -> str:
    files = sorted({requirements, "requirements.txt"})
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in files)).hexdigest()
