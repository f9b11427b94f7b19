"""A text as the rules read it: one shape for every way of typing the same words, with the way back.

A rule must see “tốt nhất” in NFD, in capitals, with look-alike letters, full-width, “t.ố.t n.h.ấ.t”, “tố🔥t”, with
zero-width characters or a line break between. `Shadow.text` is that one shape; `Shadow.span` leads back.

>>> shadow = read("Mật ong T.Ố.T  nhâ\\u0301t!")
>>> shadow.text, shadow.span(8, 16)
('mật ong tốt nhất!', (8, 20))
>>> Shadow.of("không  tố*t").text
'không tốt'
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property, lru_cache

from . import spelling, syllables

_END = re.compile(r"[.!?;]+(?=\s|$)|\n")
_LONG = re.compile(r"[^\W\d_]{5,}")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_BARE = {ord(c): unicodedata.normalize("NFD", c)[0] for c in map(chr, [*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)])}
_BARE |= {ord("đ"): "d", ord("Đ"): "D"}
_WORDS_ONLY = _BARE | dict.fromkeys(map(ord, ".,;:!?%/-+#&@$₫€£¥₩°×·\n"), " ")


class Shadow:
    """The text in two shapes. `letters`: composed, look-alikes plain, case and signs kept. `text`: what rules read.

    Both know the way back to the offsets (code points) of the text as it was given.
    """

    def __init__(self, given: str) -> None:
        self.given = given
        self.letters, self._from_letters = spelling.letters(given)
        self.text, kept = spelling.words(self.letters)
        self._from_text = [self._from_letters[i] for i in kept]

    @classmethod
    def of(cls, given: str) -> "Shadow":
        return read(given)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the text as given."""
        return self._back(self._from_text, start, end)

    def letter_span(self, start: int, end: int) -> tuple[int, int]:
        """Where `letters[start:end]` stands in the text as given."""
        return self._back(self._from_letters, start, end)

    @staticmethod
    def _back(places: list[int], start: int, end: int) -> tuple[int, int]:
        first, last = places[start], places[max(end - 1, start)]
        after = end
        while places[after] <= last and after < len(places) - 1:
            after += 1
        return first, places[after] if end > start else first

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character of `letters`."""
        return frozenset(self.letters)

    @cached_property
    def clauses(self) -> list[tuple[int, int]]:
        """Sentences and lines as spans of `text`."""
        ends = [match.end() for match in _END.finditer(self.text)]
        return [(s, e) for s, e in zip([0, *ends], [*ends, len(self.text)], strict=True) if s < e]

    def clause_at(self, place: int) -> int:
        """The clause that holds a place of `text`."""
        return bisect_right(self.clauses, (place, len(self.text))) - 1

    @cached_property
    def standing(self) -> dict[str, list[int]]:
        """Each word without marks → the clauses it stands in, in order."""
        index: dict[str, list[int]] = {}
        for number, words in enumerate(self.vocabularies):
            for word in words:
                index.setdefault(word, []).append(number)
        return index

    @cached_property
    def vocabularies(self) -> list[set[str]]:
        """For each clause its words without marks: runs of letters and runs of digits."""
        plain = self.text.translate(_WORDS_ONLY)
        found = [set(plain[start:end].split()) for start, end in self.clauses]
        for words in found:
            for word in [word for word in words if not word.isalpha() and not word.isdigit()]:
                words.update(_WORD.findall(word))
        return found

    @cached_property
    def glued(self) -> list[tuple[int, int, str]]:
        """Words that are no syllable and may be several written as one: start, end, and the word without marks."""
        if not any(len(word) > 4 and not syllables.syllable(word) for word in self.standing):
            return []
        found = [match for match in _LONG.finditer(self.text) if not syllables.syllable(match[0])]
        return [(match.start(), match.end(), bare(match[0])) for match in found]

    def unmarked(self, clause: int) -> bool:
        """Whether a clause is typed without marks."""
        words = _WORD.findall(self.text, *self.clauses[clause])
        return sum(not word.isascii() for word in words) * 5 <= len(words)


@lru_cache(maxsize=512)
def read(given: str) -> Shadow:
    """The shadow of a text; the same text twice is read once."""
    return Shadow(given)


@lru_cache(maxsize=16384)
def bare(text: str) -> str:
    """Letters without marks, one for one.

    >>> bare("chữa bệnh đau")
    'chua benh dau'
    """
    return text if text.isascii() else text.translate(_BARE)
