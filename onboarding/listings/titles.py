"""Product titles and hashtags: the product's own name first, then what it is, what sets it apart, and its size."""

import re
from collections.abc import Mapping, Sequence

from ..languages import fold
from .answers import known_origin, province_of
from .categories import Category
from .compose import fill
from .text import first_capital, first_small, hashtag, length, plain_title, shorten

Pieces = tuple[str, ...]


def title_pieces(category: Category, phrases: Mapping[str, str], ocop: str = "") -> tuple[Pieces, ...]:
    """Every title pattern that can be filled, nothing in it said twice; `ocop`: "OCOP 4 sao" while a decision stands.

    The first piece says what it is, the last how much; in between the least telling last.
    """
    filled = (
        (fill(pattern[0], phrases), *(told(piece, phrases) for piece in pattern[1:])) for pattern in category.titles
    )
    usable = [pieces for pieces in filled if pieces[0] and plain_title(pieces[0])]
    place = phrases.get("vung", "")
    usable = usable or [(category.noun, known_origin(place) or province_of(place), f", {phrases.get('quy_cach', '')}")]
    named = [_named(phrases.get("ten_goi", ""), pieces) for pieces in usable]
    starred = [(*pieces[:1], f", {ocop}", *pieces[1:]) if ocop else pieces for pieces in named]
    typed = " ".join(letters(phrase) for phrase in phrases.values())
    return tuple(_unrepeated(tuple(_once(piece, typed) for piece in pieces)) for pieces in starred)


_AGAIN = re.compile(r"(?<!\w)(\w+(?: \w+){0,3}) \1(?!\w)", re.IGNORECASE)


def _once(piece: str, typed: str) -> str:
    """A piece without what two answers side by side say twice: "mắm ruốc ruốc biển" → "mắm ruốc biển".

    What one answer itself says twice stays: "chôm chôm", "từ từ".
    """
    return _AGAIN.sub(lambda found: found[0] if letters(found[0]) in typed else found[1], piece)


def told(text: str, phrases: Mapping[str, str]) -> str:
    """A piece with its blanks filled; "" where the blanks came out empty and only its fixed words are left."""
    filled = fill(text, phrases)
    if _ONE.fullmatch(filled):
        return ""
    return filled if "{{" not in text or letters(filled) != letters(_BLANK.sub(" ", text)) else ""


_ONE = re.compile(r"[, ]*1 (?:cái|chiếc|con|cây|đôi|bộ|thẻ|ly)")
"""A pack of one, which is what everybody expects."""
_BLANK = re.compile(r"{{.*?}}")


def _named(name: str, pieces: Pieces) -> Pieces:
    """The pattern with the goods' own name before it, unless a piece has it already."""
    if not name or any(letters(name) in letters(piece) for piece in pieces):
        return pieces
    own, what = letters(name).split(), letters(pieces[0]).split()
    if set(what) <= set(own):
        return (name, *pieces[1:])
    return (name, f"– {first_small(pieces[0])}", *pieces[1:])


def titles(
    patterns: Sequence[Pieces], category: Category, most: int | None, least: int = 0, noun: str = ""
) -> tuple[str, ...]:
    """Two or three different ways to name it, each within `most` UTF-16 units; never none."""
    unlike: dict[str, str] = {}
    for pieces in patterns:
        title = _title(pieces, most)
        unlike.setdefault(letters(title), title)
    if not unlike:
        unlike[""] = first_capital(shorten(noun or category.noun, most or 200))
    ordered = sorted(unlike.values(), key=lambda title: length(title) < least)[:3]
    return _searched(tuple(ordered), category, most)


def _searched(named: tuple[str, ...], category: Category, most: int | None) -> tuple[str, ...]:
    """The titles, and one more with words buyers search for while there is room for it."""
    if len(named) > 2:
        return named
    for words in category.search:
        longer = f"{named[0]}, {words}"
        if letters(words).split()[0] not in letters(named[0]).split() and (most is None or length(longer) <= most):
            return (*named, longer)
    return named


def _title(pieces: Pieces, most: int | None) -> str:
    """Pieces into one title, the middle shed from its end until it fits."""
    left, title = list(pieces), _glued(pieces)
    while most and len(left) > 1 and length(title) > most:
        del left[-2 if len(left) > 2 else -1]
        title = _glued(left)
    return first_capital(shorten(title, most)) if most else first_capital(title)


def _unrepeated(pieces: Pieces) -> Pieces:
    unlike: list[str] = []
    said, name = "", _words(pieces[0])
    for piece in pieces:
        words = letters(piece)
        if unlike and _said_by_name(_words(piece), name):
            continue
        if words and f" {words} " not in f" {said} ":
            unlike.append(piece)
            said = f"{said} {words}"
    return tuple(_without_echo(before, piece) for before, piece in zip(["", *unlike], unlike, strict=False))


def _words(text: str) -> list[str]:
    """Small words with their marks: "dứa" is not "dừa"."""
    return re.findall(r"\w+", text.lower())


def _said_by_name(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a piece says the name again: "rửa xe 30k" of "rửa xe", "bột trầm" of "nhang trầm"."""
    words = [word for word in words if word != "100"]  # "100% hoa đậu biếc"
    if len(words) > 1 and words != name and f" {' '.join(words)} " in f" {' '.join(name)} ":
        return True
    if not words or len(name) < 2 or words == name:
        return False
    stuff = len(words) <= 2 and words[-1] == name[-1] and not any(map(str.isdigit, words))
    begins = len(words) > 1 and words == name[: len(words)]
    return stuff or begins or (len(words) > len(name) and list(words[: len(name)]) == list(name))


def _without_echo(before: str, piece: str) -> str:
    """A piece without the words the piece before it ends with: "con quay gỗ", "gỗ mít" → "mít"."""
    words, last = piece.split(), before.split()
    for many in range(min(4, len(words) - 1), 0, -1):
        if words[:many] == last[-many:]:
            return " ".join(words[many:])
    return piece


def letters(text: str) -> str:
    """Folded words without punctuation, to compare titles."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


def _glued(pieces: Sequence[str]) -> str:
    return plain_title(" ".join(pieces))


def hashtags(category: Category, phrases: Mapping[str, str]) -> tuple[str, ...]:
    """Readable hashtags, the most telling first, each once; then the words buyers search for."""
    first = dict(phrases) | {name: phrases[name].split(", ")[0] for name in ("loai", "ten_mon") if name in phrases}
    filled = (told(text, first) for text in (*category.hashtags, *category.search))
    made = (hashtag(text) for text in filled if not re.search(r"\d ?%", text))
    return tuple(dict.fromkeys(tag for tag in made if tag))
