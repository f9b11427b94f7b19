"""The importer at a reporting area: one signed batch in, counts changed, a signed receipt out.

The same for every way a batch comes: HTTP, a file on a stick, chat. Idempotent and independent of order; one record
that cannot be taken is set aside with its reason and the rest is taken; all of a batch in one transaction.
"""

import base64
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import pyrage
from sqlalchemy import Connection, Row, delete, exists, func, select, update

from ..errors import OnboardingError
from ..logbook.files.interchange import clock_shift
from ..logbook.withdrawal import withdraw_entries
from ..store import Store
from ..store.schema.exchange import (
    corrected_business,
    device,
    held_batch,
    quarantine,
    reported_total,
    taken_batch,
    taken_record,
)
from ..store.schema.logbook import business, mark
from ..store.sql import upsert
from .approval import hold
from .enrolment import devices, enrol, follow, keys_of, known_device, public_key
from .envelope import Header, body_of, peek, sign_message
from .keys import AreaKeys, area_keys, holds_area
from .merging import Merge
from .records import Batch, Receipt, unpack
from .rotation import OVERLAP, Known, as_text, verified

_OVERTAKING = timedelta(minutes=10)
"""How far apart two batches taken at once may have been begun."""


class _Arrival(NamedTuple):
    """A verified batch: its header, its records, and what is known of the sender's keys after it."""

    header: Header
    batch: Batch
    sha256: str
    known: Known
    message: bytes


def take(store: Store, message: bytes, *, now: datetime | None = None) -> bytes:
    """Take a batch in and answer it; the same batch again gets the same receipt and changes nothing.

    Raises OnboardingError `exchange.not_a_message`, `.too_large`, `.not_our_area`, `.unknown_device`, `.revoked`,
    `.bad_signature`, `.key_retired`, `.bad_batch`, `.invitation_*`; nothing is changed then. `.waiting_approval`:
    the batch is kept as it came until somebody approves its device.
    """
    moment, header = now or datetime.now(UTC), peek(message)
    if header.kind != "batch":
        raise OnboardingError("exchange.not_a_batch", field="file")
    if not holds_area(store, header.area):
        raise OnboardingError("exchange.not_our_area", field="area", area=header.area[:64])
    keys = area_keys(store, header.area)
    arrival = _verified(store, message, keys, moment)
    answer = store.write(lambda conn: _take(conn, store, arrival, keys, moment))
    if answer is None:
        raise OnboardingError("exchange.waiting_approval", field="device", device=header.device)
    return answer


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


def approve(store: Store, name: str, *, now: datetime | None = None) -> Taken:
    """Approve a device that waits and take in what it sent so far; the receipts to give back.

    Raises OnboardingError `exchange.unknown_device`, `exchange.revoked`.
    """
    states = {row.state for row in devices(store) if row.id == name}
    if not states:
        raise OnboardingError("exchange.unknown_device", field="device", device=name[:64])
    if states == {"revoked"}:
        raise OnboardingError("exchange.revoked", field="device", device=name)
    here = (device.c.id == name, device.c.state == "waiting")
    store.write(lambda conn: conn.execute(update(device).where(*here).values(state="approved")))
    waiting = select(held_batch.c.message).where(held_batch.c.device == name).order_by(held_batch.c.seq)
    with store.reading() as conn:
        messages = [bytes(message) for message in conn.execute(waiting).scalars()]
    taken = take_all(store, messages, now=now)
    store.write(lambda conn: conn.execute(delete(held_batch).where(held_batch.c.device == name)))
    return taken


def _taken_before(store: Store, message: bytes) -> bool:
    here = (taken_batch.c.device == peek(message).device, taken_batch.c.sha256 == _sha256(message))
    with store.reading() as conn:
        return conn.execute(select(taken_batch.c.seq).where(*here)).first() is not None


def _sha256(message: bytes) -> str:
    return hashlib.sha256(message).hexdigest()


def _verified(store: Store, message: bytes, keys: AreaKeys, now: datetime) -> _Arrival:
    """The batch, once its signature holds under a key this area knows, or the invitation or a statement brings."""
    header = peek(message)
    with store.reading() as conn:
        found = known_device(conn, header.area, header.device)
    if found is None:
        batch = _opened(message, keys, now)
        if batch.enrol is None:
            raise OnboardingError("exchange.unknown_device", field="device", device=header.device[:64])
        known = Known(base64.b64encode(public_key(batch.enrol)).decode("ascii"), {})
        known = verified(message, known, batch.rotations, header, now)
        return _Arrival(header, batch, _sha256(message), known, message)
    try:
        known = verified(message, keys_of(found), (), header, now)
    except OnboardingError as error:
        if error.code != "exchange.bad_signature":
            raise
        known = verified(message, keys_of(found), _rotations(message, keys, now), header, now)
    return _Arrival(header, _opened(message, keys, now), _sha256(message), known, message)


def _rotations(message: bytes, keys: AreaKeys, now: datetime) -> tuple[str, ...]:
    """The statements in a batch that no known key signed; each is signed for itself."""
    try:
        return _opened(message, keys, now).rotations
    except OnboardingError as error:
        raise OnboardingError("exchange.bad_signature", field="file") from error


def _opened(message: bytes, keys: AreaKeys, now: datetime) -> Batch:
    try:
        return unpack(pyrage.decrypt(body_of(message), keys.ages(now - OVERLAP)))
    except pyrage.DecryptError as error:
        raise OnboardingError("exchange.bad_batch", field="file") from error


def _take(conn: Connection, store: Store, arrival: _Arrival, keys: AreaKeys, now: datetime) -> bytes | None:
    """The signed receipt; None where the batch waits until its device is approved."""
    header = arrival.header
    sender = _sender(conn, arrival, now)
    before = (taken_batch.c.device == header.device, taken_batch.c.sha256 == arrival.sha256)
    done = conn.execute(select(taken_batch.c.receipt).where(*before)).scalar_one_or_none()
    if done is not None:
        return bytes(done)
    if sender.state == "waiting":
        hold(conn, header, arrival.sha256, arrival.message, now)
        return None
    made_at = header.made_at(now)
    merge = Merge(conn, store.secret("phone"), header.device, clock_shift(made_at, now), now)
    outcome = merge.take([bytes(raw) for raw in arrival.batch.records])
    ahead = max(-(2**31), min(round((made_at - now).total_seconds()), 2**31 - 1))
    answered_at = _after(sender.heard_at, now)
    here = (device.c.area == header.area, device.c.id == header.device)
    conn.execute(update(device).where(*here).values(heard_at=answered_at, clock_offset=ahead))
    receipt = Receipt(
        device=header.device, area=header.area, seq=header.seq, sha256=arrival.sha256, accepted=outcome.accepted,
        known=outcome.known, quarantined=outcome.set_aside, missing=_missing(conn, header),
        rotations=as_text(keys.statements),
    )  # fmt: skip
    answer = sign_message(
        Header(kind="receipt", device=header.device, area=header.area, at=answered_at.isoformat(), seq=header.seq),
        msgspec.json.encode(receipt, order="sorted"),
        keys.sign,
    )
    row = {
        "device": header.device, "sha256": arrival.sha256, "area": header.area, "seq": header.seq, "receipt": answer,
        "taken_at": now,
    }  # fmt: skip
    upsert(conn, taken_batch, [row])
    return answer


def _after(last: datetime | None, now: datetime) -> datetime:
    """The moment of a device's next receipt: later than that of its last, save where that was of a wrong clock.

    A receipt says which batches are missing, and a team sends those again unless it has a later receipt for them. Of
    two batches taken at once the second to finish misses nothing, so its receipt must be the later one, whichever was
    begun first.
    """
    if last is None or last - now > _OVERTAKING:
        return now
    return max(now, last + timedelta(microseconds=1))


def _sender(conn: Connection, arrival: _Arrival, now: datetime) -> Row[Any]:
    """The device, enrolled by its invitation where it is new, under the key its statements lead to.

    Its row stays locked until the batch is taken: batches of one device follow one another.
    """
    header, said = arrival.header, arrival.batch.enrol
    found = known_device(conn, header.area, header.device, lock=True)
    if found is None and said is not None:
        enrol(conn, header.area, header.device, said, now)
        found = known_device(conn, header.area, header.device, lock=True)
    if found is None:
        raise OnboardingError("exchange.unknown_device", field="device", device=header.device[:64])
    follow(conn, found, arrival.known)
    return found


def _missing(conn: Connection, header: Header, most: int = 200) -> tuple[int, ...]:
    """Numbers below the highest heard of this device that never came, the newest first where they are many."""
    here = (taken_batch.c.area == header.area, taken_batch.c.device == header.device)
    there = {header.seq, *conn.execute(select(taken_batch.c.seq).where(*here).distinct()).scalars()}
    last = max(there)
    if len(there - {0}) >= last or last > 1_000_000:
        return ()
    gaps = (number for number in range(last - 1, 0, -1) if number not in there)
    return tuple(sorted(number for number, _ in zip(gaps, range(most), strict=False)))


def take_back(store: Store, name: str) -> int:
    """Take out of every count all that a revoked device ever sent; how many businesses. What others told stays.

    Raises OnboardingError `exchange.still_approved`, `exchange.unknown_device`. The device's withdrawals hold on.
    """
    states = {row.state for row in devices(store) if row.id == name}
    if not states:
        raise OnboardingError("exchange.unknown_device", field="device", device=name[:64])
    if states != {"revoked"}:
        raise OnboardingError("exchange.still_approved", field="device", device=name)
    taken, now = 0, datetime.now(UTC)
    while n := store.write(lambda conn: _take_back_some(conn, name, now)):
        taken += n
    store.write(lambda conn: conn.execute(delete(reported_total).where(reported_total.c.device == name)))
    return taken


def _take_back_some(conn: Connection, name: str, now: datetime, most: int = 300) -> int:
    told = (taken_record.c.device == name, taken_record.c.kind != "withdrawal")
    wanted = select(taken_record.c.business_id).where(*told).distinct().limit(most)
    ids = list(conn.execute(wanted).scalars())
    withdraw_entries(conn, ids, None, now, device=name)
    conn.execute(delete(business).where(business.c.id.in_(ids), business.c.state == "withdrawn"))
    conn.execute(delete(corrected_business).where(corrected_business.c.business_id.in_(ids)))
    conn.execute(delete(taken_record).where(*told, taken_record.c.business_id.in_(ids)))
    return len(ids)


def read_receipt(answer: bytes) -> Receipt:
    """A receipt this installation has just signed, to show what became of a batch."""
    return msgspec.json.decode(body_of(answer), type=Receipt)


def open_gaps(store: Store) -> int:
    """How many batches of devices that are still taken from never came."""
    taken_from = {(row.area, row.id) for row in devices(store) if row.state != "revoked"}
    return sum(n for whose, n in gaps(store).items() if whose in taken_from)


def gaps(store: Store) -> dict[tuple[str, str], int]:
    """By area and device, how many of its batches never came though later ones did; the next receipt asks for them."""
    device_of = (taken_batch.c.area, taken_batch.c.device)
    query = select(*device_of, func.max(taken_batch.c.seq), func.count(taken_batch.c.seq.distinct()))
    with store.reading() as conn:
        rows = conn.execute(query.group_by(*device_of)).all()
    return {(area, name): last - came for area, name, last, came in rows if last > came}


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
