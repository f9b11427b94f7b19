"""The virtual environment with its packages, and Debian's by apt-get where they are missing.

A mark in the environment names what it holds; an environment without its mark is half-made and is made anew.
"""

from __future__ import annotations  # an old Python reads this file too, to be told that it is old

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .bundle import ROOT, SUMS
from .console import WINDOWS, SetupError, say

OLDEST = (3, 11)
MADE = "onboarding.made"
"""Written into a virtual environment once it and its pip work; a cut network or Ctrl+C leaves it out."""
LONGEST_FOLDER = 85
"""Windows knows paths of 259 characters; the packages have some of 142 below `.venv/Lib/site-packages`."""


def python_with(requirements: str) -> str:
    """A Python that has everything `requirements` names: this one inside a virtual environment, else `.venv`'s."""
    inside = sys.prefix != sys.base_prefix
    home = Path(sys.prefix) if inside else ROOT / ".venv"
    python = home / ("Scripts/python.exe" if WINDOWS else "bin/python")
    mark, wanted = home / f"{requirements}.done", _fingerprint(requirements)
    if inside and not _is_done(mark, wanted):
        _install(python, requirements, mark, wanted)
    elif not inside and not (_is_made(home, python) and _is_done(mark, wanted)):
        _check_machine(home.parent)
        with _alone(home):
            if not _is_made(home, python):
                say("Đang tạo môi trường Python riêng (.venv)…")
                _make(home, python)
            if not _is_done(mark, wanted):
                _install(python, requirements, mark, wanted)
    # Packages come uncompiled (`_pip_install`): where nothing may be kept, each start would compile them all again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return str(python)


def _is_done(mark: Path, wanted: str) -> bool:
    return mark.exists() and mark.read_text("utf8") == wanted


def _install(python: Path, requirements: str, mark: Path, wanted: str) -> None:
    """The packages, then the mark that says so."""
    say(f"Đang cài các gói trong {requirements}, chỉ lần đầu, vài phút…")
    mark.unlink(missing_ok=True)
    _pip_install(python, requirements)
    mark.write_text(wanted, "utf8")


def _check_machine(folder: Path) -> None:
    """Refuse a Python, a folder or a path in which an environment cannot be made."""
    if sys.version_info < OLDEST:
        raise SetupError("Máy này có Python cũ quá. Hãy cài Python 3.11 trở lên từ https://www.python.org/downloads/")
    if not os.access(folder, os.W_OK):
        raise SetupError(_unwritable(folder))
    if WINDOWS and len(str(folder)) > LONGEST_FOLDER:
        raise SetupError(
            r"Đường dẫn thư mục này dài quá. Hãy chép bộ công cụ ra chỗ ngắn, như C:\bo-ho-tro, rồi mở lại."
        )


def _unwritable(folder: Path) -> str:
    return f"Không ghi được vào {folder}. Hãy chép bộ công cụ vào thư mục của bạn rồi chạy lại ở đó."


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Nobody else sets this environment up meanwhile; the lock ends with its process, however that ends."""
    try:
        held = home.with_name(f"{home.name}.lock").open("a")
    except OSError:
        raise SetupError(_unwritable(home.parent)) from None
    with held as lock:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise SetupError("Bộ công cụ đang được cài ở một cửa sổ khác. Chờ cửa sổ đó xong rồi mở lại.") from None
        except OSError:  # a disk that knows no locks
            pass
        yield


def _is_made(home: Path, python: Path) -> bool:
    """Whether a virtual environment was finished, and still runs: not after its Python went away or became another."""
    marks = [home / MADE, *home.glob("*.done")]  # version 0.2 left only the latter
    if not python.exists() or not any(mark.exists() for mark in marks):
        return False
    needed = "streamlit" if SUMS.exists() else "pip"  # an offline bundle's environment has no pip
    words = f"import importlib.util as util, sys; sys.exit(util.find_spec('{needed}') is None)"
    return subprocess.run([python, "-c", words], check=False, capture_output=True).returncode == 0


def _make(home: Path, python: Path) -> None:
    """A fresh virtual environment, in place of a half-made one; Debian's missing parts by apt-get."""
    if SUMS.exists():
        _make_offline(home)
        return
    if not _has_ensurepip() and not (apt_get("python3-venv") and _has_ensurepip()):
        raise SetupError("Python của máy này thiếu phần venv. Hãy cài Python từ https://www.python.org/downloads/")
    shutil.rmtree(home, ignore_errors=True)
    # in a process of its own: Debian's venv calls sys.exit where something is missing
    made = subprocess.run([sys.executable, "-m", "venv", str(home)], check=False, stdout=sys.stderr)
    if made.returncode or subprocess.run([python, "-c", "import pip"], check=False, capture_output=True).returncode:
        shutil.rmtree(home, ignore_errors=True)
        raise SetupError("Chưa tạo được môi trường Python. Xin kiểm tra đĩa còn chỗ trống, rồi chạy lại lệnh này.")
    (home / MADE).write_text(sys.version, "utf8")


def _make_offline(home: Path) -> None:
    """Without pip, which a bundle brings as a wheel that runs by itself: bare Debian without a network has none."""
    shutil.rmtree(home, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=False, stdout=sys.stderr)
    if made.returncode:
        shutil.rmtree(home, ignore_errors=True)
        raise SetupError("Chưa tạo được môi trường Python. Xin kiểm tra đĩa còn chỗ trống, rồi chạy lại lệnh này.")
    (home / MADE).write_text(sys.version, "utf8")


def _has_ensurepip() -> bool:
    """Whether this Python can put pip into an environment: Debian keeps that in the package python3-venv."""
    return (
        subprocess.run([sys.executable, "-c", "import ensurepip, venv"], check=False, capture_output=True).returncode
        == 0
    )


def _pip_install(python: Path, requirements: str) -> None:
    # Compiling all of every package takes as long as the rest; Python compiles what it imports by itself.
    options = ["install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    if SUMS.exists():
        pip = next((ROOT / "wheels").glob("pip-*.whl")) / "pip"
        options += ["--no-index", "--find-links", str(ROOT / "wheels"), "--require-hashes"]
        command = [str(python), str(pip), *options, "-r", str(ROOT / "requirements-bundle.txt")]
    else:
        command = [str(python), "-m", "pip", *options, "--retries", "10", "-r", str(ROOT / requirements)]
    if subprocess.run(command, check=False).returncode:
        if SUMS.exists():
            raise SetupError("Bộ này không hợp với Python của máy (cần 3.11, 3.12 hoặc 3.13), hoặc đĩa đã đầy.")
        raise SetupError(
            "Chưa tải được các gói. Xin kiểm tra mạng và chỗ trống trên đĩa (cần 2 GB), rồi chạy lại lệnh này."
        )


def _fingerprint(requirements: str) -> str:
    files = sorted({requirements, "requirements.txt"})
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in files)).hexdigest()


def apt_get(*packages: str) -> bool:
    """Install Debian packages by name where `apt-get` is there; says whether it did.

    Raises SetupError where the person may not install packages, or the installation failed.
    """
    if shutil.which("apt-get") is None:
        return False
    names = " ".join(packages)
    is_root = os.geteuid() == 0
    if not is_root and not _may_sudo():
        raise SetupError(
            f"Máy còn thiếu {names}. Nhờ người quản trị máy chạy: apt-get install {names}, rồi chạy lại lệnh này."
        )
    say(f"apt-get install {names}")
    sudo = [] if is_root else ["sudo"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run([*sudo, *command], check=False, env=environment, stdout=sys.stderr)
        if done.returncode and command is install:
            raise SetupError(f"Chưa cài được {names}. Xin kiểm tra mạng, rồi chạy lại lệnh này.")
    return True


def _may_sudo() -> bool:
    """Whether sudo is there and lets this person in, at most asking for their own password."""
    if shutil.which("sudo") is None:
        return False
    asking = [] if sys.stdin is not None and sys.stdin.isatty() else ["-n"]
    return subprocess.run(["sudo", *asking, "-v"], check=False, stderr=subprocess.DEVNULL).returncode == 0
