"""Records evidence idempotently: the business, the event and the commune's aggregates in one transaction.

The same step of the same visit is one event however often it is recorded. A rung is counted once for a business:
the first evidence counts, later evidence is kept beside it as an echo. Evidence of a rung above the one that counts
as onboarded stands for that one too, until its own evidence comes; its `seen` says so.
"""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Dialect, Row, delete, select, update

from ..business import COUNTS_FROM, Consent, Rung
from ..store.batch_insert import Chain, Step
from ..store.schema.logbook import business, echo, event, mark, tombstone
from ..store.sql import holds, put, put_new
from . import aggregates
from .entry import BusinessSnapshot, Entry, Recorded, hmac_hex, redact_business, redact_evidence
from .periods import day_of


class FastPath(NamedTuple):
    """Prepared statements for the common case: a business new to the store, agreed to be counted, at most at the rung
    that counts."""

    about: BusinessSnapshot
    k: str
    chain: Chain


def fast_path(entry: Entry, secret: bytes, dialect: Dialect) -> FastPath | None:
    """The entry's prepared statements, made before the writer's turn comes; None where the slow path is needed."""
    about = entry.about
    if about is None or not about.consent.agreed("counts") or entry.rung.step > COUNTS_FROM.step:
        return None
    k = dedup_key(entry, None, secret)
    row = _event_row(entry, k, entry.rung, about) | {"seen": redact_evidence(entry.seen, about.consent)}
    steps = [
        Step(business, [_new_business_row(entry, about, k)], gate=True),
        Step(mark, _marks(entry, secret)),
        Step(event, [row], gate=True),
        aggregates.as_insert(aggregates.deltas_of(row, 1, entry.written_at)),
    ]
    return FastPath(about, k, Chain(dialect, steps, unless=(tombstone, {"commune": entry.commune, "k": k})))


def record(conn: Connection, entry: Entry, secret: bytes, ready: FastPath | None = None) -> Recorded:
    """Write one checked entry in an open transaction; `ready` is what `fast_path` prepared."""
    new = ready.chain.put(conn) if ready else 0
    if ready and new == 2:
        return Recorded(event_id=entry.event_id, new=True, counted=True)
    if ready and new == 1:
        return _events(conn, entry, ready.k, ready.about, ready.about.consent)
    return _slow_path(conn, entry, secret)


def _slow_path(conn: Connection, entry: Entry, secret: bytes) -> Recorded:
    row = _business(conn, entry)
    consent = entry.about.consent if entry.about else _consent_of(row)
    if row is not None and row.state == "withdrawn":
        return Recorded(event_id=entry.event_id, new=False, counted=False, because="withdrawn")
    if consent is None or not consent.agreed("counts"):
        if consent is not None and consent.agreed("visit"):
            _save_business(conn, entry, row, dedup_key(entry, row, secret))
        return Recorded(event_id=entry.event_id, new=False, counted=False, because="refused")
    k = dedup_key(entry, row, secret)
    if _withdrawn_since(conn, entry, k):
        return Recorded(event_id=entry.event_id, new=False, counted=False, because="withdrawn")
    _save_business(conn, entry, row, k)
    if row is not None and row.k != k:
        rekey(conn, entry.commune, row.k, k, entry.written_at)
        _mark_as_same(conn, entry, k)
    put(conn, mark, _marks(entry, secret))
    known = entry.about or _snapshot_of(row)
    return _events(conn, entry, k, known, consent)


def _business(conn: Connection, entry: Entry) -> Row[Any] | None:
    here = (business.c.commune == entry.commune, business.c.id == entry.business_id)
    return conn.execute(select(business).where(*here).with_for_update()).one_or_none()


def _consent_of(row: Row[Any] | None) -> Consent | None:
    return msgspec.convert(row.consent, Consent) if row is not None and row.consent else None


def _snapshot_of(row: Row[Any] | None) -> BusinessSnapshot:
    """What an event says of a business that was written down before."""
    return (
        BusinessSnapshot(trade=row.trade, wallet=row.wallet, units=row.units) if row is not None else BusinessSnapshot()
    )


def dedup_key(entry: Entry, row: Row[Any] | None, secret: bytes) -> str:
    """Who is counted: the phone's hmac_hex hash where there is one, unless the member knows it is another business."""
    about = entry.about
    if row is not None and (row.k != row.id or row.apart):
        return str(row.k)
    if about is not None and about.phone and not about.distinct:
        return hmac_hex(secret, about.phone)
    return entry.business_id


def _withdrawn_since(conn: Connection, entry: Entry, k: str) -> bool:
    """Whether she withdrew after this happened."""
    if not holds(conn, tombstone, {"commune": entry.commune, "k": k}):
        return False
    here = (tombstone.c.commune == entry.commune, tombstone.c.k == k, tombstone.c.at >= entry.happened_at)
    return conn.execute(select(tombstone.c.k).where(*here)).first() is not None


def _save_business(conn: Connection, entry: Entry, row: Row[Any] | None, k: str) -> None:
    """Insert or update the business as it now stands."""
    about = entry.about
    mine = {"team": entry.team, "member": entry.member, "changed_at": entry.written_at, "k": k}
    if row is not None:
        higher = max(Rung(row.rung), entry.rung, key=lambda rung: rung.step)
        known = {**redact_business(about), "apart": row.apart or about.distinct} if about else {}
        here = (business.c.commune == entry.commune, business.c.id == entry.business_id)
        conn.execute(update(business).where(*here).values(rung=higher, **mine, **known))
        return
    if about is not None:
        put_new(conn, business, _new_business_row(entry, about, k))


def _new_business_row(entry: Entry, about: BusinessSnapshot, k: str) -> dict[str, Any]:
    """The row of a business written down for the first time."""
    return {
        "commune": entry.commune, "id": entry.business_id, "k": k, "units": about.units, "state": "there",
        "same_as": None, "apart": about.distinct, "rung": entry.rung.value, "team": entry.team, "member": entry.member,
        "first_at": entry.happened_at, "changed_at": entry.written_at, **redact_business(about),
    }  # fmt: skip


def _marks(entry: Entry, secret: bytes) -> list[dict[str, Any]]:
    """The hmac_hex hashes by which this business is known again."""
    about = entry.about or BusinessSnapshot()
    found = [("phone", hmac_hex(secret, about.phone))] if about.phone else []
    found += [("qr", about.qr)] if about.qr else []
    found += [("photo", photo) for photo in about.photos]
    key = {"commune": entry.commune, "business_id": entry.business_id}
    return [{**key, "kind": kind, "value": value} for kind, value in found]


def _events(conn: Connection, entry: Entry, k: str, known: BusinessSnapshot, consent: Consent) -> Recorded:
    """The event, the one it implies, and their sums; or the echo of one that was first."""
    steps = [(entry.rung, redact_evidence(entry.seen, consent))]
    if entry.rung.step > COUNTS_FROM.step:
        steps.append((COUNTS_FROM, {"implied_by": entry.rung.value}))
    moved: list[dict[str, Any]] = []
    new = False
    for rung, seen in steps:
        row = _event_row(entry, k, rung, known) | {"seen": seen}
        if put_new(conn, event, row) or (rung is entry.rung is COUNTS_FROM and _replace_implied(conn, row, moved)):
            moved += aggregates.deltas_of(row, 1, entry.written_at)
            new = new or rung is entry.rung
    aggregates.add(conn, moved)
    if new:
        return Recorded(event_id=entry.event_id, new=True, counted=True)
    return _already_counted(conn, entry, k)


def _replace_implied(conn: Connection, row: dict[str, Any], moved: list[dict[str, Any]]) -> bool:
    """Real evidence takes the place of what a higher rung only implied; whether there was such."""
    here = (event.c.commune == row["commune"], event.c.k == row["k"], event.c.rung == row["rung"])
    first = conn.execute(select(event).where(*here)).one_or_none()
    if first is None or "implied_by" not in first.seen:
        return False
    conn.execute(delete(event).where(*here))
    moved += aggregates.deltas_of(first._asdict(), -1, row["written_at"])
    return put_new(conn, event, row)


def _event_row(entry: Entry, k: str, rung: Rung, known: BusinessSnapshot) -> dict[str, Any]:
    return {
        "commune": entry.commune, "k": k, "rung": rung.value, "id": entry.event_id, "business_id": entry.business_id,
        "visit_id": entry.visit_id, "units": known.units, "team": entry.team, "member": entry.member,
        "device": entry.device, "trade": known.trade, "wallet": known.wallet, "day": day_of(entry.happened_at),
        "happened_at": entry.happened_at, "written_at": entry.written_at,
    }  # fmt: skip


ECHO = ("commune", "k", "rung", "visit_id", "id", "business_id", "team", "member", "day", "happened_at", "written_at")


def _already_counted(conn: Connection, entry: Entry, k: str) -> Recorded:
    """The rung was counted before: by this very visit, or by another whose echo this becomes."""
    here = (event.c.commune == entry.commune, event.c.k == k, event.c.rung == entry.rung)
    first = conn.execute(select(event).where(*here)).one()
    if first.visit_id == entry.visit_id and first.business_id == entry.business_id:
        return Recorded(event_id=first.id, new=False, counted=True)
    row = _event_row(entry, k, entry.rung, BusinessSnapshot())
    new = put_new(conn, echo, {name: row[name] for name in ECHO})
    same_as = first.business_id if first.business_id != entry.business_id else None
    if same_as:
        mine = (business.c.commune == entry.commune, business.c.id == entry.business_id)
        conn.execute(update(business).where(*mine).values(state="same", same_as=same_as))
    return Recorded(event_id=first.id, new=new, counted=True, same_as=same_as)


def _mark_as_same(conn: Connection, entry: Entry, k: str) -> None:
    """Say which business this one turned out to be, when its phone number tells."""
    here = (business.c.commune == entry.commune, business.c.k == k, business.c.id != entry.business_id)
    other = conn.execute(select(business.c.id).where(*here).order_by(business.c.first_at).limit(1)).scalar_one_or_none()
    if other is not None:
        mine = (business.c.commune == entry.commune, business.c.id == entry.business_id)
        conn.execute(update(business).where(*mine).values(state="same", same_as=other))


def rekey(conn: Connection, commune: str, old: str, new: str, at: datetime) -> None:
    """Count a business under another key from now on; where that one was counted already, take it out again."""
    rows = conn.execute(select(event).where(event.c.commune == commune, event.c.k == old)).all()
    there = set(conn.execute(select(event.c.rung).where(event.c.commune == commune, event.c.k == new)).scalars())
    moved: list[dict[str, Any]] = []
    for row in rows:
        here = (event.c.commune == commune, event.c.k == old, event.c.rung == row.rung)
        if row.rung not in there:
            conn.execute(update(event).where(*here).values(k=new))
            continue
        put(conn, echo, [{name: getattr(row, name) for name in ECHO} | {"k": new}])
        conn.execute(delete(event).where(*here))
        moved += aggregates.deltas_of(row._asdict(), -1, at)
    aggregates.add(conn, moved)
