"""Numbers taken out of texts: a phone number in every spelling, an account number.

>>> without_phone("Gọi chị Tư: 0901 234 567 (cả ngày)", "+84901234567")
'Gọi chị Tư: … (cả ngày)'
>>> without_account("Chuyển khoản 0011 0098 76501, giá 76.501 đ, STK0011009876501VCB", "0011009876501")
'Chuyển khoản …, giá 76.501 đ, STK…VCB'
"""

import re
import unicodedata
from functools import reduce

from .phone import OLD_MOBILE, normalise_phone


def without_phone(text: str, phone: str) -> str:
    """The text with "…" wherever a number of the phone field stands: any prefix, any digits, signs between them."""
    return reduce(lambda cut, number: _without(number, cut), _spellings(phone), text)


def without_account(text: str, account: str) -> str:
    """The text with "…" wherever an account number or alias stands, with any signs between its digits and letters.

    Letters may stand beside a number ("STK0011…"), digits not: then it is another number.
    """
    signs = re.sub(r"[\W_]", "", _plain(account))
    if len(signs) < _SHORTEST:
        return text
    beside = r"\d" if signs.isdigit() else r"[^\W_]"
    number = rf"(?<!{beside}){_BETWEEN.join(map(re.escape, signs))}(?!{beside})"
    return _without(re.compile(number, re.IGNORECASE), text)


def _without(number: re.Pattern[str], text: str) -> str:
    for match in reversed(list(number.finditer(_plain(text)))):
        text = text[: match.start()] + "…" + text[match.end() :]
    return text


def _plain(text: str) -> str:
    return "".join(map(_plain_digit, text))


def _plain_digit(sign: str) -> str:
    """0 to 9 for every sign that is one (full width, superscript, Arabic-Indic), one sign for one."""
    return str(digit) if (digit := unicodedata.digit(sign, None)) is not None else sign


def _spellings(phone: str) -> list[re.Pattern[str]]:
    """What each number of a phone field is looked for by: as typed, in its national form, by its prefix before 2018."""
    typed = [*re.split(r"[/,;\n]| (?:hoặc|hay|và) ", phone), phone]
    numbers = {re.sub(r"\D", "", _plain(part)) for part in typed}
    numbers |= {normalise_phone(part) for part in typed}
    older = {new: old for old, new in OLD_MOBILE.items()}
    numbers |= {older[number[:3]] + number[3:] for number in numbers if len(number) == 10 and number[:3] in older}
    return [
        re.compile(rf"(?<!\d)(?:\(?\+?(?:00)?84|\(?0)?{_BETWEEN}{_BETWEEN.join(number)}(?!\d)")
        for number in sorted({_bare(number) for number in numbers}, key=len, reverse=True)
        if len(number) >= _SHORTEST
    ]


def _bare(number: str) -> str:
    return re.sub(r"^(?:00)?84(?=\d{9,10}$)|^0", "", number)


_BETWEEN = r"[\W_]{0,20}"
"""Signs that people type between the digits of a number."""
_SHORTEST = 7
"""Digits below which a number typed as a phone or an account is a price or a house number as well."""
