"""Inserts that depend on one another, in one statement where the engine can: a record of the log is one on PostgreSQL.

>>> from sqlalchemy import Column, Integer, MetaData, Table, create_engine
>>> jars, sums = (Table(name, MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer))
...               for name in ("jar", "total"))
>>> with create_engine("sqlite://").begin() as conn:
...     jars.create(conn), sums.create(conn)
...     steps = [Step(jars, [{"id": 1, "n": 1}], gate=True), Step(sums, [{"id": 0, "n": 1}], add=("n",))]
...     [put_chain(conn, steps) for _ in range(2)], conn.execute(sums.select()).all()
(None, None)
([1, 0], [(0, 1)])
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

from .sql import holds, native, on_conflict, put, put_new


class Step(NamedTuple):
    """Rows for a table. A `gate` is one row that must be new for what follows to happen; others just go in."""

    table: Table
    rows: Sequence[Mapping[str, Any]]
    change: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    gate: bool = False


def put_chain(conn: Connection, steps: Sequence[Step], unless: tuple[Table, Mapping[str, Any]] | None = None) -> int:
    """Insert step after step up to the first gate that was there already; how many gates were new.

    `unless`: a row of another table that keeps everything out.
    """
    wanted = [step for step in steps if step.rows]
    if conn.dialect.name == "sqlite":
        return 0 if unless and holds(conn, *unless) else _one_by_one(conn, wanted)
    shape = tuple((step.table, tuple(step.rows[0]), len(step.rows), *step[2:]) for step in wanted)
    kept_out = (unless[0], tuple(unless[1])) if unless else None
    values: list[Any] = []
    for at, step in enumerate(wanted):
        turn = native(conn.dialect, step.table, tuple(step.rows[0]))
        values += [value for row in _ordered(step) for value in turn(row)]
        if at == 0 and unless:
            values += native(conn.dialect, unless[0], tuple(unless[1]))(unless[1])
    return int(conn.exec_driver_sql(_text(shape, kept_out), tuple(values)).scalar_one())


def _ordered(step: Step) -> Sequence[Mapping[str, Any]]:
    key = [column.name for column in step.table.primary_key]
    return sorted(step.rows, key=lambda row: [row[name] for name in key])


def _one_by_one(conn: Connection, steps: Sequence[Step]) -> int:
    new = 0
    for step in steps:
        if not step.gate:
            put(conn, step.table, step.rows, change=step.change, add=step.add)
        elif put_new(conn, step.table, step.rows[0]):
            new += 1
        else:
            break
    return new


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
