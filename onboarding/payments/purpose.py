"""The words a transfer carries (62/08): at most 25, in the letters every bank's app takes.

Text that already fits is kept as it is. Anything else is folded (đ to d, marks off, other signs away) and every
change is named, so that the screen can show it.

>>> purpose("Mua mật ong – Đà Lạt")
TransferPurpose(value='Mua mat ong - Da Lat', changed=('purpose.marks', 'purpose.signs'))
"""

import re
import unicodedata
from typing import NamedTuple

from ..errors import OnboardingError
from ..languages import N_, nfc

MOST = 25
"""Characters of 62/08 that NAPAS allows; other lists say 19 to 99 (docs/vietqr.md)."""
FIT = re.compile(r"[ -~]*")
"""Printable ASCII: the set the format allows in tag 62."""

_SIGNS = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": ".", "’": "'", "‘": "'"} | {"“": '"', "”": '"', "⁄": "/"}
)
_LETTERS = str.maketrans(
    {"đ": "d", "ƀ": "b", "ɓ": "b", "ɗ": "d", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
    | {"Đ": "D", "Ƀ": "B", "Ɓ": "B", "Ɗ": "D", "Ł": "L", "Ø": "O", "Æ": "AE", "Œ": "OE"}
)
"""Latin letters that no decomposition makes plain."""
_FRACTION = re.compile("[¼-¾⅐-⅞]")
"""Set apart, so that "2½" does not become "21/2"."""


class TransferPurpose(NamedTuple):
    """The text the code will carry, and codes of what was changed to get there."""

    value: str
    changed: tuple[str, ...] = ()

    def in_capitals(self) -> "TransferPurpose":
        """The same in capitals, which often makes the symbol smaller (`symbol.smaller` says when)."""
        upper = self.value.upper()
        return self if upper == self.value else TransferPurpose(upper, (*self.changed, N_("purpose.capitals")))


def purpose(text: str) -> TransferPurpose:
    """Fold what a person typed; pictures and signs outside the format are dropped and said.

    Errors: `purpose.too_long` with what it came to, when over 25 characters; `purpose.letters` where a word would be
    lost, because the format has no letters of that script.
    """
    if FIT.fullmatch(text) and len(text) <= MOST:
        return TransferPurpose(text if text.strip() else "")
    value, changed = _folded(text[:1000])
    if len(value) > MOST:
        raise OnboardingError("purpose.too_long", field="purpose", found=len(value), most=MOST, text=value[:200])
    return TransferPurpose(value, changed)


def _folded(text: str) -> tuple[str, tuple[str, ...]]:
    changed = []
    apart = _FRACTION.sub(r" \g<0>", nfc(text))
    spread = unicodedata.normalize("NFKD", apart.translate(_LETTERS))
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    if bare != spread or apart.translate(_LETTERS) != apart:
        changed.append(N_("purpose.marks"))
    signs = bare.translate(_SIGNS)
    if lost := dict.fromkeys(c for c in signs if c > "~" and unicodedata.category(c)[0] in "LN"):
        raise OnboardingError("purpose.letters", field="purpose", found="".join(lost)[:20])
    plain = "".join(c if " " <= c <= "~" else " " if c.isspace() else "" for c in signs)
    if plain != bare or unicodedata.normalize("NFKC", apart) != nfc(text):
        changed.append(N_("purpose.signs"))
    tight = " ".join(plain.split())
    if tight != plain:
        changed.append(N_("purpose.spaces"))
    return tight, tuple(changed)
