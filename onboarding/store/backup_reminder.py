"""When the last backup was taken out of this machine, and whether it is time for the next.

A line in a file beside the store, not a row in it: a restored store must not believe it was backed up here.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

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
    """Whether a laptop's visits, or its last backup, are a week old; a server has its own routine."""
    if store.path is None:
        return False
    moment, since = at or datetime.now(UTC), last_backup(store)
    if since is None:
        with store.reading() as conn:
            since = conn.execute(select(func.min(draft.c.created_at))).scalar_one()
    return since is not None and not timedelta(0) <= moment - since < DUE_AFTER  # a clock set back does not silence it
