"""Text made ready to be set: look-alikes mapped to what they mean, and a refusal for what no font here can draw.

Be Vietnam Pro draws what it has; Noto fonts (assets/fonts/subset.py) draw the rest: Ê Đê, Gia Rai and Ba Na letters,
Khmer, Cham, Tai Viet, Hmông, common Han, symbols, emoji. Paper, phone page and receipt picture use the same text.

>>> set_text("giá 50‑60k → rẻ 🐝"), set_text("𝐇𝐨̣̂ ｍẫu")
('giá 50-60k → rẻ 🐝', 'Hộ mẫu')
>>> breakable("MậtOngMậtOngMậtOngMậtOngMậtOng").replace("\\u200b", "|")
'Mật|Ong|Mật|Ong|Mật|Ong|Mật|Ong|Mật|Ong'
"""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

import msgspec

from ..errors import OnboardingError
from ..languages import N_, nfc, say
from .font_metrics import FAMILIES, covered

BREAK = "\u200b"
BOX = "▯"
"""A visible gap for a character that cannot be drawn, where a refusal would stop others' lines (reports)."""

_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_LONG = re.compile(r"\S{21,}")
_ALIKE = str.maketrans(
    dict.fromkeys("‐‑‒−﹣⁃", "-")
    | {"―": "—", "№": "No.", "′": "'", "″": '"', "⁄": "/", "∕": "/", "\u20e3": "", "‛": "'", "‟": '"', "․": "."}
)
"""Signs people paste from other programs for one the font has."""
_FORMS = ("<font>", "<wide>", "<narrow>", "<square>")
"""Unicode's compatibility forms that are the same letter drawn otherwise: mathematical, full-width, squared."""
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?[aeiouy]+(?:ng|nh|ch|[cmnpt])?(?![aeiouy])|."
)
Value = TypeVar("Value")

FIELDS = {
    "business": N_("tên hộ"),
    "owner": N_("tên chủ hộ"),
    "address": N_("địa chỉ"),
    "phone": N_("số điện thoại"),
    "number": N_("số điện thoại"),
    "contact": N_("số điện thoại"),
    "holder": N_("tên chủ tài khoản"),
    "title": N_("tiêu đề"),
    "text": N_("bài đăng"),
    "team": N_("tên tổ"),
    "member": N_("tên thành viên"),
    "witness": N_("tên người làm chứng"),
}
"""Fields a person fills in, as a sentence names them."""


def set_text(text: str, field: str = "", lang: str = "vi", instead: str = "") -> str:
    """NFC text every letter of which can be drawn; spaces single, lines kept, invisible signs gone.

    OnboardingError `print.letter` names the first character no font has and its field; with `instead` that character
    is drawn in its place.
    """
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    plain = nfc("".join(map(_meant, nfc(_LINES.sub("\n", text)).translate(_ALIKE))))
    known = drawable()
    if missing := next((sign for sign in plain if sign != "\n" and ord(sign) not in known), ""):
        if not instead:
            place = say(lang, FIELDS[field]) if field in FIELDS else field
            code = f"U+{ord(missing):04X}"
            raise OnboardingError("print.letter", field=field or None, letter=missing, code=code, place=place)
        plain = "".join(sign if sign == "\n" or ord(sign) in known else instead for sign in plain)
    return _SPACES.sub(" ", plain).strip()


def _meant(sign: str) -> str:
    """A character as the fonts know it: its plain form, a space, or nothing for what is invisible."""
    if sign == "\n":
        return sign
    kind = unicodedata.category(sign)
    if kind in ("Cf", "Cc") or "\ufe00" <= sign <= "\ufe0f":
        return " " if sign == "\t" else ""
    if kind == "Zs":
        return " "
    form = unicodedata.decomposition(sign)
    if form.startswith(_FORMS) or (form.startswith("<") and ord(sign) not in drawable()):
        return unicodedata.normalize("NFKC", sign)
    return sign


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Every code point some font here draws; canonical decompositions of two drawable parts among them.

    Shaping sets ŏ out of o and the breve where the font has no ŏ.
    """
    return frozenset().union(*(covered(family.regular) for family in FAMILIES))


def printable(text: str, field: str = "", lang: str = "vi", instead: str = "") -> str:
    """`set_text` with places to break in words of over 20 letters.

    >>> printable("Mật  ong rừng"), printable("a@" + "b" * 24 + ".vn").replace(BREAK, "|")
    ('Mật ong rừng', 'a@|bbbbbbbbbb|bbbbbbbbbb|bbbb.|vn')
    """
    return _LONG.sub(lambda match: breakable(match[0]), set_text(text, field, lang, instead))


def breakable(word: str) -> str:
    """A word over 20 letters with zero-width spaces: after signs, before capitals, else between syllables."""
    rows = [""]
    for sign, run in groupby(_between_cases(word), _is_sign):
        part = "".join(run)
        if part == BREAK:
            rows.append("")
        elif sign:
            rows[-1] += part
            rows.append("")
        else:
            first, *others = _pieces(part)
            rows[-1] += first
            rows += others
    return re.sub(f"{BREAK}+", BREAK, BREAK.join(rows)).strip(BREAK)


def _is_sign(sign: str) -> bool:
    """Neither letter, mark nor digit."""
    return unicodedata.category(sign)[0] not in "LMN"


def _between_cases(word: str) -> str:
    return "".join(
        BREAK + sign if at and sign.isupper() and word[at - 1].islower() else sign for at, sign in enumerate(word)
    )


def _pieces(part: str) -> list[str]:
    """Letters in pieces of at most about ten, cut between Vietnamese syllables and never before a mark."""
    if len(part) <= 10:
        return [part]
    bare = "".join(unicodedata.normalize("NFD", sign)[0] for sign in part).lower().replace("đ", "d")
    pieces = [""]
    for match in _SYLLABLE.finditer(bare):
        syllable = part[match.start() : match.end()]
        joined = unicodedata.category(syllable[0])[0] == "M" or pieces[-1][-1:] == "\u17d2"
        if not joined and len(pieces[-1]) + len(syllable) > 10:
            pieces.append("")
        pieces[-1] += syllable
    return pieces


def settled(part: Value, lang: str, field: str = "") -> Value:
    """A record with every text in it set (`set_text`); bytes, numbers and symbols stay. Errors: `print.letter`."""
    if isinstance(part, str):
        return set_text(part, field, lang)  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(settled(each, lang, field) for each in part)  # type: ignore[return-value]
    if isinstance(part, msgspec.Struct):
        values = {name: getattr(part, name) for name in part.__struct_fields__}
        return msgspec.structs.replace(part, **{name: settled(value, lang, name) for name, value in values.items()})
    return part
