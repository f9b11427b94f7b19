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


STYLE = (("ruff", "check"), ("ruff", "format", "--check"), ("mypy",))
WHOLE = (
    ("pytest", "-n", "auto", "--dist", "loadfile", "-m", "not e2e"),
    ("pytest", "-n", "2", "--dist", "loadfile", "-m", "e2e"),
)
"""A file of tests to a core; then the browser tests by themselves, whose waits would be long on a busy machine: two
browsers keep two cores half busy."""


def main() -> int:
    """Set up, check, test; wrong style or types end it, and every test is tried."""
    try:
        python = python_with("requirements-dev.txt")
        browser(python)
        judges()
    except SetupError as problem:
        say(str(problem))
        return 1
    asked = sys.argv[1:]
    for check in () if asked else STYLE:
        if failed := run(python, *check):
            return failed
    return max([run(python, *tests) for tests in ([("pytest", *asked)] if asked else WHOLE)])


def run(python: str, *words: str) -> int:
    """One tool over the kit; its exit code."""
    say(f"— {' '.join(words)}")
    return subprocess.run([python, "-m", *words], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
