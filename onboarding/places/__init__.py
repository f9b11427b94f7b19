"""Provinces, communes, the old districts and reporting areas, each with the days it holds.

`units.py` has today's communes, `search.py` finds one as people type it; `history.py` the units of before,
`moves.py` where they went; `districts.py` the old districts as a grouping and the changes one source reports;
`areas.py` the reporting areas, `area_store.py` those a store keeps. Data: `units/`, a folder for each unit set.
"""

from .area_store import Areas
from .areas import Belonging, ReportingArea, drawn
from .districts import (
    Group,
    Reported,
    communes_of,
    find_districts,
    group,
    groups,
    old_district_of,
    reported,
)
from .history import FORMER, FormerCommune, OldDistrict, former, old_districts
from .moves import label, set_on, successors
from .search import find_communes
from .units import UNIT_SET, UNIT_SETS, Commune, Province, commune, communes, provinces

__all__ = [
    "FORMER",
    "UNIT_SET",
    "UNIT_SETS",
    "Areas",
    "Belonging",
    "Commune",
    "FormerCommune",
    "Group",
    "OldDistrict",
    "Province",
    "Reported",
    "ReportingArea",
    "commune",
    "communes",
    "communes_of",
    "drawn",
    "find_communes",
    "find_districts",
    "former",
    "group",
    "groups",
    "label",
    "old_district_of",
    "old_districts",
    "provinces",
    "reported",
    "set_on",
    "successors",
]
