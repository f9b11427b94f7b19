"""Bootstrap of a fresh machine with nothing but Python: `python3 streamlit_app.py` and `python3 tests`.

In an offline bundle (`offline-bundle` wrote SHA256SUMS beside it) packages come from its `wheels/`, every file is
compared with its sum first, and data lies in the person's own data folder, so that a second version starts beside it.

Standard library only, and only what Debian's bare `python3` has, because it runs before anything is installed.
"""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path

from .bundle import ROOT, SUMS, add_shortcut, check_sums, data_home
from .console import PORT, SetupError, find_port, has_screen, say, show
from .environment import apt_get, python_with

__all__ = ["ROOT", "SetupError", "apt_get", "check_sums", "has_screen", "python_with", "say", "show", "start"]


def start() -> int:
    """Set up what is missing, run the wizard on this machine, and show it where there is a screen."""
    asked = sys.argv[1:]
    try:
        port, runs = (PORT, False) if asked else find_port()
        url = f"http://localhost:{port}"
        if runs:
            say(f"Bộ công cụ đang mở sẵn ở {url}. Muốn mở bản khác: đóng cửa sổ của bản này trước.")
            return 0 if not has_screen() or webbrowser.open(url) else 1
        if SUMS.exists():
            check_sums(ROOT)
            os.environ.setdefault("ONBOARDING_DB", f"sqlite:///{data_home() / 'kit.db'}")
        python = python_with("requirements.txt")
        _migrate(python)
        if SUMS.exists():
            add_shortcut(ROOT, data_home())
    except SetupError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:  # what is half-made is made anew the next time
        say("Đã dừng. Lần sau mở lại sẽ làm tiếp từ đầu.")
        return 130
    if not asked:
        say(f"Mở {url} trong trình duyệt. Bấm Ctrl+C ở đây để dừng.")
        asked = ["--server.port", str(port)]
        if has_screen():
            threading.Thread(target=show, args=(url, port), daemon=True).start()
    try:
        return subprocess.run(
            [python, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), *asked], cwd=ROOT, check=False
        ).returncode
    except KeyboardInterrupt:
        return 0


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
