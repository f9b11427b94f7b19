"""From one unit set to another, either way, without losing or inventing a count.

A unit goes whole where exactly one unit of the other set holds part of it; otherwise nobody can say from the code
alone which part a record lies in, and its count stays unallocated.

>>> successors("00004", "2025-01-01", "2025-07-01")
('00004',)
>>> moved = allocate({"00004": 3, "00007": 2}, "2025-01-01", "2025-07-01")
>>> moved.counts, moved.unallocated, moved.total
({'00004': 3}, {'00007': 2}, 5)
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

import msgspec

from .history import former, moves
from .units import UNIT_SET, UNIT_SETS, communes, known_set


class Allocation(msgspec.Struct, frozen=True):
    """Counts by code of the set asked for, and those that have no certain place in it, by their own code."""

    counts: dict[str, int]
    unallocated: dict[str, int]

    @property
    def total(self) -> int:
        """All of it; always the total that was given."""
        return sum(self.counts.values()) + sum(self.unallocated.values())


def successors(code: str, from_set: str, to_set: str = UNIT_SET) -> tuple[str, ...]:
    """The units of `to_set` that hold part of a unit of `from_set`; one = whole, none = no such code.

    Of several, the first is only a guess from geometry. `to_set` may be the earlier one.
    """
    known = (known_set(from_set), known_set(to_set))
    if from_set == to_set:
        return (code,) if code in _codes(from_set) else ()
    return _paths(*known).get(code, ())


def allocate(counts: Mapping[str, int], from_set: str, to_set: str = UNIT_SET) -> Allocation:
    """Counts recorded under one set as of another; divided and unknown units stay unallocated."""
    placed: Counter[str] = Counter()
    loose: Counter[str] = Counter()
    for code, number in counts.items():
        targets = successors(code, from_set, to_set)
        if len(targets) == 1:
            placed[targets[0]] += number
        else:
            loose[code] += number
    return Allocation(dict(placed), dict(loose))


def set_on(day: date) -> str:
    """The unit set that held on a day; the oldest known for any day before it."""
    return max((one for one in UNIT_SETS if one <= day.isoformat()), default=UNIT_SETS[0])


def label(code: str, unit_set: str = UNIT_SET) -> str:
    """A unit's name in its set, as people can tell it apart; the code itself when the set does not know it."""
    found = communes().get(code) if known_set(unit_set) == UNIT_SET else former(unit_set).get(code)
    return found.label if found else code


def _codes(unit_set: str) -> Mapping[str, object]:
    return communes() if unit_set == UNIT_SET else former(unit_set)


@lru_cache(maxsize=4)
def _paths(from_set: str, to_set: str) -> Mapping[str, tuple[str, ...]]:
    """Where each unit of one set lies in another, step by step through the sets between."""
    if from_set > to_set:
        return _turned(_paths(to_set, from_set))
    found: dict[str, tuple[str, ...]] = {code: (code,) for code in _codes(from_set)}
    for here, there in pairwise(one for one in UNIT_SETS if from_set <= one <= to_set):
        step = moves(here, there)
        found = {
            code: tuple(dict.fromkeys(to for target in targets for to in step.get(target, ())))
            for code, targets in found.items()
        }
    return MappingProxyType(found)


def _turned(paths: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    back: dict[str, list[str]] = {}
    for code, targets in paths.items():
        for target in targets:
            back.setdefault(target, []).append(code)
    return MappingProxyType({code: tuple(sources) for code, sources in back.items()})
