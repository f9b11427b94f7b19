"""Pivot tables of counts: one dimension down, one across, with totals that agree with the single counts.

A business counts once at a rung, in one commune and one week, so rows and columns of places and times add up. Rungs do
not: who is at a higher one was at the lower ones too; a table across rungs has no row totals.

>>> from onboarding.logbook.counting import Answer
>>> from datetime import UTC, datetime
>>> rows = [{"commune": "24955", "name": "Xã A", "week": "2026-W02", "n": 3},
...         {"commune": "24988", "name": "Xã B", "week": "2026-W01", "n": 2}]
>>> answer = Answer(rows=rows, total=5, rung="handed_over", since=None, until=None, as_of=None,
...     counted_at=datetime.now(UTC), last_written=None, unallocated=0, exact=True, rounded_to=1)
>>> table = pivot(answer, "commune", "week")
>>> table.columns, table.cells, table.row_totals, table.column_totals
(['2026-W01', '2026-W02'], [[0, 3], [2, 0]], [3, 2], [2, 3])
"""

from collections.abc import Callable
from typing import Any

import msgspec

from ..business import Rung
from .counting import Answer
from .query import PLACES


class Pivot(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` are codes with `names` as people read them; `row_totals` is None where columns do not add up."""

    down: str
    across: str
    rows: list[str]
    names: dict[str, str]
    columns: list[str]
    cells: list[list[int | None]]
    row_totals: list[int] | None
    column_totals: list[int]
    total: int | None


def pivot(answer: Answer, down: str, across: str) -> Pivot:
    """The rows of an answer cut by exactly these two, the largest first; a hidden cell stays None."""
    values: dict[tuple[str, str], int | None] = {(row[down], row[across]): row["n"] for row in answer.rows}
    names = {row[down]: str(row.get("name", row[down])) if down in PLACES else str(row[down]) for row in answer.rows}
    columns = sorted({column for _, column in values}, key=_order(across))
    across_all = {row: sum(values.get((row, column)) or 0 for column in columns) for row in names}
    rows = sorted(names, key=lambda row: (-across_all[row], names[row]))
    return Pivot(
        down=down, across=across, rows=rows, names=names, columns=columns,
        cells=[[values.get((row, column), 0) for column in columns] for row in rows],
        row_totals=None if across == "rung" else [across_all[row] for row in rows],
        column_totals=[sum(values.get((row, column)) or 0 for row in rows) for column in columns], total=answer.total,
    )  # fmt: skip


def _order(cut: str) -> Callable[[str], Any]:
    return (lambda value: Rung(value).step) if cut == "rung" else str
