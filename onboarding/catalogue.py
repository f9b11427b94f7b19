"""A folder of TOML files read into frozen records: one file is one thing, its name is its code.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> class Fruit(Record):
...     name: Words
...     days: int
>>> with TemporaryDirectory() as folder:
...     _ = Path(folder, "cam.toml").write_text('name = {vi = "Cam", en = "Orange"}\\ndays = 9', "utf8")
...     fruits = read(Path(folder), Fruit)
>>> fruits["cam"].code, fruits["cam"].name.in_("en"), fruits["cam"].days
('cam', 'Orange', 9)
"""

import os
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import msgspec

from .errors import OnboardingError


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table inside a file. Unknown keys and wrong types are refused with file, line and key."""


class Record(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole file; `code` is the file's name without `.toml`."""

    code: str


class Words(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A short text in the languages the file brings; Vietnamese is always there."""

    vi: str
    en: str = ""

    def in_(self, language: str) -> str:
        """The text in `language`, or in Vietnamese where the file does not bring it."""
        return str(getattr(self, language, "") or self.vi)


Kind = TypeVar("Kind", bound=Record)
Shape = TypeVar("Shape")


def read(folder: Path, kind: type[Kind]) -> Mapping[str, Kind]:
    """All things of a folder, by code, in order of name; a file dropped in is there at the next call.

    Raises OnboardingError `catalogue.*` with file, line and key when a file does not say what `kind` asks.
    """
    with os.scandir(folder) as found:
        stamps = sorted((one.path, one.stat().st_mtime_ns) for one in found if one.name.endswith(".toml"))
    return _read(tuple(stamps), kind)


@lru_cache(maxsize=64)
def _read(stamps: tuple[tuple[str, int], ...], kind: type[Kind]) -> Mapping[str, Kind]:
    return MappingProxyType({path.stem: read_file(path, kind) for path in (Path(name) for name, _ in stamps)})


def read_file(path: Path, kind: type[Kind]) -> Kind:
    """One file as one record."""
    text, table = _parse(path)
    return _convert(path, text, {**table, "code": path.stem}, kind)


def read_table(path: Path, shape: type[Shape]) -> Shape:
    """A single TOML file of any shape, such as `dict[str, Law]`, checked the same way."""
    text, table = _parse(path)
    return _convert(path, text, table, shape)


def _parse(path: Path) -> tuple[str, dict[str, object]]:
    text = path.read_text("utf8")
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OnboardingError("catalogue.not_toml", file=path.name, reason=str(error)) from error


def _convert(path: Path, text: str, table: Mapping[str, object], shape: type[Shape]) -> Shape:
    try:
        return msgspec.convert(table, shape)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `")
        key = where.rstrip("`").removeprefix("$.") or _quoted(reason)
        raise OnboardingError(
            "catalogue.wrong_value", file=path.name, line=_line(text, key), key=key, reason=reason
        ) from error


def _quoted(reason: str) -> str:
    found = re.search(r"`([^`]+)`\s*$", reason)
    return found[1] if found else ""


def _line(text: str, key: str) -> int:
    """The line a key path such as `steps[2].who` stands on, as near as can be told."""
    lines, start = text.splitlines(), 0
    for part in key.split("."):
        name, _, index = part.rstrip("]").partition("[")
        nth = int(index) if index.isdigit() else 0
        pattern = re.compile(rf"\s*(\[+\s*(\w+\.)*)?\"?{re.escape(name)}\"?\s*[=\].]")
        hits = [number for number in range(start, len(lines)) if pattern.match(lines[number])]
        if not hits:
            break
        start = hits[min(nth, len(hits) - 1)]
    return start + 1
