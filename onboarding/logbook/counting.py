"""Counts for people who may see counts: each with what it counts, its days, and as of when."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, func, literal_column, select

from ..business import Rung
from ..places import UNIT_SET, label, set_on
from ..store.schema.logbook import tally
from . import cube
from .boundaries import UNALLOCATED, map_commune, province_name, province_of
from .periods import span, start_of
from .query import KINDS, PLACES, CountQuery
from .reading import Cells, fetch

Cell = dict[str, Any]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Rows and the total, with what they mean.

    Each row holds the dimensions asked for, a `name` for a place, and `n`: businesses with evidence of `rung` (the
    row's own where grouped by rung). `total` counts `rung`. `unallocated` are businesses of the total that no unit of
    the day asked for can take whole. `last_written`: the newest event in it, or the end of the last published week.
    `exact` False: published numbers, multiples of `rounded_to`.
    """

    rows: list[Cell]
    total: int | None
    rung: Rung
    since: date | None
    until: date | None
    as_of: date | None
    counted_at: datetime
    last_written: datetime | None
    unallocated: int | None
    exact: bool
    rounded_to: int
    hidden: int = 0

    def as_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def answer(conn: Connection, query: CountQuery, *, exact: bool = False, at: datetime | None = None) -> Answer:
    """Count exactly (for those who may see persons anyway), or sum the published cells."""
    query = query.checked()
    cells = _grouped(fetch(conn, query) if exact else cube.fetch(conn, query), query)
    rows, unallocated = _rows(cells, query)
    return Answer(
        rows=[{**row, "hidden": False} for row in rows],
        total=sum(n for key, n in cells.items() if key[-1] == query.rung), rung=query.rung, since=query.since,
        until=query.until, as_of=query.as_of, counted_at=at or datetime.now(UTC),
        last_written=_last(conn, query) if exact else _published_until(conn), unallocated=unallocated, exact=exact,
        rounded_to=1 if exact else cube.BASE,
    )  # fmt: skip


def _published_until(conn: Connection) -> datetime | None:
    """The last moment of the newest published week."""
    newest = cube.newest_week(conn)
    return start_of(span(newest[0])[1] + timedelta(days=1)) - timedelta(minutes=1) if newest else None


def _grouped(cells: Cells, query: CountQuery) -> Counter[tuple[str, ...]]:
    """The cells by the cuts asked for, places as units of the day asked for, and the rung last."""
    wanted = set_on(query.as_of) if query.as_of else UNIT_SET
    found: Counter[tuple[str, ...]] = Counter()
    for (place, units, time, kind, rung), n in cells.items():
        commune = "" if not units else (map_commune(place, units, wanted) if query.as_of else place)
        values = {
            "province": place if not units else province_of(place, units),
            "commune": commune if "commune" in query.by or query.as_of else "",
            "time": time,
            "kind": kind,
        }
        found[*_key(values, query), rung] += n
    return found


def _key(values: dict[str, str], query: CountQuery) -> tuple[str, ...]:
    """Values in the order of the cuts; the commune is carried along where boundaries are mapped."""
    names = {**values, **({query.time: values["time"]} if query.time else {}), **dict.fromkeys(KINDS, values["kind"])}
    cuts = [cut for cut in query.by if cut != "rung"]
    return (*(names[cut] for cut in cuts), *((values["commune"],) if query.as_of and "commune" not in cuts else ()))


def _rows(cells: Counter[tuple[str, ...]], query: CountQuery) -> tuple[list[Cell], int]:
    """Rows in order of their cuts, and how many of the total stand nowhere."""
    cuts = [cut for cut in query.by if cut != "rung"]
    place = cuts.index("commune") if "commune" in cuts else (len(cuts) if query.as_of else None)
    unallocated = 0
    joined: Counter[tuple[str, ...]] = Counter()
    for key, n in cells.items():
        if place is not None and key[place] == UNALLOCATED:
            unallocated += n if key[-1] == query.rung else 0
        joined[*key[: len(cuts)], key[-1]] += n
    rows = [_row(cuts, key, n, query) for key, n in joined.items() if n or "rung" in query.by]
    return sorted(rows, key=lambda row: _order(row, query)), unallocated


def _row(cuts: list[str], key: tuple[str, ...], n: int, query: CountQuery) -> Cell:
    row: Cell = dict(zip(cuts, key, strict=False))
    if "rung" in query.by:
        row["rung"] = key[-1]
    if "commune" in row:
        row["name"] = label(row["commune"], set_on(query.as_of) if query.as_of else UNIT_SET)
    elif "province" in row:
        row["name"] = province_name(row["province"])
    return {**row, "n": n}


def _order(row: Cell, query: CountQuery) -> tuple[Any, ...]:
    return tuple(Rung(row[cut]).step if cut == "rung" else row[cut] for cut in query.by)


def _last(conn: Connection, query: CountQuery) -> datetime | None:
    """When the newest event in the communes asked for was written; what the number is as of."""
    newest = select(func.max(tally.c.changed_at)).where(tally.c.facet == literal_column("'total'"))
    if query.communes is not None:
        newest = newest.where(tally.c.commune.in_(sorted(query.communes)))
    found: datetime | None = conn.execute(newest).scalar_one()
    return found


__all__ = ["PLACES", "Answer", "answer"]
