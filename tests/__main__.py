"""`python3 tests`: set up everything the tests need, then style, types and every test.

The browser is Debian's chromium by apt-get, elsewhere Playwright's own; PostgreSQL is the machine's own or the one
from the requirements; the outside judges of the listings come by npm. With CI=true what cannot be had is a failure.
More words after the command go to pytest: `python3 tests tests/payments -k crc`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from onboarding.setup import SetupError, apt_get, python_with, say  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
JUDGES = ROOT / "tests" / "listings" / "judges"


def browser(python: str) -> None:
    """A Chromium for the browser tests."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in BROWSERS):
        return
    if not apt_get("chromium"):
        subprocess.run([python, "-m", "playwright", "install", "chromium"], check=True)


def judges() -> None:
    """The listings' outside judges, installed by name."""
    if not (JUDGES / "package.json").exists() or (JUDGES / "node_modules").exists():
        return
    if shutil.which("npm") is None:
        apt_get("nodejs", "npm")
    npm = shutil.which("npm")
    if npm is None:
        say("npm chưa có: các phép thử cần npm sẽ báo lỗi.")
        return
    subprocess.run([npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"], cwd=JUDGES, check=True)


def main() -> int:
    """Set up, check, test; the first thing that fails ends it."""
    try:
        python = python_with("requirements-dev.txt")
        browser(python)
        judges()
    except SetupError as problem:
        say(str(problem))
        return 1
    asked = sys.argv[1:]
    checks = [] if asked else [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]
    for check in [*checks, ["pytest", *asked]]:
        say(f"— {' '.join(check)}")
        done = subprocess.run([python, "-m", *check], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
