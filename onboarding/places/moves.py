"""Crosswalk between unit sets, either way: which units of one set hold part of a unit of another.

A unit goes whole where exactly one unit of the other set holds part of it; otherwise nobody can say from the code
alone which part a record lies in.

>>> successors("00004", "2025-01-01", "2025-07-01")
('00004',)
>>> len(successors("00007", "2025-01-01", "2025-07-01"))
2
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from .history import former, moves
from .units import UNIT_SET, UNIT_SETS, communes, known_set


def successors(code: str, from_set: str, to_set: str = UNIT_SET) -> tuple[str, ...]:
    """The units of `to_set` that hold part of a unit of `from_set`; one = whole, none = no such code.

    Of several, the first is only a guess from geometry. `to_set` may be the earlier one.
    """
    sets = (known_set(from_set), known_set(to_set))
    if from_set == to_set:
        return (code,) if code in _codes(from_set) else ()
    return _paths(*sets).get(code, ())


def set_on(day: date) -> str:
    """The unit set that held on a day; the oldest known for any day before it."""
    return max((unit_set for unit_set in UNIT_SETS if unit_set <= day.isoformat()), default=UNIT_SETS[0])


def label(code: str, unit_set: str = UNIT_SET) -> str:
    """A unit's name in its set, as people can tell it apart; the code itself when the set does not know it."""
    successors = communes().get(code) if known_set(unit_set) == UNIT_SET else former(unit_set).get(code)
    return successors.label if successors else code


def _codes(unit_set: str) -> Mapping[str, object]:
    return communes() if unit_set == UNIT_SET else former(unit_set)


@lru_cache(maxsize=4)
def _paths(from_set: str, to_set: str) -> Mapping[str, tuple[str, ...]]:
    """Where each unit of one set lies in another, step by step through the sets between."""
    if from_set > to_set:
        return _turned(_paths(to_set, from_set))
    successors: dict[str, tuple[str, ...]] = {code: (code,) for code in _codes(from_set)}
    for here, there in pairwise(unit_set for unit_set in UNIT_SETS if from_set <= unit_set <= to_set):
        step = moves(here, there)
        successors = {
            code: tuple(dict.fromkeys(to for target in targets for to in step.get(target, ())))
            for code, targets in successors.items()
        }
    return MappingProxyType(successors)


def _turned(paths: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    back: dict[str, list[str]] = {}
    for code, targets in paths.items():
        for target in targets:
            back.setdefault(target, []).append(code)
    return MappingProxyType({code: tuple(sources) for code, sources in back.items()})
