"""Killing writers and cutting the power, for the tests here and the longer runs in tests/benchmarks."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import apsw
from sqlalchemy import text

from onboarding.store import Store, open_store

ROOT = Path(__file__).parents[2]
SECTOR = 512

_WORKER = """
import sys, threading
from onboarding.business import Consent, Rung
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.store import open_store
from onboarding.store.schema import new_id

log, yes = Logbook(open_store(sys.argv[1])), Consent(purposes={"counts": True})
lock = threading.Lock()

def work(team):
    while True:
        one = new_id()
        try:
            log.record(one, one, "24988", Rung.HANDED_OVER, team=team, member="An", about=BusinessSnapshot(consent=yes))
        except Exception:
            continue
        with lock:
            print(one, flush=True)

for number in range(4):
    threading.Thread(target=work, args=(f"To {number}",), daemon=True).start()
threading.Event().wait()
"""


def worker(url: str, out: Path) -> "subprocess.Popen[bytes]":
    """A process that records as fast as it can and prints the id of each business once its write returned."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", _WORKER, url], stdout=out.open("ab"), stderr=subprocess.DEVNULL, env=environment
    )


def acknowledged(out: Path) -> set[str]:
    """Ids whose write returned; a line cut by the kill was not read by anybody."""
    lines = out.read_text("ascii").split("\n")[:-1] if out.exists() else []
    return {line for line in lines if len(line) == 32}


def kill_while_writing(url: str, out: Path, *, after: float) -> None:
    """Start a worker, let it write for a while, and kill -9 it."""
    before = len(acknowledged(out))
    process = worker(url, out)
    until = time.monotonic() + 60
    while len(acknowledged(out)) == before and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()


def missing(url: str, out: Path) -> tuple[set[str], bool]:
    """Acknowledged businesses that are not in the log, and whether the sums equal the events."""
    store = open_store(url)
    with store.reading() as conn:
        rows = conn.execute(text("SELECT business_id FROM event WHERE rung = 'handed_over'")).scalars()
        there = {row.hex() if isinstance(row, bytes) else row.hex for row in rows}
        asked = "SELECT coalesce(sum(n), 0) FROM tally WHERE facet = 'total' AND rung = 'handed_over'"
        counted = conn.execute(text(asked)).scalar_one()
    store.close()
    return acknowledged(out) - there, counted == len(there)


# --- power: every write and sync the store makes is replayed on a disk that forgets what was not synced -------------


class Disk(apsw.VFS):
    """A disk that notes every write, truncation and sync of the files on it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.log: list[tuple[str, str, int, bytes]] = []
        super().__init__(name, "")

    def xOpen(self, name, flags):
        return _File(self, name, flags)

    def xDelete(self, name, sync):
        self.log.append(("delete", Path(name).name, 0, b""))
        super().xDelete(name, sync)


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name, flags) -> None:
        self.disk = disk
        self.name = Path(name.filename() if isinstance(name, apsw.URIFilename) else str(name)).name
        super().__init__("", name, flags)

    def xWrite(self, data, offset):
        self.disk.log.append(("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size):
        self.disk.log.append(("truncate", self.name, size, b""))
        super().xTruncate(size)

    def xSync(self, flags):
        self.disk.log.append(("sync", self.name, 0, b""))
        super().xSync(flags)


def statements(url: str, pragmas: tuple[str, ...], work) -> list[str]:
    """Every statement the store's writer sends while `work(store)` runs, settings first, values filled in."""
    store, sent = Store(url, pragmas=pragmas), [f"PRAGMA {pragma}" for pragma in pragmas]
    from sqlalchemy import event

    def trace(raw, _):
        raw.set_trace_callback(lambda line: sent.append(line) if not line.startswith("PRAGMA") else None)

    event.listen(store._writer._engine, "connect", trace)
    work(store)
    store.close()
    return sent


def run_on(disk: Disk, path: Path, sent: list[str]) -> list[int]:
    """Replay statements on a disk; where in its log each COMMIT had returned."""
    done = []
    conn = apsw.Connection(str(path), vfs=disk.name)
    conn.execute("PRAGMA wal_autocheckpoint=50")
    for line in sent:
        conn.execute(line)
        if line == "COMMIT":
            done.append(len(disk.log))
    conn.close()
    return done


def cut(log, at: int, start: dict[str, bytes], folder: Path, dice: random.Random) -> None:
    """The files as they are after the power goes at operation `at`: unsynced sectors survive by chance only."""
    safe = {name: bytearray(data) for name, data in start.items()}
    loose: dict[str, list[tuple[str, int, bytes]]] = {}
    for what, name, offset, data in log[:at]:
        if what == "sync":
            for one in loose.pop(name, []):
                _apply(safe, name, *one)
        elif what == "delete":
            safe.pop(name, None)
            loose.pop(name, None)
        else:
            loose.setdefault(name, []).append((what, offset, data))
    for name, ops in loose.items():
        for what, offset, data in ops:
            for piece in range(0, max(1, len(data)), SECTOR):
                if dice.random() < 0.5:
                    _apply(safe, name, what, offset + piece, data[piece : piece + SECTOR])
    for name, data in safe.items():
        (folder / name).write_bytes(bytes(data))


def _apply(files: dict[str, bytearray], name: str, what: str, offset: int, data: bytes) -> None:
    held = files.setdefault(name, bytearray())
    if what == "truncate":
        del held[offset:]
        return
    if len(held) < offset:
        held.extend(bytes(offset - len(held)))
    held[offset : offset + len(data)] = data
