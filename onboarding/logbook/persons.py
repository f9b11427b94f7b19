"""A person's data in the log: opened, withdrawn, forgotten after its time, joined with another.

Withdrawal takes the business out of every count and leaves a tombstone, so that an old file cannot bring it back;
counts already published stay, with what was taken told beside them.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, select, update

from ..business import Consent, Rung
from ..errors import OnboardingError
from ..store.schema.logbook import business, echo, event, mark, tombstone
from ..store.sql import put
from . import aggregates
from .query import CountQuery
from .reading import inside
from .recording import rekey

PERSONAL = ("name", "name_key", "owner", "phone", "address", "bank", "last_four", "qr")


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the log holds of a business; for people who may see persons. Reading it is a read to be noted."""

    id: str
    commune: str
    state: str
    same_as: str | None
    rung: Rung
    name: str
    owner: str
    phone: str
    address: str
    trade: str
    wallet: str
    bank: str
    last_four: str
    qr: str
    consent: Consent
    team: str
    member: str
    first_at: datetime
    changed_at: datetime


def known(row: Row[Any]) -> Known:
    """A business row as a value."""
    fields = {name: getattr(row, name) for name in Known.__struct_fields__}
    fields |= {"rung": Rung(row.rung), "consent": msgspec.convert(row.consent, Consent)}
    return Known(**fields)


def find(conn: Connection, business_id: str) -> Row[Any]:
    """The row of a business, or `log.no_business`."""
    row = conn.execute(select(business).where(business.c.id == business_id).limit(1)).one_or_none()
    if row is None:
        raise OnboardingError("log.no_business", field="business")
    return row


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One event behind a number. `counted` False: the business was counted already, by another event."""

    id: str
    business_id: str
    commune: str
    rung: Rung
    team: str
    member: str
    day: date
    written_at: datetime
    counted: bool
    late_days: int
    seen: dict[str, Any]


LATE = 7
"""An event written this many days after it happened is told as late."""


def evidence(conn: Connection, asked_for: CountQuery, limit: int = 500) -> list[Evidence]:
    """The events behind a number and the echoes left out of it, newest first; places, days, rung and kinds as asked."""
    since, until, found = asked_for.since, asked_for.until, []
    for table in (event, echo):
        if not set(asked_for.filters) <= set(table.c.keys()):
            continue  # what was not counted again says neither category nor wallet
        asked = select(table).where(*inside(conn, asked_for.communes, table), table.c.rung == asked_for.rung)
        asked = asked.where(*(table.c[kind] == value for kind, value in asked_for.filters.items()))
        asked = asked.where(table.c.day >= since) if since else asked
        asked = asked.where(table.c.day <= until) if until else asked
        rows = conn.execute(asked.order_by(table.c.day.desc()).limit(limit)).all()
        found += [_evidence(row._asdict(), table is event) for row in rows]
    return sorted(found, key=lambda one: (one.day, one.id), reverse=True)[:limit]


def _evidence(row: dict[str, Any], counted: bool) -> Evidence:
    late = (row["written_at"] - row["happened_at"]).days
    fields = {name: row[name] for name in Evidence.__struct_fields__ if name in row}
    extra = {"rung": Rung(row["rung"]), "counted": counted, "seen": row.get("seen", {})}
    return Evidence(**{**fields, **extra, "late_days": late if late >= LATE else 0})


def withdraw(conn: Connection, business_id: str, member: str, at: datetime) -> dict[str, Any]:
    """Take a business out: its person, its evidence, its marks; leave a tombstone. Rungs it no longer counts at."""
    row = find(conn, business_id)
    hers = select(business.c.id).where(business.c.commune == row.commune, business.c.k == row.k)
    ids = list(conn.execute(hers.order_by(business.c.id)).scalars())
    lost = bury(conn, row.commune, row.k, at)
    stone = {"commune": row.commune, "k": row.k, "at": at, "member": member, "rungs": lost, "ids": ids}
    put(conn, tombstone, [stone], change=("at", "member", "rungs", "ids"))
    return {"business": business_id, "rungs": lost}


def bury(conn: Connection, commune: str, k: str, at: datetime) -> dict[str, str]:
    """Remove every trace of a person up to a moment; rung → day of the events that no longer count."""
    here = (event.c.commune == commune, event.c.k == k, event.c.happened_at <= at)
    rows = [row._asdict() for row in conn.execute(select(event).where(*here))]
    ids = list(conn.execute(select(business.c.id).where(business.c.commune == commune, business.c.k == k)).scalars())
    conn.execute(delete(event).where(*here))
    conn.execute(delete(echo).where(echo.c.commune == commune, echo.c.k == k, echo.c.happened_at <= at))
    conn.execute(delete(mark).where(mark.c.commune == commune, mark.c.business_id.in_(ids)))
    gone = {**dict.fromkeys(PERSONAL, ""), "state": "withdrawn", "consent": {}, "changed_at": at}
    mine = (business.c.commune == commune, business.c.k == k, business.c.first_at <= at)
    conn.execute(update(business).where(*mine).values(**gone))
    aggregates.add(conn, [moved for row in rows for moved in aggregates.deltas_of(row, -1, at)])
    return {row["rung"]: row["day"].isoformat() for row in rows}


def forget(conn: Connection, communes: Iterable[str], before: datetime, at: datetime) -> int:
    """Blank the persons of businesses not touched since a moment (retention); counts stay. How many."""
    gone = {**dict.fromkeys(PERSONAL, ""), "state": "forgotten"}
    old = (business.c.commune.in_(sorted(communes)), business.c.changed_at < before, business.c.name != "")
    ids = conn.execute(select(business.c.commune, business.c.id).where(*old)).all()
    for commune, business_id in ids:
        mine = (business.c.commune == commune, business.c.id == business_id)
        conn.execute(update(business).where(*mine).values(**gone))
        conn.execute(delete(mark).where(mark.c.commune == commune, mark.c.business_id == business_id))
    return len(ids)


def join(conn: Connection, business_id: str, into: str, at: datetime) -> None:
    """Say that two entries are one business; it counts once, by the evidence that came first."""
    one, other = find(conn, business_id), find(conn, into)
    if one.commune != other.commune or one.id == other.id:
        raise OnboardingError("log.cannot_join", field="business")
    rekey(conn, one.commune, one.k, other.k, at)
    mine = (business.c.commune == one.commune, business.c.id == one.id)
    conn.execute(update(business).where(*mine).values(k=other.k, state="same", same_as=other.id, changed_at=at))
