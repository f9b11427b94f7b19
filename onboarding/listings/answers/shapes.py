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

from ...languages import fold
from ..text import first_capital, first_small
from .gazetteer import proper_place, spelt_name
from .market_words import LOW_FILLER, NOTHING, VAGUE, YES
from .phrase import NO, NUMBERS, Phrase, is_sentence, own_sentence
from .sizes import dimensions, lasting, measured, sizes, with_unit
from .times import hours, time

_TWICE = re.compile(r"(\w+(?: \w+){0,2}) \1", re.IGNORECASE)


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


def _thing(text: str, unit: str) -> Phrase:
    if NUMBERS.fullmatch(text):
        return NO
    if is_sentence(text):
        return own_sentence(text)
    text = text.removeprefix("ở ")
    twice = _TWICE.fullmatch(text)
    return Phrase(spelt_name(_coded(twice[1] if twice else text)))


def _name(text: str, unit: str) -> Phrase:
    return NO if NUMBERS.fullmatch(text) else Phrase(spelt_name(_coded(text)))


def _variety(text: str, unit: str) -> Phrase:
    """A breed or variety; some are named by a number of three figures or more ("bơ 034")."""
    return Phrase(text) if re.fullmatch(r"\d{3,4}", text) else _name(text, unit)


def _coded(text: str) -> str:
    """Codes of breeds in capitals: "st25" → "ST25"; "ri6" is written Ri6."""
    return re.sub(
        r"(?<!\w)(?:[Rr]i(?=\d)|[A-Za-z]{2,3}(?=\d{1,4}(?!\w)))",
        lambda m: "Ri" if m[0] in ("ri", "Ri") else m[0].upper(),
        text,
    )


def _code(text: str, unit: str) -> Phrase:
    low = text.lower()
    if not re.search(r"\d", low) and re.match(r"(?:đang |chờ |có |đã )*xin\b", low):
        return NO  # a permit asked for is no number of one
    return Phrase("có" if re.fullmatch(r"(?:có )?(?:dấu |tem )?cr(?: có)?", low) else text)


_OWN = re.compile(
    r"(?:của )?(?:nhà|tự|quê|vườn)(?: (?:em|mình|tui|tôi))?(?: tự)? (?:trồng|nuôi|làm|nhà|hái|ươm|mình|tui|em|ta)"
    r"(?: hết| cả)?|(?:hàng )?(?:nhập|mua|lấy)(?: (?:về|khẩu|sỉ|lại|mối|hàng|ngoài|từ|chợ|đầu|công ty))*",
    re.IGNORECASE,
)
"""Where goods come from, told without a place: "nhà trồng"."""


def _place(text: str, unit: str) -> Phrase:
    if NUMBERS.fullmatch(text):
        return NO
    if is_sentence(text):
        return own_sentence(text)
    if re.search(r"\d ?(?:k?m|cây(?: số)?)\b", text):
        return Phrase(first_small(text))
    if re.fullmatch(r"(?:ở |tại )?(?:nhà|quê|đây|shop|quán)", text.lower()):
        return NO
    if _OWN.fullmatch(re.sub(r"^(?:ở|tại) ", "", text)):
        return (
            own_sentence(text)
            if text.split()[0] in ("nhập", "hàng", "mua", "lấy")
            else Phrase(sentence=first_capital(text))
        )
    named = proper_place(text)
    return Phrase(named) if any(letter.isalpha() for letter in named) and len(named) > 1 else NO


def _list(text: str, unit: str) -> Phrase:
    """Things one after the other; what begins with "không" is told apart as a sentence."""
    if NUMBERS.fullmatch(text):
        return NO
    if re.fullmatch(r"(?:có )?(?:ghi|in|xem) (?:sẵn )?(?:trên|ở) \w+", text.lower()):
        return NO
    if re.fullmatch(r"(?:1|một|mỗi|theo|cho 1|/) ?(?:đêm|người|ngày|khách|phòng|giờ|suất)", text.lower()):
        return NO
    if re.match(r"không phải (?:là )?\w", text.lower()):
        return NO
    if re.match(r"(?:không|chưa) (?:có )?\w", text.lower()) and len(text.split()) > 1:
        return Phrase(sentence=first_capital(text))
    if re.fullmatch(
        r"(?:(?:in|ghi|xem|có) )*(?:ở |trên |sau )+(?:bao bì|bao|hộp|vỏ|nhãn|chai|tem|lưng|gói|túi)\b.*", text.lower()
    ):
        return NO  # the list itself is asked for
    if is_sentence(text):
        return own_sentence(text)
    return Phrase(_spread(_MANY_KINDS.sub("", text)))


_MANY_KINDS = re.compile(r"^(?:nhiều|đủ|các|có nhiều|có đủ)(?: [^\W\d]+){1,3}: ?(?=\w)", re.IGNORECASE)
"""What only announces the list: "nhiều vị lắm: lá dứa, cà phê"."""


def _spread(text: str) -> str:
    """The list without things said twice; shares of a hundred with their sign: "cotton 95, spandex 5"."""
    shares = re.fullmatch(r"([^\W\d]+(?: [^\W\d]+)*) (\d{1,2}),? ([^\W\d]+(?: [^\W\d]+)*) (\d{1,2})", text)
    if shares and int(shares[2]) + int(shares[4]) == 100:
        return f"{shares[1]} {shares[2]}%, {shares[3]} {shares[4]}%"
    shares = re.fullmatch(r"(\d{1,2}) ?%? ([^\W\d]+(?: [^\W\d]+)*),? (\d{1,2}) ?%? ([^\W\d]+(?: [^\W\d]+)*)", text)
    if shares and int(shares[1]) + int(shares[3]) == 100:
        return f"{shares[1]}% {shares[2]}, {shares[3]}% {shares[4]}"
    parts = [part.strip() for part in re.split(r",(?!\d)| [-–] ", text)]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _serving(text: str, unit: str) -> Phrase:
    """What one serving is ("là 1 ổ") or has ("có sườn, bì, chả"); a lone container says nothing."""
    low = first_small(
        re.sub(r"^(?:(?:một |mỗi |1 )?(?:phần|suất|tô|đĩa|dĩa|hộp|chén) )?(?:có|gồm) ", "", first_small(text))
    )
    low = re.sub(r" (?:1|một|mỗi) (?:phần|suất|tô|đĩa|dĩa|hộp|chén)$", "", low)
    if is_sentence(low):
        return own_sentence(text)
    if re.fullmatch(r"(?:ly|cốc|chai|lon) [2-9]\d\d", low):
        low = f"1 {low} ml"
    if re.fullmatch(r"1 \w+ \d{3} ml", low):
        return Phrase(f"là {low.removeprefix('1 ')}")
    if re.fullmatch(r"(?:cho )?\d+(?: ?[-–] ?\d+)? (?:người|khách|ng)(?: ăn)?", low):
        return Phrase(f"cho {low.removeprefix('cho ')}")
    if re.fullmatch(r"(?:1|một|2|hai|nửa|\d+) \w+(?: \w+)?", low):
        return Phrase(f"là {low}")
    return Phrase(f"có {_spread(low)}") if len(low.split()) > 1 else NO


def _colours(text: str, unit: str) -> Phrase:
    """Colours as they follow "có": "màu đen, trắng" or "nhiều màu"."""
    low = re.sub(r" ?[-–] ?(?=[^\W\d])", ", ", re.sub(r"^(?:có )?", "", first_small(text)))
    if re.match(r"(?:nhiều|đủ|đa|đầy đủ|các|mọi)\b", low):
        return Phrase("nhiều màu")
    if NUMBERS.fullmatch(low) or is_sentence(low):
        return own_sentence(text) if is_sentence(low) else NO
    low = _colours_apart(low)
    if many := re.match(r"(\d+|hai|ba|bốn|năm) màu(?=$|,)", low):
        return Phrase(f"{many[1]} màu")
    return Phrase(low if low.startswith(("màu ", "hoa ", "họa tiết", "kẻ ", "sọc ")) else f"màu {low}")


_PLAIN = frozenset(re.findall(r"\w+", "đen trắng kem nâu đỏ xanh vàng hồng tím cam xám be ghi bạc"))
_SHADES = frozenset(
    re.findall(
        r"\w+",
        "tiêu rêu dương lá ngọc biển đen than chuột đô"
        " tươi đậm nhạt phấn chanh nghệ ngà sữa cà phê bơ lam lục bò da khói",
    )
)


def _colours_apart(text: str) -> str:
    """Colours typed side by side with commas: "đen kem xanh rêu" → "đen, kem, xanh rêu"."""
    words = text.removeprefix("màu ").split()
    if (
        sum(word in _PLAIN for word in words) < 3
        or words[0] not in _PLAIN
        or not all(word in _PLAIN or word in _SHADES for word in words)
    ):
        return text
    apart = " ".join(f", {word}" if word in _PLAIN else word for word in words).lstrip(", ").replace(" ,", ",")
    return f"màu {apart}" if text.startswith("màu ") else apart


_PEOPLE = re.compile(
    r"^(?:người|nguoi|ai|trẻ|tre em|em bé|be|bé|bà bầu|ba bau|bà mẹ|mẹ bầu|phụ nữ|ông bà|khách|những người"
    r"|da (?:nhạy|mẫn|đang|bị))\b"
)
_ANYBODY = re.compile(r"\bai cũng\b|\bmọi người\b|\bai đều\b|\bcả nhà\b|an toàn|lành tính|không sao")


_ILL = re.compile(
    r"(?:(?:ai|người|nguoi) )?(?:bị )?(?:đau|bệnh|tiểu đường|huyết áp|cao huyết áp|dạ dày|bao tử|gout|gút|mỡ máu|tim)\b"
)
"""Who is ill should be careful, which is no allergen: "đau bao tử uống ít"."""


_STATES = re.compile(r"(?:bầu|mang thai|có thai|có bầu|lái xe|đang|cho con bú|sau sinh|mới sinh|uống thuốc)\b")
"""States somebody is in, which are no allergen: "bầu, lái xe"."""
_NO_ALLERGEN = re.compile(r"^(?:không|chưa)\b.*\b(?:dị ứng|kích ứng|gì)\b|^không gây\b")
"""Nothing to warn of: "không có gì dị ứng", "chưa thấy ai dị ứng"."""


def _allergens(text: str, unit: str) -> Phrase:
    """A whole sentence about who should avoid it; that everybody may eat it is no warning, and left out."""
    low = re.sub(r"^(?:không hợp với|không dùng cho|không tốt cho|tránh cho|có)\s+", "", first_small(text))
    if _ANYBODY.search(low) or _NO_ALLERGEN.search(low) or NUMBERS.fullmatch(low):
        return NO
    low = re.sub(r"^(?:ai(?= (?:dị|kiêng|bị|đang|ăn|không)\b)|(?=dị ứng|kiêng\b))\s*", "người ", low)
    if _ILL.match(low):
        told = re.search(r"\b(?:uống|ăn|dùng|nên|hạn chế|ít|hỏi|tránh|kiêng|cẩn thận)\b", low)
        who = low if low.startswith(("người", "ai")) else f"người {low.removeprefix('bị ')}"
        return Phrase(f"lưu ý: {low if told else f'{who} cần thận trọng'}")
    if _PEOPLE.match(low):
        told = re.search(r"\b(?:không|đừng|tránh|hạn chế) (?:dùng|ăn|uống|được|nên)\b", low)
        return Phrase(f"lưu ý: {low}" if told else f"không hợp với {low}")
    if _STATES.match(low):
        return Phrase(f"lưu ý: {low} không dùng")
    if re.match(r"(?:tránh|đừng|không|chỉ|nên|cần|để|hạn chế|ngưng|thử)\b", first_small(text)):
        return Phrase(f"lưu ý: {first_small(text)}")
    if is_sentence(low):
        return own_sentence(text)
    return Phrase(f"có {_spread(low)}: ai dị ứng cần tránh")


def _warning(text: str, unit: str) -> Phrase:
    """A warning as a whole sentence: "trẻ em" → "không dùng cho trẻ em", "vết thương hở" → "cần tránh: …"."""
    low = re.sub(r"^(?:lưu ý|chú ý|cảnh báo)[:, ]+", "", first_small(text))
    low = re.sub(r"^(?=dị ứng (?!thì\b|là\b|nếu\b)\w)", "người ", low)
    if _ANYBODY.search(low) or NUMBERS.fullmatch(low):
        return NO
    if _PEOPLE.match(low) and not re.search(r"\b(?:nên|cần|hỏi|không|tránh|phải)\b", low):
        return Phrase(f"không dùng cho {low}")
    if re.search(r"\b(?:không|đừng|tránh|hạn chế) (?:dùng|uống|ăn|xài|nên|thoa|bôi)\b", low):
        return Phrase(f"lưu ý: {low}")
    noun_only = len(low.split()) <= 4 and not re.match(
        r"(?:tránh|tranh|đừng|không|khong|chỉ|chi|nên|nen|cần|để|ngưng|thử|rửa|hạn|giữ|đậy|lắc|pha)\b|.*\bthì\b", low
    )
    return Phrase(f"cần tránh: {low}" if noun_only else f"lưu ý: {low}")


_SUBJECT = re.compile(r"^(?:nhà|bên|shop|quán|tiệm) (?:em|mình|tui|tôi)(?: thì)? (?=\w)", re.IGNORECASE)


def _method(text: str, unit: str) -> Phrase:
    """How it is made or used: a verb phrase; a number or a lone "pha", "dùng", "ăn" says nothing."""
    low = first_small(_SUBJECT.sub("", text))
    if NUMBERS.fullmatch(low) or re.fullmatch(
        r"(?:pha|dùng|ăn|uống|nấu|làm|chăm|giặt|tẩm|tưới|khô|tươi|mới)(?: như thường)?", low
    ):
        return NO
    return Phrase(low) if not is_sentence(low) else own_sentence(text)


def _free(text: str, unit: str) -> Phrase:
    """Free words after a label or as a sentence; a lone number says nothing."""
    if NUMBERS.fullmatch(text):
        return NO
    return Phrase(text)


def _storage(text: str, unit: str) -> Phrase:
    """How to keep it: "tủ lạnh" → "để trong tủ lạnh", "nơi khô mát" → "để nơi khô mát"."""
    low = re.sub(r"^(?:bảo quản|cất|giữ)\s+(?=\S)", "", first_small(text))
    low = re.sub(r"(?<!\w)(?:âm |-)(\d{1,2})(?: ?(?:độ|°)(?: ?c)?)?(?!\w)", r"-\1 °C", low, flags=re.IGNORECASE)
    if NUMBERS.fullmatch(low):
        return NO
    low = re.sub(r"^kín\b", "đậy kín", low)
    low = re.sub(r"^(?=(?:khô|mát|khô mát|khô ráo|thoáng|thoáng mát|râm|râm mát)$)", "nơi ", low)
    low = re.sub(r"^(?:đông|cấp đông|đông đá)$", "đông lạnh", low)
    if re.fullmatch(r"\d+(?: ?[-–] ?\d+)? (?:ngày|tuần|tháng|giờ|năm)", low):
        return Phrase(f"để được {low}")
    if re.match(r"(?:tủ|ngăn|hũ|hộp|bếp|nhà)\b", low):
        low = f"trong {low}"
    if re.match(r"(?:nơi|chỗ|trong|ngoài|ở)\b", low) and "cũng được" not in low:
        low = f"để {low}"
    return Phrase(low)


def _printed(text: str, unit: str) -> Phrase:
    """A date or lot, or where it is printed: "nắp" → "xem trên nắp", "trên bao" → "xem trên bao"."""
    low = first_small(text)
    if NUMBERS.fullmatch(low) and not re.fullmatch(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{1,2}/\d{4}", low):
        return NO
    if re.search(r"\d", low) or re.match(r"(?:in|ghi|xem|dán|đóng|theo|mới|có ghi)\b", low):
        return Phrase(text if re.search(r"\d", low) else low)
    place = re.sub(r"^(?:ở |trên |tại |dưới )", "", low)
    return Phrase(f"xem trên {place}") if _PRINTED_ON.match(place) and len(place.split()) <= 4 else Phrase(low)


_PRINTED_ON = re.compile(
    r"(?:nắp|bao|hộp|vỏ|nhãn|chai|tem|lưng|gói|túi|đáy|cổ|hũ|lọ|lon|thùng|bịch|giấy|mặt|góc|thân|miệng|vung)\b"
)


_SHAPES: Mapping[str, Callable[[str, str], Phrase]] = {
    "thing": _thing, "name": _name, "variety": _variety, "code": _code, "place": _place, "time": time, "hours": hours,
    "quantity": with_unit, "measured": measured, "lasting": lasting, "sizes": sizes,
    "dimensions": dimensions, "list": _list,
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


_SAME = {
    "trung binh": "vừa",
    "den": "đậm",
    "khong tam": "mộc",
    "nguyen chat": "mộc",
    "xay": "bột",
    "xay san": "bột",
    "di rung lay": "ong rừng",
    "lay rung": "ong rừng",
    "lay trong rung": "ong rừng",
}
"""Other words for a choice, by their folded letters."""
_BY_DEGREE = re.compile(
    r"^(?:hoi|kha|rat|loai|kieu) "
    r"|(?: (?:chut xiu|chut|ti xiu|mot chut|mot ti|vua phai|100 ?%|100|thoi|khong \w+|ko \w+))+$"
)
_REPEATED = re.compile(r"\b(\w+)(?: \1)+\b")


def chosen(text: str, choices: tuple[str, ...]) -> str:
    """The choice an answer means when it names exactly one of them, also in part: "đậm" → "rang đậm"."""
    words = " " + _BY_DEGREE.sub("", _REPEATED.sub(r"\1", fold(text))).strip() + " "
    exact = [choice for choice in choices if fold(choice) == words.strip()]
    inside = [choice for choice in choices if words in f" {fold(choice)} "]
    if exact or len(inside) == 1:
        return (exact or inside)[0]
    if "," not in text:
        return ""
    named = {part: chosen(part, choices) for part in text.split(",")}
    meant = set(named.values()) - {""}
    if len(meant) != 1:
        return ""
    (only,) = meant
    loose = {word for part, choice in named.items() if not choice and not says_not(part) for word in fold(part).split()}
    others = {word for choice in choices if choice != only for word in fold(choice).split()} - set(fold(only).split())
    return "" if loose & others else only  # "hạt, bột theo yêu cầu" means both


def same_choice(text: str) -> str:
    """An answer in the choices' own word: "trung bình" → "vừa"; any other stays."""
    return _SAME.get(fold(_bare_of_manners(text)), text)


def says_not(part: str) -> bool:
    """Whether a part of a list says what it is not: "không tẩm"."""
    return bool(re.match(r"\s*(?:không|ko|k|chưa)\b", part, re.IGNORECASE))
