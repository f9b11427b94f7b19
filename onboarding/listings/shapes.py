"""Parses a typed answer into the shape its question declares, so that templates never paste raw text.

A shape says what fits the slot: a noun phrase, a place, a time, a size … What fits comes back as `text`, written so
that it reads inside the template's sentence; a whole sentence comes back as `sentence`, to stand by itself; "không",
"k biết", a lone number without its unit and other answers that say nothing come back empty.

>>> parse("place", "ở củ chi, Củ Chi").text, parse("time", "3", unit="tháng").text, parse("place", "không").text
('Củ Chi', 'vào tháng 3', '')
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from ..languages import fold
from .gazetteer import proper_place
from .market_words import LOW_FILLER, NOTHING, SENTENCE, VAGUE, YES
from .text import first_capital, first_small


class Phrase(NamedTuple):
    """An answer that fits its slot (`text`), or one that only stands as a sentence of its own; both empty: neither."""

    text: str = ""
    sentence: str = ""


NO = Phrase()

_NUMBERS = re.compile(r"[\d.,\s/–-]+")
_TWICE = re.compile(r"(\w+(?: \w+){0,2}) \1", re.IGNORECASE)
_MEASURED = re.compile(r"\d ?(?:kg|g|gr|ml|l|lít|lạng|cm|mm|m|%)(?!\w)", re.IGNORECASE)


def says_nothing(text: str) -> bool:
    """Whether an answer is "không", "k biết", "như trên", "nhiều lắm": nothing a reader could use."""
    low = _bare_of_manners(text)
    return not low or bool(NOTHING.fullmatch(low) or VAGUE.fullmatch(low))


def says_yes(text: str) -> bool:
    """Whether an answer is only "có", "rồi", "ừ", "ok"."""
    return bool(YES.fullmatch(_bare_of_manners(text)))


def says_no(text: str) -> bool:
    """Whether an answer is only "không", "ko có", "chưa": a no, where "k biết" is none."""
    low = _bare_of_manners(text)
    return bool(NOTHING.fullmatch(low)) and not re.search(r"biết|nhớ|rõ|biet|nho|sau", low)


@lru_cache(maxsize=4096)
def _bare_of_manners(text: str) -> str:
    return LOW_FILLER.sub("", " ".join(text.lower().split())).strip(" .,;:!?~-_…/\\()")


def is_sentence(text: str) -> bool:
    """Whether it reads as a sentence rather than as a word or phrase for a slot."""
    return bool(SENTENCE.search(text.lower())) or len(text.split()) > 16


def _own(text: str) -> Phrase:
    """A sentence of its own, if it has enough words to be one."""
    return Phrase(sentence=first_capital(text)) if len(text.split()) >= 4 else NO


def _thing(text: str, unit: str) -> Phrase:
    if _NUMBERS.fullmatch(text):
        return NO
    if is_sentence(text):
        return _own(text)
    twice = _TWICE.fullmatch(text)
    return Phrase(twice[1] if twice else text)


def _name(text: str, unit: str) -> Phrase:
    return NO if _NUMBERS.fullmatch(text) else Phrase(text)


def _code(text: str, unit: str) -> Phrase:
    return Phrase(text)


def _place(text: str, unit: str) -> Phrase:
    if _NUMBERS.fullmatch(text):
        return NO
    if is_sentence(text):
        return _own(text)
    named = proper_place(text)
    return Phrase(named) if any(letter.isalpha() for letter in named) and len(named) > 1 else NO


_MONTH = r"(?:1[0-2]|0?[1-9])"
_ALL_YEAR = re.compile(r"(?:quanh năm|cả năm|suốt năm|tháng nào cũng có|mùa nào cũng có|lúc nào cũng có)(?: có)?")
_OFTEN = re.compile(r"(?:hằng|hàng|mỗi|cách)(?: mấy| \d+)? (?:ngày|tuần|tháng|sáng|chiều|năm|mùa|vụ)\b.*")
_MANY_CROPS = re.compile(r"(?:mỗi năm |một năm |1 năm )?(\d+|hai|ba) (vụ|mùa|lứa)(?: (?:một|mỗi|1|/) ?năm|/năm)?")
_CLOCK = re.compile(r"(\d{1,2}) ?(?:h|g|giờ)(?: ?(\d{2}))?(?: ?(sáng|trưa|chiều|tối))?", re.IGNORECASE)
_CROP = re.compile(r"(?:đông xuân|hè thu|thu đông|xuân|hè|thu|đông|chiêm|mùa khô|mùa mưa|tết)(?: \d{4})?")
_TIMELY = re.compile(
    r"\b(?:tháng|năm|mùa|vụ|ngày|hôm|sáng|trưa|chiều|tối|tuần|giờ|tết|rằm|lúc|khi|sau|trước|theo đơn|mới|đêm)\b"
)


def _time(text: str, unit: str) -> Phrase:
    """An adverb of time that follows a verb: "quanh năm", "vào tháng 3", "hằng tuần", "lúc 6 giờ sáng"."""
    low = re.sub(r"^(?:vào|hái|cắt|thu hoạch|thu|quay|nhổ|từ lúc|lúc|hồi) (?=\S)", "", first_small(text))
    low = re.sub(r"\b(vụ|mùa|tháng) \1\b", r"\1", low)
    folded = low.lower()
    if _ALL_YEAR.fullmatch(folded):
        return Phrase("quanh năm")
    if _OFTEN.fullmatch(folded):
        return Phrase(low)
    if many := _MANY_CROPS.fullmatch(folded):
        return Phrase(f"{many[1]} {many[2]} mỗi năm")
    if unit == "tháng" and (months := re.fullmatch(rf"({_MONTH})(?: ?(?:-|–|,|và|đến|tới| ) ?({_MONTH}))?", folded)):
        return Phrase(f"từ tháng {months[1]} đến tháng {months[2]}" if months[2] else f"vào tháng {months[1]}")
    if clock := _CLOCK.fullmatch(folded):
        return Phrase(f"lúc {_hour(clock)}")
    if re.fullmatch(r"(?:năm )?20\d\d", folded):
        return Phrase(f"năm {folded[-4:]}")
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?", folded):
        return Phrase(f"ngày {folded}")
    if _CROP.match(folded) and not is_sentence(low):
        return Phrase(f"vào {'' if folded.startswith(('mùa', 'tết')) else 'vụ '}{low}")
    if re.match(r"(?:tháng|mùa|vụ|ngày|buổi)\b", folded) and not is_sentence(low):
        return Phrase(f"vào {low}")
    if _TIMELY.search(folded):
        return Phrase(low) if len(low.split()) <= 12 and not is_sentence(low) else _own(text)
    return _own(text) if is_sentence(text) else NO


def _hour(clock: "re.Match[str]") -> str:
    minutes = f" {clock[2]}" if clock[2] and clock[2] != "00" else ""
    return f"{int(clock[1])} giờ{minutes}{' ' + clock[3].lower() if clock[3] else ''}"


def _hours(text: str, unit: str) -> Phrase:
    """Opening hours: "5H-9H" → "5 giờ đến 9 giờ", "13h" → "từ 13 giờ", "sáng" → "buổi sáng"."""
    low = text.lower()
    if bare := re.fullmatch(r"(\d{1,2}) ?(?:-|–|đến|tới) ?(\d{1,2})(?: ?(?:h|g|giờ))?", low):
        return Phrase(f"{bare[1]} giờ đến {bare[2]} giờ")
    written = _CLOCK.sub(_hour, low) if _CLOCK.search(low) else text
    written = re.sub(r"(?<=\w) ?[-–] ?(?=\d)", " đến ", written)
    if re.fullmatch(r"\d{1,2} giờ(?: \d\d)?(?: (?:sáng|trưa|chiều|tối))?", written):
        return Phrase(f"từ {written}")
    if re.fullmatch(r"(?:sáng|trưa|chiều|tối|đêm)(?:,? (?:và )?(?:sáng|trưa|chiều|tối|đêm))*", low):
        return Phrase(f"buổi {low}")
    return NO if _NUMBERS.fullmatch(low) else Phrase(first_small(written))


def _with_unit(text: str, unit: str) -> Phrase:
    """A number takes the question's unit; a number with a unit, or words, stay; a number without any is left out."""
    bare = re.sub(r"^(?:khoảng|chừng|tầm|độ|cỡ) (?=\d)", "", text.lower())
    if re.fullmatch(r"\d+(?:[.,]\d+)?(?: ?(?:-|–|đến|tới| ) ?\d+(?:[.,]\d+)?)?", bare):
        number = re.sub(r"(?<=\d) ?(?:-|đến|tới| ) ?(?=\d)", "–", bare)
        about = "khoảng " if bare != text.lower() else ""
        return Phrase(f"{about}{number} {unit}") if unit else NO
    return Phrase(first_small(text)) if len(text.split()) <= 14 and not is_sentence(text) else _own(text)


def _lasting(text: str, unit: str) -> Phrase:
    """How long something takes or keeps: needs a unit of its own or of the question."""
    shorter = re.sub(r"^(?:trong vòng|trong|mất|ủ|khoảng thời gian|hạn dùng|hạn sử dụng|hsd)[: ]+", "", first_small(text))
    return _with_unit(shorter, unit)


_DIMENSION = re.compile(r"(?<=\d) ?(?:x|X|\*|×) ?(?=\d)")
_GARMENT = re.compile(r"(?:xxs|xs|s|m|l|xl|xxl|xxxl|[2-6]xl|\d{2})", re.IGNORECASE)
_FREE = re.compile(r"(?:free ?size|free|1 size|một size|one ?size|fz)", re.IGNORECASE)


def sizes_of(text: str) -> tuple[str, ...]:
    """Garment sizes of an answer that is nothing but sizes: "S M L", "S,M,L"; () for anything else."""
    parts = [part for part in re.split(r"[\s,;/]+|và", re.sub(r"^(?:size|cỡ|sz)s?:? ", "", text, flags=re.I)) if part]
    if len(parts) > 1 and all(_GARMENT.fullmatch(part) for part in parts):
        return tuple(dict.fromkeys(part.upper() for part in parts))
    return ()


def _sizes(text: str, unit: str) -> Phrase:
    """Garment sizes: "S M L" → "S, M, L", "freesize" → "free size", "m-xl" → "M–XL"."""
    if sizes := sizes_of(text):
        return Phrase(", ".join(sizes))
    if _FREE.fullmatch(text.strip()):
        return Phrase("free size")
    if between := re.fullmatch(rf"(?:size |cỡ )?({_GARMENT.pattern}) ?(?:-|–|đến|tới) ?({_GARMENT.pattern})", text, re.I):
        return Phrase(f"{between[1].upper()}–{between[2].upper()}")
    if _GARMENT.fullmatch(text):
        return Phrase(text.upper()) if not text.isdigit() else Phrase(f"cỡ {text}")
    return NO if _NUMBERS.fullmatch(text) else Phrase(text)


def _dimensions(text: str, unit: str) -> Phrase:
    """A size in centimetres: "35" → "35 cm", "180x30" → "180 × 30 cm", "ấm cao 12" → "ấm cao 12 cm"."""
    sized = _sizes(text, unit)
    if sizes_of(text) or _FREE.fullmatch(text) or re.fullmatch(r"(?:size |cỡ )?[smxl]{1,4}", text, re.I):
        return sized
    written = _DIMENSION.sub(" × ", re.sub(r"(?<=\d)(cm|m|mm)(?!\w)", r" \1", text))
    written = re.sub(r"(?<=\d) ?[-–] ?(?=\d)", "–", written)
    if re.search(r"\d$", written):
        written = f"{written} {unit or 'cm'}"
    return Phrase(first_small(written)) if not is_sentence(text) else _own(text)


def _list(text: str, unit: str) -> Phrase:
    """Things one after the other; what begins with "không" is told apart as a sentence."""
    if _NUMBERS.fullmatch(text):
        return NO
    if re.match(r"(?:không|chưa) (?:có )?\w", text.lower()) and len(text.split()) > 1:
        return Phrase(sentence=first_capital(text))
    if is_sentence(text):
        return _own(text)
    return Phrase(_spread(text))


def _spread(text: str) -> str:
    """The list without things said twice."""
    parts = [part.strip() for part in text.split(",")]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _serving(text: str, unit: str) -> Phrase:
    """What one serving is ("là 1 ổ") or has ("có sườn, bì, chả"); a lone container says nothing."""
    low = first_small(re.sub(r"^(?:một phần |mỗi phần |1 phần )?(?:có|gồm) ", "", first_small(text)))
    if is_sentence(low):
        return _own(text)
    if re.fullmatch(r"(?:1|một|2|hai|nửa|\d+) \w+(?: \w+)?", low):
        return Phrase(f"là {low}")
    return Phrase(f"có {_spread(low)}") if len(low.split()) > 1 else NO


def _colours(text: str, unit: str) -> Phrase:
    """Colours as they follow "có": "màu đen, trắng" or "nhiều màu"."""
    low = re.sub(r"^(?:có )?", "", first_small(text))
    if re.match(r"(?:nhiều|đủ|đa|đầy đủ|các|mọi)\b", low):
        return Phrase("nhiều màu")
    if _NUMBERS.fullmatch(low) or is_sentence(low):
        return _own(text) if is_sentence(low) else NO
    if many := re.fullmatch(r"(\d+|hai|ba|bốn|năm) màu", low):
        return Phrase(f"{many[1]} màu")
    return Phrase(low if low.startswith(("màu ", "hoa văn", "họa tiết")) else f"màu {low}")


_PEOPLE = re.compile(
    r"^(?:người|ai|trẻ|em bé|bé|bà bầu|bà mẹ|mẹ bầu|phụ nữ|ông bà|khách|những người|da (?:nhạy|mẫn|đang|bị))\b"
)
_ANYBODY = re.compile(r"\bai cũng\b|\bmọi người\b|\bai đều\b|\bcả nhà\b|an toàn|lành tính|không sao")


def _allergens(text: str, unit: str) -> Phrase:
    """A whole sentence about who should avoid it; that everybody may eat it is no warning, and left out."""
    low = re.sub(r"^(?:không hợp với|không dùng cho|không tốt cho|tránh cho|có)\s+", "", first_small(text))
    if _ANYBODY.search(low) or _NUMBERS.fullmatch(low):
        return NO
    if low.startswith("dị ứng"):
        low = f"người {low}"
    if _PEOPLE.match(low):
        return Phrase(f"không hợp với {low}")
    if re.match(r"(?:tránh|đừng|không|chỉ|nên|cần|để|hạn chế|ngưng|thử)\b", first_small(text)):
        return Phrase(f"lưu ý: {first_small(text)}")
    if is_sentence(low):
        return _own(text)
    return Phrase(f"có {_spread(low)}: ai dị ứng cần tránh")


def _warning(text: str, unit: str) -> Phrase:
    """A warning as a whole sentence: "trẻ em" → "không dùng cho trẻ em", "vết thương hở" → "cần tránh: …"."""
    low = re.sub(r"^(?:lưu ý|chú ý|cảnh báo)[:, ]+", "", first_small(text))
    if _ANYBODY.search(low) or _NUMBERS.fullmatch(low):
        return NO
    if _PEOPLE.match(low) and not re.search(r"\b(?:nên|cần|hỏi|không|tránh|phải)\b", low):
        return Phrase(f"không dùng cho {low}")
    noun_only = len(low.split()) <= 4 and not re.match(
        r"(?:tránh|đừng|không|chỉ|nên|cần|để|ngưng|thử|rửa|hạn|giữ|đậy|lắc|pha)\b", low
    )
    return Phrase(f"cần tránh: {low}" if noun_only else f"lưu ý: {low}")


def _method(text: str, unit: str) -> Phrase:
    """How it is made or used: a verb phrase; a number or a lone "pha", "dùng", "ăn" says nothing."""
    low = first_small(text)
    if _NUMBERS.fullmatch(low) or re.fullmatch(r"(?:pha|dùng|ăn|uống|nấu|làm|chăm|giặt|tẩm)(?: như thường)?", low):
        return NO
    return Phrase(low) if not is_sentence(low) else _own(text)


def _free(text: str, unit: str) -> Phrase:
    """Free words after a label or as a sentence; a lone number says nothing."""
    if _NUMBERS.fullmatch(text):
        return NO
    return Phrase(text)


def _storage(text: str, unit: str) -> Phrase:
    """How to keep it: "tủ lạnh" → "để trong tủ lạnh", "nơi khô mát" → "để nơi khô mát"."""
    low = re.sub(r"^(?:bảo quản|cất|giữ)\s+(?=\S)", "", first_small(text))
    if _NUMBERS.fullmatch(low):
        return NO
    if re.match(r"(?:tủ|ngăn|hũ|hộp|bếp|nhà)\b", low):
        low = f"trong {low}"
    if re.match(r"(?:nơi|chỗ|trong|ngoài|ở)\b", low) and "cũng được" not in low:
        low = f"để {low}"
    return Phrase(low)


def _printed(text: str, unit: str) -> Phrase:
    """A date or lot, or where it is printed: "nắp" → "xem trên nắp", "trên bao" → "xem trên bao"."""
    low = first_small(text)
    if re.search(r"\d", low) or re.match(r"(?:in|ghi|xem|dán|đóng|theo|mới|có ghi)\b", low):
        return Phrase(text if re.search(r"\d", low) else low)
    place = re.sub(r"^(?:ở |trên |tại |dưới )", "", low)
    return Phrase(f"xem trên {place}") if len(place.split()) <= 4 else Phrase(low)


_SHAPES: Mapping[str, Callable[[str, str], Phrase]] = {
    "thing": _thing, "name": _name, "code": _code, "place": _place, "time": _time, "hours": _hours,
    "quantity": _with_unit, "lasting": _lasting, "sizes": _sizes, "dimensions": _dimensions, "list": _list,
    "serving": _serving, "colours": _colours, "allergens": _allergens, "warning": _warning, "method": _method,
    "free": _free, "storage": _storage, "printed": _printed, "pack": _code,
}  # fmt: skip

SHAPES = tuple(_SHAPES)


@lru_cache(maxsize=8192)
def parse(shape: str, text: str, unit: str = "") -> Phrase:
    """One tidy answer in its question's shape; `unit` is what the question asks in."""
    if says_nothing(text) or says_yes(text):
        return NO
    return _SHAPES[shape](text, unit)


def chosen(text: str, choices: tuple[str, ...]) -> str:
    """The choice an answer means when it names exactly one of them, also in part: "đậm" → "rang đậm"."""
    words = f" {fold(text)} "
    exact = [choice for choice in choices if fold(choice) == words.strip()]
    inside = [choice for choice in choices if words in f" {fold(choice)} "]
    return exact[0] if exact else (inside[0] if len(inside) == 1 else "")
