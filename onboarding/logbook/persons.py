"""Personal data in the log: access, withdrawal, retention, corrections, joins.

Withdrawal takes the business out of every count and leaves a tombstone, so that an old file cannot bring it back;
counts already published stay, with what was taken told beside them.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, delete, func, select, update

from ..business import Consent, Keeps, Rung
from ..errors import OnboardingError
from ..languages import clean, fold
from ..places import UNIT_SET
from ..store.schema.logbook import business, business_join, echo, event, mark, tombstone
from ..store.sql import upsert
from . import aggregates, identity
from .entry import hmac_hex, normalise_phone
from .query import CountQuery
from .reading import inside
from .recording import business_row

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
    asked = select(business.c.id, business.c.team_id).where(business.c.id.in_(sorted(ids)))
    return {row.id for row in conn.execute(asked) if (row.team_id or "") == team_id}


def _evidence(row: dict[str, Any], counted: bool) -> Evidence:
    late = (row["written_at"] - row["happened_at"]).days
    fields = {name: row[name] for name in Evidence.__struct_fields__ if name in row}
    extra = {"rung": Rung(row["rung"]), "counted": counted, "seen": row.get("seen", {})}
    return Evidence(**{**fields, **extra, "late_days": late if late >= LATE else 0})


def withdraw(
    conn: Connection, business_id: str, member: str, at: datetime, team_id: str | None = EVERY_TEAM
) -> dict[str, Any]:
    """Take a business out: its person, its evidence, its marks; leave a tombstone. Rungs it no longer counts at."""
    row = find(conn, business_id, team_id)
    return {"business": business_id, "rungs": bury(conn, {row.subject_key, row.id}, row.commune, at, member)}


def bury(conn: Connection, values: Collection[str], commune: str, at: datetime, member: str = "") -> dict[str, str]:
    """Remove every trace up to a moment of what is known by these values; rung → day of what no longer counts.

    The values, and all that leads from them to the same subject, are noted as withdrawn: older files of this person
    that arrive later are refused by any of them. The tombstone names all ids, so that other machines do the same.
    """
    subjects = {match.subject_key for match in identity.look_up(conn, values).values()} or set(values)
    businesses = [row for row in identity.members(conn, subjects) if row["first_at"] <= at]
    hashes = {value for known in identity.phones(conn, businesses).values() for value in known}
    ids = {row["id"] for row in businesses}
    identity.withdraw_values(conn, {*values, *subjects, *hashes, *ids}, commune, at)
    for row in businesses:
        conn.execute(delete(mark).where(mark.c.commune == row["commune"], mark.c.business_id == row["id"]))
        here = (business.c.commune == row["commune"], business.c.id == row["id"])
        gone = {**dict.fromkeys(PERSONAL, ""), "state": "withdrawn", "consent": {}, "changed_at": at}
        conn.execute(update(business).where(*here).values(**gone))
    lost = _remove_evidence(conn, subjects, {commune, *(row["commune"] for row in businesses)}, at)
    for subject in subjects:
        leave_stone(conn, {"commune": commune, "subject_key": subject, "at": at, "member": member, "rungs": lost}, ids)
    return lost


def withdraw_entries(
    conn: Connection, ids: Collection[str], until: datetime | None, now: datetime, *, device: str | None = None
) -> None:
    """Take out these entries alone, with their evidence: up to a moment or all of it, of one device or of any.

    Others known as the same business, by other teams, stay and count by their own evidence. No tombstone is left.
    """
    rows = [row._asdict() for row in conn.execute(select(business).where(business.c.id.in_(sorted(ids))))]
    rows = [row for row in rows if row["state"] != "withdrawn"]
    subjects = {row["subject_key"] for row in rows} | {one.subject_key for one in identity.look_up(conn, ids).values()}
    homes = {row["commune"] for row in rows} | {one.commune for one in identity.look_up(conn, subjects).values()}
    which = _Which(ids, until, device)
    counted = _take_out_of(conn, event, homes, which)
    _take_out_of(conn, echo, homes, which)
    aggregates.add(conn, [moved for row in counted for moved in aggregates.deltas_of(row, -1, now)])
    left = _with_evidence(conn, homes, ids)
    for row in rows:
        here = (business.c.commune == row["commune"], business.c.id == row["id"])
        if row["id"] in left:
            conn.execute(update(business).where(*here).values(first_at=left[row["id"]], changed_at=now))
            continue
        conn.execute(delete(mark).where(mark.c.commune == row["commune"], mark.c.business_id == row["id"]))
        if until is not None:  # whoever agreed anew after that moment may come again
            conn.execute(delete(business).where(*here))
            continue
        blank = {**dict.fromkeys(PERSONAL, ""), "state": "withdrawn", "consent": {}, "changed_at": now}
        conn.execute(update(business).where(*here).values(**blank))
    identity.regroup(conn, [row["id"] for row in identity.members(conn, subjects)], now)
    identity.settle(conn, subjects, now, hint=homes)


class _Which(NamedTuple):
    """Which evidence: of these entries, up to a moment, of one device; None: any."""

    ids: Collection[str]
    until: datetime | None
    device: str | None


def _take_out_of(conn: Connection, table: Any, homes: Collection[str], which: _Which) -> list[dict[str, Any]]:
    here = [table.c.commune.in_(sorted(homes)), table.c.business_id.in_(sorted(which.ids))]
    if which.until is not None:
        here.append(table.c.happened_at <= which.until)
    if which.device is not None:
        here.append(table.c.device == which.device)
    rows = [row._asdict() for row in conn.execute(select(table).where(*here).with_for_update())]
    if rows:
        conn.execute(delete(table).where(*here))
    return rows


def _with_evidence(conn: Connection, homes: Collection[str], ids: Collection[str]) -> dict[str, datetime]:
    """When the earliest evidence that is left of each of these entries happened."""
    first: dict[str, datetime] = {}
    for table in (event, echo):
        here = (table.c.commune.in_(sorted(homes)), table.c.business_id.in_(sorted(ids)))
        for row in conn.execute(
            select(table.c.business_id, func.min(table.c.happened_at)).where(*here).group_by(table.c.business_id)
        ):
            first[row[0]] = min(row[1], first.get(row[0], row[1]))
    return first


def leave_stone(conn: Connection, stone: dict[str, Any], ids: Collection[str]) -> None:
    """Write or complete a tombstone: commune, subject_key, at, member, rungs."""
    here = (tombstone.c.commune == stone["commune"], tombstone.c.subject_key == stone["subject_key"])
    old = conn.execute(select(tombstone).where(*here)).one_or_none()
    if old is not None:
        ids = {*ids, *old.ids}
        stone = {**stone, "at": max(old.at, stone["at"]), "member": stone["member"] or old.member}
        stone["rungs"] = {**old.rungs, **stone["rungs"]}
    upsert(conn, tombstone, [{**stone, "ids": sorted(ids)}], change=("at", "member", "rungs", "ids"))


def _remove_evidence(conn: Connection, subjects: Collection[str], communes: set[str], at: datetime) -> dict[str, str]:
    homes = communes | {match.commune for match in identity.look_up(conn, subjects).values()}
    here = [event.c.commune.in_(sorted(homes)), event.c.subject_key.in_(sorted(subjects)), event.c.happened_at <= at]
    rows = [row._asdict() for row in conn.execute(select(event).where(*here))]
    conn.execute(delete(event).where(*here))
    keys = (echo.c.commune.in_(sorted(homes)), echo.c.subject_key.in_(sorted(subjects)), echo.c.happened_at <= at)
    conn.execute(delete(echo).where(*keys))
    aggregates.add(conn, [moved for row in rows for moved in aggregates.deltas_of(row, -1, at)])
    identity.settle(conn, subjects, at, hint=homes)
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
    if name is not None:
        values |= {"name": clean(name, 400), "name_key": fold(name)[:400]}
    if distinct:
        values["confirmed_distinct"] = True
        for one, other in identity.joins(conn, [row.id]):
            write_join(conn, one, other, held=False, at=at, member=member)
    if phone is not None:
        digits = normalise_phone(phone)
        if phone.strip() and not digits:
            raise OnboardingError("log.bad_phone", field="phone")
        values["phone"] = digits if msgspec.convert(row.consent, Consent).allows(Keeps.PHONE) else ""
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
