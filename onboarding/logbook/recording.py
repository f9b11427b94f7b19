"""Records evidence idempotently: the business, the event and the commune's aggregates in one transaction.

The same step of the same visit is one event however often it is recorded. A rung is counted once for a business: the
earliest evidence counts, other evidence is kept beside it as an echo. Evidence of a rung above the one that counts as
onboarded stands for that one too, until its own evidence comes; its `seen` says so.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Dialect, Row, delete, select, update

from ..business import COUNTS_FROM, Consent, Rung
from ..places import UNIT_SET
from ..store.batch_insert import Insert, InsertBatch
from ..store.schema.logbook import business, echo, event, mark, match_key
from ..store.sql import insert_if_absent, upsert
from . import aggregates, identity
from .entry import BusinessSnapshot, Entry, Recorded, hmac_hex, redact_business, redact_evidence
from .periods import day_of

_CLOCK_SLACK = timedelta(days=1)
"""A moment this far ahead of now was written by a wrong clock, not by another time zone or a slow one."""


class FastPath(NamedTuple):
    """Prepared statements for the common case: a business new to the store, agreed to be counted, at most at the rung
    that counts. `new` is how many of its rows must be new for it to hold."""

    inserts: InsertBatch
    new: int


def fast_path(entry: Entry, secret: bytes, dialect: Dialect) -> FastPath | None:
    """The entry's prepared statements, made before the writer's turn comes; None where the slow path is needed."""
    about = entry.about
    if about is None or not about.consent.agreed("counts") or entry.rung.step > COUNTS_FROM.step:
        return None
    phone = phone_hash(about, secret)
    subject = phone or entry.business_id
    row = event_row(entry, subject, entry.rung, about) | {"seen": redact_evidence(entry.seen, about.consent)}
    values = [entry.business_id, *([phone] if phone else [])]
    known = {"subject_key": subject, "commune": entry.commune, "withdrawn_at": None}
    steps = [
        *(Insert(match_key, [{"value": value, **known}], only_if_new=True) for value in values),
        Insert(business, [new_business_row(entry, about, subject)]),
        Insert(mark, marks(entry, partial(hmac_hex, secret))),
        Insert(event, [row], only_if_new=True),
        aggregates.as_insert(aggregates.deltas_of(row, 1, entry.written_at)),
    ]
    return FastPath(InsertBatch(dialect, steps), len(values) + 1)


def phone_hash(about: BusinessSnapshot, secret: bytes) -> str:
    """What a business is known again by; nothing without a phone, or where a person said it is another business."""
    return hmac_hex(secret, about.phone) if about.phone and not about.distinct else ""


def record(conn: Connection, entry: Entry, secret: bytes, ready: FastPath | None = None) -> Recorded:
    """Write one checked entry in an open transaction; `ready` is what `fast_path` prepared."""
    if ready is not None and ready.inserts.execute(conn) == ready.new:
        return Recorded(event_id=entry.event_id, new=True, counted=True)
    return _slow_path(conn, entry, secret)


def _slow_path(conn: Connection, entry: Entry, secret: bytes) -> Recorded:
    row = business_row(conn, entry.business_id)
    if row is not None and row.state == "withdrawn":
        return Recorded(event_id=entry.event_id, new=False, counted=False, because="withdrawn")
    if entry.about is None and row is not None:
        entry = msgspec.structs.replace(entry, commune=row.commune)  # it may have moved since this visit
    if row is not None and entry.about is not None and _is_another_team_s(entry, row):
        # Its place, its phone and what it was told apart from stay as its own team wrote them.
        about = msgspec.structs.replace(entry.about, phone="", distinct=False, units=row.units)
        entry = msgspec.structs.replace(entry, commune=row.commune, about=about)
    consent = entry.about.consent if entry.about else _consent_of(row)
    phone = phone_hash(entry.about, secret) if entry.about and not (row is not None and row.confirmed_distinct) else ""
    known = identity.look_up(
        conn, {entry.business_id, *([phone] if phone else []), *([row.subject_key] if row else [])}
    )
    if _withdrawn_since(conn, entry, [match for value, match in known.items() if value in (entry.business_id, phone)]):
        return Recorded(event_id=entry.event_id, new=False, counted=False, because="withdrawn")
    if consent is None or not consent.agreed("counts"):
        if consent is not None and consent.agreed("visit"):
            _attach(conn, entry, row, "", known)
        return Recorded(event_id=entry.event_id, new=False, counted=False, because=_why_not(consent))
    found = _attach(conn, entry, row, phone, known)
    upsert(conn, mark, marks(entry, partial(hmac_hex, secret)))
    return _events(conn, entry, found, entry.about or _snapshot_of(row), consent)


def _why_not(consent: Consent | None) -> str:
    """ "Not asked" is not "no"."""
    return "refused" if consent is not None and consent.answer("counts") is False else "not_asked"


def business_row(conn: Connection, business_id: str, *, lock: bool = True) -> Row[Any] | None:
    """A business in whichever commune it is now; an older kit may have left it in two: the newest."""
    query = select(business).where(business.c.id == business_id).order_by(business.c.changed_at.desc())
    query = query.limit(1)
    return conn.execute(query.with_for_update() if lock else query).one_or_none()


def _consent_of(row: Row[Any] | None) -> Consent | None:
    return msgspec.convert(row.consent, Consent) if row is not None and row.consent else None


def _snapshot_of(row: Row[Any] | None) -> BusinessSnapshot:
    """What an event says of a business that was written down before."""
    if row is None:
        return BusinessSnapshot()
    return BusinessSnapshot(trade=row.trade, wallet=row.wallet, units=row.units)


def _withdrawn_since(conn: Connection, entry: Entry, known: list[Any]) -> bool:
    """Whether the vendor withdrew after this happened.

    A withdrawal dated in the future was written by a wrong clock; it lies in this store, so it came before this entry.
    """
    at = max((match.withdrawn_at for match in known if match.withdrawn_at), default=None)
    if at is None:
        return False
    if at > entry.written_at + _CLOCK_SLACK:
        at = entry.written_at - _CLOCK_SLACK
        values = [match.value for match in known]
        conn.execute(update(match_key).where(match_key.c.value.in_(values)).values(withdrawn_at=at))
    return bool(at >= entry.happened_at)


class Subject(NamedTuple):
    """Who is counted, in which commune, and the entry this one turned out to be the same as."""

    key: str
    commune: str
    same_as: str | None


def _attach(conn: Connection, entry: Entry, row: Row[Any] | None, phone: str, known: dict[str, Any]) -> Subject:
    """Save the business and find its subject, which may have other entries, another commune or another phone."""
    moved = row is not None and row.commune != entry.commune
    earlier = row is not None and entry.happened_at < row.first_at
    if moved:
        units = entry.about.units if entry.about else UNIT_SET
        identity.relocate(conn, [entry.business_id], entry.commune, units)
    values = {value for value in (entry.business_id, phone) if value}
    subject = str(row.subject_key if row is not None else phone or entry.business_id)
    _save_business(conn, entry, row, subject)
    if phone:  # never another team's: `_slow_path` leaves those their own
        _replace_phone(conn, entry, phone)
    if (
        row is not None
        and not (moved or earlier)
        and all(value in known and known[value].subject_key == subject for value in values)
    ):
        return Subject(subject, known[subject].commune if subject in known else entry.commune, row.same_as)
    for value in values - set(known):
        identity.claim(conn, value, subject, entry.commune)
    key = identity.regroup(conn, [entry.business_id], entry.written_at)[entry.business_id]
    home = conn.execute(select(match_key.c.commune).where(match_key.c.value == key)).scalar_one()
    here = (business.c.commune == entry.commune, business.c.id == entry.business_id)
    return Subject(key, home, conn.execute(select(business.c.same_as).where(*here)).scalar_one())


def _replace_phone(conn: Connection, entry: Entry, phone: str) -> None:
    """One phone for each business: a corrected number no longer ties it to the other household's."""
    here = (mark.c.commune == entry.commune, mark.c.kind == "phone", mark.c.business_id == entry.business_id)
    conn.execute(delete(mark).where(*here, mark.c.value != phone))
    key = {"commune": entry.commune, "kind": "phone", "value": phone, "business_id": entry.business_id}
    upsert(conn, mark, [key])


def _save_business(conn: Connection, entry: Entry, row: Row[Any] | None, subject: str) -> None:
    """Insert or update the business as it now stands."""
    about = entry.about
    if row is not None:
        higher = max(Rung(row.rung), entry.rung, key=lambda rung: rung.step)
        changed = {"rung": higher, "changed_at": entry.written_at, "first_at": min(row.first_at, entry.happened_at)}
        if not _is_another_team_s(entry, row):
            changed |= {"team": entry.team, "team_id": entry.team_id or row.team_id, "member": entry.member}
            changed |= redact_business(about) if about else {}
        if about is not None:
            changed["confirmed_distinct"] = row.confirmed_distinct or about.distinct
        here = (business.c.commune == entry.commune, business.c.id == entry.business_id)
        conn.execute(update(business).where(*here).values(**changed))
    elif about is not None:
        insert_if_absent(conn, business, new_business_row(entry, about, subject))


def _is_another_team_s(entry: Entry, row: Row[Any] | None) -> bool:
    """Whether another team of this store wrote the business down: its evidence grows, its person stays theirs."""
    return row is not None and bool(row.team_id and entry.team_id and row.team_id != entry.team_id)


def new_business_row(
    entry: Entry, about: BusinessSnapshot, subject: str, kept: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The row of a business written down for the first time; `kept` is what the consent leaves of it, where known."""
    return {
        "commune": entry.commune, "id": entry.business_id, "subject_key": subject, "units": about.units,
        "state": "there", "same_as": None, "confirmed_distinct": about.distinct, "rung": entry.rung.value,
        "team": entry.team, "team_id": entry.team_id or None, "member": entry.member, "first_at": entry.happened_at,
        "changed_at": entry.written_at, **(redact_business(about) if kept is None else kept),
    }  # fmt: skip


def marks(entry: Entry, hashed: Callable[[str], str]) -> list[dict[str, Any]]:
    """The keyed hashes by which this business is known again, or padding is seen; only the phone's without consent to
    keep the visit."""
    about = entry.about or BusinessSnapshot()
    found = [("phone", hashed(about.phone))] if about.phone else []
    if about.consent.agreed("visit"):
        found += [("qr", about.qr)] if about.qr else []
        found += [("photo", photo) for photo in about.photos]
    key = {"commune": entry.commune, "business_id": entry.business_id}
    return [{**key, "kind": kind, "value": value} for kind, value in found]


def _events(conn: Connection, entry: Entry, subject: Subject, known: BusinessSnapshot, consent: Consent) -> Recorded:
    """The event, the one it implies, and their sums; or the echo of one that was first."""
    steps = [(entry.rung, redact_evidence(entry.seen, consent))]
    if entry.rung.step > COUNTS_FROM.step:
        steps.append((COUNTS_FROM, {"implied_by": entry.rung.value}))
    rows = [
        event_row(entry, subject.key, rung, known) | {"seen": seen, "commune": subject.commune} for rung, seen in steps
    ]
    new = [row for row in rows if insert_if_absent(conn, event, row)]
    moved = [delta for row in new for delta in aggregates.deltas_of(row, 1, entry.written_at)]
    aggregates.add(conn, moved)
    if rows[0] in new:
        return Recorded(event_id=entry.event_id, new=True, counted=True, same_as=subject.same_as)
    return _already_counted(conn, entry, rows[0], subject)


def event_row(entry: Entry, subject: str, rung: Rung, known: BusinessSnapshot) -> dict[str, Any]:
    return {
        "commune": entry.commune, "subject_key": subject, "rung": rung.value, "id": entry.event_id,
        "business_id": entry.business_id, "visit_id": entry.visit_id, "units": known.units, "team": entry.team,
        "member": entry.member, "device": entry.device, "trade": known.trade, "wallet": known.wallet,
        "day": day_of(entry.happened_at), "happened_at": entry.happened_at, "written_at": entry.written_at,
    }  # fmt: skip


def _already_counted(conn: Connection, entry: Entry, row: dict[str, Any], subject: Subject) -> Recorded:
    """The rung was counted before: by this very visit, or by another beside whose evidence this one is laid."""
    here = (event.c.commune == subject.commune, event.c.subject_key == subject.key, event.c.rung == entry.rung)
    first = conn.execute(select(event).where(*here)).one()
    mine = first.visit_id == entry.visit_id and first.business_id == entry.business_id
    if mine and "implied_by" not in first.seen:
        return Recorded(event_id=first.id, new=False, counted=True)
    new = insert_if_absent(conn, echo, row)
    if new and ("implied_by" in first.seen or row["happened_at"] < first.happened_at):
        identity.settle(conn, [subject.key], entry.written_at)
    kept = row["id"] if new else _echo_id(conn, row)
    return Recorded(event_id=kept, new=new, counted=True, same_as=subject.same_as)


def _echo_id(conn: Connection, row: dict[str, Any]) -> str:
    """The id under which this evidence was kept the first time."""
    here = [echo.c[column.name] == row[column.name] for column in echo.primary_key]
    return str(conn.execute(select(echo.c.id).where(*here)).scalar_one())
