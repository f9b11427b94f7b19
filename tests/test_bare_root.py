"""The README's first command on a machine that has nothing but Debian and its python3."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.needed import needed


def test_the_wizard_starts_on_a_bare_debian(tmp_path: Path):
    needed(os.geteuid() == 0 and shutil.which("debootstrap"), "root and debootstrap (`python3 tests/bare_root.py`)")
    script = Path(__file__).with_name("bare_root.py")
    done = subprocess.run(
        [sys.executable, str(script), "bookworm", "--root", str(tmp_path / "root")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
    assert "the wizard answers" in done.stdout
