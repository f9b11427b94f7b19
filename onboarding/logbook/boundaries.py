"""Maps commune codes between administrative boundary versions.

A record keeps the commune code it was entered with and the unit set it belongs to. Seen from another set, a unit
that went whole into one is there; one that was divided, or that no set knows, is unallocated: said, never guessed.

>>> province_of("00004", "2025-07-01"), province_of("99999", "2025-07-01")
('01', '')
"""

from collections.abc import Iterable
from functools import lru_cache

from ..places import UNIT_SET, UNIT_SETS, communes, former, provinces, successors

UNALLOCATED = ""
"""Where a record stands that no unit of the day asked for can take whole."""


@lru_cache(maxsize=20_000)
def map_commune(code: str, units: str, into: str = UNIT_SET) -> str:
    """The commune of the set `wanted` that holds all of `code` of the set `units`, or `UNALLOCATED`."""
    if units not in UNIT_SETS:
        return UNALLOCATED
    mapped = successors(code, units, into)
    return mapped[0] if len(mapped) == 1 else UNALLOCATED


def codes_of(units: str) -> Iterable[str]:
    """Codes of the communes of a unit set; none for a set nobody knows."""
    if units == UNIT_SET:
        return communes()
    return former(units) if units in UNIT_SETS else ()


@lru_cache(maxsize=20_000)
def province_of(code: str, units: str) -> str:
    """Today's province of a recorded commune, or `UNALLOCATED`."""
    found = communes().get(map_commune(code, units))
    return found.province_code if found else UNALLOCATED


def province_name(code: str) -> str:
    """A province's name, or its code."""
    found = provinces().get(code)
    return found.name if found else code
