"""The signed envelope every message of the exchange travels in: one header line, a signature, a body.

    KIT1 {"area":"da-lat","at":"2026-11-26T…","device":"…","kind":"batch","seq":7,"sha256":"…"}\\n
    64 bytes of Ed25519 signature over everything else
    the body

The header is canonical JSON (sorted keys, no spaces) and holds the body's SHA-256, so the signature covers every byte.
Who must have signed is the reader's business: it looks the key up by device or area, never in the message itself.

>>> from nacl.signing import SigningKey
>>> key = SigningKey(b"k" * 32)
>>> message = sign_message(Header(kind="receipt", device="d1", area="a1", at="2026-11-26T00:00:00+00:00"), b"body", key)
>>> header, body = open_signed(message, lambda header: bytes(key.verify_key))
>>> header.device, body
('d1', b'body')
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from ..errors import OnboardingError

MAGIC: Final = b"KIT1 "
SIGNATURE: Final = 64
MOST_HEADER: Final = 2_000
MOST_BODY: Final = 1_000_000
"""Bytes; 500 records with an encrypted phone number each are some 200,000."""

Kind = Literal["batch", "enrol", "receipt", "rotation", "totals"]


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands outside the encryption: no person, no count. `at` is the sender's clock, ISO 8601 with offset."""

    kind: Kind
    device: str
    area: str
    at: str
    seq: Annotated[int, msgspec.Meta(ge=0, lt=1 << 31)] = 0
    sha256: str = ""

    def made_at(self, now: datetime) -> datetime:
        """The sender's clock; `now` where the header says nothing usable."""
        try:
            told = datetime.fromisoformat(self.at)
        except ValueError:
            return now
        return told if told.tzinfo else now


def sign_message(header: Header, body: bytes, key: SigningKey) -> bytes:
    """The message: header with the body's digest, signature, body."""
    header = msgspec.structs.replace(header, sha256=hashlib.sha256(body).hexdigest())
    line = MAGIC + msgspec.json.encode(header, order="sorted") + b"\n"
    return line + key.sign(line).signature + body


def peek(message: bytes) -> Header:
    """The header alone, nothing verified: to find out whose key to ask for.

    Raises OnboardingError `exchange.not_a_message`, `exchange.too_large`.
    """
    return _split(message)[0]


def open_signed(message: bytes, key_of: Callable[[Header], bytes]) -> tuple[Header, bytes]:
    """Header and body of a message whose signature holds under `key_of(header)` (32 bytes, Ed25519).

    Raises OnboardingError `exchange.not_a_message`, `exchange.too_large`, `exchange.bad_signature`.
    """
    header, line, signature, body = _split(message)
    try:
        VerifyKey(key_of(header)).verify(line, signature)
    except (BadSignatureError, ValueError, TypeError) as error:
        raise OnboardingError("exchange.bad_signature", field="file") from error
    if hashlib.sha256(body).hexdigest() != header.sha256:
        raise OnboardingError("exchange.bad_signature", field="file")
    return header, body


def body_of(message: bytes) -> bytes:
    """The body alone, nothing verified."""
    return _split(message)[3]


def is_signed_by(message: bytes, key: bytes) -> bool:
    """Whether a message holds under a public key."""
    try:
        open_signed(message, lambda _header: key)
    except OnboardingError:
        return False
    return True


def _split(message: bytes) -> tuple[Header, bytes, bytes, bytes]:
    if len(message) > MOST_HEADER + SIGNATURE + MOST_BODY:
        raise OnboardingError("exchange.too_large", field="file")
    end = message.find(b"\n", 0, MOST_HEADER) + 1
    if not message.startswith(MAGIC) or not end or len(message) < end + SIGNATURE:
        raise OnboardingError("exchange.not_a_message", field="file")
    line = message[:end]
    try:
        header = msgspec.json.decode(line[len(MAGIC) :], type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OnboardingError("exchange.not_a_message", field="file") from error
    return header, line, message[end : end + SIGNATURE], message[end + SIGNATURE :]
