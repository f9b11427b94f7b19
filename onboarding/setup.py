"""Bootstrap of a fresh machine with nothing but Python: `python3 streamlit_app.py` and `python3 tests`.

In an offline bundle (`offline-bundle` wrote SHA256SUMS beside it) packages come from its `wheels/`, every file is
compared with its sum first, and data lies in the person's own data folder, so that a second version starts beside it.

Standard library only, and only what Debian's bare `python3` has, because it runs before anything is installed. A mark
in the virtual environment names what it holds; an environment without its mark is half-made and is made anew.
"""

import contextlib
import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path

ROOT = Path(__file__).parent.parent
URL, PORT = "http://localhost:8501", 8501
OLDEST = (3, 11)
MADE = "onboarding.made"
"""Written into a virtual environment once it and its pip work; a cut network or Ctrl+C leaves it out."""


SUMS = ROOT / "SHA256SUMS"
"""There in an offline bundle only: `sha256  path` a line, as sha256sum writes and checks."""


class SetupError(Exception):
    """Something the kit cannot do by itself; its text is one Vietnamese sentence saying what to ask for."""


def say(text: str) -> None:
    """One line on stderr, also where the terminal knows no Vietnamese letters (Debian without a locale)."""
    encoding = sys.stderr.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)


def python_with(requirements: str) -> str:
    """A Python that has everything `requirements` names: this one inside a virtual environment, else `.venv`'s."""
    inside = sys.prefix != sys.base_prefix
    home = Path(sys.prefix) if inside else ROOT / ".venv"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not inside and not _is_made(home, python):
        say("Đang tạo môi trường Python riêng (.venv)…")
        _make(home, python)
    mark, wanted = home / f"{requirements}.done", _fingerprint(requirements)
    if not mark.exists() or mark.read_text("utf8") != wanted:
        say(f"Đang cài các gói trong {requirements}, chỉ lần đầu, vài phút…")
        mark.unlink(missing_ok=True)
        _pip_install(python, requirements)
        mark.write_text(wanted, "utf8")
    return str(python)


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


def start() -> int:
    """Set up what is missing, run the wizard on this machine, and show it where there is a screen."""
    try:
        if SUMS.exists():
            check_sums(ROOT)
            os.environ.setdefault("ONBOARDING_DB", f"sqlite:///{data_home() / 'kit.db'}")
        python = python_with("requirements.txt")
        _migrate(python)
    except SetupError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:  # what is half-made is made anew the next time
        say("Đã dừng. Lần sau mở lại sẽ làm tiếp từ đầu.")
        return 130
    say(f"Mở {URL} trong trình duyệt. Bấm Ctrl+C ở đây để dừng.")
    if not sys.argv[1:] and has_screen():
        threading.Thread(target=show, args=(URL, PORT), daemon=True).start()
    try:
        return subprocess.run(
            [python, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), *sys.argv[1:]], cwd=ROOT, check=False
        ).returncode
    except KeyboardInterrupt:
        return 0


def check_sums(folder: Path) -> None:
    """Refuse a bundle in which a file was altered, is missing, or was added to the wheels or the code."""
    lines = (folder / SUMS.name).read_text("utf8").splitlines()
    wanted = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    for name, digest in wanted.items():
        path = folder / name
        if not path.is_file() or _sha256(path) != digest:
            raise SetupError(f"Tệp {name} bị sửa hoặc bị thiếu. Hãy chép lại bộ công cụ từ bản gốc.")
    for path in [*(folder / "wheels").iterdir(), *(folder / "onboarding").rglob("*.py"), *folder.glob("*.py")]:
        if path.relative_to(folder).as_posix() not in wanted:
            raise SetupError(f"Tệp {path.relative_to(folder)} không có trong bản gốc. Hãy chép lại bộ công cụ.")


def data_home() -> Path:
    """Where a bundle keeps data: %LOCALAPPDATA% on Windows, else the XDG data folder; made for this person only."""
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    folder = base / "onboarding-kit"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


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


def _is_made(home: Path, python: Path) -> bool:
    """Whether a virtual environment was finished, and still runs: not after the system's Python went away."""
    marks = [home / MADE, *home.glob("*.done")]  # version 0.2 left only the latter
    if not python.exists() or not any(mark.exists() for mark in marks):
        return False
    return (
        SUMS.exists() or subprocess.run([python, "-c", "import pip"], check=False, capture_output=True).returncode == 0
    )


def _make(home: Path, python: Path) -> None:
    """A fresh virtual environment, in place of a half-made one; Debian's missing parts by apt-get."""
    if sys.version_info < OLDEST:
        raise SetupError("Máy này có Python cũ quá. Hãy cài Python 3.11 trở lên từ https://www.python.org/downloads/")
    if not os.access(home.parent, os.W_OK):
        raise SetupError(
            f"Không ghi được vào {home.parent}. Hãy chép bộ công cụ vào thư mục của bạn rồi chạy lại ở đó."
        )
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
    options = ["install", "--quiet", "--disable-pip-version-check"]
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


def _migrate(python: str) -> None:
    """Bring an older store to this kit's shape, after a backup beside it; a newer one is refused on the screen."""
    url = os.environ.get("ONBOARDING_DB") or f"sqlite:///{ROOT / 'data' / 'kit.db'}"
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or not path.is_file():
        return
    newest = max(found.name[:4] for found in (ROOT / "onboarding/store/migrations/versions").glob("[0-9]*.py"))
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as raw:
            revision = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return  # damaged or locked: the screen says so in words
    if revision and revision[0] < newest:
        say("Đang sao lưu dữ liệu cũ rồi đưa sang bản mới…")
        if subprocess.run([python, "-m", "onboarding", "migrate"], cwd=ROOT, check=False, stdout=sys.stderr).returncode:
            raise SetupError("Chưa đưa được dữ liệu cũ sang bản mới; dữ liệu vẫn nguyên. Hãy mở lại bằng bản cũ.")


def _may_sudo() -> bool:
    """Whether sudo is there and lets this person in, at most asking for their own password."""
    if shutil.which("sudo") is None:
        return False
    asking = [] if sys.stdin is not None and sys.stdin.isatty() else ["-n"]
    return subprocess.run(["sudo", *asking, "-v"], check=False, stderr=subprocess.DEVNULL).returncode == 0


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _fingerprint(requirements: str) -> str:
    files = sorted({requirements, "requirements.txt"})
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in files)).hexdigest()
