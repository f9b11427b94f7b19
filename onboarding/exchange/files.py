"""Messages in a file (`.kit`), for a stick or a chat: a mark, then each message behind its length.

>>> read_messages(write_messages([b"one", b"two"]))
[b'one', b'two']
"""

import struct
from collections.abc import Iterable

from ..errors import OnboardingError
from .envelope import MOST_BODY, MOST_HEADER, SIGNATURE

MARK = b"KITFILE1\n"
_LENGTH = struct.Struct(">I")
MOST_MESSAGES = 10_000


def write_messages(messages: Iterable[bytes]) -> bytes:
    """A file's bytes."""
    return MARK + b"".join(_LENGTH.pack(len(message)) + message for message in messages)


def read_messages(raw: bytes) -> list[bytes]:
    """The messages of a file; OnboardingError `exchange.not_a_file`, `exchange.cut_short` (its end is missing)."""
    if not raw.startswith(MARK):
        raise OnboardingError("exchange.not_a_file", field="file")
    found: list[bytes] = []
    at = len(MARK)
    while at < len(raw):
        if len(found) >= MOST_MESSAGES or at + _LENGTH.size > len(raw):
            raise OnboardingError("exchange.cut_short", field="file")
        (length,) = _LENGTH.unpack_from(raw, at)
        at += _LENGTH.size
        if length > MOST_HEADER + SIGNATURE + MOST_BODY or at + length > len(raw):
            raise OnboardingError("exchange.cut_short", field="file")
        found.append(raw[at : at + length])
        at += length
    return found
