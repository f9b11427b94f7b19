"""Records: what a team's machine tells a reporting area of events, withdrawals, corrections and joins.

Per business an opaque id, commune with its unit set, rung, day, team, trade and wallet kind; no name, no free text.
The phone number goes along only where the vendor agreed to be recognised by it (consent `match`), inside a message
encrypted to the area, which turns it into a keyed hash at once.

A record is named by its kind and id: the event's, the withdrawn business's, or an id of its own. Its digest is the
SHA-256 of its canonical JSON: the same name with another digest is another content under an old name, and is refused.
"""

import hashlib
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Final, Literal

import msgspec

from ..business import Rung
from ..errors import OnboardingError
from ..languages import clean
from .enrolment import Enrolment

MOST_RECORDS: Final = 500
MOST_TEXT: Final = 200
"""Characters of one text in a record; a team's name is the longest."""
MOST_BYTES: Final = 1_000_000
"""Of a batch unpacked; 500 records are some 150,000."""
Id = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
"""An id as every store keeps it: 32 hex digits, small letters."""


class EventRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="event", tag_field="kind"):
    """One counted step of one business. `day` is the Vietnamese calendar day; `phone` is digits from 0, or empty."""

    id: Id
    business: Id
    visit: Id
    commune: str
    units: str
    rung: Rung
    day: date
    team: str
    trade: str = ""
    wallet: str = ""
    phone: str = ""


class WithdrawalRecord(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="withdrawal", tag_field="kind"
):
    """A vendor's withdrawal: this business is taken out of every count, whatever arrives later."""

    id: Id
    commune: str
    day: date


class CorrectionRecord(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="correction", tag_field="kind"
):
    """Where a business really is and what it is known by, in place of what its events say; the highest revision holds.

    `phone` as in an event: empty where the vendor did not agree to be recognised by it, or is said to be another
    business than those with the same number.
    """

    id: Id
    business: Id
    revision: Annotated[int, msgspec.Meta(ge=1, lt=1 << 62)]
    commune: str
    units: str
    phone: str = ""


class JoinRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="join", tag_field="kind"):
    """Somebody in the team said that two entries are one business (`held`), or two after all; the newest word holds."""

    id: Id
    business: Id
    other: Id
    held: bool
    at: datetime


Record = EventRecord | WithdrawalRecord | CorrectionRecord | JoinRecord
_DECODER: Final = msgspec.json.Decoder(Record)
"""Made once: to look a type up anew for each record takes longer than to read it."""


def kind_of(record: Record) -> str:
    """`event`, `withdrawal`, `correction` or `join`."""
    return str(record.__struct_config__.tag)


def businesses_of(record: Record) -> tuple[str, ...]:
    """The businesses a record speaks of."""
    if isinstance(record, WithdrawalRecord):
        return (record.id,)
    return (record.business, record.other) if isinstance(record, JoinRecord) else (record.business,)


class Batch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What stands inside the encryption. Records are raw JSON here: each is checked for itself on arrival.

    `rotations` are statements of the device's retired keys (`rotation`).
    """

    records: tuple[msgspec.Raw, ...]
    enrol: Enrolment | None = None
    rotations: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One record an area set aside: its place in the batch, from 0, and the code of why."""

    place: int
    error: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an area says of a batch, signed: whose, which (`sha256` of the whole message), and what became of it.

    `missing` are sequence numbers below the highest heard that never arrived; the device sends those again.
    `rotations` are statements of the area's retired keys.
    """

    device: str
    area: str
    seq: int
    sha256: str
    accepted: int
    known: int
    quarantined: tuple[Answer, ...] = ()
    missing: tuple[int, ...] = ()
    refused: Literal["", "exchange.revoked"] = ""
    rotations: tuple[str, ...] = ()


def canonical(record: Record) -> bytes:
    """The one spelling of a record that is hashed and sent: JSON, keys sorted, no spaces."""
    return msgspec.json.encode(record, order="sorted")


def digest(raw: bytes) -> str:
    """The SHA-256 of a record's canonical JSON, in hex."""
    return hashlib.sha256(raw).hexdigest()


def pack(records: Sequence[bytes], enrol: Enrolment | None, rotations: tuple[str, ...] = ()) -> bytes:
    """A batch's canonical JSON, compressed."""
    batch = Batch(records=tuple(msgspec.Raw(raw) for raw in records), enrol=enrol, rotations=rotations)
    return zlib.compress(msgspec.json.encode(batch, order="sorted"), 9)


def unpack(raw: bytes) -> Batch:
    """A batch again; OnboardingError `exchange.bad_batch` for anything else, `exchange.too_large` for too much of it.

    At most MOST_BYTES are ever unpacked, so a small message cannot fill the memory.
    """
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(raw, MOST_BYTES)
        if stream.unconsumed_tail:
            raise OnboardingError("exchange.too_large", field="file")
        if not stream.eof or stream.unused_data:
            raise OnboardingError("exchange.bad_batch", field="file")
        batch = msgspec.json.decode(text, type=Batch)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OnboardingError("exchange.bad_batch", field="file") from error
    if len(batch.records) > MOST_RECORDS:
        raise OnboardingError("exchange.too_large", field="file")
    return batch


def parse_record(raw: bytes) -> Record:
    """One record checked for shape, its texts clean and short; OnboardingError `exchange.bad_record`."""
    try:
        record: Record = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OnboardingError("exchange.bad_record", field="record") from error
    if not _is_clean(record):
        raise OnboardingError("exchange.bad_record", field="record")
    return record


def _is_clean(record: Record) -> bool:
    """Whether every text of a record is as it would be kept; ids are by their shape."""
    match record:
        case EventRecord():
            few = (record.commune, record.units, record.team, record.trade, record.wallet)
            return _are_clean(few) and _is_number(record.phone)
        case CorrectionRecord():
            return _are_clean((record.commune, record.units)) and _is_number(record.phone)
        case WithdrawalRecord():
            return _are_clean((record.commune,))
        case JoinRecord():
            return record.business != record.other


def _is_number(phone: str) -> bool:
    return not phone or (phone.isascii() and phone.isdigit() and len(phone) <= MOST_TEXT)


@lru_cache(maxsize=1_000)
def _are_clean(texts: tuple[str, ...]) -> bool:
    """Whether texts of which a batch holds few different ones are as they would be kept."""
    return all(clean(text, MOST_TEXT) == text for text in texts)
