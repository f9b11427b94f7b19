"""Money as Vietnamese people write it, with or without what it buys.

>>> parse_money("1tr2"), parse_money("50.000đ"), parse_price("32k/kg")
(1200000, 50000, Price(amount=32000, unit='kg'))
"""

import re
from typing import Final, NamedTuple

from ..errors import OnboardingError
from .catalogues import N_
from .numerals import ask, plain, whole_figures
from .text import clean

SMALLEST_SURE: Final = 1000
"""Đồng below which a bare number is asked about: people write 50 for 50.000. Nothing sold at a stall costs less."""


class Price(NamedTuple):
    """Whole đồng, and what they buy one of, as it was typed ("" when nothing was said)."""

    amount: int
    unit: str = ""


_MONEY_UNITS = {"": 1, "k": 10**3, "n": 10**3, "ng": 10**3, "ngh": 10**3, "nghin": 10**3, "ngan": 10**3}
_MONEY_UNITS |= dict.fromkeys(("tr", "trieu", "m", "cu"), 10**6) | dict.fromkeys(("ty", "ti"), 10**9)
_SPOKEN = re.compile(
    r"(?P<whole>\d{1,9})(?:[.,](?P<part>\d{1,2}))? ?(?P<unit>trieu|tr|nghin|ngan|ngh|ng|n|k|m|ty|ti|cu)"
    r"(?P<half> ?ruoi)?"
    r"(?: ?(?P<rest>\d{1,3}(?:[., ]\d{3})|\d{1,6}) ?(?P<small>nghin|ngan|ngh|ng|n|k)?)?"
)


def _spoken(folded: str, text: str, field: str) -> int:
    """Đồng of "1tr2", "1,5 triệu", "2 triệu rưỡi", "1 triệu 250", "1 triệu 250 nghìn"."""
    match = _SPOKEN.fullmatch(folded)
    if not match or (match["rest"] and (match["part"] or match["half"])) or (match["part"] and match["half"]):
        raise OnboardingError("amount.not_understood", field=field, found=text)
    unit = _MONEY_UNITS[match["unit"]]
    value: int = int(match["whole"]) * unit + (unit // 2 if match["half"] else 0)
    if match["part"]:
        value += int(match["part"]) * unit // (10 if len(match["part"]) == 1 else 100)
    if not match["rest"]:
        return value
    return value + _after(match["rest"], unit, _MONEY_UNITS[match["small"] or ""], value, text, field)


def _after(rest: str, unit: int, small: int, value: int, text: str, field: str) -> int:
    """What follows the unit: one figure is tenths ("1tr2"), three thousandths ("1 triệu 250"), two are asked about."""
    figures = re.sub(r"[., ]", "", rest)
    if small > 1:
        added = int(figures) * small
        if small >= unit or added >= unit:
            raise OnboardingError("amount.not_understood", field=field, found=text)
        return added
    if len(figures) in (1, 3):
        return int(figures) * unit // (10 if len(figures) == 1 else 1000)
    if len(figures) == 6 and unit > 10**3 and int(figures) < unit:
        return int(figures)
    if len(figures) == 2 and unit > 10**3:
        ask(N_("amount.ambiguous"), field, text, [value + int(figures) * unit // by for by in (1000, 100)])
    raise OnboardingError("amount.not_understood", field=field, found=text)


def parse_money(typed: str, *, field: str = "amount", ask_small: bool = True) -> int:
    """Whole đồng of "50k", "1tr2", "1 triệu 250", "1.200.000đ", "125 nghìn", "năm mươi nghìn", "50.000,00".

    `ask_small`: a bare number under 1.000 is asked about ("50" is 50 đ or 50.000 đ); "50 đồng" says it.
    Errors: `amount.empty`, `.not_positive`, `.ambiguous`, `.not_understood`.
    """
    text = clean(typed, 60)
    if not text:
        raise OnboardingError("amount.empty", field=field)
    folded = plain(text)
    if re.match(r"-\s*\d", folded):
        raise OnboardingError("amount.not_positive", field=field, found=text)
    sure = re.search(r"\d\s*(?:vnd|dong)\.?$", folded) is not None
    bare = re.sub(r"^(?:vnd|₫)\s*(?=\d)|(?<=\d)\.$|\s*(?:d|₫|vnd|dong)\.?$", "", folded)
    bare = re.sub(r"^(?=(?:trieu|tr|ty|ti) ?ruoi$)", "1 ", bare)
    if figures := whole_figures(bare):
        value = int(figures)
        if ask_small and not sure and 0 < value < SMALLEST_SURE:
            ask(N_("amount.ambiguous"), field, text, [value, value * 1000])
    else:
        value = _spoken(bare, text, field)
    if value <= 0:
        raise OnboardingError("amount.not_positive", field=field, found=text)
    return value


_PER = re.compile(r"^(?P<money>.*?\S)\s*(?:/|\bmột\b|\bmỗi\b|\b1\s+(?=[^\W\d_]))\s*(?P<unit>[^/]+)$", re.IGNORECASE)


def parse_price(typed: str, *, field: str = "price") -> Price:
    """Money and what it buys: "32k/kg", "32.000đ một kg", "185.000/chai 500 ml", "50 nghìn". Errors: `amount.*`."""
    text = clean(typed, 120)
    match = _PER.fullmatch(text)
    if match and re.search(r"\d", match["money"]):
        return Price(parse_money(match["money"], field=field), match["unit"].strip(" ."))
    return Price(parse_money(text, field=field))
