"""Batches of devices nobody has approved yet: kept as they came, opened and counted only once somebody approves."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from ..store import Store
from ..store.schema.exchange import held_batch
from ..store.sql import upsert
from .envelope import Header

MOST_HELD: Final = 50
"""Batches kept of one device, 25,000 records; the device keeps what is more and sends it again."""


def hold(conn: Connection, header: Header, sha256: str, message: bytes, now: datetime) -> None:
    """Keep a batch for later, unless there are many of the device already."""
    mine = select(func.count()).where(held_batch.c.device == header.device)
    if conn.execute(mine).scalar_one() < MOST_HELD:
        row = {
            "device": header.device, "sha256": sha256, "area": header.area, "seq": header.seq, "message": message,
            "at": now,
        }  # fmt: skip
        upsert(conn, held_batch, [row])


def held(store: Store) -> dict[tuple[str, str], int]:
    """How many batches wait, by area and device."""
    by = (held_batch.c.area, held_batch.c.device)
    with store.reading() as conn:
        return {(area, name): n for area, name, n in conn.execute(select(*by, func.count()).group_by(*by))}
