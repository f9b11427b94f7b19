"""Answers about how much and how large: numbers with a unit, how long, garment sizes, centimetres."""

import re

from ..text import first_small
from .phrase import NO, NUMBERS, Phrase, is_sentence, own_sentence


def with_unit(text: str, unit: str) -> Phrase:
    """A number takes the question's unit; a number with a unit, or words, stay; a number without any is left out."""
    bare = re.sub(r"^(?:khoảng|chừng|tầm|độ|cỡ) (?=\d)", "", text.lower())
    if re.fullmatch(r"0+(?:[.,]0+)?", bare):
        return NO
    if re.fullmatch(r"\d+(?:[.,]\d+)?(?: ?(?:-|–|đến|tới| ) ?\d+(?:[.,]\d+)?)?", bare):
        number = re.sub(r"(?<=\d) ?(?:-|đến|tới| ) ?(?=\d)", "–", bare)
        about = "khoảng " if bare != text.lower() else ""
        return Phrase(f"{about}{number} {unit}") if unit else NO
    if several := sizes_of(text):
        return Phrase(", ".join(several))
    spread = re.sub(r"(?<=\d) ?- ?(?=\d)", "–", first_small(text))
    return Phrase(spread) if len(text.split()) <= 14 and not is_sentence(text) else own_sentence(text)


def measured(text: str, unit: str) -> Phrase:
    """The same, but only what has a number in it."""
    return with_unit(text, unit) if re.search(r"\d", text) else NO


def lasting(text: str, unit: str) -> Phrase:
    """How long something takes or keeps: needs a unit of its own or of the question."""
    shorter = re.sub(
        r"^(?:trong vòng|trong|mất|ủ|khoảng thời gian|hạn dùng|hạn sử dụng|hsd)[: ]+", "", first_small(text)
    )
    if shorter in ("ngày", "đêm", "buổi", "tuần", "tháng", "năm"):
        return Phrase(first_small(text))
    if not re.search(r"\d|\b(?:năm|tháng|tuần|ngày|buổi|giờ|phút|đêm|đời|vụ|mùa)\b", shorter):
        return own_sentence(text) if is_sentence(text) else NO
    return with_unit(re.sub(r"^(?:cỡ|tầm|chừng) (?=\d)", "khoảng ", shorter), unit)


_DIMENSION = re.compile(r"(?<=\d) ?(?:x|X|\*|×) ?(?=\d)")
_METRES = re.compile(r"(?<![\d,.])(\d) ?m ?(\d{1,2})(?![\d,.]| ?c?m\b)", re.IGNORECASE)
"""Metres as people say them: "1m2" is 1,2 m, "1m50" is 1,5 m."""
_GARMENT = re.compile(r"(?:xxs|xs|s|m|l|xl|xxl|xxxl|[2-6]xl|\d{2})", re.IGNORECASE)
_FREE = re.compile(r"(?:free ?size|free|1 size|một size|one ?size|fz)", re.IGNORECASE)


def sizes_of(text: str) -> tuple[str, ...]:
    """Garment sizes of an answer that is nothing but sizes: "S M L", "S,M,L"; () for anything else."""
    parts = [part for part in re.split(r"[\s,;/]+|và", re.sub(r"^(?:size|cỡ|sz)s?:? ", "", text, flags=re.I)) if part]
    if len(parts) > 1 and all(_GARMENT.fullmatch(part) for part in parts):
        return tuple(dict.fromkeys(part.upper() for part in parts))
    return ()


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
    if _GARMENT.fullmatch(text):
        return Phrase(text.upper()) if not text.isdigit() else Phrase(f"một cỡ {text}")
    return NO if NUMBERS.fullmatch(text) else Phrase(text)


def dimensions(text: str, unit: str) -> Phrase:
    """A size in centimetres: "35" → "35 cm", "180x30" → "180 × 30 cm", "ấm cao 12" → "ấm cao 12 cm"."""
    sized = sizes(text, unit)
    if sizes_of(text) or _FREE.fullmatch(text) or re.fullmatch(r"(?:size |cỡ )?[smxl]{1,4}", text, re.I):
        return sized
    metres = _METRES.sub(lambda found: f"{found[1]},{found[2].rstrip('0') or '0'} m", text)
    written = _DIMENSION.sub(" × ", re.sub(r"(?<=\d)(cm|m|mm)(?!\w)", r" \1", metres))
    written = re.sub(r"(?<=\d) ?[-–] ?(?=\d)", "–", written)
    if re.search(r"\d$", written):
        written = f"{written} {unit or 'cm'}"
    return Phrase(first_small(written)) if not is_sentence(text) else own_sentence(text)
