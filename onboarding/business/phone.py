"""A vendor's phone number in its one national form.

>>> normalise_phone("+84 901.234.567"), normalise_phone("không có")
('0901234567', '')
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
OLD_MOBILE = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084",
    "0125": "085", "0127": "081", "0129": "082", "0162": "032", "0163": "033", "0164": "034", "0165": "035",
    "0166": "036", "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
"""Prefixes of eleven-digit mobile numbers and what they became in the renumbering of September to November 2018."""


def _renumbered(national: str) -> str:
    return OLD_MOBILE.get(national[:4], national[:4]) + national[4:] if len(national) == 11 else national
