"""Place names for listings: their proper spelling, and which of them buyers search for (gazetteer.toml).

>>> [proper_place(text) for text in ("đak lak", "chợ đào long an", "gần ủy ban")], known_origin("Thôn 2, Cầu Đất")
(['Đắk Lắk', 'Chợ Đào, Long An', 'gần ủy ban'], 'Cầu Đất')
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ...catalogue import read_table
from ...languages import fold

FILE = Path(__file__).parent / "gazetteer.toml"
_LEAD = re.compile(
    r"^(?:(?:được )?(?:trồng|làm|nuôi|hái|đánh bắt|sản xuất|mua|lấy|đặt)\s+)?"
    r"(?:ở tại|ở|tại|từ|bên(?! (?:hông|cạnh|trái|phải|kia)\b)|dưới(?!\s+\d)|miệt|mạn)\s+",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, tuple[str, ...]]:
    return read_table(FILE, dict[str, tuple[str, ...]])


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Folded name → proper name."""
    return {fold(name): name for name in (*_tables()["provinces"], *_tables()["known"])} | {
        "dak lak": "Đắk Lắk", "daklak": "Đắk Lắk", "dac lac": "Đắk Lắk", "buon me thuot": "Buôn Ma Thuột",
        "buon ma thuot": "Buôn Ma Thuột", "sai gon": "Sài Gòn", "sapa": "Sa Pa", "da lat": "Đà Lạt", 
        "hcm": "Thành phố Hồ Chí Minh",
        "tphcm": "Thành phố Hồ Chí Minh", "hn": "Hà Nội",
    }  # fmt: skip


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(_tables()["common_words"])


_CODES = {
    "BMT": "Buôn Ma Thuột", "ĐB": "Điện Biên",
    "AG": "An Giang", "BĐ": "Bình Định", "BK": "Bắc Kạn", "BL": "Bạc Liêu", "BN": "Bắc Ninh", "BP": "Bình Phước",
    "CB": "Cao Bằng", "CT": "Cần Thơ", "ĐT": "Đồng Tháp", "GL": "Gia Lai", "HB": "Hòa Bình", "HD": "Hải Dương",
    "HY": "Hưng Yên", "KT": "Kon Tum", "LA": "Long An", "LĐ": "Lâm Đồng", "LS": "Lạng Sơn", "NA": "Nghệ An",
    "NB": "Ninh Bình", "NĐ": "Nam Định", "PT": "Phú Thọ", "QB": "Quảng Bình", "QT": "Quảng Trị", "SG": "Sài Gòn",
    "SL": "Sơn La", "ST": "Sóc Trăng", "TB": "Thái Bình", "TG": "Tiền Giang", "TQ": "Tuyên Quang", "TV": "Trà Vinh",
    "VL": "Vĩnh Long", "VP": "Vĩnh Phúc", "YB": "Yên Bái",
}  # fmt: skip
"""Two letters that stand for one province only, in capitals behind a place."""
_CODE = re.compile(rf"(?:,| [-–])? (?P<code>{'|'.join(_CODES)})(?=,|$)")


@lru_cache(maxsize=2048)
def proper_place(text: str) -> str:
    """A typed place without its preposition, each part once, its names with capitals and marks."""
    text = _CODES.get(text.strip()) or _CODE.sub(lambda found: f", {_CODES[found['code']]}", text)
    if (ends := _HYPHEN.split(text)) and len(ends) == 2 and fold(ends[1]) in _names():
        text = ", ".join(ends)
    parts = [_part(_LEAD.sub("", part.strip())) for part in _LEAD.sub("", text.strip()).split(",")]
    unlike = {fold(part): part for part in reversed(parts) if part}
    return ", ".join(part for part in dict.fromkeys(parts) if part and unlike.get(fold(part)) == part)


@lru_cache(maxsize=2048)
def spelt_name(text: str) -> str:
    """The text, in the proper spelling where all of it is a place typed with its marks: "tân cương" → "Tân Cương"."""
    parts = _HYPHEN.split(text)
    return " – ".join(_spelt(part) for part in parts) if len(parts) > 1 else _spelt(text)


_HYPHEN = re.compile(r" [-–] ")


def _spelt(text: str) -> str:
    known = _names().get(fold(text), "")
    if known.lower() == text.lower():
        return known
    return next((people for people in _tables()["peoples"] if people.lower() == text.lower()), text)


_NEARBY = frozenset(("gần", "kế", "sát", "cạnh", "đối", "ngay", "bên", "ngang", "quanh"))
"""A place told by what stands beside it: "kế bên tiệm vàng"."""


def _part(text: str) -> str:
    known = _names().get(fold(text))
    if known:
        return known
    words = text.split()
    beside = next((at for at, word in enumerate(words) if word in _NEARBY), None)
    if text != text.lower() or beside == 0:
        return text if beside is not None else _with_province(text)
    if beside:
        return f"{_part(' '.join(words[:beside]))} {' '.join(words[beside:])}"
    named = [at for at, word in enumerate(words) if word not in _common() and not word[0].isdigit()]
    if not named or len(words) > 8:
        return text
    head, name = words[: named[0]], words[named[0] :]
    if _names().get(fold(" ".join([*head[-1:], *name[:1]]))) and head:
        head, name = head[:-1], [*head[-1:], *name]
    return _with_province(" ".join([*head, *(word.capitalize() for word in name)]))


def _with_province(text: str) -> str:
    """A comma before the province a place ends with: "Tam Bình Vĩnh Long" → "Tam Bình, Vĩnh Long"."""
    words = text.split()
    for many in (2, 3):
        head, province = words[:-many], " ".join(words[-many:])
        bare = all(word.lower() in _common() for word in head)
        if len(head) > 1 and not bare and fold(province) in {fold(name) for name in _tables()["provinces"]}:
            return f"{' '.join(head)}, {_names().get(fold(province), province)}"
    return text


@lru_cache(maxsize=2048)
def known_origin(text: str) -> str:
    """The part of a place that buyers search for: a well-known or protected origin, else a province; "" for none."""
    parts = [part.strip() for part in text.split(",")]
    folded = {fold(name) for name in _tables()["known"]}
    for part in parts:
        if fold(part) in folded:
            return part
    return ""


@lru_cache(maxsize=2048)
def province_of(text: str) -> str:
    """The province among the parts of a place, or ""."""
    folded = {fold(name) for name in _tables()["provinces"]}
    return next((part.strip() for part in reversed(text.split(",")) if fold(part.strip()) in folded), "")
