"""What a team's machine has not told its area yet, as records.

Events and withdrawals are told once. Where a business is and what it is known by is compared with what was last told
(`told_business`), so that every correction travels, whoever made it and however; joins travel by the newest word.
"""

import hashlib
import re
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, and_, exists, func, select

from ..business import COUNTS_FROM, Consent, Rung
from ..logbook.files import old_files
from ..logbook.periods import day_of
from ..store.schema import new_id
from ..store.schema.exchange import sent_record, taken_record, told_business
from ..store.schema.logbook import business, business_join, event, tombstone
from .records import CorrectionRecord, EventRecord, JoinRecord, Record, WithdrawalRecord

_PHONE: Final = re.compile(r"0\d{8,10}")
MATCH: Final = "match"
"""The purpose of consent under which a phone number may travel: a business two teams bring in is recognised by it."""


def records(conn: Connection, area: str, most: int) -> list[Record]:
    """What stands in no batch yet: own events, the oldest first, then withdrawals, corrections, joins."""
    columns = (business.c.phone, business.c.consent, business.c.confirmed_distinct)
    rows = conn.execute(
        select(event, *columns)
        .outerjoin(business, (business.c.commune == event.c.commune) & (business.c.id == event.c.business_id))
        .where(*_unsent_events(area))
        .order_by(event.c.written_at, event.c.id)
        .limit(most)
    )
    found: list[Record] = [_event_record(row) for row in rows]
    for more in (_unsent_withdrawals, _corrections, _unsent_joins):
        if len(found) < most:
            found += more(conn, area)
    return found[:most]


def count(conn: Connection, area: str) -> int:
    """How many records that is."""
    events = conn.execute(select(func.count()).select_from(event).where(*_unsent_events(area))).scalar_one()
    return int(events) + sum(len(more(conn, area)) for more in (_unsent_withdrawals, _corrections, _unsent_joins))


def _unsent_events(area: str) -> tuple[Any, ...]:
    """Own evidence the area was not sent; a rung that only follows from a higher one follows there too.

    Own is what no other device sent and no old file brought, whichever machine the store lay on when it was recorded.
    """
    higher = event.alias("higher")
    implied = exists().where(
        higher.c.commune == event.c.commune, higher.c.subject_key == event.c.subject_key, higher.c.id == event.c.id,
        higher.c.rung != event.c.rung, event.c.rung == COUNTS_FROM.value,
    )  # fmt: skip
    return *own_evidence(), _unsent(area, "event", event.c.id), ~implied


def own_evidence() -> tuple[Any, ...]:
    """What this store's team recorded itself."""
    taken = exists().where(taken_record.c.kind == "event", taken_record.c.id == event.c.id)
    return ~event.c.device.startswith(old_files.MARK), ~taken


def _unsent_withdrawals(conn: Connection, area: str) -> list[WithdrawalRecord]:
    """Withdrawals that stand in no batch yet, the oldest first; a tombstone names every id of the vendor."""
    sent_ids = _sent_ids(conn, area, "withdrawal")
    return [
        WithdrawalRecord(id=business_id, commune=stone.commune, day=day_of(stone.at))
        for stone in conn.execute(select(tombstone).order_by(tombstone.c.at))
        for business_id in stone.ids
        if business_id not in sent_ids
    ]


def _corrections(conn: Connection, area: str) -> list[CorrectionRecord]:
    """Businesses the area was told of otherwise than they stand now: moved, or known by another number."""
    same = (told_business.c.business_id == business.c.id, told_business.c.area == area)
    rows = conn.execute(
        select(business, told_business.c.revision, told_business.c.digest)
        .join(told_business, and_(*same))
        .where(business.c.state.in_(("there", "same")))
        .order_by(business.c.changed_at, business.c.id)
    )
    now = int(datetime.now(UTC).timestamp() * 1000)  # a restored backup still finds a higher revision than it told
    return [
        CorrectionRecord(
            id=new_id(), business=row.id, revision=max(row.revision + 1, now), commune=row.commune, units=row.units,
            phone=_phone(row),
        )
        for row in rows
        if row.digest != told_digest(row.commune, row.units, _phone(row))
    ]  # fmt: skip


def _unsent_joins(conn: Connection, area: str) -> list[JoinRecord]:
    """What people of this team said of pairs of its own entries."""
    sent_ids, told = (
        _sent_ids(conn, area, "join"),
        select(told_business.c.business_id).where(told_business.c.area == area),
    )
    both = (business_join.c.business_id.in_(told), business_join.c.other_id.in_(told))
    records = [
        JoinRecord(id=_join_id(row), business=row.business_id, other=row.other_id, held=row.held, at=row.at)
        for row in conn.execute(select(business_join).where(*both).order_by(business_join.c.at))
    ]
    return [record for record in records if record.id not in sent_ids]


def _join_id(row: Row[Any]) -> str:
    """The same for the same word on the same pair."""
    return hashlib.sha256(f"{row.business_id}{row.other_id}{row.held}{row.at.isoformat()}".encode()).hexdigest()[:32]


def _sent_ids(conn: Connection, area: str, kind: str) -> set[str]:
    sent = select(sent_record.c.id).where(sent_record.c.area == area, sent_record.c.kind == kind)
    return set(conn.execute(sent).scalars())


def _unsent(area: str, kind: str, column: Any) -> Any:
    sent = (sent_record.c.area == area, sent_record.c.kind == kind, sent_record.c.id == column)
    return ~exists().where(*sent)


def _event_record(row: Row[Any]) -> EventRecord:
    return EventRecord(
        id=row.id, business=row.business_id, visit=row.visit_id, commune=row.commune, units=row.units,
        rung=Rung(row.rung), day=row.day, team=row.team, trade=row.trade, wallet=row.wallet, phone=_phone(row),
    )  # fmt: skip


def _phone(row: Row[Any]) -> str:
    """The number that may travel: agreed to, a number at all, and not said to be shared with another business."""
    agreed = row.consent is not None and msgspec.convert(row.consent, Consent).agreed(MATCH)
    return row.phone if agreed and not row.confirmed_distinct and _PHONE.fullmatch(row.phone or "") else ""


def told_digest(commune: str, units: str, phone: str) -> str:
    """What an area was told of a business, as a hash that gives no number away without the kit's own store."""
    return hashlib.sha256(f"{commune} {units} {phone}".encode()).hexdigest()[:32]
