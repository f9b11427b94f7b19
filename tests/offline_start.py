"""Starts an offline bundle in a network namespace without a network: `python3 tests/offline_start.py BUNDLE`.

The bundle is copied into an empty folder, started by its start.sh with an empty environment, and asked for its health
from inside the namespace; then one byte of it is altered, and it has to refuse. Needs root (unshare).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PORT = "8632"
INSIDE = f"""
ip link set lo up 2>/dev/null || true
./start.sh --server.port {PORT} --server.headless true & kit=$!
for second in $(seq 900); do
  kill -0 $kit 2>/dev/null || exit 3
  python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:{PORT}/readyz', timeout=5)" 2>/dev/null && exit 0
  sleep 1
done
exit 4
"""


def run(folder: Path, home: Path, script: str) -> subprocess.CompletedProcess[str]:
    """A shell script in the folder, without a network, in process and network namespaces that end with it."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_DATA_HOME": str(home / "data")}
    words = ["unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def main() -> int:
    """Start, look, alter, start again."""
    with tempfile.TemporaryDirectory(prefix="onboarding-bundle-") as place:
        folder, home = Path(place, "kit"), Path(place, "home")
        home.mkdir()
        shutil.copytree(sys.argv[1], folder)
        started = run(folder, home, INSIDE)
        assert started.returncode == 0, started.stderr[-3000:]
        assert (home / "data" / "onboarding-kit" / "kit.db").exists()
        assert not (folder / "data").exists()
        print("the bundle starts without a network")
        altered = folder / "onboarding" / "payments" / "__init__.py"
        altered.write_bytes(altered.read_bytes() + b"\n")
        refused = run(folder, home, "./start.sh")
        assert refused.returncode == 1, refused.stderr
        assert "onboarding/payments/__init__.py" in refused.stderr
        print("an altered bundle refuses to start")
    return 0


if __name__ == "__main__":
    sys.exit(main())
