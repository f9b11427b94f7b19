"""What stands in batches on a team's machine, given up or asked for again: its records wait once more.

A number whose batch is given up is kept as a row without content and filled by the next batch, so that the area's
gaps close; the businesses it told of are told anew where they are, in case they moved meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from ..store.schema.exchange import sent_batch, sent_record, told_business
from ..store.sql import upsert

MOST_AHEAD = 10_000
"""Numbers above its own that a machine set back to a backup will fill when asked."""


def release_unconfirmed(conn: Connection, area: str) -> None:
    """Pack everything without a receipt anew: under another invitation, or to an area with other keys."""
    mine = (sent_batch.c.area == area, sent_batch.c.confirmed_at.is_(None))
    _release(conn, area, list(conn.execute(select(sent_batch.c.seq).where(*mine)).scalars()))


def send_again(conn: Connection, area: str, missing: Iterable[int], asked_at: datetime, now: datetime) -> None:
    """Make anew what an area said at a moment it never got, save what it answered since or what still waits whole."""
    wanted = set(missing)
    mine = sent_batch.c.area == area
    here = (mine, sent_batch.c.seq.in_(sorted(wanted)))
    answered = or_(sent_batch.c.confirmed_at.is_(None), sent_batch.c.confirmed_at >= asked_at)
    there = set(conn.execute(select(sent_batch.c.seq).where(*here, answered)).scalars())
    own = conn.execute(select(func.max(sent_batch.c.seq)).where(mine)).scalar_one() or 0
    _release(conn, area, [seq for seq in sorted(wanted - there) if 0 < seq <= own + MOST_AHEAD], now)


def _release(conn: Connection, area: str, numbers: list[int], now: datetime | None = None) -> None:
    if not numbers:
        return
    conn.execute(delete(sent_record).where(sent_record.c.area == area, sent_record.c.seq.in_(numbers)))
    again = (told_business.c.area == area, told_business.c.seq.in_(numbers))
    conn.execute(update(told_business).where(*again).values(digest=""))
    empty: dict[str, Any] = {"sha256": "", "message": b"", "records": 0, "confirmed_at": None}
    known = (sent_batch.c.area == area, sent_batch.c.seq.in_(numbers))
    conn.execute(update(sent_batch).where(*known).values(**empty))
    if now is not None:  # numbers a restored backup does not know
        upsert(conn, sent_batch, [{"area": area, "seq": seq, "made_at": now, **empty} for seq in numbers])


def free_number(conn: Connection, area: str) -> int | None:
    """The lowest number whose batch was given up."""
    lowest = select(func.min(sent_batch.c.seq)).where(sent_batch.c.area == area, sent_batch.c.sha256 == "")
    found: int | None = conn.execute(lowest).scalar_one()
    return found


def tell_again(conn: Connection, area: str, seq: int) -> None:
    """Tell anew where the businesses of a batch are: the area had some of it before, from other places."""
    here = (told_business.c.area == area, told_business.c.seq == seq)
    conn.execute(update(told_business).where(*here).values(digest=""))
