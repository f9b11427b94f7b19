"""A vendor's phone number: its one national form, and every spelling of it taken out of a text.

>>> normalise_phone("+84 901.234.567"), normalise_phone("không có")
('0901234567', '')
>>> without_phone("Gọi chị Tư: 0901 234 567 (cả ngày)", "+84901234567")
'Gọi chị Tư: … (cả ngày)'
"""

import re
import unicodedata

import phonenumbers


def normalise_phone(text: str) -> str:
    """A Vietnamese phone number in its one national form, digits from 0, or nothing when it is not one.

    Written with +84, 84, 0084 or 0, with any separators or full-width digits, and with a prefix of
    before the renumbering of 2018, it is the same number. libphonenumber decides what is possible, not whether it is in
    use.
    """
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", text)[:60], "VN")
    except phonenumbers.NumberParseException:
        return ""
    if number.country_code != _VIETNAM_CODE or not phonenumbers.is_possible_number(number):
        digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
        if not digits.startswith("84") or not 10 < len(digits) <= 12:
            return ""
        number = phonenumbers.parse(f"+{digits}", None)
    national = f"0{phonenumbers.national_significant_number(number)}".replace("00", "0", 1)
    return _renumbered(national) if re.fullmatch(r"0\d{8,10}", national) else ""


_VIETNAM_CODE = 84
_OLD_MOBILE = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084",
    "0125": "085", "0127": "081", "0129": "082", "0162": "032", "0163": "033", "0164": "034", "0165": "035",
    "0166": "036", "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
"""Prefixes of eleven-digit mobile numbers and what they became in the renumbering of September to November 2018."""


def _renumbered(national: str) -> str:
    return _OLD_MOBILE.get(national[:4], national[:4]) + national[4:] if len(national) == 11 else national


def without_phone(text: str, phone: str) -> str:
    """The text with "…" wherever a number of the phone field stands: any prefix, any digits, signs between them."""
    for number in _spellings(phone):
        plain = "".join(map(_plain_digit, text))
        for match in reversed(list(number.finditer(plain))):
            text = text[: match.start()] + "…" + text[match.end() :]
    return text


def _plain_digit(sign: str) -> str:
    """0 to 9 for every sign that is one (full width, superscript, Arabic-Indic), one sign for one."""
    return str(digit) if (digit := unicodedata.digit(sign, None)) is not None else sign


def _spellings(phone: str) -> list[re.Pattern[str]]:
    """What each number of a phone field is looked for by: as typed, in its national form, by its prefix before 2018."""
    typed = [*re.split(r"[/,;\n]| (?:hoặc|hay|và) ", phone), phone]
    numbers = {re.sub(r"\D", "", "".join(map(_plain_digit, part))) for part in typed}
    numbers |= {normalise_phone(part) for part in typed}
    older = {new: old for old, new in _OLD_MOBILE.items()}
    numbers |= {older[number[:3]] + number[3:] for number in numbers if len(number) == 10 and number[:3] in older}
    between = r"[\W_]{0,6}"
    return [
        re.compile(rf"(?<!\d)(?:\(?\+?(?:00)?84|\(?0)?{between}{between.join(number)}(?!\d)")
        for number in sorted({_bare(number) for number in numbers}, key=len, reverse=True)
        if len(number) >= _SHORTEST
    ]


def _bare(number: str) -> str:
    return re.sub(r"^(?:00)?84(?=\d{9,10}$)|^0", "", number)


_SHORTEST = 7
"""Digits below which a number typed as a phone is a price or a house number as well."""
