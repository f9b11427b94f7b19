"""Keyed fingerprint of a payment code (recognised without being kept), and a stall's photo checked by it.

A bank transfer's fingerprint is of where the money goes, so that the vendor's codes with a price or another purpose
match it too; any other code's is of its whole text.

>>> mine = fingerprint("000201…", b"k" * 32)
>>> compare(["000201…"], [mine], b"k" * 32).verdict, compare(["000202…"], [mine], b"k" * 32).verdict
('same', 'different')
>>> spoken(mine) == spoken(fingerprint("000201…", b"k" * 32)), len(spoken(mine))
(True, 9)
"""

import hmac
import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from ..errors import OnboardingError
from ..languages import N_
from .payment_code import PaymentCode, what_text
from .reading import read

SHORTEST_KEY = 16


class Check(NamedTuple):
    """`verdict`: same, different, unreadable or unknown. Codes `seen`, and the payment codes `strange` among them.

    `reasons`: codes of why (`card.*`); `others`: what the codes that pay nobody are (`what_text`).
    """

    verdict: str
    seen: int
    strange: int
    reasons: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


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


def compare(texts: Iterable[str], known: Collection[str], key: bytes, doubts: Sequence[str] = ()) -> Check:
    """Whether the payment codes read from a photo are the ones recorded for a business.

    A strange payment code beside the right one is "different": a second sticker is how money goes astray. Codes that
    pay nobody (Wi-Fi, Zalo, traceability) are named and change nothing. `doubts`: why a second code cannot be excluded;
    with any, the right code alone is not "same".
    """
    every = tuple(texts)
    paying = [text for text in every if pays(text)]
    others = tuple(dict.fromkeys(what_text(text) for text in every if text not in paying))
    marks = [fingerprint(text, key) for text in paying]
    strange = [mark for mark in marks if not any(hmac.compare_digest(mark, one) for one in known)]
    if not marks:
        why = (N_("card.no_payment_code"),) if every else (N_("card.not_sharp"),)
        return Check("unreadable", len(every), 0, why, others)
    if not known:
        return Check("unknown", len(every), len(marks), (), others)
    if strange:
        beside = len(strange) < len(marks)
        reason = N_("card.another_beside") if beside else N_("card.another_code")
        return Check("different", len(every), len(strange), (reason,), others)
    return Check("unreadable" if doubts else "same", len(every), 0, tuple(doubts), others)


def pays(text: str) -> bool:
    """Whether a code's text asks for money: an EMV code, whole or broken, or a wallet's own; its web pages do not."""
    reading = read(text)
    if all(reason.code not in ("vietqr.not_a_payment_code", "vietqr.empty") for reason in reading.reasons):
        return True
    link = _LINK.match(text)
    return reading.kind != "other" and (
        link is None or bool(_PAYS.search(link["path"])) or link["host"] == "me.momo.vn"
    )


_LINK = re.compile(r"https?://(?P<host>[^/?#]+)(?P<path>.*)", re.IGNORECASE | re.DOTALL)
_PAYS = re.compile(r"qr|pay|transfer|chuyen", re.IGNORECASE)
