"""The outbox of a team's machine: what the area has no receipt for yet, made into batches and kept until confirmed.

What was recorded here and has no row in `sent_record` waits. A batch gets the next sequence number and is kept whole,
so that sending again sends the same bytes; its receipt empties it. A restored backup counts its numbers anew: the area
knows records by their ids and takes a number used twice, so nothing is lost or counted double by that.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import pyrage
from nacl.signing import SigningKey
from sqlalchemy import Connection, Row, case, delete, func, select, update

from ..errors import OnboardingError
from ..store import Store
from ..store.schema.exchange import area_link, sent_batch, sent_record, told_business
from ..store.sql import upsert
from . import waiting
from .enrolment import link, own_enrolment
from .envelope import Header, peek, seal, unseal
from .keys import device_id, device_key
from .records import (
    MOST_RECORDS,
    CorrectionRecord,
    EventRecord,
    Receipt,
    Record,
    canonical,
    kind_of,
    pack,
)

BYTES_EACH = 110
"""What one record adds to a message, compressed and encrypted: measured on 500 records of the sample log."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the home screen: records `recorded` here, of which the area `confirmed` some and some wait.

    `bytes` is what sending now would carry; `set_aside` are records the area refused, each with its reason.
    """

    recorded: int
    confirmed: int
    waiting: int
    bytes: int
    set_aside: int = 0


def prepare(store: Store, *, team: str, commune: str, now: datetime | None = None) -> list[bytes]:
    """Every message the area has no receipt for, oldest first; what waits is put into new batches first.

    Raises OnboardingError `exchange.no_area` on a machine that joined none.
    """
    moment, found, key = now or datetime.now(UTC), link(store), device_key(store)
    while _add_batch(store, found, key, team, commune, moment):
        pass
    wanted = (
        select(sent_batch.c.message)
        .where(sent_batch.c.area == found.area, sent_batch.c.confirmed_at.is_(None))
        .order_by(sent_batch.c.seq)
    )
    with store.reading() as conn:
        return [bytes(message) for message in conn.execute(wanted).scalars()]


def _add_batch(store: Store, found: Row[Any], key: SigningKey, team: str, commune: str, now: datetime) -> bool:
    """Put up to 500 waiting records, or a first message without any, into a batch; whether there was something."""
    name = device_id(bytes(key.verify_key))
    enrol = own_enrolment(store, found, key, team, commune)

    def add(conn: Connection) -> bool:
        records = waiting.records(conn, found.area, MOST_RECORDS)
        last = conn.execute(
            select(func.max(sent_batch.c.seq)).where(sent_batch.c.area == found.area)
        ).scalar_one_or_none()
        if not records and (last is not None or enrol is None):
            return False
        body = pyrage.encrypt(
            pack([canonical(record) for record in records], enrol), [pyrage.x25519.Recipient.from_str(found.age_key)]
        )
        header = Header(kind="batch", device=name, area=found.area, at=now.isoformat(), seq=(last or 0) + 1)
        message = seal(header, body, key)
        row = {
            "area": found.area, "seq": header.seq, "sha256": hashlib.sha256(message).hexdigest(), "message": message,
            "records": len(records), "made_at": now, "confirmed_at": None,
        }  # fmt: skip
        upsert(conn, sent_batch, [row])
        upsert(conn, sent_record, [_sent_row(found.area, header.seq, at, record) for at, record in enumerate(records)])
        _note_told(conn, found.area, header.seq, records)
        return bool(records)

    return store.write(add)


def _sent_row(area: str, seq: int, place: int, record: Record) -> dict[str, Any]:
    return {"area": area, "kind": kind_of(record), "id": record.id, "seq": seq, "place": place, "error": ""}


def _note_told(conn: Connection, area: str, seq: int, records: Sequence[Record]) -> None:
    """Keep what this batch says of where businesses are; an event does not undo what a correction said."""
    told = {record.business: record for record in records if isinstance(record, EventRecord)}
    rows = [
        {"area": area, "business_id": record.business, "revision": 0, "seq": seq,
         "digest": waiting.told_digest(record.commune, record.units, record.phone)}
        for record in told.values()
    ]  # fmt: skip
    upsert(conn, told_business, rows)
    mended = [
        {"area": area, "business_id": record.business, "revision": record.revision, "seq": seq,
         "digest": waiting.told_digest(record.commune, record.units, record.phone)}
        for record in records if isinstance(record, CorrectionRecord)
    ]  # fmt: skip
    upsert(conn, told_business, mended, change=("revision", "digest", "seq"))


def status(store: Store) -> Status:
    """How many records stand here, how many the area has confirmed, and what sending would carry."""
    area = link(store).area
    batch = (sent_batch.c.area == area, sent_batch.c.confirmed_at.is_(None))
    here = (sent_record.c.area == area, sent_record.c.seq == sent_batch.c.seq, sent_batch.c.area == area)
    with store.reading() as conn:
        unsent = waiting.count(conn, area)
        counts = conn.execute(
            select(
                func.count(), func.count(sent_batch.c.confirmed_at),
                func.sum(case((sent_record.c.error != "", 1), else_=0)),
            ).where(*here)
        ).one()  # fmt: skip
        size = conn.execute(select(func.sum(func.length(sent_batch.c.message))).where(*batch)).scalar_one() or 0
    sent, confirmed, set_aside = (int(number or 0) for number in counts)
    return Status(
        recorded=sent + unsent, confirmed=confirmed - set_aside, waiting=sent + unsent - confirmed,
        bytes=int(size) + unsent * BYTES_EACH, set_aside=set_aside,
    )  # fmt: skip


def take_receipt(store: Store, message: bytes, *, now: datetime | None = None) -> Receipt:
    """Note what the area says of a batch; the same receipt twice changes nothing.

    Raises OnboardingError `exchange.no_area`, `exchange.bad_signature`, `exchange.not_a_receipt`,
    `exchange.not_ours` (another device's).
    """
    moment, area = now or datetime.now(UTC), link(store, peek(message).area)
    header, body = unseal(message, lambda _header: base64.b64decode(area.sign_key))
    if header.kind != "receipt":
        raise OnboardingError("exchange.not_a_receipt", field="file")
    try:
        receipt = msgspec.json.decode(body, type=Receipt)
        ahead = round((datetime.fromisoformat(header.at) - moment).total_seconds())
    except (msgspec.DecodeError, ValueError, TypeError) as error:
        raise OnboardingError("exchange.not_a_receipt", field="file") from error
    if receipt.device != device_id(bytes(device_key(store).verify_key)) or receipt.area != header.area:
        raise OnboardingError("exchange.not_ours", field="file")
    store.write(lambda conn: _note(conn, receipt, ahead, moment))
    return receipt


def _note(conn: Connection, receipt: Receipt, ahead: int, now: datetime) -> None:
    batch = (sent_batch.c.area == receipt.area, sent_batch.c.seq == receipt.seq, sent_batch.c.sha256 == receipt.sha256)
    if receipt.refused:
        raise OnboardingError(receipt.refused, field="device", device=receipt.device)
    confirm = update(sent_batch).where(*batch, sent_batch.c.confirmed_at.is_(None))
    if conn.execute(confirm.values(confirmed_at=now, message=b"")).rowcount:
        for answer in receipt.quarantined:
            here = (sent_record.c.area == receipt.area, sent_record.c.seq == receipt.seq)
            set_aside = update(sent_record).where(*here, sent_record.c.place == answer.place)
            conn.execute(set_aside.values(error=answer.error[:64]))
    missing = (sent_batch.c.area == receipt.area, sent_batch.c.seq.in_(receipt.missing))
    conn.execute(delete(sent_record).where(sent_record.c.area == receipt.area, sent_record.c.seq.in_(receipt.missing)))
    conn.execute(delete(sent_batch).where(*missing))
    again = (told_business.c.area == receipt.area, told_business.c.seq.in_(receipt.missing))
    conn.execute(update(told_business).where(*again).values(digest=""))
    change = {"heard_at": now, "invite": "", "clock_offset": max(-(2**31), min(ahead, 2**31 - 1))}
    conn.execute(update(area_link).where(area_link.c.area == receipt.area).values(**change))
