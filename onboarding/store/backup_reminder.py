"""When the last backup was taken out of this machine, and whether it is time for the next.

A line in a file beside the store, not a row in it: a restored store must not believe it was backed up here.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from .schema.visits import draft
from .store import ROOT, Store

DUE_AFTER = timedelta(days=7)
_FILE = "last-backup.txt"


def folder_of(store: Store) -> Path:
    """The folder of an SQLite store, or `data/` beside the kit when the store is a server."""
    return store.path.parent if store.path else ROOT / "data"


def note_backup(store: Store, at: datetime | None = None) -> None:
    """Remember that a backup was taken out of this machine now."""
    (folder_of(store) / _FILE).write_text((at or datetime.now(UTC)).isoformat(), "ascii")


def last_backup(store: Store) -> datetime | None:
    """When the last backup was taken, or None."""
    try:
        return datetime.fromisoformat((folder_of(store) / _FILE).read_text("ascii"))
    except (OSError, ValueError):
        return None


def is_due(store: Store, at: datetime | None = None) -> bool:
    """Whether a laptop's store holds visits and its last backup is a week old; a server has its own routine."""
    if store.path is None:
        return False
    moment, last = at or datetime.now(UTC), last_backup(store)
    if last is not None and timedelta(0) <= moment - last < DUE_AFTER:
        return False
    with store.reading() as conn:
        return conn.execute(select(draft.c.id).limit(1)).first() is not None
