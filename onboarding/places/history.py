"""Former administrative units, and where each of them went.

>>> former("2025-01-01")["00001"].label
'Phường Phúc Xá, quận Ba Đình, thành phố Hà Nội'
>>> [name.label for name in old_districts().values() if name.name == "Huyện Côn Đảo"]
['Huyện Côn Đảo, tỉnh Bà Rịa - Vũng Tàu']
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import msgspec

from .units import FOLDER, UNIT_SETS, bare, known_set, lowered, provinces, rows

FORMER = UNIT_SETS[0]


class OldDistrict(msgspec.Struct, frozen=True):
    """A district abolished on 2025-07-01: three-digit code, full name, province of that time."""

    code: str
    name: str
    province: str
    province_code: str

    @property
    def short(self) -> str:
        """The name without its kind: "Cái Bè"."""
        return bare(self.name)[1]

    @property
    def label(self) -> str:
        """ "Huyện Cái Bè, tỉnh Tiền Giang"."""
        return f"{self.name}, {lowered(self.province)}"


class FormerCommune(msgspec.Struct, frozen=True):
    """A commune of a past unit set under its district; an island district without communes is its own."""

    code: str
    name: str
    district: OldDistrict

    @property
    def label(self) -> str:
        """ "Phường Phúc Xá, quận Ba Đình, thành phố Hà Nội"."""
        if self.code == self.district.code:
            return self.district.label
        return f"{self.name}, {lowered(self.district.label)}"


@lru_cache(maxsize=2)
def old_districts(unit_set: str = FORMER) -> Mapping[str, OldDistrict]:
    """Districts of a past unit set by code."""
    path = FOLDER / known_set(unit_set) / "districts.csv"
    names = {code: province.name for code, province in provinces(unit_set).items()}
    return MappingProxyType(
        {code: OldDistrict(code, name, names[province], province) for code, name, province in rows(path)}
    )


@lru_cache(maxsize=2)
def former(unit_set: str = FORMER) -> Mapping[str, FormerCommune]:
    """Communes of a past unit set by code."""
    path = FOLDER / known_set(unit_set) / "communes.csv"
    districts = old_districts(unit_set)
    return MappingProxyType(
        {code: FormerCommune(code, name, districts[district]) for code, name, district in rows(path)}
    )


@lru_cache(maxsize=4)
def moves(old_set: str, new_set: str) -> Mapping[str, tuple[str, ...]]:
    """Where each unit of one set went in the next: one code = whole; several = divided, the likeliest first."""
    path = FOLDER / f"{known_set(old_set)}_to_{known_set(new_set)}.csv"
    return MappingProxyType({code: tuple(to.split(" ")) for code, to in rows(path)})
