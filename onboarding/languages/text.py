"""Text made safe and comparable: NFC, no control characters, search keys without marks.

>>> fold("Đặc khu Phú Quý"), slug("Mật ong rừng U Minh"), clean("  a\\u0000b ")
('dac khu phu quy', 'mat-ong-rung-u-minh', 'ab')
"""

import re
import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_KEPT = frozenset("\n\t\u200d\ufe0f")
_LINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
"""Ends of lines as other programs write them; dropped, they would glue two words."""


def nfc(text: str) -> str:
    """The composed form in which the kit keeps every text."""
    return unicodedata.normalize("NFC", text)


def clean(text: str, most: int | None = None) -> str:
    """What a person typed, fit to keep: NFC, no control or invisible characters, ends trimmed, cut at `most`."""
    cleaned = nfc(text)
    if not cleaned.isprintable():
        cleaned = _LINES.sub("\n", cleaned)
        cleaned = "".join(c for c in cleaned if c in _KEPT or unicodedata.category(c) not in _INVISIBLE)
    return cleaned.strip()[:most].rstrip() if most else cleaned.strip()


def fold(text: str) -> str:
    """A search key: lower case, no marks, đ as d, full-width letters plain, spaces single."""
    spread = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in spread if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def slug(text: str, most: int = 60) -> str:
    """A readable name for a file: small letters, digits and hyphens, never empty."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return words[:most].strip("-") or "tep"
