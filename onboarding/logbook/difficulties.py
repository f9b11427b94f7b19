"""Difficulties people told a team: of a kind, in a commune, on a day; of no business, and without persons.

To gather and report them is the fourth task of the teams (Decree 224/2026/NĐ-CP, art. 79(3)).

>>> "network" in kinds(), without_person("Chờ duyệt đã 20 ngày"), without_person("gọi chị Mẫu 0900 000 123")
(True, True, False)
"""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from ..catalogue import Words, read_table
from ..errors import OnboardingError
from ..languages import clean
from ..store.schema import new_id
from ..store.schema.logbook import difficulty
from ..store.sql import upsert

MOST_LETTERS = 200
_NUMBER = re.compile(r"(?:\d[\s.\-]*){7,}")
"""Seven digits and more are a telephone, account or identity number; no amount anybody complains of is as long
without the word for it."""


class Kind(msgspec.Struct, frozen=True):
    """A kind of difficulty: its code, and what it is called."""

    code: str
    words: Words


class _Kinds(msgspec.Struct, frozen=True):
    kinds: tuple[Kind, ...]


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """The kinds by code, in the order they are offered."""
    return {kind.code: kind for kind in read_table(Path(__file__).with_name("difficulties.toml"), _Kinds).kinds}


def without_person(note: str) -> bool:
    """Whether a note holds no number that could be somebody's."""
    return not _NUMBER.search(note)


def note(
    conn: Connection, commune: str, chosen: Collection[str], *, text: str = "", day: date, team: str, member: str
) -> int:
    """Keep what made it hard, a row for each kind; the text goes with the last. How many.

    Raises `difficulty.unknown`, `difficulty.person` (a number in the text).
    """
    cleaned = clean(text, MOST_LETTERS)
    if not chosen or not set(chosen) <= set(kinds()):
        raise OnboardingError("difficulty.unknown", field="kind", known=", ".join(kinds()))
    if not without_person(cleaned):
        raise OnboardingError("difficulty.person", field="text")
    ordered = [code for code in kinds() if code in chosen]
    same: dict[str, Any] = {
        "commune": commune, "day": day, "team": clean(team, 100), "member": clean(member, 100),
        "made_at": datetime.now(UTC),
    }  # fmt: skip
    rows = [{**same, "id": new_id(), "kind": kind, "note": ""} for kind in ordered]
    rows[-1]["note"] = cleaned
    upsert(conn, difficulty, rows)
    return len(rows)


def counted(
    conn: Connection, communes: Collection[str] | None, since: date | None, until: date | None
) -> dict[str, int]:
    """How many of each kind were told, most first; kinds nobody told are left out."""
    query = select(difficulty.c.kind, func.count()).where(*_within(communes, since, until)).group_by(difficulty.c.kind)
    rows = conn.execute(query).all()
    return {kind: n for kind, n in sorted(rows, key=lambda row: (-row[1], row[0])) if kind in kinds()}


def notes(
    conn: Connection, communes: Collection[str] | None, since: date | None, until: date | None, most: int = 20
) -> list[tuple[str, str]]:
    """The newest notes as (kind, text)."""
    query = select(difficulty.c.kind, difficulty.c.note).where(
        difficulty.c.note != "", *_within(communes, since, until)
    )
    rows = conn.execute(query.order_by(difficulty.c.day.desc(), difficulty.c.id).limit(most))
    return [(row.kind, row.note) for row in rows]


def _within(communes: Collection[str] | None, since: date | None, until: date | None) -> list[Any]:
    conditions: list[Any] = []
    if communes is not None:
        conditions.append(difficulty.c.commune.in_(sorted(communes)))
    if since is not None:
        conditions.append(difficulty.c.day >= since)
    if until is not None:
        conditions.append(difficulty.c.day <= until)
    return conditions
