"""Set the kit up on a fresh machine with nothing but Python: `python3 streamlit_app.py` and `python3 tests`.

Standard library only, because it runs before anything is installed. Work is done once: a mark in the virtual
environment remembers which requirements it holds.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent


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
    """Set up what is missing and run the wizard on this machine."""
    python = python_with("requirements.txt")
    say("Mở http://localhost:8501 trong trình duyệt. Bấm Ctrl+C ở đây để dừng.")
    return subprocess.run(
        [python, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), *sys.argv[1:]], cwd=ROOT, check=False
    ).returncode


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
