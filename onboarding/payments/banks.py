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
    unverified, only for a warning. `wallet`: its code comes out of its own app (`wallet_qr.py`)."""

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

    @property
    def short_names(self) -> frozenset[str]:
        """Folded codes and short names, those of before too, as people write them before a number."""
        names = (self.code, self.vietqr_code, self.short_name, *self.former, *self.also)
        return frozenset(fold(name) for name in names if name)


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
    if exact := banks().get(plain):
        return exact
    squeezed = _squeezed(clean(key, 200))
    for names in (_short, _other):
        hits = [issuer for issuer in banks().values() if squeezed and squeezed in map(_squeezed, names(issuer))]
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise OnboardingError("bank.ambiguous", field="bank", found=clean(key, 40), **_options(hits))
    near = find_banks(key, 4) if squeezed else []
    raise OnboardingError("bank.unknown", field="bank", found=clean(key, 40), **_options(near))


def _short(issuer: Bank) -> Iterable[str]:
    return issuer.code, issuer.vietqr_code, issuer.short_name


def _other(issuer: Bank) -> Iterable[str]:
    return issuer.name, *issuer.former, *issuer.also


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _options(candidates: Iterable[Bank]) -> dict[str, list[str] | str]:
    """BINs to choose from, and the same as words for a sentence."""
    listed = sorted(candidates, key=lambda issuer: issuer.bin)
    return {
        "options": [issuer.bin for issuer in listed],
        "choices": ", ".join(f"{issuer.short_name} ({issuer.bin})" for issuer in listed) or "…",
    }


def find_banks(query: str, limit: int = 8) -> list[Bank]:
    """The banks a person may mean, best first, by any part of any name they have or had; all when nothing is typed."""
    folded = fold(clean(query, 200))
    scored = [(_score(folded, issuer), issuer) for issuer in banks().values()]
    ranked = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1].short_name.casefold()))
    return [issuer for _, issuer in ranked[:limit]]


def _score(folded: str, issuer: Bank) -> float:
    squeezed = _squeezed(folded)
    if not squeezed:
        return _common(issuer) if not folded else 0
    short, other = [*map(_squeezed, _short(issuer)), issuer.bin], [*map(fold, _other(issuer))]
    if squeezed in short:
        return 9 + _common(issuer)
    if squeezed in map(_squeezed, other):
        return 8 + _common(issuer)
    if any(name.startswith(squeezed) for name in short):
        return 6 + _common(issuer)
    words = " ".join(other)
    if all(re.search(rf"\b{re.escape(word)}", words) for word in folded.split()):
        return 4 + _common(issuer)
    likeness = max(fuzz.ratio(squeezed, _squeezed(name)) for name in (*short, *other) if name)
    return likeness / 50 if len(squeezed) > 3 and likeness >= 78 else 0


def _common(issuer: Bank) -> float:
    """Banks whose app scans come before those that only receive, and those before rows of community lists."""
    return 0.9 if issuer.can_scan else 0.5 if issuer.code else 0.1
