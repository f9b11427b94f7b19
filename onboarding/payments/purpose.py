"""The words a transfer carries (62/08): at most 25, in the letters every bank's app takes.

Text that already fits is kept as it is. Anything else is folded (đ to d, marks off, other signs away) and every
change is named, so that the screen can show it.

>>> purpose("Mua mật ong – Đà Lạt")
Purpose(value='Mua mat ong - Da Lat', changed=('purpose.marks', 'purpose.signs'))
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
    {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": ".", "’": "'", "‘": "'"} | {"“": '"', "”": '"'}
)


class Purpose(NamedTuple):
    """The text the code will carry, and codes of what was changed to get there."""

    value: str
    changed: tuple[str, ...] = ()

    def in_capitals(self) -> "Purpose":
        """The same in capitals, which often makes the symbol smaller (`symbol.smaller` says when)."""
        upper = self.value.upper()
        return self if upper == self.value else Purpose(upper, (*self.changed, N_("purpose.capitals")))


def purpose(text: str) -> Purpose:
    """Fold what a person typed. Errors: `purpose.too_long` with what it came to, when over 25 characters."""
    if FIT.fullmatch(text) and len(text) <= MOST:
        return Purpose(text if text.strip() else "")
    value, changed = _folded(text[:1000])
    if len(value) > MOST:
        raise OnboardingError("purpose.too_long", field="purpose", found=len(value), most=MOST, text=value[:200])
    return Purpose(value, changed)


def _folded(text: str) -> tuple[str, tuple[str, ...]]:
    changed = []
    spread = unicodedata.normalize("NFKD", nfc(text).replace("đ", "d").replace("Đ", "D"))
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    if bare != nfc(text):
        changed.append(N_("purpose.marks"))
    signs = bare.translate(_SIGNS)
    plain = "".join(c if " " <= c <= "~" else " " if c.isspace() else "" for c in signs)
    if plain != bare:
        changed.append(N_("purpose.signs"))
    tight = " ".join(plain.split())
    if tight != plain:
        changed.append(N_("purpose.spaces"))
    return tight, tuple(changed)
