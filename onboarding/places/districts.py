"""The old districts as a ready grouping of today's communes, and changes of 2026 that one source reports.

>>> group("859").district.name, len(group("859").communes), len(group("859").approximate)
('Huyện Vũng Liêm', 7, 0)
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import msgspec

from ..errors import OnboardingError
from ..languages import fold
from .history import OldDistrict, old_districts
from .units import FOLDER, bare, commune, communes, provinces, rows


class Group(msgspec.Struct, frozen=True):
    """Today's communes grouped under an old district; `approximate`: those that took land from others too."""

    district: OldDistrict
    communes: tuple[str, ...] = ()
    approximate: tuple[str, ...] = ()


class Reported(msgspec.Struct, frozen=True):
    """A change one source reports and nobody verified: the unit, its name there, the resolution and its day."""

    level: str
    code: str
    name: str
    resolution: str
    issued: date
    verified: bool = False


@lru_cache(maxsize=1)
def groups() -> Mapping[str, Group]:
    """Every old district with its communes of today, by code; every commune stands under exactly one."""
    inside: dict[str, list[str]] = {code: [] for code in old_districts()}
    loose: dict[str, list[str]] = {code: [] for code in old_districts()}
    for code, district, touched, _ in rows(FOLDER / "old_district_of.csv"):
        inside[district].append(code)
        if touched != "1":
            loose[district].append(code)
    return MappingProxyType(
        {code: Group(district, tuple(inside[code]), tuple(loose[code])) for code, district in old_districts().items()}
    )


def group(code: str) -> Group:
    """The group of an old district, or OnboardingError `place.district_unknown`."""
    found = groups().get(code)
    if found is None:
        raise OnboardingError("place.district_unknown", field="district", found=code[:20])
    return found


@lru_cache(maxsize=1)
def _district_codes() -> Mapping[str, str]:
    return {code: group.district.code for group in groups().values() for code in group.communes}


def old_district_of(code: str) -> OldDistrict:
    """The old district a commune of today is grouped under; OnboardingError `place.unknown`."""
    return old_districts()[_district_codes()[commune(code).code]]


def find_districts(query: str, limit: int = 8) -> list[Group]:
    """Old districts whose name and province hold every word of `query`, those with communes, whole names first."""
    words = fold(query[:80]).replace(",", " ").split()
    hits = []
    for group in groups().values() if words else ():
        key = fold(group.district.label).replace(",", " ")
        if group.communes and all(f" {word}" in f" {key}" for word in words):
            name = fold(bare(group.district.name)[1])
            whole = " ".join(words).removeprefix(fold(bare(group.district.name)[0])).strip()
            hits.append(((not whole.startswith(name), not name.startswith(whole), key), group))
    return [group for _, group in sorted(hits, key=lambda hit: hit[0])[:limit]]


@lru_cache(maxsize=1)
def reported() -> tuple[Reported, ...]:
    """Changes of 2026 from one source, not verified; nothing in the kit applies them by itself."""
    path = FOLDER / "reported_2026.csv"
    return tuple(
        Reported(level, code, name, resolution, date.fromisoformat(issued))
        for level, code, name, resolution, issued in rows(path)
    )


def communes_of(code: str) -> tuple[str, ...]:
    """Codes of today's communes under a code: itself (5 digits), an old district's (3) or a province's (2)."""
    if code in communes():
        return (code,)
    if len(code) == 3:
        return group(code).communes
    if code in provinces():
        return tuple(commune.code for commune in communes().values() if commune.province_code == code)
    raise OnboardingError("place.unknown", field="area", found=code[:20])
