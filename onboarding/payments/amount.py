"""Money as people type it, and as they say it.

>>> amount("50.000đ"), amount("50k"), amount("1tr2"), amount("1 triệu 250")
(50000, 50000, 1200000, 1250000)
>>> amount_in_words(1250000)
'một triệu hai trăm năm mươi nghìn đồng'
"""

import re

from ..errors import OnboardingError
from ..languages import clean, fold, number

MOST = 499_999_999
"""One NAPAS 247 transfer stays under 500 million đồng."""

_UNITS = {"": 1, "k": 10**3, "n": 10**3, "ng": 10**3, "ngh": 10**3, "nghin": 10**3, "ngan": 10**3}
_UNITS |= dict.fromkeys(("tr", "trieu", "m"), 10**6) | dict.fromkeys(("ty", "ti"), 10**9)
_PLAIN = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*|\d{1,15}")
_SPOKEN = re.compile(
    r"(?P<whole>\d{1,9})(?:[.,](?P<part>\d{1,2}))? ?(?P<unit>trieu|tr|nghin|ngan|ngh|ng|n|k|m|ty|ti)(?P<half> ?ruoi)?"
    r"(?: ?(?P<rest>\d{1,3}(?:[., ]\d{3})|\d{1,6}) ?(?P<small>nghin|ngan|ngh|ng|n|k)?)?"
)


def amount(typed: str | int) -> int:
    """Whole đồng out of what a person typed.

    Errors: `amount.empty`, `.not_positive`, `.too_large`, `.ambiguous` (both readings in `options`),
    `.not_understood`.
    """
    text = clean(str(typed), 60)
    if not text:
        raise OnboardingError("amount.empty", field="amount")
    if re.match(r"[-−–—]\s*\d", text):
        raise OnboardingError("amount.not_positive", field="amount", found=text)
    plain = re.sub(r"\s*(?:d|₫|vnd|dong)\.?$", "", fold(text))
    value = _as_number(plain) if _PLAIN.fullmatch(plain) else _as_spoken(plain, text)
    if value <= 0:
        raise OnboardingError("amount.not_positive", field="amount", found=text)
    if value > MOST:
        raise OnboardingError("amount.too_large", field="amount", found=value, most=MOST)
    return value


def _as_number(text: str) -> int:
    return int(re.sub(r"[., ]", "", text) or 0)


def _as_spoken(plain: str, text: str) -> int:
    """ "1tr2", "1,5 triệu", "2 triệu rưỡi", "1 triệu 250", "1 triệu 250 nghìn"."""
    said = _SPOKEN.fullmatch(plain)
    if not said or (said["rest"] and (said["part"] or said["half"])) or (said["part"] and said["half"]):
        raise OnboardingError("amount.not_understood", field="amount", found=text)
    unit = _UNITS[said["unit"]]
    value: int = int(said["whole"]) * unit + (unit // 2 if said["half"] else 0)
    if said["part"]:
        value += int(said["part"]) * unit // (10 if len(said["part"]) == 1 else 100)
    return value + _after(said["rest"], unit, _UNITS[said["small"] or ""], value, text) if said["rest"] else value


def _after(rest: str, unit: int, small: int, value: int, text: str) -> int:
    """What follows the unit: one figure is tenths ("1tr2"), three thousandths ("1 triệu 250"), two are asked about."""
    figures = re.sub(r"[., ]", "", rest)
    if small > 1:
        added = int(figures) * small
        if small >= unit or added >= unit:
            raise OnboardingError("amount.not_understood", field="amount", found=text)
        return added
    if len(figures) in (1, 3):
        return int(figures) * unit // (10 if len(figures) == 1 else 1000)
    if len(figures) == 6 and unit > 10**3 and int(figures) < unit:
        return int(figures)
    if len(figures) == 2 and unit > 10**3:
        readings = [value + int(figures) * unit // 1000, value + int(figures) * unit // 100]
        said = " / ".join(number(reading, "vi") for reading in readings)
        raise OnboardingError("amount.ambiguous", field="amount", found=text, options=readings, choices=said)
    raise OnboardingError("amount.not_understood", field="amount", found=text)


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", " nghìn", " triệu", " tỷ")


def amount_in_words(value: int) -> str:
    """Đồng in Vietnamese words, 0 to under a million billion; what a member reads aloud before the code is made."""
    if not 0 <= value < 10**15:
        raise OnboardingError("amount.too_large", field="amount", found=value, most=10**15 - 1)
    return f"{_words(value)} đồng"


def _words(value: int) -> str:
    if value >= 10**12:
        return (
            f"{_words(value // 10**9)} tỷ {_words(value % 10**9)}" if value % 10**9 else f"{_words(value // 10**9)} tỷ"
        )
    if not value:
        return _DIGITS[0]
    groups = [(value // 1000**at) % 1000 for at in (3, 2, 1, 0)]
    said: list[str] = []
    for at, group in zip((3, 2, 1, 0), groups, strict=True):
        if group:
            said.append(_group(group, full=bool(said)) + _GROUPS[at])
    return " ".join(said)


def _group(value: int, full: bool) -> str:
    """Three figures; `full` says "không trăm" where something stands before."""
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    said = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens > 1:
        said.append(f"{_DIGITS[tens]} mươi")
    elif tens:
        said.append("mười")
    elif ones and said:
        said.append("linh")
    if ones:
        last = "mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 and tens else _DIGITS[ones]
        said.append(last)
    return " ".join(said)
