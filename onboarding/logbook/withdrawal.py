"""Withdrawal and retention: a person's data, evidence and marks taken out of the log.

A withdrawal takes the business out of every count and leaves a tombstone, so that an old file cannot bring it back;
counts already published stay, with what was taken told beside them. Retention blanks the person and leaves the counts.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from ..business import Consent, Keeps, without_phone
from ..errors import OnboardingError
from ..languages import fold
from ..store import Store
from ..store.schema.logbook import business, echo, event, mark, tombstone
from ..store.sql import upsert
from . import aggregates, identity
from .entry import redact_evidence
from .periods import start_of
from .persons import EVERY_TEAM, find

PERSONAL = ("name", "name_key", "owner", "phone", "address", "bank", "last_four", "qr")
"""The columns of a business that name a person."""


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
    hashes = {value for hashes_of in identity.phones(conn, businesses).values() for value in hashes_of}
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
    subjects = {row["subject_key"] for row in rows} | {
        match.subject_key for match in identity.look_up(conn, ids).values()
    }
    homes = {row["commune"] for row in rows} | {match.commune for match in identity.look_up(conn, subjects).values()}
    which = _Which(ids, until, device)
    counted = _take_out_of(conn, event, homes, which)
    _take_out_of(conn, echo, homes, which)
    aggregates.add(conn, [moved for row in counted for moved in aggregates.deltas_of(row, -1, now)])
    remaining = _with_evidence(conn, homes, ids)
    for row in rows:
        here = (business.c.commune == row["commune"], business.c.id == row["id"])
        if row["id"] in remaining:
            conn.execute(update(business).where(*here).values(first_at=remaining[row["id"]], changed_at=now))
            continue
        conn.execute(delete(mark).where(mark.c.commune == row["commune"], mark.c.business_id == row["id"]))
        if until is not None:  # whoever agreed anew after that moment may come again
            conn.execute(delete(business).where(*here))
            continue
        blank = {**dict.fromkeys(PERSONAL, ""), "state": "withdrawn", "consent": {}, "changed_at": now}
        conn.execute(update(business).where(*here).values(**blank))
    identity.regroup(conn, [row["id"] for row in identity.members(conn, subjects)], now)
    identity.settle(conn, subjects, now, hint=homes)


def uncount(
    conn: Connection, business_id: str, member: str, at: datetime, team_id: str | None, *, entry_stays: bool
) -> None:
    """Take one entry's evidence and marks out, and the entry unless it stays; other machines are told.

    For a vendor who agrees no longer to be counted. What happened before that moment is refused by this id from now on,
    also out of an older file; who agrees anew later counts anew.
    """
    row = find(conn, business_id, team_id)
    which = _Which({row.id}, None, None)
    homes = {row.commune} | {match.commune for match in identity.look_up(conn, {row.subject_key}).values()}
    counted, echoes = (_take_out_of(conn, table, homes, which) for table in (event, echo))
    aggregates.add(conn, [moved for event_row in counted for moved in aggregates.deltas_of(event_row, -1, at)])
    conn.execute(delete(mark).where(mark.c.commune == row.commune, mark.c.business_id == row.id))
    identity.withdraw_values(conn, {row.id}, row.commune, at)
    if not entry_stays:
        conn.execute(delete(business).where(business.c.commune == row.commune, business.c.id == row.id))
    identity.regroup(conn, [other["id"] for other in identity.members(conn, {row.subject_key})], at)
    identity.settle(conn, {row.subject_key}, at, hint=homes)
    if counted or echoes:
        rungs = {event_row["rung"]: event_row["day"].isoformat() for event_row in counted}
        stone = {"commune": row.commune, "subject_key": row.id, "at": at, "member": member, "rungs": rungs}
        leave_stone(conn, stone, {row.id})


def restrict(
    conn: Connection, business_id: str, consent: Consent, member: str, at: datetime, team_id: str | None
) -> None:
    """Obey a consent that allows less than the one an entry was recorded with; nothing for an entry there is not.

    Not counted any more: its evidence and marks go, and the entry unless the visit may be recorded. Counted without a
    name: the person, the marks of code and photos, and what was seen beyond yes, no and numbers go.
    """
    try:
        row = find(conn, business_id, team_id)
    except OnboardingError as error:
        if error.code != "log.no_business":
            raise
        return
    if not consent.agreed("counts"):
        uncount(conn, business_id, member, at, team_id, entry_stays=consent.agreed("visit"))
    here = (business.c.commune == row.commune, business.c.id == row.id)
    if not consent.agreed("visit"):
        conn.execute(update(business).where(*here).values(**dict.fromkeys(PERSONAL, ""), changed_at=at))
        ties = mark.c.kind != "phone"  # by the keyed number a business without a name still counts once
        conn.execute(delete(mark).where(mark.c.commune == row.commune, mark.c.business_id == row.id, ties))
        _redact_evidence(conn, row, consent)
    elif row.phone and not consent.allows(Keeps.PHONE):
        texts = {name: without_phone(getattr(row, name), row.phone) for name in ("name", "owner", "address")}
        blank = {**texts, "name_key": fold(texts["name"])[:400], "phone": "", "changed_at": at}
        conn.execute(update(business).where(*here).values(**blank))


def _redact_evidence(conn: Connection, row: Row[Any], consent: Consent) -> None:
    homes = {row.commune} | {match.commune for match in identity.look_up(conn, {row.subject_key}).values()}
    for table in (event, echo):
        here = (table.c.commune.in_(sorted(homes)), table.c.business_id == row.id)
        for found in conn.execute(select(table.c.commune, table.c.id, table.c.seen).where(*here)).all():
            seen = redact_evidence(found.seen, consent)
            if "implied_by" in found.seen:
                seen["implied_by"] = found.seen["implied_by"]
            one = (table.c.commune == found.commune, table.c.business_id == row.id, table.c.id == found.id)
            conn.execute(update(table).where(*one).values(seen=seen))


def entries_of(conn: Connection, business_id: str) -> set[str]:
    """The ids of every entry that is known as the same business as this one, itself included."""
    keys = {match.subject_key for match in identity.look_up(conn, {business_id}).values()} | {business_id}
    return {business_id, *(row["id"] for row in identity.members(conn, keys))}


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


def forget_before(store: Store, communes: Iterable[str], day: date) -> int:
    """Blank the persons of every team not touched since a day (an area's retention); counts stay. How many."""
    chosen, now = sorted(communes), datetime.now(UTC)
    return store.erase(lambda conn: _forget(conn, chosen, start_of(day), now))


def _forget(conn: Connection, communes: Iterable[str], before: datetime, at: datetime) -> int:
    gone = {**dict.fromkeys(PERSONAL, ""), "state": "forgotten"}
    named = [business.c[column] != "" for column in PERSONAL]
    old = (business.c.commune.in_(sorted(communes)), business.c.changed_at < before, or_(*named))
    ids = conn.execute(select(business.c.commune, business.c.id).where(*old)).all()
    for commune, business_id in ids:
        mine = (business.c.commune == commune, business.c.id == business_id)
        conn.execute(update(business).where(*mine).values(**gone))
        conn.execute(delete(mark).where(mark.c.commune == commune, mark.c.business_id == business_id))
    return len(ids)
