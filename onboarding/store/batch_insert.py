"""Inserts that depend on one another, in one statement where the engine can: a record of the log is one on PostgreSQL.

>>> from sqlalchemy import Column, Integer, MetaData, Table, create_engine
>>> jars, sums = (Table(name, MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer))
...               for name in ("jar", "total"))
>>> with create_engine("sqlite://").begin() as conn:
...     jars.create(conn), sums.create(conn)
...     steps = [Step(jars, [{"id": 1, "n": 1}], gate=True), Step(sums, [{"id": 0, "n": 1}], add=("n",))]
...     [Chain(conn.dialect, steps).put(conn) for _ in range(2)], conn.execute(sums.select()).all()
(None, None)
([1, 0], [(0, 1)])
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects import postgresql

from .sql import driver, insert_text, look_text, native, on_conflict


class Step(NamedTuple):
    """Rows for a table. A `gate` is one row that must be new for what follows to happen; others just go in."""

    table: Table
    rows: Sequence[Mapping[str, Any]]
    change: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    gate: bool = False


Kept = tuple[Table, Mapping[str, Any]]


class Chain:
    """Steps made ready for an engine before the writer's turn comes, so that nobody waits behind the making.

    `unless`: a row of another table that keeps everything out.
    """

    def __init__(self, dialect: Dialect, steps: Sequence[Step], unless: Kept | None = None) -> None:
        wanted = [step for step in steps if step.rows]
        self._all = _one_text(dialect, wanted, unless) if dialect.name != "sqlite" else None
        self._each = [_ready(dialect, step) for step in wanted] if dialect.name == "sqlite" else []
        self._look = _looking(dialect, unless) if unless and dialect.name == "sqlite" else None

    def put(self, conn: Connection) -> int:
        """Insert step after step up to the first gate that was there already; how many gates were new."""
        if self._all is not None:
            return int(conn.exec_driver_sql(*self._all).scalar_one())
        raw, new = driver(conn), 0
        if self._look and raw.execute(*self._look).fetchone():
            return 0
        for text, values, gate in self._each:
            if not gate:
                raw.executemany(text, values)
            elif raw.execute(text, values[0]).rowcount == 1:
                new += 1
            else:
                break
        return new


def _ready(dialect: Dialect, step: Step) -> tuple[str, list[tuple[Any, ...]], bool]:
    columns = tuple(step.rows[0])
    text = insert_text(dialect.name, step.table, columns, step.change, step.add)
    return text, list(map(native(dialect, step.table, columns), step.rows)), step.gate


def _looking(dialect: Dialect, kept: Kept) -> tuple[str, tuple[Any, ...]]:
    columns = tuple(kept[1])
    return look_text(kept[0], columns, "?"), native(dialect, kept[0], columns)(kept[1])


def _one_text(dialect: Dialect, steps: Sequence[Step], unless: Kept | None) -> tuple[str, tuple[Any, ...]]:
    shape = tuple((step.table, tuple(step.rows[0]), len(step.rows), *step[2:]) for step in steps)
    values: list[Any] = []
    for at, step in enumerate(steps):
        turn = native(dialect, step.table, tuple(step.rows[0]))
        values += [value for row in _ordered(step) for value in turn(row)]
        if at == 0 and unless:
            values += native(dialect, unless[0], tuple(unless[1]))(unless[1])
    return _text(shape, (unless[0], tuple(unless[1])) if unless else None), tuple(values)


def _ordered(step: Step) -> Sequence[Mapping[str, Any]]:
    """In the order of their keys, so that two writers never wait for each other crosswise."""
    key = [column.name for column in step.table.primary_key]
    return sorted(step.rows, key=lambda row: [row[name] for name in key])


@lru_cache(maxsize=256)
def _text(shape: tuple[Any, ...], unless: tuple[Table, tuple[str, ...]] | None) -> str:
    """One statement: each insert looks at whether the last gate before it let a row in."""
    parts: list[str] = []
    gates: list[int] = []
    for at, (table, columns, many, change, add, gate) in enumerate(shape):
        row = f"({', '.join(f'%s::{_kind(table, name)}' for name in columns)})"
        wanted = f"SELECT * FROM (VALUES {', '.join([row] * many)}) AS v"
        wanted += f" WHERE EXISTS (SELECT 1 FROM s{gates[-1]})" if gates else _but(unless)
        insert = (
            f"INSERT INTO {table.name} ({', '.join(columns)}) {wanted} {on_conflict(table, change, add)} RETURNING 1"
        )
        parts.append(f"s{at} AS ({insert})")
        if gate:
            gates.append(at)
    new = " + ".join(f"(SELECT count(*) FROM s{at})" for at in gates)
    return f"WITH {', '.join(parts)} SELECT {new}"


def _but(unless: tuple[Table, tuple[str, ...]] | None) -> str:
    if unless is None:
        return ""
    table, columns = unless
    return f" WHERE NOT EXISTS (SELECT 1 FROM {table.name} WHERE {' AND '.join(f'{name} = %s' for name in columns)})"


def _kind(table: Table, name: str) -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return str(table.c[name].type.compile(dialect=dialect)).partition("(")[0]
