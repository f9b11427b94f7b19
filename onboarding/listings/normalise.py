"""Text normalised for matching, with offsets back: one shape for every way of typing the same words.

A rule must see “tốt nhất” in NFD, in capitals, with look-alike letters, full-width, “t.ố.t n.h.ấ.t”, “tố🔥t”, with
zero-width characters or a line break between. `NormalisedText.text` is that one shape; its `span` leads back.

>>> normalised = read("Mật ong T.Ố.T  nhâ\\u0301t!")
>>> normalised.text, normalised.span(8, 16)
('mật ong tốt nhất!', (8, 20))
>>> NormalisedText.of("không  tố*t").text
'không tốt'
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache

from . import spelling

_END = re.compile(r"[.!?;]+(?=\s|$)|\n")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_BARE = {ord(c): unicodedata.normalize("NFD", c)[0] for c in map(chr, [*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)])}
_BARE |= {ord("đ"): "d", ord("Đ"): "D"}
_WORDS_ONLY = _BARE | dict.fromkeys(map(ord, ".,;:!?%/-+#&@$₫€£¥₩°×·\n"), " ")


LONGEST_CLAUSE = 500
"""Characters read as one sentence; few people write longer ones."""


class NormalisedText:
    """The text in two shapes. `letters`: composed, look-alikes plain, case and signs kept. `text`: what rules read.

    Both know the way back to the offsets (code points) of the text as it was given.
    """

    def __init__(self, given: str) -> None:
        self.given = given
        self.letters, self._from_letters = spelling.letters(given)
        self.text, self._from_words = spelling.words(self.letters)

    @classmethod
    def of(cls, given: str) -> "NormalisedText":
        return read(given)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the text as given."""
        return self.letter_span(*_back(self._from_words, start, end))

    def letter_span(self, start: int, end: int) -> tuple[int, int]:
        """Where `letters[start:end]` stands in the text as given."""
        return _back(self._from_letters, start, end)

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character of `letters`."""
        return frozenset(self.letters)

    @cached_property
    def clauses(self) -> list[tuple[int, int]]:
        """Sentences and lines as spans of `text`; one without an end is cut between words."""
        ends = [match.end() for match in _END.finditer(self.text)]
        found = []
        for start, end in zip([0, *ends], [*ends, len(self.text)], strict=True):
            while end - start > LONGEST_CLAUSE:
                cut = self.text.rfind(" ", start + 1, start + LONGEST_CLAUSE) + 1 or start + LONGEST_CLAUSE
                found.append((start, cut))
                start = cut
            found += [(start, end)] if start < end else []
        return found

    def titled(self, start: int, end: int) -> bool:
        """Whether every word of a span was typed with a capital and small letters after it, as a name is."""
        first, last = self.span(start, end)
        return all(word[:1].isupper() and not word[1:].isupper() for word in self.given[first:last].split())


def _back(places: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """Where a span came from, with all that was dropped behind its last character."""
    first, last = places[start], places[max(end - 1, start)]
    after = end
    while places[after] <= last and after < len(places) - 1:
        after += 1
    return first, places[after] if end > start else first


@lru_cache(maxsize=512)
def read(given: str) -> NormalisedText:
    """The normalised text; the same text twice is read once."""
    return NormalisedText(given)


@lru_cache(maxsize=16384)
def bare(text: str) -> str:
    """Letters without marks, one for one.

    >>> bare("chữa bệnh đau")
    'chua benh dau'
    """
    return text if text.isascii() else text.translate(_BARE)


def words_of(clause: str) -> set[str]:
    """The words of a piece of folded text, without marks: runs of letters and runs of digits.

    >>> sorted(words_of("hũ 500ml, giá rẻ"))
    ['500', '500ml', 'gia', 'hu', 'ml', 're']
    """
    words = set(clause.translate(_WORDS_ONLY).split())
    for word in [word for word in words if not word.isalpha() and not word.isdigit()]:
        words.update(_WORD.findall(word))
    return words
