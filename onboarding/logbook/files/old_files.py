"""Unsigned log files of versions before 0.3 that people may still hold: taken in once each, undoable as a whole.

Nobody can tell who wrote such a file, so an administrator answers for it. What it adds is marked with the file in the
evidence's `device`, and goes again with `undo`; a withdrawal it brings holds on, as every withdrawal does.
"""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select, union, update

from ...errors import OnboardingError
from ...languages import clean
from ...store import Store
from ...store.schema.logbook import business, echo, event, old_file
from ...store.sql import insert_if_absent
from ..withdrawal import withdraw_entries
from .importing import import_file

MARK = "old-file:"
"""Stands before the file's id in `device`."""


def take(store: Store, path: Path, member: str = "") -> dict[str, Any]:
    """Take a file in; its id, and what became of its lines. Raises `log.old_file_known`, and what a damaged file does.

    A file that broke off half-way, by a power cut, may be taken again.
    """
    ident = hashlib.sha256(path.read_bytes()).hexdigest()[:32]
    with store.reading() as conn:
        if conn.execute(select(old_file.c.id).where(old_file.c.id == ident)).first() is not None:
            raise OnboardingError("log.old_file_known", field="file", id=ident)
    done = import_file(store, path, device=MARK + ident)
    row = {
        "id": ident, "name": clean(path.name, 200), "member": clean(member, 100), "made_at": datetime.now(UTC),
        "undone": False,
    }  # fmt: skip
    store.write(lambda conn: insert_if_absent(conn, old_file, row))
    return {"file": ident, **done}


def undo(store: Store, ident: str) -> int:
    """Take out what a file added; how many businesses. Raises `log.no_old_file`."""
    known = update(old_file).where(old_file.c.id == ident).values(undone=True)
    if not store.write(lambda conn: conn.execute(known).rowcount):
        raise OnboardingError("log.no_old_file", field="file")
    gone = 0
    while n := store.write(lambda conn: _undo_some(conn, MARK + ident)):
        gone += n
    return gone


def _undo_some(conn: Connection, device: str, most: int = 300) -> int:
    wanted = union(*(select(table.c.business_id).where(table.c.device == device) for table in (event, echo)))
    ids = list(conn.execute(wanted.limit(most)).scalars())
    withdraw_entries(conn, ids, None, datetime.now(UTC), device=device)
    conn.execute(delete(business).where(business.c.id.in_(ids), business.c.state == "withdrawn"))
    return len(ids)
