"""The outbox of a team's machine: what the area has no receipt for yet, made into batches and kept until confirmed.

What was recorded here and has no row in `sent_record` waits. A batch gets the lowest number that was given up, else
the next one, and is kept whole, so that sending again sends the same bytes; its receipt empties it. A restored backup
counts its numbers anew: the area knows records by their ids and takes a number used twice, so nothing is lost or
counted double by that.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import pyrage
from sqlalchemy import Connection, case, func, select, update

from ..errors import OnboardingError
from ..store import Store
from ..store.schema.exchange import area_link, sent_batch, sent_record, told_business
from ..store.sql import upsert
from . import sent, waiting
from .enrolment import link, own_enrolment
from .envelope import Header, body_of, peek, sign_message
from .keys import DeviceKeys, device_keys
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
from .rotation import Known, as_text, verified

BYTES_EACH = 110
"""What one record adds to a message, compressed and encrypted: measured on 500 records of the sample log."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the home screen: records `recorded` here, of which the area `confirmed` some and some wait.

    `bytes` is what sending now would carry; `set_aside` are records the area refused, each with its reason. `pending`:
    something would go, be it only a greeting to a new area or a number it misses.
    """

    recorded: int
    confirmed: int
    waiting: int
    bytes: int
    set_aside: int = 0
    pending: bool = False


def prepare(store: Store, *, team: str, commune: str, now: datetime | None = None) -> list[bytes]:
    """Every message the area has no receipt for, oldest first; what waits is put into new batches first.

    Raises OnboardingError `exchange.no_area` on a machine that joined none.
    """
    moment, area, keys = now or datetime.now(UTC), link(store).area, device_keys(store)

    def add(conn: Connection) -> bool:
        return _add_batch(conn, store, area, keys, Sender(team, commune), moment)

    while store.write(add):
        pass
    wanted = (
        select(sent_batch.c.message)
        .where(sent_batch.c.area == area, sent_batch.c.confirmed_at.is_(None), sent_batch.c.sha256 != "")
        .order_by(sent_batch.c.seq)
    )
    with store.reading() as conn:
        return [bytes(message) for message in conn.execute(wanted).scalars()]


class Sender(NamedTuple):
    """Whose machine this is, as the area is told."""

    team: str
    commune: str


def _add_batch(conn: Connection, store: Store, area: str, keys: DeviceKeys, sender: Sender, now: datetime) -> bool:
    """Put up to 500 waiting records into a batch, or none into a number the area misses or a first greeting; whether
    there was something. One caller at a time: two presses put no record into two batches."""
    found = conn.execute(select(area_link).where(area_link.c.area == area).with_for_update()).one()
    enrol = own_enrolment(store, found, keys.first, sender.team, sender.commune)
    records, free = waiting.records(conn, area, MOST_RECORDS), sent.free_number(conn, area)
    if not records and free is None and (enrol is None or _is_unconfirmed(conn, area)):
        return False
    last = conn.execute(select(func.max(sent_batch.c.seq)).where(sent_batch.c.area == area)).scalar_one() or 0
    packed = pack([canonical(record) for record in records], enrol, as_text(keys.statements))
    body = pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(found.age_key)])
    header = Header(kind="batch", device=keys.name, area=area, at=now.isoformat(), seq=free or last + 1)
    message = sign_message(header, body, keys.sign)
    row = {
        "area": area, "seq": header.seq, "sha256": hashlib.sha256(message).hexdigest(), "message": message,
        "records": len(records), "made_at": now, "confirmed_at": None,
    }  # fmt: skip
    upsert(conn, sent_batch, [row], change=("sha256", "message", "records", "made_at", "confirmed_at"))
    upsert(conn, sent_record, [_sent_row(area, header.seq, at, record) for at, record in enumerate(records)])
    _note_told(conn, area, header.seq, records)
    return True


def _is_unconfirmed(conn: Connection, area: str) -> bool:
    here = (sent_batch.c.area == area, sent_batch.c.confirmed_at.is_(None), sent_batch.c.sha256 != "")
    return conn.execute(select(sent_batch.c.seq).where(*here).limit(1)).first() is not None


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
    found = link(store)
    area = found.area
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
        size, open_batches = conn.execute(
            select(func.sum(func.length(sent_batch.c.message)), func.count()).where(*batch)
        ).one()  # fmt: skip
    sent, confirmed, set_aside = (int(number or 0) for number in counts)
    return Status(
        recorded=sent + unsent, confirmed=confirmed - set_aside, waiting=sent + unsent - confirmed,
        bytes=int(size or 0) + unsent * BYTES_EACH, set_aside=set_aside,
        pending=bool(unsent or open_batches or found.invite),
    )  # fmt: skip


def take_receipt(store: Store, message: bytes, *, now: datetime | None = None) -> Receipt:
    """Note what the area says of a batch; the same receipt twice changes nothing.

    Raises OnboardingError `exchange.no_area`, `exchange.bad_signature`, `exchange.not_a_receipt`,
    `exchange.not_ours` (another device's).
    """
    moment, area = now or datetime.now(UTC), link(store, peek(message).area)
    header, body = peek(message), body_of(message)
    before = Known(area.sign_key, area.retired or {}, area.age_key)
    known = verified(message, before, _statements(body), header, moment)
    if header.kind != "receipt":
        raise OnboardingError("exchange.not_a_receipt", field="file")
    try:
        receipt = msgspec.json.decode(body, type=Receipt)
        ahead = round((datetime.fromisoformat(header.at) - moment).total_seconds())
    except (msgspec.DecodeError, ValueError, TypeError) as error:
        raise OnboardingError("exchange.not_a_receipt", field="file") from error
    if receipt.device != device_keys(store).name or receipt.area != header.area:
        raise OnboardingError("exchange.not_ours", field="file")
    asked_at = min(header.made_at(moment), moment + timedelta(days=1))  # an area's clock may be off by years

    def note(conn: Connection) -> None:
        _note(conn, receipt, ahead, asked_at, moment)
        if known is not before:
            _follow(conn, receipt.area, known)

    store.write(note)
    return receipt


def _statements(body: bytes) -> tuple[str, ...]:
    """The statements of an area's retired keys in a receipt that is not verified yet: each is signed for itself."""
    try:
        return msgspec.json.decode(body, type=Receipt).rotations
    except msgspec.DecodeError:
        return ()


def _follow(conn: Connection, area: str, known: Known) -> None:
    """Keep the area's next keys: what is packed from now on goes to them."""
    here = (area_link.c.area == area, area_link.c.sign_key.in_(sorted(known.retired)))
    fresh = {"sign_key": known.current, "age_key": known.age, "retired": dict(known.retired)}
    conn.execute(update(area_link).where(*here).values(**fresh))


def _note(conn: Connection, receipt: Receipt, ahead: int, asked_at: datetime, now: datetime) -> None:
    if receipt.refused:
        raise OnboardingError(receipt.refused, field="device", device=receipt.device)
    batch = (sent_batch.c.area == receipt.area, sent_batch.c.seq == receipt.seq, sent_batch.c.sha256 == receipt.sha256)
    confirm = update(sent_batch).where(*batch, sent_batch.c.confirmed_at.is_(None))
    if conn.execute(confirm.values(confirmed_at=asked_at, message=b"")).rowcount:
        _note_answers(conn, receipt)
    sent.send_again(conn, receipt.area, receipt.missing, asked_at, now)
    change = {"heard_at": now, "invite": "", "clock_offset": max(-(2**31), min(ahead, 2**31 - 1))}
    conn.execute(update(area_link).where(area_link.c.area == receipt.area).values(**change))


def _note_answers(conn: Connection, receipt: Receipt) -> None:
    """Keep why records were set aside. An event the area had from here before, in another place, is none of these: a
    correction says where its business is now."""
    here = (sent_record.c.area == receipt.area, sent_record.c.seq == receipt.seq)
    for answer in receipt.quarantined:
        there = update(sent_record).where(*here, sent_record.c.place == answer.place)
        if answer.error == "exchange.other_content":
            there = there.where(sent_record.c.kind != "event")
        conn.execute(there.values(error=answer.error[:64]))
    if any(answer.error == "exchange.other_content" for answer in receipt.quarantined):
        sent.tell_again(conn, receipt.area, receipt.seq)
