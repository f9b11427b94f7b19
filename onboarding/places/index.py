"""Search index of commune names, built at the first search, then kept."""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..languages import fold
from .history import FORMER, FormerCommune, OldDistrict, former, moves, old_districts
from .units import UNIT_SET, bare, communes

_APART = re.compile(r"[-'’]")


class Entry:
    """One name, folded and as written, its kind, the communes it leads to, the places around it.

    `age` is 0 for a name of today, 1 for a former commune, 2 for an old district.
    """

    __slots__ = ("age", "codes", "kind", "marked", "name", "origin", "place")

    def __init__(
        self, full_name: str, codes: tuple[str, ...], age: int, origin: FormerCommune | OldDistrict | None = None
    ) -> None:
        kind, name = bare(full_name)
        self.marked = name.casefold()
        self.name, self.kind = _fold(name), _fold(kind)
        self.place = ""
        self.codes, self.age, self.origin = codes, age, origin

    @property
    def was(self) -> str:
        """The former unit's label; nothing for a name of today."""
        return self.origin.label if self.origin else ""


class Index:
    """Entries by the words of their names (`named`) and of the places around them; the first `today` are today's."""

    def __init__(self, entries: Iterable[tuple[Entry, Iterable[str]]]) -> None:
        self.entries: list[Entry] = []
        self.named: dict[str, array[int]] = defaultdict(_numbers)
        self.around: dict[str, array[int]] = defaultdict(_numbers)
        self.same: dict[str, array[int]] = defaultdict(_numbers)
        for number, (entry, places) in enumerate(entries):
            entry.place = " ".join(map(_fold, places))
            self.entries.append(entry)
            self.same[entry.name.replace(" ", "")].append(number)
            for word in set(entry.name.split()):
                self.named[word].append(number)
            for word in {*entry.kind.split(), *entry.place.split()}:
                self.around[word].append(number)
        self.today = sum(entry.age == 0 for entry in self.entries)
        self.words = sorted(self.named.keys() | self.around.keys())

    def beginning(self, word: str) -> list[str]:
        """Known words that begin with `word`; a single letter or number means only itself."""
        if len(word) < 2 or word.isdigit():
            return [word]
        low, high = bisect_left(self.words, word), bisect_left(self.words, word + "\uffff")
        return self.words[low:high]


@lru_cache(maxsize=1)
def index() -> Index:
    """The one index of the kit."""
    return Index([*_today(), *_former_communes(), *_former_districts()])


def _today() -> Iterator[tuple[Entry, Iterable[str]]]:
    places: dict[str, dict[str, None]] = {code: {place.province: None} for code, place in communes().items()}
    for code, targets in moves(FORMER, UNIT_SET).items():
        district = former()[code].district
        for target in targets:
            places[target] |= {district.name: None, district.province: None}
    for code, place in communes().items():
        yield Entry(place.name, (code,), 0), places[code]


def _former_communes() -> Iterator[tuple[Entry, Iterable[str]]]:
    for code, targets in moves(FORMER, UNIT_SET).items():
        unit = former()[code]
        yield Entry(unit.name, targets, 1, unit), (unit.district.name, unit.district.province)


def _former_districts() -> Iterator[tuple[Entry, Iterable[str]]]:
    inside: dict[str, dict[str, None]] = {code: {} for code in old_districts()}
    for code, targets in moves(FORMER, UNIT_SET).items():
        inside[former()[code].district.code].update(dict.fromkeys(targets))
    for code, district in old_districts().items():
        yield Entry(district.name, tuple(inside[code]), 2, district), (district.province,)


@lru_cache(maxsize=4_000)
def _fold(name: str) -> str:
    """A name's search key; word by word, because few thousand syllables make up all names."""
    return " ".join(map(_word, _APART.sub(" ", name).split()))


@lru_cache(maxsize=20_000)
def _word(word: str) -> str:
    return fold(word)


def _numbers() -> "array[int]":
    return array("H")
