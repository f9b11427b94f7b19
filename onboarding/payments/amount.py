"""Parser of typed đồng amounts, and amounts in words.

>>> amount("50.000đ"), amount("50k"), amount("1tr2"), amount("1 triệu 250")
(50000, 50000, 1200000, 1250000)
>>> amount_in_words(1250000)
'một triệu hai trăm năm mươi nghìn đồng'
"""

from ..errors import OnboardingError
from ..languages.numbers import parse_money

MOST = 499_999_999
"""One NAPAS 247 transfer stays under 500 million đồng."""


def amount(typed: str | int) -> int:
    """Whole đồng out of what a person typed.

    Errors: `amount.empty`, `.not_positive`, `.too_large`, `.ambiguous` (both readings in `options`; also a bare number
    under 1.000), `.not_understood`.
    """
    value = parse_money(str(typed))
    if value > MOST:
        raise OnboardingError("amount.too_large", field="amount", found=value, most=MOST)
    return value


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
    spoken: list[str] = []
    for at, group in zip((3, 2, 1, 0), groups, strict=True):
        if group:
            spoken.append(_group(group, full=bool(spoken)) + _GROUPS[at])
    return " ".join(spoken)


def _group(value: int, full: bool) -> str:
    """Three figures; `full` says "không trăm" where something stands before."""
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens > 1:
        words.append(f"{_DIGITS[tens]} mươi")
    elif tens:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones:
        last = "mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 and tens else _DIGITS[ones]
        words.append(last)
    return " ".join(words)
