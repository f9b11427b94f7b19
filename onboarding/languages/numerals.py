"""Numerals as people write and say them: figures with either mark, number words, and a refusal that asks.

>>> plain("Hai lạng rưỡi"), whole_figures("1.200.000"), decimal_words(Decimal("2.50"))
('2 lang ruoi', '1200000', '2,5')
"""

import re
from decimal import Decimal
from typing import NoReturn

from ..errors import OnboardingError
from .formats import number
from .text import fold

_VULGAR = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3", "⅔": " 2/3"}
_DIGITS = {"khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7}
_DIGITS |= {"tam": 8, "chin": 9}
_NUMBER_WORD = re.compile(r"\b(?:(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|tram|linh|le)\b ?)+")


def plain(text: str) -> str:
    """Folded, dashes as "-", fractions apart, and number words as figures: `hai lạng rưỡi` → `2 lang ruoi`."""
    spaced = "".join(_VULGAR.get(sign, sign) for sign in text)
    folded = re.sub(r"[‐‑‒–—−]", "-", fold(spaced)).replace("⁄", "/").strip()
    return re.sub(r"\s+", " ", _NUMBER_WORD.sub(_figures, folded)).strip()


def _figures(match: re.Match[str]) -> str:
    """A run of number words below a thousand as figures; left as it stands where it is no number ("tư tám")."""
    value, tens, hundred, last = 0, False, False, None
    for word in match[0].split():
        if word in _DIGITS and last is None:
            last = _DIGITS[word]
        elif word == "tram" and not hundred and last is not None:
            value, last, hundred = last * 100, None, True
        elif word == "muoi" and not tens:
            value, last, tens = value + (last if last is not None else 1) * 10, None, True
        elif word in ("linh", "le") and hundred and not tens and last is None:
            tens = True
        else:
            return match[0]
    if hundred and last is not None and not tens:
        last *= 10  # "trăm hai" is 120
    return f"{value + (last or 0)} "


def whole_figures(text: str) -> str:
    """The figures of a whole number as typed, grouped or not, zero decimals dropped ("50.000,00"); "" otherwise."""
    if re.fullmatch(r"\d{1,15}|[1-9]\d{0,2}([., ])\d{3}(?:\1\d{3}){0,3}", text):
        return re.sub(r"[., ]", "", text)
    if ending := re.fullmatch(r"(\d{4,15}|\d{1,3}(?:\.\d{3})+(?=,)|\d{1,3}(?:,\d{3})+(?=\.))[.,]0{1,2}", text):
        return re.sub(r"[., ]", "", ending[1])
    return ""


def ask(code: str, field: str, text: str, options: list[int]) -> NoReturn:
    """Refuse with every reading."""
    choices = " / ".join(number(option, "vi") for option in options)
    raise OnboardingError(code, field=field, found=text, options=options, choices=choices)


def decimal_words(value: Decimal) -> str:
    """A decimal as Vietnamese people write it, without needless zeros."""
    exact = value.normalize()
    whole, _, part = f"{exact:f}".partition(".")
    return number(int(whole), "vi") + (f",{part}" if part else "")
