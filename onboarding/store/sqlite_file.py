"""An SQLite store as files: private to their owner, and noticed when empty, damaged or without the log beside them.

A store that is open has a marker beside it (`kit.db-open`), which goes with a clean close. Marker there and write-ahead
log gone means that somebody deleted the log or copied the store without it: what was only in the log is lost, and
nothing inside the file can say so. Then `kit.db-lost` stays until `verify --repair` has said it.
"""

import os
import sqlite3
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from ..errors import OnboardingError

MAKER_SECONDS = 2.0
"""How long another process may take to fill a file it has just made; after that an empty file is a fault."""

QUICK_BYTES = 16 << 20
"""Up to this size the pages are checked at every opening (about 10 ms a megabyte); larger ones by the daily job."""


def prepare(path: Path) -> None:
    """Make a new file private to its owner; refuse one that lost its content: `store.empty`, `store.gone`."""
    if not path.exists():
        if _size(beside(path, "-wal")):
            raise OnboardingError("store.gone", field="db", file=path.name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        return
    until = time.monotonic() + MAKER_SECONDS
    while not _size(path) and not _size(beside(path, "-wal")):
        if time.monotonic() > until:
            raise OnboardingError("store.empty", field="db", file=path.name)
        time.sleep(0.02)
    _close_to_others(path)


def beside(path: Path, ending: str) -> Path:
    """A file that belongs to a store: `-wal`, `-shm`, `-open`, `-lost`."""
    return path.with_name(path.name + ending)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _close_to_others(path: Path) -> None:
    """0600 for a store of an earlier kit; SQLite gives its log the same mode."""
    for file in (path, beside(path, "-wal"), beside(path, "-shm")):
        with suppress(OSError):
            if file.stat().st_mode & 0o077:
                file.chmod(0o600)


def mark_open(path: Path, *, had_log: bool) -> None:
    """Note that the store is open. `had_log`: whether its write-ahead log was there before this opening."""
    marker = beside(path, "-open")
    with suppress(OSError):
        if marker.exists() and not had_log:
            _write(beside(path, "-lost"), datetime.now(UTC).isoformat(timespec="seconds"))
        _write(marker, "")


def mark_closed(path: Path) -> None:
    """Take the marker away, unless another process still has the store open (then its log is still there)."""
    if not beside(path, "-wal").exists():
        with suppress(OSError):
            beside(path, "-open").unlink(missing_ok=True)


def lost_since(path: Path) -> str | None:
    """When it was noticed that the write-ahead log was missing (ISO moment), or None."""
    try:
        return beside(path, "-lost").read_text("ascii")
    except OSError:
        return None


def forget_loss(path: Path) -> None:
    """The loss was said; do not say it again."""
    beside(path, "-lost").unlink(missing_ok=True)


def _write(path: Path, content: str) -> None:
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write(content)


def check_pages(conn: Connection, path: Path, *, most: int | None = QUICK_BYTES) -> None:
    """Check the structure of every page, of a file up to `most` bytes; `store.damaged`."""
    if most is not None and _size(path) > most:
        return
    answer = conn.execute(text("PRAGMA quick_check(1)")).scalar_one()
    if answer != "ok":
        raise OnboardingError("store.damaged", field="db")


def is_undecodable(error: object) -> bool:
    """Whether SQLite's driver met text that is no UTF-8: a flipped byte. Its message holds the text; never show it."""
    return isinstance(error, sqlite3.OperationalError) and str(error).startswith("Could not decode")
