"""The importer at a reporting area: one signed batch in, counts changed, a signed receipt out.

The same for every way a batch comes: HTTP, a file on a stick, chat. Idempotent and independent of order; one record
that cannot be taken is set aside with its reason and the rest is taken; all of a batch in one transaction.

A device speaks only for what it recorded: an event of a business another device brought in, the withdrawal of one, or
another content under a known id is set aside. A withdrawal holds for ever, whatever arrives later.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

import msgspec
import pyrage
from sqlalchemy import Connection, Row, exists, func, select, update

from ..business import Consent
from ..errors import OnboardingError
from ..languages import VIETNAM, clean
from ..logbook import BusinessSnapshot
from ..logbook.entry import Entry
from ..logbook.interchange import clock_shift
from ..logbook.persons import withdraw
from ..logbook.recording import record as record_entry
from ..places import commune
from ..store import Store
from ..store.schema.exchange import device, quarantine, taken_batch, taken_record
from ..store.schema.logbook import business, mark
from ..store.sql import insert_if_absent, upsert
from .enrolment import enrol, known_device, public_key
from .envelope import SIGNATURE, Header, peek, seal, unseal
from .keys import AreaKeys, area_keys, holds_area
from .records import Answer, Batch, EventRecord, Receipt, Record, WithdrawalRecord, digest, parse_record, unpack

NOON: Final = time(12, tzinfo=VIETNAM)
"""A record says a day, not a moment; the log keeps moments."""
SHOWN: Final = ("kind", "id", "business", "commune", "rung", "day")
MEMBER: Final = ""
"""Members are not named on the way to an area."""


class _Arrival(NamedTuple):
    """A verified batch: its header, its records, and the sender's public key where it is new."""

    header: Header
    batch: Batch
    sha256: str


def take(store: Store, message: bytes, *, now: datetime | None = None) -> bytes:
    """Take a batch in and answer it; the same batch again gets the same receipt and changes nothing.

    Raises OnboardingError `exchange.not_a_message`, `.too_large`, `.not_our_area`, `.unknown_device`, `.revoked`,
    `.bad_signature`, `.bad_batch`, `.invitation_*`; nothing is changed then.
    """
    moment, header = now or datetime.now(UTC), peek(message)
    if header.kind != "batch":
        raise OnboardingError("exchange.not_a_batch", field="file")
    if not holds_area(store, header.area):
        raise OnboardingError("exchange.not_our_area", field="area", area=header.area[:64])
    keys = area_keys(store, header.area)
    arrival = _verified(store, message, keys)
    return store.write(lambda conn: _take(conn, store, arrival, keys, moment))


class Taken(NamedTuple):
    """What became of a file of messages: the receipts to give back, what each told, and refusals by code."""

    answers: tuple[bytes, ...]
    receipts: tuple[Receipt, ...]
    refused: tuple[str, ...]


def take_all(store: Store, messages: Iterable[bytes], *, now: datetime | None = None) -> Taken:
    """Take every message of a file; one that is refused keeps none of the others out.

    A batch taken before brings nothing new: its records are `known`, whatever the receipt, which stays the same, says
    of the first time.
    """
    answers, receipts, refused = [], [], []
    for message in messages:
        try:
            before = _taken_before(store, message)
            answers.append(take(store, message, now=now))
        except OnboardingError as error:
            refused.append(error.code)
            continue
        receipt = read_receipt(answers[-1])
        known = msgspec.structs.replace(receipt, accepted=0, known=receipt.accepted + receipt.known)
        receipts.append(known if before else receipt)
    return Taken(tuple(answers), tuple(receipts), tuple(refused))


def _taken_before(store: Store, message: bytes) -> bool:
    here = (taken_batch.c.device == peek(message).device, taken_batch.c.sha256 == _sha256(message))
    with store.reading() as conn:
        return conn.execute(select(taken_batch.c.seq).where(*here)).first() is not None


def _sha256(message: bytes) -> str:
    return hashlib.sha256(message).hexdigest()


def _verified(store: Store, message: bytes, keys: AreaKeys) -> _Arrival:
    """The batch, once its signature holds under the key this area knows, or the invitation brings."""
    header = peek(message)
    with store.reading() as conn:
        known = known_device(conn, header.area, header.device)
    if known is not None:
        _, body = unseal(message, lambda _header: base64.b64decode(known.public_key))
        batch = _opened(body, keys)
    else:
        at = message.index(b"\n") + 1 + SIGNATURE
        batch = _opened(message[at:], keys)
        if batch.enrol is None:
            raise OnboardingError("exchange.unknown_device", field="device", device=header.device[:64])
        key = public_key(batch.enrol)
        unseal(message, lambda _header: key)
    return _Arrival(header, batch, _sha256(message))


def _opened(body: bytes, keys: AreaKeys) -> Batch:
    try:
        return unpack(pyrage.decrypt(body, [keys.age]))
    except pyrage.DecryptError as error:
        raise OnboardingError("exchange.bad_batch", field="file") from error


def _take(conn: Connection, store: Store, arrival: _Arrival, keys: AreaKeys, now: datetime) -> bytes:
    header = arrival.header
    before = (taken_batch.c.device == header.device, taken_batch.c.sha256 == arrival.sha256)
    done = conn.execute(select(taken_batch.c.receipt).where(*before)).scalar_one_or_none()
    if done is not None:
        return bytes(done)
    if known_device(conn, header.area, header.device) is None and arrival.batch.enrol is not None:
        enrol(conn, header.area, header.device, arrival.batch.enrol, now)
    made_at = _moment(header.at, now)
    merge = _Merge(conn, store.secret("phone"), header.device, clock_shift(made_at, now), now)
    for place, raw in enumerate(arrival.batch.records):
        merge.take(place, bytes(raw))
    ahead = max(-(2**31), min(round((made_at - now).total_seconds()), 2**31 - 1))
    conn.execute(update(device).where(device.c.id == header.device).values(heard_at=now, clock_offset=ahead))
    receipt = Receipt(
        device=header.device, area=header.area, seq=header.seq, sha256=arrival.sha256, accepted=merge.accepted,
        known=merge.known, quarantined=tuple(merge.set_aside), missing=_missing(conn, header),
    )  # fmt: skip
    answer = seal(
        Header(kind="receipt", device=header.device, area=header.area, at=now.isoformat(), seq=header.seq),
        msgspec.json.encode(receipt, order="sorted"),
        keys.sign,
    )
    row = {"device": header.device, "sha256": arrival.sha256, "seq": header.seq, "receipt": answer, "taken_at": now}
    upsert(conn, taken_batch, [row])
    return answer


def _moment(text: str, now: datetime) -> datetime:
    """The sender's clock as the header says it; now, where it says nothing usable."""
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        return now
    return said if said.tzinfo else now


def _missing(conn: Connection, header: Header, most: int = 200) -> tuple[int, ...]:
    """Sequence numbers below this one that never came from this device."""
    here = (taken_batch.c.device == header.device, taken_batch.c.seq < header.seq)
    there = set(conn.execute(select(taken_batch.c.seq).where(*here).distinct()).scalars())
    if len(there) >= header.seq - 1 or header.seq > 1_000_000:
        return ()
    gaps = (number for number in range(header.seq - 1, 0, -1) if number not in there)
    return tuple(sorted(number for number, _ in zip(gaps, range(most), strict=False)))


class _Merge:
    """The records of one batch being merged, in an open transaction that may be run again."""

    def __init__(self, conn: Connection, secret: bytes, sender: str, shift: timedelta, now: datetime) -> None:
        self.conn, self.secret, self.sender, self.shift, self.now = conn, secret, sender, shift, now
        self.accepted = self.known = 0
        self.set_aside: list[Answer] = []

    def take(self, place: int, raw: bytes) -> None:
        """Merge one record, or set it aside."""
        try:
            new = self._merge(parse_record(raw), digest(raw))
        except OnboardingError as error:
            self.set_aside.append(Answer(place=place, error=error.code))
            row = {
                "device": self.sender, "sha256": digest(raw), "error": error.code, "record": _shown(raw),
                "at": self.now,
            }  # fmt: skip
            upsert(self.conn, quarantine, [row], change=("error", "at"))
            return
        self.accepted += new
        self.known += not new

    def _merge(self, record: Record, sha256: str) -> bool:
        kind = "event" if isinstance(record, EventRecord) else "withdrawal"
        business_id = record.business if isinstance(record, EventRecord) else record.id
        self._only_own(business_id)
        row = {"kind": kind, "id": record.id, "device": self.sender, "digest": sha256, "business_id": business_id}
        if not insert_if_absent(self.conn, taken_record, row):
            here = (taken_record.c.kind == kind, taken_record.c.id == record.id)
            before = self.conn.execute(select(taken_record.c.digest).where(*here)).scalar_one()
            if before != sha256:
                raise OnboardingError("exchange.other_content", field="id")
            return False
        if isinstance(record, WithdrawalRecord):
            self._withdraw(record)
        else:
            self._event(record)
        return True

    def _only_own(self, business_id: str) -> None:
        here = (taken_record.c.business_id == business_id, taken_record.c.device != self.sender)
        if self.conn.execute(select(func.count()).where(*here)).scalar_one():
            raise OnboardingError("exchange.not_yours", field="business")

    def _event(self, record: EventRecord) -> None:
        here = (taken_record.c.kind == "withdrawal", taken_record.c.id == record.business)
        if self.conn.execute(select(taken_record.c.id).where(*here)).first() is not None:
            return
        commune(record.commune)
        about = BusinessSnapshot(
            consent=Consent(purposes={"counts": True}), trade=record.trade, wallet=record.wallet, phone=record.phone,
            units=record.units,
        )  # fmt: skip
        happened = self._day(record.day)
        entry = Entry(
            visit_id=record.visit, business_id=record.business, commune=record.commune, rung=record.rung,
            team=record.team[:100], member=MEMBER, device=self.sender, event_id=record.id, happened_at=happened,
            written_at=self.now, seen={"corrected_days": self.shift.days} if self.shift else {}, about=about,
        )  # fmt: skip
        record_entry(self.conn, entry, self.secret)

    def _day(self, day: date) -> datetime:
        """Noon of the day, moved by an impossible clock's error and never in the future."""
        return min(datetime.combine(day, NOON).astimezone(UTC) + self.shift, self.now)

    def _withdraw(self, record: WithdrawalRecord) -> None:
        here = select(business.c.id).where(business.c.id == record.id)
        if self.conn.execute(here).first() is not None:
            withdraw(self.conn, record.id, MEMBER, self.now)


def _shown(raw: bytes) -> Mapping[str, Any]:
    """What is kept of a record set aside, to be looked at: nothing that could hold a person."""
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    told = found if isinstance(found, dict) else {}
    return {key: clean(str(told[key]), 64) for key in SHOWN if key in told}


def read_receipt(answer: bytes) -> Receipt:
    """A receipt this installation has just signed, to show what became of a batch."""
    return msgspec.json.decode(answer[answer.index(b"\n") + 1 + SIGNATURE :], type=Receipt)


def set_aside(store: Store) -> list[Row[Any]]:
    """What was set aside, newest first, for the area's screen."""
    with store.reading() as conn:
        return list(conn.execute(select(quarantine).order_by(quarantine.c.at.desc()).limit(200)).all())


def not_recognisable(store: Store) -> int:
    """Businesses the devices sent that no phone number tells apart: a second team's would count again.

    0 while only one device has sent any.
    """
    sent = select(taken_record.c.business_id).where(taken_record.c.kind == "event").distinct()
    with_phone = exists().where(mark.c.business_id == business.c.id, mark.c.kind == "phone")
    unlike = select(func.count()).where(business.c.id.in_(sent), business.c.state == "there", ~with_phone)
    with store.reading() as conn:
        senders = conn.execute(select(func.count(taken_record.c.device.distinct()))).scalar_one()
        return int(conn.execute(unlike).scalar_one()) if senders > 1 else 0
