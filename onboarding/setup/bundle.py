"""An offline bundle's own set-up: files compared with their sums, the data folder, a shortcut on the desktop."""

import contextlib
import hashlib
import os
import re
import subprocess
from pathlib import Path

from .console import WINDOWS, SetupError

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
    """Where a bundle keeps data: beside the person's documents on Windows, else the XDG data folder; for them only.

    Not %LOCALAPPDATA%: what a Python of the Microsoft Store writes there goes to a private copy, which another Python
    does not see and which goes when that Python is uninstalled. Not Documents: OneDrive takes those off the machine.
    """
    folder = (Path.home() if WINDOWS else _xdg_data()) / "onboarding-kit"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _xdg_data() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


NAME = "Bộ hỗ trợ hộ kinh doanh"
_SHORTCUT = r"""
$ErrorActionPreference = 'Stop'
$desktop = [string][Environment]::GetFolderPath('Desktop')
$name = $env:KIT_NAME + '.lnk'
$file = Join-Path $desktop $name
try {
  [IO.File]::WriteAllBytes($file, [byte[]]@())
  $link = (New-Object -ComObject Shell.Application).NameSpace($desktop).ParseName($name).GetLink
  $link.Path = $env:KIT_ROOT + '\start.bat'
  $link.WorkingDirectory = $env:KIT_ROOT
  $link.SetIconLocation($env:KIT_ROOT + '\assets\icon.ico', 0)
  $link.Save($file)
} catch {
  Remove-Item -LiteralPath $file
}
"""
"""The shell's own link, written over an empty file: WScript.Shell's knows no letter outside the system's code page.
Names come by the environment, so that the script is ASCII whatever the folder is called."""


def add_shortcut(root: Path, home: Path) -> None:
    """The kit's icon on the desktop, once a version: whoever deletes it has it no more. Never stands in the way."""
    mark = home / "shortcut"
    with contextlib.suppress(OSError):
        if mark.exists() and mark.read_text("utf8") == str(root):
            return
        if WINDOWS:
            env = {**os.environ, "KIT_NAME": NAME, "KIT_ROOT": str(root)}
            command = ["powershell", "-NoProfile", "-NonInteractive", "-Command", _SHORTCUT]
            subprocess.run(command, check=False, capture_output=True, env=env)
        else:
            _add_entries(root)
        mark.write_text(str(root), "utf8")


def _add_entries(root: Path) -> None:
    """Linux: a desktop entry among the programs, and on the desktop where there is one."""
    data = _xdg_data()
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
