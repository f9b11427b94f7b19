"""Runs the README's commands in a bare Debian: `python3 tests/bare_root.py bookworm|trixie [--tests] [--root FOLDER]`.

A root made by debootstrap (minbase and python3: no venv, no pip, no git, no locale) gets a copy of this checkout. First
a user without sudo starts the wizard and is told in one sentence what to ask for; then root starts it, over a `.venv`
somebody left half-made, until it answers. `--tests` runs `python3 tests` there as well. Needs root and the network.
"""

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
KIT = "kit"
PATIENCE_SECONDS = 1200
SHARED = ("/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt", "/etc/pip.conf", "/etc/apt/apt.conf.d")
"""What a machine needs of this one to reach the same registries: names, certificates, and where pip and apt look."""
PASSED_ON = ("PIP_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE")


def make(suite: str, root: Path) -> None:
    """A minbase root with python3 and certificates, unless it is there already."""
    if not (root / "usr/bin/python3").exists():
        words = ["debootstrap", "--variant=minbase", "--include=python3,ca-certificates", suite, str(root)]
        subprocess.run(words, check=True, stdout=sys.stderr)
    for name in SHARED:
        found, target = Path(name), root / name[1:]
        if found.is_dir():
            shutil.copytree(found, target, dirs_exist_ok=True)
        elif found.exists():
            target.unlink(missing_ok=True)
            shutil.copyfile(found.resolve(), target)


def copy_kit(root: Path) -> None:
    """This checkout's files as git knows them (also changed ones), without what was set up for it."""
    shutil.rmtree(root / KIT, ignore_errors=True)
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            target = root / KIT / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)


def inside(root: Path, *words: str, user: int = 0) -> list[str]:
    """The command that runs `words` in the root's kit folder, in namespaces of its own that end with it."""
    who = [] if user == 0 else ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    kept = [f"{name}={value}" for name, value in os.environ.items() if name.startswith(PASSED_ON)]
    environment = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", f"HOME={'/root' if user == 0 else '/tmp'}", *kept]
    script = f'mount -t proc proc {root}/proc 2>/dev/null; exec chroot {root} sh -c \'cd /{KIT} && exec "$@"\' sh "$@"'
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    if subprocess.run([*apart, "true"], check=False, capture_output=True).returncode:
        apart = []  # a container that allows no namespaces; the process group still ends with it
    return [*apart, "sh", "-c", script, "sh", *environment, *who, *words]


def refused_user(root: Path) -> None:
    """A user without sudo gets one sentence with the package's name, and no half-made environment is left."""
    subprocess.run(["chown", "-R", "1000:1000", str(root / KIT)], check=True)
    done = subprocess.run(inside(root, "python3", "streamlit_app.py", user=1000), capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if "apt-get install python3-venv" in line]
    assert done.returncode == 1, (done.returncode, done.stderr)
    assert len(said) == 1, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert not (root / KIT / ".venv").exists()
    subprocess.run(["chown", "-R", "0:0", str(root / KIT)], check=True)


def leave_half_made(root: Path) -> None:
    """What a cut network or Ctrl+C leaves: a Python that runs, and no pip."""
    folder = root / KIT / ".venv" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to("/usr/bin/python3")
    (folder.parent / "pyvenv.cfg").write_text("home = /usr/bin\n")


@contextlib.contextmanager
def wizard(root: Path) -> Iterator[str]:
    """The README's first command; gives the address once it answers, and ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = inside(root, "python3", "streamlit_app.py", "--server.port", str(port))
    running = subprocess.Popen(words, start_new_session=True, stdout=sys.stderr)
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while not answers(port):
            assert running.poll() is None, f"ended with {running.returncode}"
            assert time.monotonic() < until, "does not answer"
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait(60)


def answers(port: int) -> bool:
    """Whether the wizard's health page says ok."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as page:
            return page.status == 200
    except OSError:
        return False


def main() -> int:
    """Both commands, or the first."""
    parser = argparse.ArgumentParser()
    parser.add_argument("suite", choices=["bookworm", "trixie"])
    parser.add_argument("--root", type=Path)
    parser.add_argument("--tests", action="store_true")
    asked = parser.parse_args()
    root = asked.root or Path("/var/tmp") / f"onboarding-{asked.suite}"
    make(asked.suite, root)
    copy_kit(root)
    refused_user(root)
    leave_half_made(root)
    with wizard(root) as url:
        print(f"{asked.suite}: the wizard answers at {url}")
    if asked.tests:
        return subprocess.run(inside(root, "python3", "tests"), check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
