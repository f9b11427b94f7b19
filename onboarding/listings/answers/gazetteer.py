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
from ...places import old_districts
from ...places.units import bare

FILE = Path(__file__).parent / "gazetteer.toml"
_LEAD = re.compile(
    r"^(?:(?:nhà (?:(?:em|mình|tui|tôi) )?)?(?:được )?(?:trồng|làm|nuôi|hái|đánh bắt|sản xuất|mua|lấy|đặt)\s+)?"
    r"(?:ở tại|ở|tại(?! chỗ)|từ|bên(?! (?:hông|cạnh|trái|phải|kia)\b)|dưới(?!\s+\d)|miệt|mạn)\s+",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, tuple[str, ...]]:
    return read_table(FILE, dict[str, tuple[str, ...]])


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Folded name → proper name."""
    spelt: dict[str, set[str]] = {}
    for district in old_districts().values():
        if " " in district.short:
            spelt.setdefault(fold(district.short), set()).add(district.short)
    alone = {folded: next(iter(names)) for folded, names in spelt.items() if len(names) == 1}
    return alone | {fold(name): name for name in (*_tables()["provinces"], *_tables()["known"])} | {
        "dak lak": "Đắk Lắk", "daklak": "Đắk Lắk", "dac lac": "Đắk Lắk", "buon me thuot": "Buôn Ma Thuột",
        "buon ma thuot": "Buôn Ma Thuột", "sai gon": "Sài Gòn", "sapa": "Sa Pa", "da lat": "Đà Lạt", 
        "sg": "Sài Gòn", "lagi": "La Gi", "la gi": "La Gi", "hcm": "Thành phố Hồ Chí Minh",
        "tphcm": "Thành phố Hồ Chí Minh", "hn": "Hà Nội",
    }  # fmt: skip


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(_tables()["common_words"])


_CODES = {
    "BMT": "Buôn Ma Thuột", "ĐB": "Điện Biên", "BTR": "Bến Tre", "HCM": "Thành phố Hồ Chí Minh",
    "AG": "An Giang", "BĐ": "Bình Định", "BK": "Bắc Kạn", "BL": "Bạc Liêu", "BN": "Bắc Ninh", "BP": "Bình Phước",
    "CB": "Cao Bằng", "CT": "Cần Thơ", "ĐT": "Đồng Tháp", "GL": "Gia Lai", "HB": "Hòa Bình", "HD": "Hải Dương",
    "HY": "Hưng Yên", "KT": "Kon Tum", "LA": "Long An", "LĐ": "Lâm Đồng", "LS": "Lạng Sơn", "NA": "Nghệ An",
    "NB": "Ninh Bình", "NĐ": "Nam Định", "PT": "Phú Thọ", "QB": "Quảng Bình", "QT": "Quảng Trị", "SG": "Sài Gòn",
    "SL": "Sơn La", "ST": "Sóc Trăng", "TB": "Thái Bình", "TG": "Tiền Giang", "TQ": "Tuyên Quang", "TV": "Trà Vinh",
    "VL": "Vĩnh Long", "VP": "Vĩnh Phúc", "YB": "Yên Bái",
}  # fmt: skip
"""Two letters that stand for one province only, in capitals behind a place."""
_CODE = re.compile(rf"(?:,| [-–])? (?P<code>{'|'.join(_CODES)})(?=,|$)")


_AREAS = {
    "p": "phường",
    "q": "quận",
    "f": "phường",
    "kp": "khu phố",
    "tt": "thị trấn",
    "tx": "thị xã",
    "tp": "thành phố",
}
_SHORT_AREA = re.compile(r"(?<!\w)(?:(p|q|f|kp)[. ]?(?=\d)|(tt|tx|tp)\.? (?=\w))(\d*)", re.IGNORECASE)
"""Areas as they are written on envelopes: "P7", "Q. 5", "TP Vinh"."""


@lru_cache(maxsize=2048)
def proper_place(text: str) -> str:
    """A typed place without its preposition, each part once, its names with capitals and marks."""
    text = re.sub(r"(?<!\w)([pq]\d{1,2}) (?=[pq]\d)", r"\1, ", text, flags=re.IGNORECASE)
    text = _SHORT_AREA.sub(lambda found: f"{_AREAS[(found[1] or found[2]).lower()]} {found[3]}", text)
    text = _district_of_code(text)
    text = _CODES.get(text.strip()) or _CODE.sub(lambda found: f", {_CODES[found['code']]}", text)
    if (ends := _HYPHEN.split(text)) and len(ends) == 2 and fold(ends[1]) in _names():
        text = ", ".join(ends)
    parts = [_part(_LEAD.sub("", part.strip())) for part in _LEAD.sub("", text.strip()).split(",")]
    unlike = {fold(part): part for part in reversed(parts) if part}
    told = ", ".join(part for part in dict.fromkeys(parts) if part and unlike.get(fold(part)) == part)
    return ", ".join(_names().get(fold(part), part) if part.isascii() else part for part in told.split(", "))


_ANY_CODE = re.compile(r"(?P<before>.+\w)[ ,–-]+(?P<code>[A-ZĐ]{2,3}|[bcdđghklmnpqrstvx]{2,3})")


def _district_of_code(text: str) -> str:
    """The province behind its letters, where the district before it has one: "việt yên BG" → "việt yên, Bắc Giang"."""
    found = _ANY_CODE.fullmatch(text.strip())
    if not found or len(found["code"]) > 3:
        return text
    if found["code"].upper() in _CODES:
        return f"{found['before']}, {_CODES[found['code'].upper()]}"
    words = fold(found["before"]).split()
    for many in (2, 3):
        for province in _provinces_of().get(" ".join(words[-many:]), ()):
            if "".join(word[0] for word in fold(province).split()) == fold(found["code"]):
                return f"{found['before']}, {province}"
    return text


@lru_cache(maxsize=1)
def _provinces_of() -> Mapping[str, tuple[str, ...]]:
    """Folded district → the provinces it stood in before July 2025."""
    found: dict[str, tuple[str, ...]] = {}
    for district in old_districts().values():
        key = fold(district.short)
        found[key] = (*found.get(key, ()), bare(district.province)[1] or district.province)
    return found


@lru_cache(maxsize=2048)
def spelt_name(text: str) -> str:
    """The text, in the proper spelling where all of it is a place typed with its marks: "tân cương" → "Tân Cương"."""
    if people := _PEOPLE_AT.fullmatch(text):
        return f"{people['who']}{_spelt(people['people'])}, {proper_place(people['place'])}"
    parts = _HYPHEN.split(text)
    return " – ".join(_spelt(part) for part in parts) if len(parts) > 1 else _spelt(text)


_PEOPLE_AT = re.compile(r"(?P<who>(?:người|dân tộc|bà con) )(?P<people>\w+(?: \w+)?) ở (?P<place>.+)")
_HYPHEN = re.compile(r" [-–] ")


def _spelt(text: str) -> str:
    known = _names().get(fold(text), "")
    if known.lower() == text.lower():
        return known
    low = text.lower().replace("'", "’")
    for people in _tables()["peoples"]:
        if low.startswith(f"{people.lower()} ") and proper_place(low[len(people) + 1 :]) != low[len(people) + 1 :]:
            return f"{people}, {proper_place(low[len(people) + 1 :])}"
    return next((people for people in _tables()["peoples"] if people.lower() == low), _with_name_at_end(text))


def _with_name_at_end(text: str) -> str:
    """Goods with the well-known place they end with in capitals: "nếp cái hoa vàng hải hậu" → "… Hải Hậu"."""
    words = text.split()
    for many in (3, 2):
        if len(words) > many and " ".join(words[-many:]) in _marked_names():
            return " ".join([*words[:-many], *(word.capitalize() for word in words[-many:])])
    return text


@lru_cache(maxsize=1)
def _marked_names() -> frozenset[str]:
    """Well-known places and provinces of two words and more, small, with their marks."""
    return frozenset(name.lower() for name in (*_tables()["provinces"], *_tables()["known"]) if " " in name)


_NEARBY = frozenset(("gần", "kế", "sát", "cạnh", "đối", "ngay", "bên", "ngang", "quanh"))
"""A place told by what stands beside it: "kế bên tiệm vàng"."""


def _part(text: str) -> str:
    known = _names().get(fold(text))
    if known:
        return known
    words = text.split()
    beside = next((at for at, word in enumerate(words) if word in _NEARBY), None)
    if text != text.lower():
        return text if beside is not None else _with_province(text)
    if beside:
        return f"{_part(' '.join(words[:beside]))} {_part(' '.join(words[beside:]))}"
    for landmark in _LANDMARK.finditer(text):
        if landmark.end() < len(text):
            return f"{text[: landmark.end()]} {_part(text[landmark.end() :].strip())}"
        return text
    named = [at for at, word in enumerate(words) if word not in _common() and not word[0].isdigit()]
    if not named or len(words) > 8:
        return text
    head, name = words[: named[0]], words[named[0] :]
    begins = bool(head) and head[-1] in _MAY_BEGIN_A_NAME and head[-2:-1] != ["miền"]
    if head and (begins or _names().get(fold(" ".join([*head[-1:], *name[:1]])))):
        head, name = head[:-1], [*head[-1:], *name]
    return _with_province(" ".join([*head, *(word.capitalize() for word in name)]))


_MAY_BEGIN_A_NAME = frozenset(("bà", "ông", "cô", "chú", "thầy", "nam", "bắc", "đông", "tây", "trung", "hoa", "vàng"))
"""Common words that belong to the name behind them: "chợ Bà Hom", "khu dân cư Nam Long"."""
_LANDMARK = re.compile(
    r"^(?:.*\s)?(?:tiểu học|trung học(?: cơ sở| phổ thông)?|mầm non|mẫu giáo|cấp [123]|thcs|thpt|y tế"
    r"|dân cư|công nghiệp"
    r"|chế xuất|văn hóa|vận động|cây xăng|tiệm vàng|tiệm thuốc|nhà thuốc|bệnh viện|bến xe|bến phà|bến đò|nhà thờ"
    r"|nhà máy"
    r"|siêu thị|công viên|ngân hàng|khách sạn|vòng xoay|bùng binh|trạm xăng|quốc lộ|tỉnh lộ|mặt tiền|cơ sở|làng hoa"
    r"|làng nghề|làng gốm|làng dệt|làng chài|khu du lịch|nhà hàng|lò gạch|lò mổ|hợp tác xã|xí nghiệp|karaoke"
    r"|bên hông|đối diện|phía sau|phía trước|kế bên|gần đó)(?!\w)"
)
"""What stands before a name and is none itself: "trường tiểu học Mỹ Phước"."""


def _with_province(text: str) -> str:
    """A comma before the province a place ends with: "Tam Bình Vĩnh Long" → "Tam Bình, Vĩnh Long"."""
    words = text.split()
    if len(words) > 2 and fold(words[-1]) == "hue":
        return f"{' '.join(words[:-1])}, Huế"
    for many in (2, 3):
        head, province = words[:-many], " ".join(words[-many:])
        all_common = all(word.lower() in _common() or word.isdigit() for word in head)
        if len(head) > 1 and not all_common and fold(province) in _ends():
            return f"{_with_province(' '.join(head))}, {_names().get(fold(province), province)}"
    return text


@lru_cache(maxsize=1)
def _ends() -> frozenset[str]:
    """Folded provinces and old districts of two words and more, which close a place's smaller name."""
    return frozenset(fold(name) for name in _tables()["provinces"]) | {key for key in _provinces_of() if " " in key}


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
