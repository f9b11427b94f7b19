"""Personal data in the log: access, corrections, joins, moves. Withdrawal and retention are in `withdrawal`."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, select, update

from ..business import Consent, Keeps, Rung, normalise_phone, without_phone
from ..errors import OnboardingError
from ..languages import clean, fold
from ..places import UNIT_SET
from ..store.schema.logbook import business, business_join, echo, event, mark
from ..store.sql import upsert
from . import identity
from .entry import hmac_hex
from .query import CountQuery
from .reading import inside
from .recording import business_row


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


EVERY_TEAM = None
"""In place of a team's id: the store's own jobs and whoever operates it, who see every team's."""


def find(conn: Connection, business_id: str, team_id: str | None = EVERY_TEAM, *, lock: bool = True) -> Row[Any]:
    """The row of a business, or `log.no_business`; another team's is none (`team_id` "": of no team)."""
    row = business_row(conn, business_id, lock=lock)
    if row is None or (team_id is not EVERY_TEAM and (row.team_id or "") != team_id):
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


def evidence(
    conn: Connection, asked_for: CountQuery, team_id: str | None = EVERY_TEAM, limit: int = 500
) -> list[Evidence]:
    """The events behind a number and the echoes left out of it, newest first; places, days, rung and kinds as asked.

    Of another team's business neither the member nor what was seen is told.
    """
    since, until, events = asked_for.since, asked_for.until, []
    for table in (event, echo):
        if not set(asked_for.filters) <= set(table.c.keys()):
            continue  # what was not counted again says neither category nor wallet
        query = select(table).where(*inside(conn, asked_for.communes, table), table.c.rung == asked_for.rung)
        query = query.where(*(table.c[kind] == value for kind, value in asked_for.filters.items()))
        query = query.where(table.c.day >= since) if since else query
        query = query.where(table.c.day <= until) if until else query
        rows = conn.execute(query.order_by(table.c.day.desc()).limit(limit)).all()
        events += [_evidence(row._asdict(), table is event) for row in rows]
    newest = sorted(events, key=lambda one: (one.day, one.id), reverse=True)[:limit]
    if team_id is EVERY_TEAM:
        return newest
    mine = _of_team(conn, {one.business_id for one in newest}, team_id)
    return [one if one.business_id in mine else msgspec.structs.replace(one, member="", seen={}) for one in newest]


def _of_team(conn: Connection, ids: Collection[str], team_id: str) -> set[str]:
    query = select(business.c.id, business.c.team_id).where(business.c.id.in_(sorted(ids)))
    return {row.id for row in conn.execute(query) if (row.team_id or "") == team_id}


def _evidence(row: dict[str, Any], counted: bool) -> Evidence:
    late = (row["written_at"] - row["happened_at"]).days
    fields = {name: row[name] for name in Evidence.__struct_fields__ if name in row}
    extra = {"rung": Rung(row["rung"]), "counted": counted, "seen": row.get("seen", {})}
    return Evidence(**{**fields, **extra, "late_days": late if late >= LATE else 0})


def join(
    conn: Connection, business_id: str, into: str, at: datetime, member: str = "", team_id: str | None = EVERY_TEAM
) -> None:
    """Say that two entries are one business, which counts once, by its earliest evidence; else `log.cannot_join`."""
    one, other = find(conn, business_id, team_id), find(conn, into, team_id)
    if one.id == other.id or "withdrawn" in (one.state, other.state):
        raise OnboardingError("log.cannot_join", field="business")
    write_join(conn, one.id, other.id, held=True, at=at, member=member)
    identity.regroup(conn, [one.id, other.id], at)


def write_join(conn: Connection, one: str, other: str, *, held: bool, at: datetime, member: str) -> bool:
    """Note what a person said of a pair, unless something newer is known; whether it was news."""
    first, second = sorted((one, other))
    here = (business_join.c.business_id == first, business_join.c.other_id == second)
    known = conn.execute(select(business_join.c.at, business_join.c.held).where(*here)).one_or_none()
    if known is not None and (known.at, known.held) >= (at, held):
        return False
    row = {"business_id": first, "other_id": second, "held": held, "at": at, "member": member}
    upsert(conn, business_join, [row], change=("held", "at", "member"))
    return True


def move(
    conn: Connection, business_id: str, commune: str, at: datetime, team_id: str | None = EVERY_TEAM
) -> dict[str, Any]:
    """Put a business, with all entries that are one with it, under the commune it is in; `log.no_business`."""
    row = find(conn, business_id, team_id)
    ids = [one["id"] for one in identity.members(conn, [row.subject_key]) if one["state"] != "withdrawn"]
    identity.relocate(conn, ids or [row.id], commune, UNIT_SET)
    conn.execute(update(business).where(business.c.id.in_(ids)).values(changed_at=at))
    identity.regroup(conn, [row.id], at)
    return {"business": business_id, "from": row.commune, "commune": commune, "entries": len(ids)}


def correct(
    conn: Connection,
    business_id: str,
    secret: bytes,
    at: datetime,
    *,
    phone: str | None = None,
    name: str | None = None,
    distinct: bool = False,
    member: str = "",
    team_id: str | None = EVERY_TEAM,
) -> dict[str, Any]:
    """Mend what a business is known by; counts merge or split by exactly what follows from it.

    `distinct` says it is another business than those it was taken for. Errors: `log.no_business`, `log.withdrawn`,
    `log.bad_phone`.
    """
    row = find(conn, business_id, team_id)
    if row.state == "withdrawn":
        raise OnboardingError("log.withdrawn", field="business")
    values: dict[str, Any] = {"changed_at": at}
    agreed = msgspec.convert(row.consent, Consent)
    if name is not None and agreed.allows(Keeps.NAME):
        name = name if agreed.allows(Keeps.PHONE) else without_phone(name, phone or "")
        values |= {"name": clean(name, 400), "name_key": fold(name)[:400]}
    if distinct:
        values["confirmed_distinct"] = True
        for one, other in identity.joins(conn, [row.id]):
            write_join(conn, one, other, held=False, at=at, member=member)
    if phone is not None:
        digits = normalise_phone(phone)
        if phone.strip() and not digits:
            raise OnboardingError("log.bad_phone", field="phone")
        values["phone"] = digits if agreed.allows(Keeps.PHONE) else ""
        replace_phone(conn, row.commune, row.id, hmac_hex(secret, digits) if digits else "")
        if digits:
            claim_phone(conn, row.commune, hmac_hex(secret, digits))
    conn.execute(update(business).where(business.c.commune == row.commune, business.c.id == row.id).values(**values))
    before = row.subject_key
    after = identity.regroup(conn, [row.id], at)[row.id]
    return {"business": business_id, "changed": sorted(set(values) - {"changed_at"}), "regrouped": before != after}


def replace_phone(conn: Connection, commune: str, business_id: str, value: str) -> None:
    """One phone hash for each business, or none."""
    here = (mark.c.commune == commune, mark.c.kind == "phone", mark.c.business_id == business_id)
    conn.execute(delete(mark).where(*here, mark.c.value != value))
    if value:
        upsert(conn, mark, [{"commune": commune, "kind": "phone", "value": value, "business_id": business_id}])


def claim_phone(conn: Connection, commune: str, value: str) -> None:
    """Let a phone hash nobody had lead to a subject of its own; `identity.regroup` must follow."""
    if value not in identity.look_up(conn, [value]):
        identity.claim(conn, value, value, commune)
