"""Incremental aggregates: communes in the event's transaction, provinces rolled up later.

A province's row in every transaction would make all its teams wait for each other (measured: 82 % slower). So an
event only adds to its commune's rows, marked `pending`; `roll_up` moves what is pending into `province_sum` later, and
whoever reads takes both. The sum is exact at every moment.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, literal_column, select

from ..store.batch_insert import Insert
from ..store.schema.logbook import province_sum, tally
from ..store.sql import upsert
from .boundaries import province_of
from .periods import month_of, week_of

FACETS = ("total", "week", "month", "team", "trade", "wallet")
_KEY = ("commune", "facet", "value", "rung", "units")
PENDING = tally.c.pending != literal_column("0")
"""Written out, not a parameter: only so is the partial index used."""
PROVINCE_FACETS = ("total", "week", "month", "trade", "wallet")


def values(day: date, team: str, trade: str, wallet: str) -> dict[str, str]:
    """The value an event has in each facet."""
    return {
        "total": "",
        "week": week_of(day),
        "month": month_of(day),
        "team": team,
        "trade": trade,
        "wallet": wallet,
    }


def deltas_of(moved: Mapping[str, Any], n: int, at: datetime) -> list[dict[str, Any]]:
    """The tally rows an event (its row) moves by `n`."""
    facets = values(moved["day"], moved["team"], moved["trade"], moved["wallet"])
    same = {"commune": moved["commune"], "units": moved["units"], "rung": moved["rung"], "n": n, "changed_at": at}
    return [
        {**same, "facet": facet, "value": value, "pending": n if facet in PROVINCE_FACETS else 0}
        for facet, value in facets.items()
    ]


def add(conn: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Move the tally by these rows; rows of one key are joined first."""
    joined: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        total = joined.setdefault(tuple(row[name] for name in _KEY), {**row, "n": 0, "pending": 0})
        total["n"] += row["n"]
        total["pending"] += row["pending"]
    moved = [row for row in joined.values() if row["n"] or row["pending"]]
    upsert(conn, tally, moved, add=("n", "pending"), change=("changed_at",))


def as_insert(rows: list[dict[str, Any]]) -> Insert:
    """The same as a step of a chain; the rows' keys differ."""
    return Insert(tally, rows, ("changed_at",), ("n", "pending"))


def roll_up(conn: Connection, most: int = 5_000) -> int:
    """Move up to `most` pending rows into the provinces' sums; how many were moved.

    What is added there is taken off here, whoever else records or folds meanwhile: the two together never change.
    """
    names = (*_KEY, "pending")
    query = select(*(tally.c[name] for name in names)).where(PENDING, tally.c.facet.in_(PROVINCE_FACETS)).limit(most)
    rows = [dict(zip(names, row, strict=True)) for row in conn.execute(query)]
    add_sums(conn, by_province(rows))
    off = {"n": 0, "changed_at": datetime.fromtimestamp(0, UTC)}  # an upsert costs a third of an update here
    upsert(conn, tally, [{**row, **off, "pending": -row["pending"]} for row in rows], add=("pending",))
    return len(rows)


def by_province(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What tally rows add to the provinces' sums; a total also adds to its commune's."""
    joined: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        head = (province_of(row["commune"], row["units"]), row["units"])
        joined[*head, row["facet"], row["value"], row["rung"]] += row["pending"]
        if row["facet"] == "total":
            joined[*head, "commune", row["commune"], row["rung"]] += row["pending"]
    names = ("province", "units", "facet", "value", "rung")
    return [{**dict(zip(names, key, strict=True)), "n": n} for key, n in sorted(joined.items())]


def add_sums(conn: Connection, rows: list[dict[str, Any]]) -> None:
    """Add to the provinces' sums."""
    upsert(conn, province_sum, rows, add=("n",))
