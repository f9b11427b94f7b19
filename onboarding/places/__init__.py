"""Provinces, communes, the old districts and reporting areas, each with the days it holds.

`units.py` has today's communes, `history.py` the units of before and where they went, `search.py` finds a
commune as people type it. Data: `units/`, a folder for each unit set.
"""

from .history import FORMER, FormerCommune, OldDistrict, former, old_districts
from .search import find_communes
from .units import UNIT_SET, UNIT_SETS, Commune, Province, commune, communes, provinces

__all__ = [
    "FORMER",
    "UNIT_SET",
    "UNIT_SETS",
    "Commune",
    "FormerCommune",
    "OldDistrict",
    "Province",
    "commune",
    "communes",
    "find_communes",
    "former",
    "old_districts",
    "provinces",
]
