"""Answers about how much and how large: numbers with a unit, how long, garment sizes, centimetres."""

import re

from ..text import first_small
from .phrase import NO, NUMBERS, Phrase, is_sentence, own_sentence

_TWO_NUMBERS = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:,\d)?) (?:kg )?"
    r"(?=\d{1,3}(?:,\d)? ?(?:kg|g|năm|tháng|tuần|ngày|giờ|phút|cm|con|trái|quả|lạng|ký)\b)"
)
_POINT = re.compile(r"(?<![\d.]\d)(?<=\d)\.(?=\d(?![\d.]))")
"""A decimal point: "1.8 kg"."""
_FROM_TO = re.compile(r"(?<=[^\W\d]) [-–] (?=\d)")


def _range_between(text: str) -> str:
    """Two numbers side by side are from the one to the other: "3 4 năm" → "3–4 năm"."""
    return _TWO_NUMBERS.sub(r"\1–", text, count=1)


def with_unit(text: str, unit: str) -> Phrase:
    """A number takes the question's unit; a number with a unit, or words, stay; a number without any is left out."""
    text = _POINT.sub(",", text)
    text = _FROM_TO.sub(" đến ", _range_between(text))
    bare = re.sub(r"^(?:khoảng|chừng|tầm|độ|cỡ) (?=\d)", "", text.lower())
    if re.fullmatch(r"0+(?:[.,]0+)?", bare):
        return NO
    if re.fullmatch(r"\d+(?:[.,]\d+)?(?: ?(?:-|–|đến|tới| ) ?\d+(?:[.,]\d+)?)?", bare):
        number = re.sub(r"(?<=\d) ?(?:-|đến|tới| ) ?(?=\d)", "–", bare)
        about = "khoảng " if bare != text.lower() else ""
        return Phrase(f"{about}{number} {unit}") if unit else NO
    if several := sizes_of(text):
        return Phrase(", ".join(several))
    if len(told := _SIZE_FOR.findall(text)) > 1 and not _SIZE_FOR.sub("", text).strip(" ,;-/."):
        return Phrase(", ".join(f"{size.upper()} ({_measured_in(one or other, unit)})" for size, one, other in told))
    spread = re.sub(r"(?:(?<=\d)|(?<=\dkg)|(?<=\d kg)) ?[-–] ?(?=\d)", "–", first_small(text))
    if least := re.fullmatch(r"(?:từ |trên )?(\d{1,2}) ?t?(?:uổi)? ?(?:\+|trở lên)", text.lower()):
        return Phrase(f"từ {least[1]} tuổi")
    if unit == "tuổi":
        spread = re.sub(r"(?<=\d) ?t(?!\w)", " tuổi", spread)
    begins = re.match(r"(?:khoảng )?\d+(?:–\d+)? [^\W\d]+", spread)  # "5–7 ngày nếu thay nước" fits its slot
    return Phrase(spread) if len(text.split()) <= 14 and (begins or not is_sentence(text)) else own_sentence(text)


def measured(text: str, unit: str) -> Phrase:
    """The same, but only what has a number in it."""
    below = re.fullmatch(r"(?:âm|am|-) ?(\d{1,3})(?: ?(?:độ|°)? ?c?)?", text.lower())
    if below:
        return Phrase(f"-{below[1]} °C")
    return with_unit(text, unit) if re.search(r"\d", text) else NO


def lasting(text: str, unit: str) -> Phrase:
    """How long something takes or keeps: needs a unit of its own or of the question."""
    shorter = re.sub(
        r"^(?:trong vòng|trong|mất|ủ|khoảng thời gian|hạn dùng|hạn sử dụng|hsd)[: ]+", "", first_small(text)
    )
    shorter = re.sub(r"^(\d+ (?:năm|tháng|tuần|ngày|giờ)) hơn$", r"hơn \1", shorter)
    shorter = re.sub(r"^(\d\S* \w+) (?:lấy|là (?:có|xong|lấy)|xong|có|cắt|hái)(?: liền| ngay)?$", r"\1", shorter)
    if year := re.fullmatch(r"(\d{1,2}) ?n", shorter):
        return Phrase(f"{year[1]} năm")
    if re.fullmatch(
        r"(?:chờ )?(?:lấy|làm|có|xong|giao|sửa)(?: \w+)? (?:liền|ngay)(?: tại chỗ)?|chờ lấy(?: liền)?|ngay", shorter
    ):
        return Phrase(shorter)
    if shorter in ("ngày", "đêm", "buổi", "tuần", "tháng", "năm"):
        return Phrase(first_small(text))
    if not re.search(r"\d|\b(?:năm|tháng|tuần|ngày|buổi|giờ|phút|đêm|đời|vụ|mùa|sáng|trưa|chiều|tối)\b", shorter):
        return own_sentence(text) if is_sentence(text) else NO
    if several := _SO_MANY.fullmatch(shorter):
        return Phrase(sentence=f"{several[1]} làm được {several[2]}")
    shorter = re.sub(r"(?<=\w) (?:xong|là xong)$", "", _EACH.sub("", shorter))
    return with_unit(re.sub(r"^(?:cỡ|tầm|chừng) (?=\d)", "khoảng ", shorter), unit)


_SO_MANY = re.compile(r"((?:1|một|mỗi) (?:ngày|buổi|tuần|tháng)) ((?:[2-9]|\d\d|hai|ba|vài)(?:[-–]\d+)? [^\W\d]+)")
"""How many are made in a time: "1 ngày 2 cái"."""
_EACH = re.compile(r"(?<=\w)(?: ?/ ?| (?:1|một|mỗi|là (?:xong )?(?:1|một)?) ?)(?:cái|chiếc|tấm|con|bộ|đôi|lần)$")
"""For one piece, where the sentence says so already: "3 ngày 1 cái"."""


def _dashed(text: str) -> str:
    """A range by a dash: "40-47 kg" → "40–47 kg"."""
    return re.sub(r"(?<=\d) ?- ?(?=\d)", "–", text.strip())


def _measured_in(text: str, unit: str) -> str:
    return f"{_dashed(text)} {unit}" if re.search(r"\d$", text.strip()) and unit else _dashed(text)


_ALONE = re.compile(
    r"(?<![\d.,])(\d{1,4})(?= (?:cao|dài|rộng|ngang|sâu|dày|hoành|quai|đáy|miệng|chân|tán|cán|phi)\b)", re.IGNORECASE
)
"""A number without its unit before the next measure: "30x25 cao 20"."""
_DIMENSION = re.compile(r"(?:(?<=\d)|(?<=\d m)|(?<=\dcm)|(?<=\d cm)) ?(?:x|X|\*|×) ?(?=\d)")
_METRES = re.compile(r"(?<![\d,.])(\d) ?m ?(\d{1,2})(?![\d,.]| ?c?m\b)", re.IGNORECASE)
"""Metres as people say them: "1m2" is 1,2 m, "1m50" is 1,5 m."""
_GARMENT = re.compile(r"(?:xxs|xs|s|m|l|xl|xxl|xxxl|[2-6]xl|\d{2})", re.IGNORECASE)
_FREE = re.compile(r"(?:free ?size|free|1 size|một size|one ?size|fz)", re.IGNORECASE)


def sizes_of(text: str) -> tuple[str, ...]:
    """Garment sizes of an answer that is nothing but sizes: "S M L", "S,M,L"; () for anything else."""
    text = text.replace("-", ",") if text.count("-") > 1 and not any(map(str.isdigit, text)) else text
    parts = [part for part in re.split(r"[\s,;/]+|và", re.sub(r"^(?:size|cỡ|sz)s?:? ", "", text, flags=re.I)) if part]
    if len(parts) > 1 and all(_GARMENT.fullmatch(part) for part in parts):
        return tuple(dict.fromkeys(part.upper() for part in parts))
    return ()


_SIZE_FOR = re.compile(rf"(?<!\w)({_GARMENT.pattern}) ?(?:\(([^()]+)\)|:? (\d[^,;/]*?)(?=[,;/]|$))", re.IGNORECASE)
"""A size and for whom: "S(40-47kg)"."""


def sizes(text: str, unit: str) -> Phrase:
    """Garment sizes: "S M L" → "S, M, L", "freesize" → "free size", "m-xl" → "M–XL"."""
    if several := sizes_of(text):
        return Phrase(", ".join(several))
    if _FREE.fullmatch(text.strip()):
        return Phrase("free size")
    if between := re.fullmatch(
        rf"(?:size |cỡ )?({_GARMENT.pattern}) ?(?:-|–|đến|tới) ?({_GARMENT.pattern})", text, re.I
    ):
        return Phrase(f"{between[1].upper()}–{between[2].upper()}")
    if len(told := _SIZE_FOR.findall(text)) > 1 and not _SIZE_FOR.sub("", text).strip(" ,;-/."):
        return Phrase(", ".join(f"{size.upper()} ({_dashed(one or other)})" for size, one, other in told))
    if _GARMENT.fullmatch(text):
        return Phrase(text.upper()) if not text.isdigit() else Phrase(f"một cỡ {text}")
    return NO if NUMBERS.fullmatch(text) else Phrase(text)


def dimensions(text: str, unit: str) -> Phrase:
    """A size in centimetres: "35" → "35 cm", "180x30" → "180 × 30 cm", "ấm cao 12" → "ấm cao 12 cm"."""
    sized = sizes(text, unit)
    if sizes_of(text) or _FREE.fullmatch(text) or re.fullmatch(r"(?:size |cỡ )?[smxl]{1,4}", text, re.I):
        return sized
    text = re.sub(r"(?<=\d)\.(?=\d(?!\d))", ",", text)
    metres = _METRES.sub(lambda found: f"{found[1]},{found[2].rstrip('0') or '0'} m", text)
    written = _DIMENSION.sub(" × ", re.sub(r"(?<=\d)(cm|m|mm)(?!\w)", r" \1", metres))
    written = re.sub(r"(?<=\d) ?[-–] ?(?=\d)", "–", written)
    written = re.sub(r"^(?:phi|đk|fi) ?(?=\d)", "đường kính ", written, flags=re.IGNORECASE)
    written = _ALONE.sub(rf"\1 {unit or 'cm'},", written)
    written = re.sub(r"(?<=[^\W\d] )(\d+)(?=, [^\W\d]+ \d)", rf"\1 {unit or 'cm'}", written)
    if re.search(r"\d$", written):
        written = f"{written} {unit or 'cm'}"
    return Phrase(first_small(written)) if not is_sentence(text) else own_sentence(text)
