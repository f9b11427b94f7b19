"""Overlay files of a commune beside the store: a line of JSON for each thing typed, appended and never rewritten.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder:
...     path = Path(folder) / "typed.jsonl"
...     append(path, {"text": "0 đồng"})
...     read(path, dict[str, str])
[{'text': '0 đồng'}]
"""

import json
import os
from pathlib import Path
from typing import Any, TypeVar

import msgspec

ROOT = Path(__file__).parents[2]

T = TypeVar("T")


def overlay_path(name: str) -> Path:
    """Where the overlay of that name stands: beside the SQLite store, or under `data/`."""
    url = os.environ.get("ONBOARDING_DB", "")
    folder = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else ROOT / "data"
    return folder / name


def stamp(path: Path) -> int:
    """When an overlay was typed into last (nanoseconds), 0 while there is none: what is made from it is out of date."""
    return path.stat().st_mtime_ns if path.exists() else 0


def append(path: Path, entry: Any) -> None:
    """Add an entry on a line of its own, also after a line that a power cut left half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(msgspec.to_builtins(entry), ensure_ascii=False) + "\n"
    with path.open("ab") as file:
        torn = file.tell() > 0 and not path.read_bytes().endswith(b"\n")
        file.write(("\n" if torn else "").encode() + line.encode("utf8"))


def read(path: Path, kind: type[T]) -> list[T]:
    """Every entry of a file in the order it was typed; a line that is none is passed over, and no file is no entry."""
    if not path.exists():
        return []
    entries = []
    for line in path.read_text("utf8", errors="replace").splitlines():
        try:
            entries.append(msgspec.json.decode(line.encode(), type=kind))
        except msgspec.DecodeError:
            continue
    return entries
