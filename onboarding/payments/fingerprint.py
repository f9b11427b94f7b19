"""A code recognised without being kept: a keyed fingerprint, and a photo of the stall checked by it.

A bank transfer's fingerprint is of where the money goes, so that her codes with a price or another purpose are hers
too; any other code's is of its whole text.

>>> mine = fingerprint("000201…", b"k" * 32)
>>> compare(["000201…"], [mine], b"k" * 32).verdict, compare(["000202…"], [mine], b"k" * 32).verdict
('same', 'different')
>>> spoken(mine) == spoken(fingerprint("000201…", b"k" * 32)), len(spoken(mine))
(True, 9)
"""

import hmac
from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import NamedTuple

from ..errors import OnboardingError
from .payment_code import PaymentCode
from .reading import read

SHORTEST_KEY = 16


class Check(NamedTuple):
    """`verdict`: same, different, unreadable or unknown. Codes `seen` in the photo, and the `strange` among them."""

    verdict: str
    seen: int
    strange: int


def fingerprint(payload: str | PaymentCode, key: bytes) -> str:
    """64 hexadecimal digits that tell nothing about the account without the key, the same for the same account.

    Errors: `fingerprint.short_key`, because a guessable key would let anybody try all account numbers.
    """
    if len(key) < SHORTEST_KEY:
        raise OnboardingError("fingerprint.short_key", fewest=SHORTEST_KEY)
    return hmac.new(key, _identity(payload).encode("utf8", "surrogatepass"), sha256).hexdigest()


def _identity(code: str | PaymentCode) -> str:
    """What tells two codes apart: a transfer's payee, or the whole text."""
    if isinstance(code, str):
        reading = read(code)
        if not reading.valid:
            return code
        code = PaymentCode.of(reading)
    payee = code.payee
    return f"{payee.bank} {payee.number} {payee.service}" if payee and code.kind == "vietqr" else code.text


def spoken(mark: str) -> str:
    """The first eight in two groups, short enough to print on the card and read aloud."""
    return f"{mark[:4]}-{mark[4:8]}".upper()


def compare(texts: Iterable[str], known: Collection[str], key: bytes) -> Check:
    """Whether the codes read from a photo are the ones recorded for a business.

    A strange code beside the right one is "different": a second sticker is how money goes astray.
    """
    marks = [fingerprint(text, key) for text in texts]
    strange = [mark for mark in marks if not any(hmac.compare_digest(mark, one) for one in known)]
    if not marks:
        return Check("unreadable", 0, 0)
    if not known:
        return Check("unknown", len(marks), len(marks))
    return Check("different" if strange else "same", len(marks), len(strange))
