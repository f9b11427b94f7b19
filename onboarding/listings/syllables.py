"""Vietnamese syllable structure: rejoins broken words and recognises letters typed without marks.

>>> spaced("tốtnhất"), rejoined(["ch", "ữa"]), rejoined(["bán", "chạy"])
('tốt nhất', 'chữa', 'bán chạy')
>>> stripped("nhat"), stripped("benh"), stripped("ong")
(True, True, False)
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import regex

_ONSET = r"(?:ngh|ng|nh|ch|tr|th|ph|kh|gh|gi|qu|[bcdđghklmnprstvx])"
_VOWEL = r"[aeiouyàáâãèéêìíòóôõùúýăĩũơưạ-ỹ]"
_CODA = r"(?:ng|nh|ch|[cmnpt])"
_SYLLABLE = regex.compile(rf"{_ONSET}?{_VOWEL}{{1,3}}{_CODA}?")
_MANY = regex.compile(rf"(?:({_ONSET}?{_VOWEL}{{1,3}}{_CODA}?(?={_ONSET}|$)))+")
_TWO_MARKS = regex.compile(r"[àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")
_UNMARKED = regex.compile(
    rf"{_ONSET}?(?:a|ai|am|an|ang|anh|ao|au|ay|e|em|en|eng|eo|i|ia|im|in|inh|iu|o|oa|oai|oan|oang|oanh|oe|oen|oi"
    r"|om|on|ong|oong|u|ua|ui|um|un|ung|uy|uya|uynh|uyn|y|uai|uan|uay)"
)
_STANDING = frozenset(
    re.findall(
        r"\w+",
        "ăn ổn ở áo ốc ông ống ủ ép ấm ấn ẩm ướp ướt ớt ít ế ổi êm ưa ước âm án ảnh ẩn ốm ồn ủng ứng ý ủa"
        " uống ước ếch ịch ẵm ép ụ ủi êu ưng",
    )
)


@lru_cache(maxsize=8192)
def syllable(word: str) -> bool:
    """Whether a word can be one Vietnamese syllable: at most one tone, letters in their order."""
    return _SYLLABLE.fullmatch(word) is not None and len(_TWO_MARKS.findall(word)) <= 1


@lru_cache(maxsize=8192)
def stripped(word: str) -> bool:
    """Whether an unmarked word can only be a Vietnamese syllable whose marks were left out."""
    return word.isascii() and syllable(word) and _UNMARKED.fullmatch(word) is None


def spaced(run: str) -> str:
    """A run of joined letters as words, where it is made of syllables."""
    found = _MANY.fullmatch(run)
    return " ".join(found.captures(1)) if found else run


def rejoined(pieces: Sequence[str]) -> str:
    """Pieces of a broken word put together; pieces that are words of their own stay apart."""
    if all(_stands(piece) for piece in pieces):
        return " ".join(pieces)
    words: list[str] = []
    torn = False  # the last word was put together; a further letter may still be of it: "ch", "ữ", "a"
    for piece in pieces:
        if words and (torn or not _stands(piece)) and syllable(words[-1] + piece):
            words[-1] += piece
            torn = True
        else:
            words.append(piece)
            torn = not syllable(piece)
    return " ".join(words) if all(syllable(word) for word in words) else ""


def _stands(piece: str) -> bool:
    """Whether a piece can be a word of its own: "ổn" and "bán", but not the "ểu" of "ti.ểu"."""
    return syllable(piece) and (piece.isascii() or piece in _STANDING or not re.match(_VOWEL, piece))


def broken(onset: str, rest: str) -> bool:
    """Whether a lone onset and what follows are one word torn apart: “ch ữa”, but not “m ăn”."""
    return rest not in _STANDING and not rest.isascii() and syllable(onset + rest)
