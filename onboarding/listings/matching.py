"""Where the phrases of many rules stand in one text, looked for only where their anchor words are.

A `Search` is made once for a set of rules. A hit counts when it is plausible (typed with its marks, or surely
without them) and no innocent phrase of its rule covers it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

import regex

from . import phrases
from .folding import Shadow
from .rulebook import Rule
from .syllables import spaced, stripped, syllable

Span = tuple[int, int]

_SHORTEST, _LONGEST = 2, 9
"""Letters of an anchor word looked for inside words written as one."""


class Entry:
    """One phrase of one rule, by the rule's number; `also`: words a clause needs besides the one it is indexed by."""

    def __init__(self, rule: int, phrase: str, also: tuple[frozenset[str], ...]) -> None:
        self.rule, self.phrase, self.also, self.key = rule, phrase, also, id(self)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return phrases.loose((self.phrase,))


class Search:
    """The phrases of `rules`, indexed by the words they cannot do without."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._index: dict[str, list[Entry]] = {}
        self._everywhere: list[Entry] = []
        for number, rule in enumerate(rules):
            for phrase in rule.patterns if rule.kind == "words" else ():
                first, *also = phrases.anchored(phrase) or (None,)
                entry = Entry(number, phrase, tuple(word for word in also if word)[:3])
                for word in first or ():
                    self._index.setdefault(word, []).append(entry)
                if first is None:
                    self._everywhere.append(entry)

    def hits(self, shadow: Shadow) -> dict[int, list[Span]]:
        """Number of a rule in `rules` → spans of `shadow.text`."""
        found: dict[int, list[Span]] = {}
        for entry, number in self._places(shadow):
            start, end = shadow.clauses[number]
            for match in entry.pattern.finditer(shadow.text, start, end):
                if _counts(self.rules[entry.rule], entry.phrase, shadow, match.span(), number):
                    found.setdefault(entry.rule, []).append(match.span())
        for start, end, word in shadow.glued:
            for entry in self._within(word):
                span = _inside(self.rules[entry.rule], entry.phrase, shadow, start, end)
                if span:
                    found.setdefault(entry.rule, []).append(span)
        return found

    def _places(self, shadow: Shadow) -> Iterator[tuple[Entry, int]]:
        seen: set[tuple[int, int]] = set()
        standing, vocabularies = shadow.standing, shadow.vocabularies
        for word in standing.keys() & self._index.keys():
            for entry in self._index[word]:
                for number in standing[word]:
                    words = vocabularies[number]
                    for needed in entry.also:
                        if words.isdisjoint(needed):
                            break
                    else:
                        if (entry.key, number) not in seen:
                            seen.add((entry.key, number))
                            yield entry, number
        for entry in self._everywhere:
            for number in range(len(shadow.clauses)):
                yield entry, number

    def _within(self, word: str) -> list[Entry]:
        size = len(word)
        parts = {
            word[start:end]
            for start in range(size - 1)
            for end in range(start + _SHORTEST, min(start + _LONGEST, size) + 1)
        }
        return [entry for part in parts & self._index.keys() for entry in self._index[part]]


def _counts(rule: Rule, phrase: str, shadow: Shadow, span: Span, clause: int) -> bool:
    return span[1] > span[0] and _plausible(phrase, shadow, span, clause) and not _innocent(rule, shadow, span, clause)


def _plausible(phrase: str, shadow: Shadow, span: Span, clause: int) -> bool:
    """Whether words found without their marks are those words: “tot nhat” is, the name “Tri Nam” is not."""
    start, end = span
    words: list[str] = re.findall(r"[^\W\d_]+", shadow.text[start:end])
    bare = [word for word in words if word.isascii()]
    if not bare or shadow.unmarked(clause) or any(stripped(word) for word in bare):
        return True
    exact = phrases.strict((phrase,)).match(shadow.text, start, shadow.clauses[clause][1])
    if exact and exact.end() >= end:
        return True
    first, last = shadow.span(start, end)
    titled = all(word[:1].isupper() and not word[1:].isupper() for word in shadow.given[first:last].split())
    return len(bare) == len(words) > 1 and not titled


def _innocent(rule: Rule, shadow: Shadow, span: Span, clause: int) -> bool:
    """Whether an innocent phrase covers or crosses the hit."""
    if not rule.allow:
        return False
    allowed = phrases.loose(rule.allow).finditer(shadow.text, *shadow.clauses[clause])
    return any(other.start() < span[1] and span[0] < other.end() for other in allowed)


def _inside(rule: Rule, phrase: str, shadow: Shadow, start: int, end: int) -> Span | None:
    """The hit inside a word that is several written as one, such as “#matongtotnhat”."""
    match = phrases.glued((phrase,)).search(shadow.text, start, end)
    if not match or match.end() - match.start() < 5:
        return None
    around = shadow.text[start : match.start()], shadow.text[match.end() : end]
    if not all(not part or syllable(part) or " " in spaced(part) for part in around):
        return None
    if rule.allow and phrases.glued(rule.allow).search(shadow.text, start, end):
        return None
    return None if _innocent(rule, shadow, match.span(), shadow.clause_at(start)) else match.span()


@lru_cache(maxsize=512)
def _sign(source: str) -> "tuple[frozenset[str], re.Pattern[str] | regex.Pattern[str]]":
    lead = re.match(r"\(\?#(.+?)\)", source)
    rest = source[lead.end() :] if lead else source
    return frozenset(lead[1] if lead else ""), regex.compile(rest) if r"\p{" in rest else re.compile(rest)


def signs(rule: Rule, shadow: Shadow) -> Iterator[Span]:
    """Where the rule's expressions over letters as typed match, as spans of the text as given.

    An expression that begins with a comment such as `(?#€$)` is tried only where one of these characters stands.
    """
    for source in rule.signs:
        lead, pattern = _sign(source)
        for match in pattern.finditer(shadow.letters) if not lead or lead & shadow.characters else ():
            start, end = match.span("at") if "at" in match.groupdict() else match.span()
            if end > start:
                yield shadow.letter_span(start, end)
