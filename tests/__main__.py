"""`python3 tests`: set up everything the tests need, then style, types and every test.

The browser is Debian's chromium by apt-get, elsewhere Playwright's own; PostgreSQL is the machine's own or the one
from the requirements; the outside judges of the listings come by npm. With CI=true what cannot be had is a failure.
More words after the command go to pytest: `python3 tests tests/payments -k crc`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

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


BARE = "tests/test_bare_root.py"
STYLE = (("ruff", "check"), ("ruff", "format", "--check"))
WHOLE = ("pytest", "-n", "auto", "--dist", "loadfile", "-m", "not e2e", f"--ignore={BARE}")
BROWSERS_ONLY = ("pytest", "-n", "2", "--dist", "loadfile", "-m", "e2e")
BESIDE = (("mypy",), ("pytest", BARE))
"""A file of tests to a core; then the browser tests, whose waits would be long among the others: two browsers keep two
cores half busy, and what runs beside them, one after the other on one core, has the rest."""


def main() -> int:
    """Set up, check, test; wrong style ends it, and every test is tried."""
    try:
        python = python_with("requirements-dev.txt")
        browser(python)
        judges()
    except SetupError as problem:
        say(str(problem))
        return 1
    if sys.argv[1:]:
        return run(python, "pytest", *sys.argv[1:])
    for check in STYLE:
        if failed := run(python, *check):
            return failed
    return max(run(python, *WHOLE), together(python))


def together(python: str) -> int:
    """The browser tests, and the rest beside them, whose output comes after theirs; the worst exit code."""
    with ThreadPoolExecutor(1) as one, tempfile.TemporaryFile("w+", encoding="utf8") as said:
        others = [one.submit(run, python, *words, output=said) for words in BESIDE]
        worst = run(python, *BROWSERS_ONLY)
        worst = max(worst, *(other.result() for other in others))
        said.seek(0)
        print(said.read(), flush=True)
    return worst


def run(python: str, *words: str, output: IO[str] | None = None) -> int:
    """One tool over the kit; its exit code, the signal's number where one ended it."""
    say(f"— {' '.join(words)}")
    return abs(subprocess.run([python, "-m", *words], cwd=ROOT, check=False, stdout=output, stderr=output).returncode)


if __name__ == "__main__":
    sys.exit(main())
