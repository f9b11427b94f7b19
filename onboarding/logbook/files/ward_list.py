"""A ward's own list of household businesses, brought in so that a member picks instead of typing.

`ward_file` reads the file; what was brought in can be taken out again as long as no visit began from it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from ...languages import clean, fold
from ...store.schema import new_id
from ...store.schema.logbook import business, listed, listed_batch
from ...store.schema.visits import draft
from ...store.sql import upsert
from .ward_file import MOST_ROWS, Row


def keep(conn: Connection, rows: Sequence[Row], commune: str, file: str, member: str, at: datetime) -> str:
    """Take the rows in for a commune; returns the batch's id, for `undo`."""
    batch = new_id(at.timestamp())
    head = {"id": batch, "file": clean(file, 200), "member": member, "made_at": at, "rows": len(rows), "undone": False}
    upsert(conn, listed_batch, [head])
    same = {"commune": commune, "batch": batch, "business_id": None}
    upsert(conn, listed, [{**same, **msgspec.structs.asdict(row), "name_key": fold(row.name)[:400]} for row in rows])
    return batch


def undo(conn: Connection, batch: str) -> int:
    """Take a batch out again, except rows a visit began from; how many rows went."""
    gone = conn.execute(delete(listed).where(listed.c.batch == batch, _free()))
    conn.execute(update(listed_batch).where(listed_batch.c.id == batch).values(undone=True))
    return gone.rowcount


def _free() -> ColumnElement[bool]:
    """Rows no visit began from, or whose visit was thrown away before anything came of it."""
    visit = select(draft.c.id).where(draft.c.id == listed.c.business_id).exists()
    kept = select(business.c.id).where(business.c.id == listed.c.business_id).exists()
    return or_(listed.c.business_id.is_(None), and_(~visit, ~kept))


def find(conn: Connection, commune: str, query: str, limit: int = 8) -> list[tuple[str, Row]]:
    """Rows of a commune's lists that fit what is being typed, not begun yet: (batch, row), the best first."""
    asked = select(listed).where(listed.c.commune == commune, _free()).limit(MOST_ROWS)
    rows = {(row.batch, row.line): row for row in conn.execute(asked)}
    names = {key: f"{row.name_key} {fold(row.owner)} {row.phone}" for key, row in rows.items()}
    best = process.extract(fold(query), names, scorer=fuzz.partial_ratio, score_cutoff=70, limit=limit)
    fields = Row.__struct_fields__
    return [(key[0], Row(**{name: getattr(rows[key], name) for name in fields})) for _, _, key in best]


def forget(conn: Connection, communes: Iterable[str], before: datetime) -> int:
    """Remove rows of some communes' lists taken in before a moment, that no visit began from; how many (retention)."""
    old = select(listed_batch.c.id).where(listed_batch.c.made_at < before)
    here = (listed.c.commune.in_(sorted(communes)), listed.c.batch.in_(old), _free())
    return conn.execute(delete(listed).where(*here)).rowcount


def begin(conn: Connection, commune: str, batch: str, line: int, business_id: str) -> None:
    """A visit began from a row: it is offered no more."""
    here = (listed.c.commune == commune, listed.c.batch == batch, listed.c.line == line)
    conn.execute(update(listed).where(*here).values(business_id=business_id))


def drop_lines(conn: Connection, businesses: Collection[str]) -> int:
    """Remove the lines these businesses were begun from: they name a person who wants no name kept; how many."""
    return conn.execute(delete(listed).where(listed.c.business_id.in_(sorted(businesses)))).rowcount


def many(conn: Connection, commune: str) -> int:
    """How many rows of a commune's lists wait for a visit."""
    query = select(func.count()).select_from(listed).where(listed.c.commune == commune, _free())
    return int(conn.execute(query).scalar_one())


def batches(conn: Connection) -> list[dict[str, Any]]:
    """What was taken in, the newest first."""
    rows = conn.execute(select(listed_batch).order_by(listed_batch.c.made_at.desc())).all()
    return [row._asdict() for row in rows]
