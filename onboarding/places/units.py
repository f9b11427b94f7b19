"""Communes and provinces by unit set: a folder of `units/` is one set, its name the first day it holds.

A code alone says nothing: most codes of 2025-07-01 are codes of the set before, many under another name. So
whoever keeps a code keeps its set beside it (`UNIT_SET` for today's).

>>> commune("00004").label
'Phường Ba Đình, thành phố Hà Nội'
>>> len(communes()), len(provinces())
(3321, 34)
"""

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from ..errors import OnboardingError
from ..languages import nfc

FOLDER = Path(__file__).parent / "units"
UNIT_SETS = tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
"""The unit sets the kit knows, oldest first; each named for the first day it holds."""
UNIT_SET = UNIT_SETS[-1]

KINDS = ("xã", "phường", "đặc khu", "thị trấn", "huyện", "quận", "thị xã", "thành phố", "tỉnh")


class Province(msgspec.Struct, frozen=True):
    """A province or city directly under the state: its two-digit code and full name, "Tỉnh Vĩnh Long"."""

    code: str
    name: str

    @property
    def short(self) -> str:
        """The name without its kind: "Vĩnh Long"."""
        return bare(self.name)[1]


class Commune(msgspec.Struct, frozen=True):
    """A lowest unit: five-digit code, full name ("Xã An Bình"), kind ("xã"), province's name and code.

    `was` is set where a search by a former name led here: that former unit, "Xã Phúc Xá, quận Ba Đình, …".
    """

    code: str
    name: str
    kind: str
    province: str
    province_code: str
    was: str = ""

    @property
    def short(self) -> str:
        """The name without its kind: "An Bình"."""
        return self.name[len(self.kind) + 1 :]

    @property
    def label(self) -> str:
        """The name people can tell apart: "Xã An Bình, tỉnh Vĩnh Long"."""
        return f"{self.name}, {lowered(self.province)}"

    def words(self, before: str) -> str:
        """The label, and the former name that led here after the words `before`."""
        return f"{self.label} ({before} {lowered(self.was)})" if self.was else self.label


def bare(name: str) -> tuple[str, str]:
    """A unit's kind in small letters and its name without it.

    >>> bare("Thị xã Cai Lậy")
    ('thị xã', 'Cai Lậy')
    """
    low = name.lower()
    kind = next((kind for kind in KINDS if low.startswith(kind + " ")), "")
    return kind, name[len(kind) + 1 :] if kind else name


def lowered(name: str) -> str:
    """A unit's full name as it stands inside a sentence: "tỉnh Vĩnh Long"."""
    return name[:1].lower() + name[1:]


def rows(path: Path) -> Iterator[list[str]]:
    """A data file's rows, after its source line and its heading."""
    with path.open(encoding="utf8", newline="") as file:
        file.readline()
        lines = csv.reader(file)
        next(lines)
        yield from lines


def known_set(unit_set: str) -> str:
    """`unit_set` itself, or OnboardingError `place.set_unknown`."""
    if unit_set not in UNIT_SETS:
        raise OnboardingError("place.set_unknown", found=unit_set, known=", ".join(UNIT_SETS))
    return unit_set


@lru_cache(maxsize=8)
def provinces(unit_set: str = UNIT_SET) -> Mapping[str, Province]:
    """Provinces of a unit set by code."""
    path = FOLDER / known_set(unit_set) / "provinces.csv"
    return MappingProxyType({code: Province(code, name) for code, name in rows(path)})


@lru_cache(maxsize=2)
def communes() -> Mapping[str, Commune]:
    """Today's communes by code."""
    names = {code: province.name for code, province in provinces().items()}
    return MappingProxyType(
        {
            code: Commune(code, name, bare(name)[0], names[province], province)
            for code, name, province in rows(FOLDER / UNIT_SET / "communes.csv")
        }
    )


def commune(code: str) -> Commune:
    """Today's commune by its code; OnboardingError `place.unknown` when there is none."""
    found = communes().get(nfc(code).strip())
    if found is None:
        raise OnboardingError("place.unknown", field="commune", found=code[:20])
    return found
