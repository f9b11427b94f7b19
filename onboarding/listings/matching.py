"""Matches many rules' phrases against one text, each tried only where its anchor words stand.

A `Search` is made once for a set of rules; a sentence seen before is not searched again. A hit counts when it is
plausible (typed with its marks, or surely without them) and no innocent phrase of its rule covers it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import regex

from . import phrases
from .normalise import NormalisedText, bare, words_of
from .rulebook import Rule
from .syllables import spaced, stripped, syllable

Span = tuple[int, int]

_LETTERS = re.compile(r"[^\W\d_]+")
_LONG = re.compile(r"[^\W\d_]{5,}")
_SHORTEST, _LONGEST = 2, 9
"""Letters of an anchor word looked for inside words written as one."""

_INSIDE = frozenset(".[(")

REMEMBERED = 4096
"""Sentences whose hits are kept."""


class Hit(NamedTuple):
    """A rule's number, a span of the sentence, and whether it only counts when it is not a name (“Tri Nam”)."""

    rule: int
    start: int
    end: int
    unless_titled: bool = False


class Entry:
    """One phrase of one rule, by the rule's number; `also`: words a clause needs besides the one it is indexed by."""

    def __init__(self, rule: int, phrase: str, also: tuple[frozenset[str], ...]) -> None:
        self.rule, self.phrase, self.also = rule, phrase, also

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return phrases.loose((self.phrase,))


class Search:
    """The phrases of `rules`, indexed by the words they cannot do without."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._index: dict[str, list[Entry]] = {}
        self._everywhere: list[Entry] = []
        self._seen: dict[str, tuple[Hit, ...]] = {}
        for number, rule in enumerate(rules):
            for phrase in rule.patterns if rule.kind == "words" else ():
                first, *also = phrases.anchored(phrase) or (None,)
                entry = Entry(number, phrase, tuple(words for words in also if words)[:4])
                for word in first or ():
                    self._index.setdefault(word, []).append(entry)
                if first is None:
                    self._everywhere.append(entry)

    def hits(self, normalised: NormalisedText) -> dict[int, list[Span]]:
        """Number of a rule in `rules` → spans of `normalised.text`."""
        found: dict[int, list[Span]] = {}
        for start, end in normalised.clauses:
            for hit in self._clause(normalised.text[start:end]):
                span = start + hit.start, start + hit.end
                if not (hit.unless_titled and normalised.titled(*span)):
                    found.setdefault(hit.rule, []).append(span)
        return found

    def candidates(self, clause: str) -> list[Entry]:
        """The phrases that may stand in a sentence of folded text."""
        words = words_of(clause)
        found = {}
        for word in words & self._index.keys():
            for entry in self._index[word]:
                for needed in entry.also:
                    if words.isdisjoint(needed):
                        break
                else:
                    found[id(entry)] = entry
        return [*found.values(), *self._everywhere]

    def _clause(self, clause: str) -> tuple[Hit, ...]:
        known = self._seen.get(clause)
        if known is None:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            known = self._seen[clause] = (*self._worded(clause), *self._glued(clause))
        return known

    def _worded(self, clause: str) -> Iterator[Hit]:
        for entry in self.candidates(clause):
            for match in entry.pattern.finditer(clause):
                sure = _sure(entry.phrase, clause, *match.span())
                if match[0] and sure is not None and not _innocent(self.rules[entry.rule], clause, *match.span()):
                    yield Hit(entry.rule, *match.span(), not sure)

    def _glued(self, clause: str) -> Iterator[Hit]:
        """Hits inside words written as one: “#matongtotnhat”."""
        for word in _LONG.finditer(clause):
            if not syllable(word[0]):
                for entry in self._within(bare(word[0])):
                    yield from _inside(entry, self.rules[entry.rule], clause, *word.span())

    def _within(self, word: str) -> list[Entry]:
        size = len(word)
        parts = {
            word[start:end]
            for start in range(size - 1)
            for end in range(start + _SHORTEST, min(start + _LONGEST, size) + 1)
        }
        return [entry for part in parts & self._index.keys() for entry in self._index[part]]


def _sure(phrase: str, clause: str, start: int, end: int) -> bool | None:
    """Whether words found without their marks are those words: yes, no (None), or unless it is a name (False)."""
    words: list[str] = _LETTERS.findall(clause, start, end)
    unmarked = [word for word in words if word.isascii()]
    if not unmarked or any(map(stripped, unmarked)) or _unmarked(clause):
        return True
    exact = phrases.strict((phrase,)).match(clause, start)
    if exact and exact.end() >= end:
        return True
    return False if len(unmarked) == len(words) > 1 else None


def _unmarked(clause: str) -> bool:
    """Whether a sentence is typed without marks."""
    words: list[str] = _LETTERS.findall(clause)
    return sum(not word.isascii() for word in words) * 5 <= len(words)


def _innocent(rule: Rule, clause: str, start: int, end: int) -> bool:
    """Whether an innocent phrase covers or crosses the hit; without its marks only where the hit has none either."""
    if not rule.allow:
        return False
    allowed = phrases.loose(rule.allow) if clause[start:end].isascii() else phrases.strict(rule.allow)
    return any(other.start() < end and start < other.end() for other in allowed.finditer(clause))


def _inside(entry: Entry, rule: Rule, clause: str, start: int, end: int) -> Iterator[Hit]:
    match = phrases.glued((entry.phrase,)).search(clause, start, end)
    if not match or match.end() - match.start() < 5:
        return
    around = clause[start : match.start()], clause[match.end() : end]
    if not all(not part or syllable(part) or " " in spaced(part) for part in around):
        return
    allowed = rule.allow and phrases.glued(rule.allow).search(clause, start, end)
    if not allowed and not _innocent(rule, clause, *match.span()):
        yield Hit(entry.rule, *match.span())


@lru_cache(maxsize=512)
def _sign(source: str) -> "tuple[frozenset[str], re.Pattern[str] | regex.Pattern[str]]":
    lead = re.match(r"\(\?#(.+?)\)", source)
    rest = source[lead.end() :] if lead else source
    return frozenset(lead[1] if lead else ""), regex.compile(rest) if r"\p{" in rest else re.compile(rest)


def signs(rule: Rule, normalised: NormalisedText) -> Iterator[Span]:
    """Where the rule's expressions over letters as typed match, as spans of the text as given.

    An expression that begins with a comment such as `(?#€$)` is tried only where one of these characters stands. A
    match that begins with a dot inside a word, such as “.com”, takes the whole word.
    """
    for source in rule.signs:
        lead, pattern = _sign(source)
        for match in pattern.finditer(normalised.letters) if not lead or lead & normalised.characters else ():
            start, end = match.span("at") if "at" in match.groupdict() else match.span()
            while match[0][:1] in _INSIDE and start > 0 and not normalised.letters[start - 1].isspace():
                start -= 1
            if end > start:
                yield normalised.letter_span(start, end)
