"""Answers about when: seasons, months, how often, the hour, opening hours."""

import re

from ..text import first_capital, first_small
from .phrase import NO, NUMBERS, Phrase, is_sentence, own_sentence

_MONTH = r"(?:1[0-2]|0?[1-9])"
_ALL_YEAR = re.compile(r"(?:quanh năm|cả năm|suốt năm|tháng nào cũng có|mùa nào cũng có|lúc nào cũng có)(?: có)?")
_OFTEN = re.compile(r"(?:hằng|hàng|mỗi|cách)(?: mấy| \d+)? (?:ngày|tuần|tháng|sáng|chiều|năm|mùa|vụ)\b.*")
_MANY_CROPS = re.compile(r"(?:(?:mỗi |một |1 )?năm )?(\d+|hai|ba) (vụ|mùa|lứa)(?: (?:một|mỗi|1|/) ?năm|/năm)?")
_CLOCK = re.compile(r"(\d{1,2}) ?(?:giờ|h|g(?!\w))(?: ?(\d{2}))?(?: ?(sáng|trưa|chiều|tối))?", re.IGNORECASE)
_CLOCKS = re.compile(r"(\d{1,2}) ?(?:giờ|h)? ?(?:-|–|đến|tới) ?(\d{1,2}) ?(?:giờ|h)( sáng| chiều| tối)?")
_CROP = re.compile(r"(?:đông xuân|hè thu|thu đông|xuân|hè|thu|đông|chiêm|mùa khô|mùa mưa|tết)(?: \d{4})?")
_SHORT_CROPS = {"HT": "hè thu", "ĐX": "đông xuân", "TĐ": "thu đông"}
_SHORT_MONTHS = re.compile(rf"(?<!\w)t({_MONTH})(?: ?[-–] ?t?({_MONTH}))?(?!\w)", re.IGNORECASE)
"""Months as they are typed: "t5-t8"."""
_MONTHS_BESIDE = re.compile(rf"tháng ({_MONTH}(?: {_MONTH})+)(?!\w)", re.IGNORECASE)
"""Months one after the other: "tháng 2 3 4"."""
_TIMELY = re.compile(
    r"\b(?:tháng|năm|mùa|vụ|ngày|hôm|sáng|trưa|chiều|tối|tuần|giờ|tết|rằm|lúc|khi|sau|trước|theo đơn|mới|đêm)\b"
)


def time(text: str, unit: str) -> Phrase:
    """An adverb of time that follows a verb: "quanh năm", "vào tháng 3", "hằng tuần", "lúc 6 giờ sáng"."""
    low = _without_verb(text)
    if re.match(r"(?:đặt|có khách|khách (?:đặt|gọi))\b", low):
        return Phrase(sentence=first_capital(low))
    if re.match(r"(?:đào|bới|dỡ|tỉa|bẻ|đốn|vặt)\b.*\w", low) and len(low.split()) > 2:
        return Phrase(sentence=first_capital(low))  # it has its own verb
    low = re.sub(r"(?<=\w)(?: (?:hái|cắt|nhặt|thu|quay|nhổ|vớt|bắt))?(?: rồi)?$", "", low)
    low = _SHORT_MONTHS.sub(lambda found: f"tháng {found[1]}" + (f"–{found[2]}" if found[2] else ""), low)
    low = _SHORT_CROPS.get(low, low)
    folded = low.lower()
    if re.search(r"\w \b(?:hái|cắt|nhặt|nhổ|quay|vớt)\b", folded):
        return own_sentence(text)  # the sentence has its own verb
    if _OFTEN.fullmatch(folded):
        return Phrase(low)
    if exact := _exact_time(folded, unit):
        return Phrase(exact)
    if _CROP.match(folded) and not is_sentence(low):
        kind = "mùa " if folded in ("hè", "đông") else "" if folded.startswith(("mùa", "tết")) else "vụ "
        return Phrase(f"vào {kind}{low}")
    if re.match(r"(?:tháng|mùa|vụ|ngày|buổi)\b", folded) and not is_sentence(low):
        return Phrase(f"vào {low}")
    if _TIMELY.search(folded):
        return Phrase(low) if len(low.split()) <= 12 and not is_sentence(low) else own_sentence(text)
    return own_sentence(text) if is_sentence(text) else NO


def _without_verb(text: str) -> str:
    """A time without the verb the template says already: "hái vào vụ vụ mùa" → "vụ mùa"."""
    low = re.sub(
        r"^(?:(?:mới|vừa) (?=(?:hái|cắt|nhặt|thu|nhổ|quay) \w))?"
        r"(?:vào|hái|cắt|nhặt|thu hoạch|thu(?! đông)|quay|nhổ|từ lúc|lúc|hồi) (?=\S)",
        "",
        first_small(text),
    )
    low = re.sub(
        r"^((?:vụ|mùa|tháng|đông|hè|thu|xuân)\b.*\w) (?:mới|vừa) (?:xay|gặt|thu|hái|nhổ|quay)(?: xong)?$", r"\1", low
    )
    low = re.sub(r"^((?:khi )?có đơn) mới$", r"\1", low)
    low = _MONTHS_BESIDE.sub(lambda found: "tháng " + ", ".join(found[1].split()), low)
    low = re.sub(r"\b(vụ|mùa|tháng) \1\b", r"\1", low)
    low = re.sub(
        r"^(tháng .*\d) (?:(âm)|dl|(dương))$", lambda found: f"{found[1]} {'âm' if found[2] else 'dương'} lịch", low
    )
    low = re.sub(r"^(vụ|mùa|năm|tháng|tuần) rồi$", r"\1 vừa qua", low)
    low = re.sub(r"(?<=\w) ?[-–] ?(?=(?:tháng|tết|hết|rằm|giữa|cuối|đầu)\b)", " đến ", low)
    return re.sub(r"\btết\b", "Tết", low)


def _exact_time(folded: str, unit: str) -> str:
    """A time that is nothing but numbers and their unit: months, clock times, a year, a date; "" for another."""
    if _ALL_YEAR.fullmatch(folded):
        return "quanh năm"
    if many := _MANY_CROPS.fullmatch(folded):
        return f"{many[1]} {many[2]} mỗi năm"
    if unit == "tháng" and (months := re.fullmatch(rf"({_MONTH})(?: ?(?:-|–|,|và|đến|tới| ) ?({_MONTH}))?", folded)):
        return f"từ tháng {months[1]} đến tháng {months[2]}" if months[2] else f"vào tháng {months[1]}"
    if lunar := re.fullmatch(rf"({_MONTH}) ?(?:-|–|đến|tới) ?({_MONTH}) (âm|âm lịch|al|dương|dương lịch)", folded):
        return f"vào tháng {lunar[1]}–{lunar[2]} {'dương' if lunar[3].startswith('d') else 'âm'} lịch"
    if clock := _CLOCK.fullmatch(folded):
        return f"lúc {_hour(clock)}"
    if between := _CLOCKS.fullmatch(folded):
        return f"lúc {between[1]} đến {between[2]} giờ{between[3] or ''}"
    if re.fullmatch(r"(?:năm )?20\d\d", folded):
        return f"năm {folded[-4:]}"
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?", folded):
        return f"ngày {folded}"
    return "vào vụ mùa" if folded == "mùa" else ""


def _hour(clock: "re.Match[str]") -> str:
    minutes = f" {clock[2]}" if clock[2] and clock[2] != "00" else ""
    return f"{int(clock[1])} giờ{minutes}{' ' + clock[3].lower() if clock[3] else ''}"


WEEKDAYS = {
    "cn": "chủ nhật",
    "t2": "thứ hai", "t3": "thứ ba", "t4": "thứ tư", "t5": "thứ năm", "t6": "thứ sáu", "t7": "thứ bảy",
}  # fmt: skip
_WEEKDAY = re.compile(r"(?<!\w)(cn|t[2-7])(?!\w)", re.IGNORECASE)


_ENGLISH = re.compile(r"(\d{1,2})(?::(\d\d))? ?(am|pm)(?!\w)")
_HALVES = re.compile(
    r"^(sáng|trưa|chiều) (\d{1,2})(?: ?(?:giờ|h))?(?: ?(?:-|–|,|đến|tới))? ?(trưa|chiều|tối) (\d{1,2})(?: ?(?:giờ|h))?$"
)
"""The half of the day before its hour: "sáng 8 chiều 6"."""


def _of_day(found: "re.Match[str]") -> str:
    """An hour by the English halves of the day: "8pm" → "8 giờ tối"."""
    hour = int(found[1])
    part = "sáng" if found[3] == "am" else ("trưa" if hour == 12 else "chiều" if hour < 6 else "tối")
    return f"{hour} giờ{f' {found[2]}' if found[2] else ''} {part}"


def hours(text: str, unit: str) -> Phrase:
    """Opening hours: "5H-9H" → "5 giờ đến 9 giờ", "13h" → "từ 13 giờ", "sáng" → "buổi sáng"."""
    low = _WEEKDAY.sub(lambda found: WEEKDAYS[found[1].lower()], text.lower())
    low = _HALVES.sub(r"\2 giờ \1 đến \4 giờ \3", _ENGLISH.sub(_of_day, low))
    if re.fullmatch(r"24 ?(?:h|giờ)?/(?:24|7)(?: ?h)?|(?:cả )?ngày (?:lẫn )?đêm|suốt ngày đêm", low):
        return Phrase("suốt ngày đêm")
    if bare := re.fullmatch(r"(\d{1,2}) ?(?:-|–|đến|tới) ?(\d{1,2})(?: ?(?:h|g|giờ))?", low):
        return Phrase(f"{bare[1]} giờ đến {bare[2]} giờ")
    written = _CLOCK.sub(_hour, low) if _CLOCK.search(low) or low != text.lower() else text
    written = re.sub(r"(?<=giờ) (?=(?:trưa|chiều|tối) \d)", ", ", written)
    written = re.sub(r"(?<=\w) ?[-–] ?(?=\d|thứ |chủ nhật)", " đến ", written)
    if re.fullmatch(r"\d{1,2} giờ(?: \d\d)?(?: (?:sáng|trưa|chiều|tối))?", written):
        return Phrase(f"từ {written}")
    if re.fullmatch(r"(?:sáng|trưa|chiều|tối|đêm)(?:,? (?:và )?(?:sáng|trưa|chiều|tối|đêm))*", low):
        return Phrase(f"buổi {low}")
    named = re.sub(r"\b(thứ )(hai|ba|tư|năm|sáu|bảy)\b", lambda found: found[1] + found[2].capitalize(), written)
    named = re.sub(r"\bchủ nhật\b", "Chủ nhật", named)
    named = re.sub(r"(?<=\w) (?=(?:Chủ nhật|thứ \w+)(?: \w+)? nghỉ)", ", ", named)
    return NO if NUMBERS.fullmatch(low) else Phrase(first_small(named) if not named.startswith("Chủ nhật") else named)
