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
import threading
import tomllib
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from .errors import OnboardingError

LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
"""ISO 639 codes: two letters, three where there are no two (`rad` for Ê Đê)."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table inside a file. Unknown keys and wrong types are refused with file, line and key."""


class Record(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole file; `code` is the file's name without `.toml`."""

    code: str


class Words(dict[str, str]):
    """A short text by language code, such as `{"vi": "Cam", "en": "Orange"}`; Vietnamese is always there.

    A language the text does not bring falls back to Vietnamese, so that a third language needs no change of a file.

    >>> Words(vi="Cam", en="Orange").in_("en"), Words(vi="Cam").in_("km")
    ('Orange', 'Cam')
    """

    def __hash__(self) -> int:  # type: ignore[override]  # records are frozen and compared; their texts never change
        return hash(tuple(sorted(self.items())))

    @property
    def vi(self) -> str:
        """The Vietnamese text."""
        return self["vi"]

    def in_(self, language: str) -> str:
        """The text in `language`, or in Vietnamese where it is not there."""
        return self.get(language) or self["vi"]

    def map(self, change: Callable[[str, str], str]) -> "Words":
        """The same text with `change(text, language)` applied in each language."""
        return Words({language: change(text, language) for language, text in self.items()})


Kind = TypeVar("Kind", bound=Record)
Shape = TypeVar("Shape")


def convert(table: Mapping[str, object], shape: type[Shape]) -> Shape:
    """A parsed table as a record; raises msgspec.ValidationError naming what is wrong and where."""
    return msgspec.convert(table, shape, dec_hook=_as_words)


def _as_words(kind: type, value: Any) -> Any:
    """msgspec's hook for `Words`, which it does not know: a table of texts by language code, Vietnamese among them."""
    if kind is not Words:
        raise NotImplementedError(kind)
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise TypeError("Expected a table of texts by language")
    if "vi" not in value:
        raise ValueError("Object missing required field `vi`")
    if odd := [code for code in value if not LANGUAGE_CODE.fullmatch(code)]:
        raise ValueError(f"Object contains unknown field `{odd[0]}`")
    return Words(value)


def read(folder: Path, kind: type[Kind]) -> Mapping[str, Kind]:
    """All things of a folder, by code, in order of name; a file dropped in is there at the next call. See `hold`.

    Raises OnboardingError `catalogue.*` with file, line and key when a file does not say what `kind` asks.
    """
    return held((folder, kind), lambda: _read(_stamps(folder), kind))


def _stamps(folder: Path) -> tuple[tuple[str, int], ...]:
    with os.scandir(folder) as entries:
        return tuple(sorted((one.path, one.stat().st_mtime_ns) for one in entries if one.name.endswith(".toml")))


class _Held(threading.local):
    known: dict[Any, Any] | None = None


_held = _Held()


def hold() -> None:
    """Look at each folder once for all that this thread reads from now on; said again, it looks anew."""
    _held.known = {}


def held(key: Hashable, look: Callable[[], Shape]) -> Shape:
    """What `look` gives; once for each `key` on a thread that holds what it read."""
    if _held.known is None:
        return look()
    if key not in _held.known:
        _held.known[key] = look()
    found: Shape = _held.known[key]
    return found


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
        return convert(table, shape)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `")
        key = where.rstrip("`").removeprefix("$.") or _quoted(reason)
        raise OnboardingError(
            "catalogue.wrong_value", file=path.name, line=_line(text, key), key=key, reason=reason
        ) from error


def _quoted(reason: str) -> str:
    entries = re.search(r"`([^`]+)`\s*$", reason)
    return entries[1] if entries else ""


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
