"""The bank directory: 82 rows of `banks.csv`, each with its source, keyed on BIN.

Two lists give the code BVB to two banks, and names change, so only the BIN is a key; codes, short names, other
words and former names are for finding. A name that fits several banks is asked about, never chosen.

>>> bank("Vietcombank").bin, bank("Đông Á").short_name
('970436', 'Vikki Bank')
>>> [found.short_name for found in find_banks("quan doi")]
['MBBank']
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from rapidfuzz import fuzz

from ..errors import OnboardingError
from ..languages import clean, fold

FILE = Path(__file__).with_name("banks.csv")


@dataclass(frozen=True, slots=True)
class Bank:
    """One BIN. `can_scan`: its own app pays by scanning (it receives either way); None: no list says. `usual_digits`:
    unverified, only for a warning. `wallet`: its code comes out of its own app (`own_code.py`)."""

    bin: str
    code: str
    short_name: str
    vietqr_code: str
    name: str
    former: tuple[str, ...]
    also: tuple[str, ...]
    usual_digits: tuple[int, ...]
    can_scan: bool | None
    wallet: bool
    source: str


def banks() -> Mapping[str, Bank]:
    """All banks by BIN, in order of BIN; a row added to the file is there at the next call."""
    return _read(FILE, FILE.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, stamp: int) -> Mapping[str, Bank]:
    lines = [line for line in path.read_text("utf8").splitlines() if not line.startswith("#")]
    return MappingProxyType({row["bin"]: _bank(row) for row in csv.DictReader(lines)})


def _bank(row: Mapping[str, str]) -> Bank:
    flag = {"1": True, "0": False}
    return Bank(
        bin=row["bin"],
        code=row["code"],
        short_name=row["short_name"],
        vietqr_code=row["vietqr_code"],
        name=row["name"],
        former=_listed(row["former"]),
        also=_listed(row["also"]),
        usual_digits=tuple(map(int, _listed(row["usual_digits"]))),
        can_scan=flag.get(row["can_scan"]),
        wallet=row["wallet"] == "1",
        source=row["source"],
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def bank(key: str) -> Bank:
    """The one bank of a BIN, a code, a short name, another or a former name; spaces, case and marks do not matter.

    Errors: `bank.unknown` with the nearest names, `bank.ambiguous` with all it may be, both under `options`.
    """
    plain = unicodedata.normalize("NFKC", clean(key, 200)).removesuffix(".0")  # a spreadsheet's 970436.0
    if found := banks().get(plain):
        return found
    wanted = _squeezed(clean(key, 200))
    for names in (_short, _other):
        hits = [one for one in banks().values() if wanted and wanted in map(_squeezed, names(one))]
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise OnboardingError("bank.ambiguous", field="bank", found=clean(key, 40), **_options(hits))
    near = find_banks(key, 4) if wanted else []
    raise OnboardingError("bank.unknown", field="bank", found=clean(key, 40), **_options(near))


def _short(one: Bank) -> Iterable[str]:
    return one.code, one.vietqr_code, one.short_name


def _other(one: Bank) -> Iterable[str]:
    return one.name, *one.former, *one.also


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _options(found: Iterable[Bank]) -> dict[str, list[str] | str]:
    """BINs to choose from, and the same as words for a sentence."""
    listed = sorted(found, key=lambda one: one.bin)
    return {
        "options": [one.bin for one in listed],
        "choices": ", ".join(f"{one.short_name} ({one.bin})" for one in listed) or "…",
    }


def find_banks(query: str, limit: int = 8) -> list[Bank]:
    """The banks a person may mean, best first, by any part of any name they have or had; all when nothing is typed."""
    wanted = fold(clean(query, 200))
    scored = [(_score(wanted, one), one) for one in banks().values()]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1].short_name.casefold()))
    return [one for _, one in found[:limit]]


def _score(wanted: str, one: Bank) -> float:
    squeezed = _squeezed(wanted)
    if not squeezed:
        return _common(one) if not wanted else 0
    short, other = [*map(_squeezed, _short(one)), one.bin], [*map(fold, _other(one))]
    if squeezed in short:
        return 9 + _common(one)
    if squeezed in map(_squeezed, other):
        return 8 + _common(one)
    if any(name.startswith(squeezed) for name in short):
        return 6 + _common(one)
    words = " ".join(other)
    if all(re.search(rf"\b{re.escape(word)}", words) for word in wanted.split()):
        return 4 + _common(one)
    likeness = max(fuzz.ratio(squeezed, _squeezed(name)) for name in (*short, *other) if name)
    return likeness / 50 if len(squeezed) > 3 and likeness >= 78 else 0


def _common(one: Bank) -> float:
    """Banks whose app scans come before those that only receive, and those before rows of community lists."""
    return 0.9 if one.can_scan else 0.5 if one.code else 0.1
