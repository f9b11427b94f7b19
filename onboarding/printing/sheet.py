"""The kinds of sheet: one `sheets/<code>.typ` each, which brings its own name, paper and words.

A sheet's first lines are TOML behind `//!`; the rest is typst and offers `sheet(w, o)`, where `w` are its words in
the pack's language and `o` the same in the other one (the line for visitors). Words many sheets share stand in
`kit.typ` and are there for every sheet. Dropping a file in adds a sheet.

>>> [sheet.code for sheet in sheets().values() if sheet.paper == "a6"]
['pocket_card']
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import msgspec

from ..catalogue import Part, Record, Words, convert
from ..errors import OnboardingError
from .contents import PackContents

FOLDER = Path(__file__).parent / "sheets"
Shape = TypeVar("Shape")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Sheet(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of sheet. `needs` names the fields of PackContents without which it has nothing to say.

    `scan_cm`: from how far its symbol was read by both decoders in simulated captures (0: it has none).
    `symbols`: how often the code stands on it; each is read back. `usual`: in a pack nobody chose the sheets of;
    such sheets share one size of paper and are five pages together at most.
    """

    title: Words
    about: Words
    order: int
    paper: str
    needs: tuple[str, ...] = ()
    scan_cm: int = 0
    symbols: int = 1
    usual: bool = False
    words: Mapping[str, Words] = {}

    def ready(self, contents: PackContents) -> bool:
        """Has this pack what the sheet needs?"""
        return all(getattr(contents, need) for need in self.needs)

    def said(self, language: str) -> dict[str, str]:
        """Its words in one language, by key, the shared ones among them."""
        return {key: words.in_(language) for key, words in self.words.items()}


class Shared(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The head of `kit.typ`: words every sheet has."""

    words: Mapping[str, Words]


def sheets(folder: Path = FOLDER) -> Mapping[str, Sheet]:
    """Every kind of sheet by code, in the order they lie in the pack.

    Raises `sheet.wrong_name` and `sheet.wrong_head` for a file that is not as a sheet should be.
    """
    paths = [folder.parent / "kit.typ", *sorted(folder.glob("*.typ"))]
    return _read(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=16)
def _read(stamps: tuple[tuple[Path, int], ...]) -> Mapping[str, Sheet]:
    kit, *paths = (path for path, _ in stamps)
    shared = _head(kit, Shared, {}).words
    kinds = [msgspec.structs.replace(sheet, words={**shared, **sheet.words}) for sheet in map(_read_sheet, paths)]
    return MappingProxyType({sheet.code: sheet for sheet in sorted(kinds, key=lambda sheet: (sheet.order, sheet.code))})


def _read_sheet(path: Path) -> Sheet:
    if not _NAME.fullmatch(path.stem):
        raise OnboardingError("sheet.wrong_name", file=path.name)
    return _head(path, Sheet, {"code": path.stem})


def _head(path: Path, shape: type[Shape], more: Mapping[str, str]) -> Shape:
    """The TOML behind `//!` at the beginning of a file."""
    lines = path.read_text("utf8").splitlines()
    head = "\n".join(line.removeprefix("//!") for line in lines if line.startswith("//!"))
    try:
        return convert({**tomllib.loads(head), **more}, shape)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise OnboardingError("sheet.wrong_head", file=path.name, reason=str(error)) from error


def usual(contents: PackContents, folder: Path = FOLDER) -> tuple[str, ...]:
    """The sheets of a pack nobody chose the sheets of; all that have something to say where no usual one has."""
    ready = [sheet for sheet in sheets(folder).values() if sheet.ready(contents)]
    return tuple(sheet.code for sheet in [sheet for sheet in ready if sheet.usual] or ready)


def choose(contents: PackContents, wanted: tuple[str, ...] | None, folder: Path = FOLDER) -> list[Sheet]:
    """The sheets asked for (all, if None) that have something to say, in order.

    Raises `sheet.unknown` for a code nobody brought and `pack.nothing_to_print` when no sheet is left.
    """
    known = sheets(folder)
    for code in wanted or ():
        if code not in known:
            raise OnboardingError("sheet.unknown", field="sheets", found=code, known=", ".join(known))
    chosen = [s for s in known.values() if (wanted is None or s.code in wanted) and s.ready(contents)]
    if not chosen:
        raise OnboardingError("pack.nothing_to_print", field="sheets")
    return chosen
