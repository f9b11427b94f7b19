"""An offline bundle's own set-up: files compared with their sums, the data folder, a shortcut on the desktop."""

import base64
import contextlib
import hashlib
import os
import re
import subprocess
from pathlib import Path

from .console import SetupError

ROOT = Path(__file__).parents[2]
SUMS = ROOT / "SHA256SUMS"
"""There in an offline bundle only: `sha256  path` a line, as sha256sum writes and checks."""


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


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def data_home() -> Path:
    """Where a bundle keeps data: %LOCALAPPDATA% on Windows, else the XDG data folder; made for this person only."""
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    folder = base / "onboarding-kit"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


NAME = "Bộ hỗ trợ hộ kinh doanh"
_WINDOWS = r"""
$desktop = [Environment]::GetFolderPath('Desktop')
$link = (New-Object -ComObject WScript.Shell).CreateShortcut("$desktop\$env:KIT_NAME.lnk")
$link.TargetPath = "$env:KIT_ROOT\start.bat"
$link.WorkingDirectory = $env:KIT_ROOT
$link.IconLocation = "$env:KIT_ROOT\assets\icon.ico"
$link.Save()
"""


def add_shortcut(root: Path, home: Path) -> None:
    """The kit's icon on the desktop, once a version: whoever deletes it has it no more. Never stands in the way."""
    mark = home / "shortcut"
    with contextlib.suppress(OSError):
        if mark.exists() and mark.read_text("utf8") == str(root):
            return
        if os.name == "nt":
            env = {**os.environ, "KIT_NAME": NAME, "KIT_ROOT": str(root)}
            script = base64.b64encode(_WINDOWS.encode("utf-16-le")).decode("ascii")
            command = ["powershell", "-NoProfile", "-NonInteractive", "-EncodedCommand", script]
            subprocess.run(command, check=False, capture_output=True, env=env)
        else:
            _add_entries(root)
        mark.write_text(str(root), "utf8")


def _add_entries(root: Path) -> None:
    """Linux: a desktop entry among the programs, and on the desktop where there is one."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    quoted = re.sub(r'(["`$\\])', r"\\\1", str(root / "start.sh")).replace("\\", "\\\\").replace("%", "%%")
    entry = (
        f'[Desktop Entry]\nType=Application\nName={NAME}\nExec="{quoted}"\nIcon={root / "assets" / "icon.png"}\n'
        "Terminal=true\n"
    )
    desktop = Path.home() / "Desktop"
    (data / "applications").mkdir(parents=True, exist_ok=True)
    for folder in (data / "applications", desktop):
        if folder.is_dir():
            target = folder / "onboarding-kit.desktop"
            target.write_text(entry, "utf8")
            target.chmod(0o755)
