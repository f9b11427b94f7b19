"""Corrections by the area itself: another commune, one with another business, out of every count; each with a reason.

Each is an event of its own with who and when. The newest of a kind holds, whatever the device that recorded the
business says before or after; the team's own log does not change by it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from ..errors import OnboardingError
from ..languages import clean
from ..logbook import identity, persons, withdrawal
from ..places import UNIT_SET
from ..places import commune as unit_of
from ..store import Store
from ..store.schema import new_id
from ..store.schema.exchange import area_correction, taken_record
from ..store.sql import among, upsert

COMMUNE, SAME, OUT = "commune", "same", "out"


def move(store: Store, business: str, commune: str, *, reason: str, member: str = "") -> None:
    """Count a business in another commune. Raises OnboardingError `place.unknown`, `log.no_business`,
    `exchange.no_reason`."""
    unit_of(commune)

    def apply(conn: Connection, at: datetime) -> None:
        identity.relocate(conn, [business], commune, UNIT_SET)
        identity.regroup(conn, [business], at)

    _write(store, business, (COMMUNE, commune), reason, member, apply)


def join(store: Store, business: str, other: str, *, reason: str, member: str = "") -> None:
    """Count two businesses as one. Raises OnboardingError `log.no_business`, `log.cannot_join`,
    `exchange.no_reason`."""

    def apply(conn: Connection, at: datetime) -> None:
        _require_sent(conn, other)
        persons.join(conn, business, other, at, member)

    _write(store, business, (SAME, other), reason, member, apply)


def take_out(store: Store, business: str, *, reason: str, member: str = "") -> None:
    """Take a business out of every count for good. Raises OnboardingError `log.no_business`, `exchange.no_reason`."""

    def apply(conn: Connection, at: datetime) -> None:
        withdrawal.withdraw_entries(conn, [business], None, at)

    _write(store, business, (OUT, ""), reason, member, apply)


def _write(store: Store, business: str, what: tuple[str, str], reason: str, member: str, apply: Any) -> None:
    why, at = clean(reason, 300).strip(), datetime.now(UTC)
    if not why:
        raise OnboardingError("exchange.no_reason", field="reason")
    kind, value = what
    row = {
        "id": new_id(), "business_id": business, "kind": kind, "value": value, "reason": why,
        "member": clean(member, 100), "at": at,
    }  # fmt: skip

    def write(conn: Connection) -> None:
        _require_sent(conn, business)
        persons.find(conn, business)
        upsert(conn, area_correction, [row])
        apply(conn, at)

    store.write(write)


def _require_sent(conn: Connection, business: str) -> None:
    """`log.no_business` unless a device sent it: what this store's own team recorded is corrected in its log."""
    is_id = len(business) == 32 and set(business) <= set("0123456789abcdef")
    sent = select(taken_record.c.id).where(taken_record.c.business_id == business).limit(1)
    if not is_id or conn.execute(sent).first() is None:
        raise OnboardingError("log.no_business", field="business")


def commune_of(conn: Connection, business: str) -> str | None:
    """The commune the area put a business into, if it did."""
    here = (area_correction.c.business_id == business, area_correction.c.kind == COMMUNE)
    newest = select(area_correction.c.value).where(*here).order_by(area_correction.c.at.desc()).limit(1)
    found: str | None = conn.execute(newest).scalar_one_or_none()
    return found


def moved(conn: Connection, businesses: Iterable[str]) -> set[str]:
    """Those of some businesses that the area put into a commune."""
    here = (area_correction.c.kind == COMMUNE, among(conn, area_correction.c.business_id, businesses))
    return set(conn.execute(select(area_correction.c.business_id).where(*here)).scalars())


def is_settled(conn: Connection, pair: Iterable[str]) -> bool:
    """Whether the area said that two businesses are one."""
    one, other = pair
    ids = (area_correction.c.business_id.in_((one, other)), area_correction.c.value.in_((one, other)))
    return conn.execute(select(area_correction.c.id).where(area_correction.c.kind == SAME, *ids)).first() is not None


def corrections(store: Store, most: int = 100) -> list[Row[Any]]:
    """What the area corrected, newest first."""
    with store.reading() as conn:
        return list(conn.execute(select(area_correction).order_by(area_correction.c.at.desc()).limit(most)).all())
