"""String helpers for short text: cut on words, count strictly, lower capitals, repair marks, spaces and units.

>>> shorten("Mật ong hoa cà phê Đắk Lắk – chai 500 ml", 30)
'Mật ong hoa cà phê Đắk Lắk'
>>> mend_units("chai 500ml, túi 1.5kg"), mend_marks("hoà thuỷ")
('chai 500 ml, túi 1,5 kg', 'hòa thủy')
"""

from functools import lru_cache

import regex
from viet_text_tools import normalize_diacritics

from ..languages import clean, fold

_LOOSE_END = regex.compile(
    r"(?:[\s,;:–—\-|/(+&]+|\s\d[\d.,]*|\s(?:và|hoặc|của|ở|từ|cho|với|cỡ|dài|nặng|khoảng|loại))+$"
)
_SYMBOLS = regex.compile(r"[\p{Emoji_Presentation}\p{So}\p{Sk}\p{Co}\uFE0F\u200D\u20E3]|[~^*#@$={}<>\\|`_\[\]]+")
_UNIT = regex.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)?)[ \u00a0]*"
    r"(ml|mL|ML|cl|l|lít|lit|gr|gram|gam|g|G|GR|kg|Kg|KG|km|cm|mm|m|°C)(?![\w%²³])"
)
_DEGREES = regex.compile(r"(?<![\w.,])(\d)(\d{3})(?= ?(?:độ|°))")
_UNIT_NAMES = {
    "mL": "ml",
    "ML": "ml",
    "lit": "lít",
    "l": "lít",
    "gr": "g",
    "gram": "g",
    "gam": "g",
    "G": "g",
    "GR": "g",
    "Kg": "kg",
    "KG": "kg",
}
_BEFORE = regex.compile(r"\s+([,.;:!?…)])")
_TWICE = regex.compile(r"([!?…:;,])[.;,]+|(?<!\.)\.\.(?!\.)")


def length(text: str) -> int:
    """UTF-16 units: the largest of the counts in use, so the strictest.

    >>> length("mật"), length("🍯")
    (3, 2)
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, most: int) -> str:
    """`text` cut to `most` at the end of a word, without a dangling joint, number or bracket."""
    if length(text) <= most:
        return text
    kept, used = [], 0
    for grapheme in regex.findall(r"\X", text[: most + 1]):
        used += length(grapheme)
        if used > most:
            break
        kept.append(grapheme)
    cut = "".join(kept)
    whole = cut.rsplit(None, 1)[0] if " " in cut.strip() and not text[len(cut) :].startswith((" ", "\n")) else cut
    return _LOOSE_END.sub("", whole) or cut.strip()


def shorten_text(text: str, most: int) -> str:
    """The same for running text, with a mark that something was left out."""
    return text if length(text) <= most else (shorten(text, most - 1) + "…" if most > 1 else "")


@lru_cache(maxsize=4096)
def mend_marks(text: str) -> str:
    """Tone marks where schoolbooks put them: hoà → hòa, thuỷ → thủy."""
    mended: str = normalize_diacritics(text)
    return mended


def mend_units(text: str) -> str:
    """A number and its unit apart, a decimal comma: 1.5kg → 1,5 kg; thousands stay, and are grouped before "độ"."""
    return _UNIT.sub(_unit_apart, _DEGREES.sub(r"\1.\2", text))


def _unit_apart(found: "regex.Match[str]") -> str:
    network = found[2] == "G" and len(found[1]) == 1  # "sim 5G" weighs nothing
    return found[0] if network else f"{_number(found[1])} {_UNIT_NAMES.get(found[2], found[2])}"


def _number(digits: str) -> str:
    whole, dot, rest = digits.partition(".")
    return f"{whole},{rest}" if dot and len(rest) < 3 else digits


def tidy(text: str, most: int | None = None) -> str:
    """What was typed, as one line fit to stand inside a sentence: no end stop, single spaces, units apart."""
    line = " ".join(clean(text).split())
    line = mend_spaces(mend_units(mend_marks(line))).rstrip(" .,;:")
    return shorten(line, most) if most else line


def calm(text: str, proper: bool = False) -> str:
    """Shouting put down, and a first letter made small that stands inside a sentence.

    >>> calm("HOA CÀ PHÊ"), calm("Hoa cà phê"), calm("Đắk Lắk", proper=True), calm("ĐẮK LẮK", proper=True)
    ('hoa cà phê', 'hoa cà phê', 'Đắk Lắk', 'Đắk Lắk')
    """
    words = text.split()
    several = sum(len(word) > 1 and word.strip(",.;").isalpha() for word in words) > 1
    lone_letter = sum(map(str.isalpha, text)) == 1  # "0–5 °C"
    if text.isupper() and not lone_letter and (several or not text.isascii()):
        return " ".join(_quiet(word, proper) for word in words)
    lone = len(words) > 1 and words[0].istitle() and words[1][:1].islower()
    return first_small(text) if lone and not proper else text


def _quiet(word: str, proper: bool) -> str:
    """A shouted word put down; a code with a figure in it stays as it is: "ST25"."""
    if regex.search(r"\p{L}", word) and regex.search(r"\d", word) and not _UNIT.fullmatch(word):
        return word
    return word.capitalize() if proper else word.lower()


def first_small(text: str) -> str:
    """A small first letter, unless it begins a code or an abbreviation: "ST25", "OCOP"."""
    return text if text[1:2].isupper() or text[1:2].isdigit() else text[:1].lower() + text[1:]


def first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def every_capital(text: str) -> str:
    """Each word's first letter large, as market titles have it; a unit after a number stays small.

    >>> every_capital("Mật ong hoa cà phê – chai 500 ml")
    'Mật Ong Hoa Cà Phê – Chai 500 ml'
    """
    return _WORD.sub(lambda found: found[0] if found[1] in _UNITS_SMALL else _with_capital(found[0]), text)


def _with_capital(word: str) -> str:
    """A brand keeps its own capitals: "iPhone"."""
    return word if any(map(str.isupper, word[1:])) else first_capital(word)


_UNITS_SMALL = frozenset({"ml", "l", "lít", "g", "kg", "cm", "mm", "m"})
_WORD = regex.compile(r"(?<=\d )(\p{L}+)|(?<!\p{L})\p{L}+")


def plain_title(text: str) -> str:
    """A title without emoji, symbols, shouting marks or doubled spaces."""
    bare = regex.sub(r"[!?]+", "", _SYMBOLS.sub(" ", text))
    return mend_spaces(" ".join(bare.split())).strip(" ,;:.–-+/&'\"")


def mend_spaces(text: str) -> str:
    """One space between words, none before a stop, one stop at an end."""
    return _TWICE.sub(lambda found: found[1] or ".", _BEFORE.sub(r"\1", text))


def after(text: str, *words: str) -> str:
    """`text` without words it repeats from the sentence before it.

    >>> after("Mật ong hoa nhãn", "mật ong", "hoa")
    'nhãn'
    """
    for word in words:
        if text[: len(word) + 1].lower() == f"{word} ".lower():
            text = text[len(word) + 1 :]
    return text


_CLAUSE_END = regex.compile(r"[,;.!?…\n]")


def without_clause(text: str, start: int, end: int) -> str:
    """`text` without the part of a sentence those words stand in.

    >>> without_clause("Mật thơm, chữa ho hay lắm. Mua đi.", 10, 17), without_clause("Chữa ho, mật thơm.", 0, 7)
    ('Mật thơm. Mua đi.', 'Mật thơm.')
    """
    before = [found.end() for found in _CLAUSE_END.finditer(text, 0, start)]
    after = _CLAUSE_END.search(text, end)
    first, last = before[-1] if before else 0, after.start() if after else len(text)
    head, tail = text[:first].rstrip(" "), text[last:]
    if head.endswith((",", ";")):
        head = head[:-1]
    elif tail[:1] in (",", ";", ".", "!", "?", "…"):
        tail = first_capital(tail[1:].lstrip(" "))
        head = f"{head} " if head and tail and not head.endswith("\n") else head
    return f"{head}{tail}".strip()


def hashtag(text: str) -> str:
    """`#matonghoacaphe`, or nothing when there is no letter or the word would be unreadable."""
    joined = regex.sub(r"[^a-z0-9]", "", fold(text))
    return f"#{joined}" if 2 < len(joined) <= 30 and not joined.isdigit() else ""
