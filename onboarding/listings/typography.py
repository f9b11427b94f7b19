"""Typographic checks that no phrase can express: one function for each rule's file."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import regex

from .normalise import NormalisedText
from .syllables import stripped

Span = tuple[int, int]

_APART = regex.compile(r"(?:\p{L}\p{M}+[\p{L}\p{M} ]*)+")
_LATE = re.compile(r"[oOuU](?<![qQ].)(?:(?<=[oO])[àáảãạèéẻẽẹ]|(?<=[uU])[ỳýỷỹỵ])(?![^\W\d_])")
_EARLY = regex.compile(r"(?:[òóỏõọ][ae]|[ùúủũụ]y)(?!\p{L})", regex.IGNORECASE)
_OLD, _NEW = ("gốc", "cũ", "niêm yết", "trước đây", "từ"), ("còn", "nay", "giờ", "sale", "bán")
_UNIT = r"(k|nghìn|ngàn|triệu|tr|đ|₫|vnđ|vnd|đồng)"
_TWO_PRICES = regex.compile(
    rf"(?i)(?:giá )?(?:gốc|cũ|niêm yết|trước đây|từ)[^\d\n]{{0,12}}(?P<old>\d[\d.,]*\d)\s?(?P<of>{_UNIT})?(?!\w)"
    rf"[^\d\n.]{{1,24}}(?:còn|nay|giờ|sale|bán)[^\d\n]{{0,10}}(?P<new>\d[\d.,]*)\s?(?P<at>{_UNIT})(?!\w)"
)

LONG_RUN = 20
"""Words without marks in a row that make a passage hard to read."""


def _not_composed(normalised: NormalisedText) -> Iterator[Span]:
    """Letters whose marks are stored apart, one span over all of them."""
    if not unicodedata.is_normalized("NFC", normalised.given):
        runs = list(_APART.finditer(normalised.given))
        if runs:
            yield runs[0].start(), runs[-1].end()


def _without_marks(normalised: NormalisedText) -> Iterator[Span]:
    """Long passages typed without marks."""
    for start, end in normalised.clauses:
        clause = normalised.text[start:end]
        words = clause.split() if clause.isascii() and clause.count(" ") >= LONG_RUN - 1 else ()
        if len(words) >= LONG_RUN and sum(map(stripped, words)) * 4 >= len(words):
            yield normalised.span(start, end)


def _two_ways(normalised: NormalisedText) -> Iterator[Span]:
    """Tones on the second vowel (hoà) in a text that also has them on the first (hòa)."""
    late = list(_LATE.finditer(normalised.letters))
    if late and _EARLY.search(normalised.letters):
        yield from (normalised.letter_span(*match.span()) for match in late)


def _below_half(normalised: NormalisedText) -> Iterator[Span]:
    """An old price and a new one that is less than half of it."""
    told = any(word in normalised.text for word in _OLD) and any(word in normalised.text for word in _NEW)
    for match in _TWO_PRICES.finditer(normalised.letters) if told else ():
        old, new = _thousands(match["old"], match["of"] or match["at"]), _thousands(match["new"], match["at"])
        if 0 < new * 2 < old:
            yield normalised.letter_span(*match.span())


def _thousands(digits: str, unit: str | None) -> float:
    """An amount of money in thousands of đồng; 0 when it cannot be read."""
    kind = (unit or "").lower()
    if kind in ("k", "nghìn", "ngàn", "tr", "triệu"):
        value = float(digits.replace(",", ".")) if digits.count(".") + digits.count(",") <= 1 else 0.0
        return value * (1000 if kind in ("tr", "triệu") else 1)
    plain = digits.replace(".", "").replace(",", "")
    return int(plain) / 1000 if plain.isdigit() and int(plain) >= 1000 else 0.0


FORMS: Mapping[str, Callable[[NormalisedText], Iterator[Span]]] = MappingProxyType(
    {"txt_nfc_01": _not_composed, "txt_dia_01": _without_marks, "txt_tone_01": _two_ways, "promo_50_02": _below_half}
)
