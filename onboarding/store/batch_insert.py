"""Batched inserts that depend on one another: one statement of CTEs on PostgreSQL, one after another on SQLite.

>>> from sqlalchemy import Column, Integer, MetaData, Table, create_engine
>>> jars, sums = (Table(name, MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer))
...               for name in ("jar", "total"))
>>> with create_engine("sqlite://").begin() as conn:
...     jars.create(conn), sums.create(conn)
...     inserts = [Insert(jars, [{"id": 1, "n": 1}], only_if_new=True), Insert(sums, [{"id": 0, "n": 1}], add=("n",))]
...     [InsertBatch(conn.dialect, inserts).execute(conn) for _ in range(2)], conn.execute(sums.select()).all()
(None, None)
([1, 0], [(0, 1)])
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects import postgresql

from .sql import insert_sql, on_conflict, raw_connection, to_native


class Insert(NamedTuple):
    """Rows for a table. With `only_if_new` it is one row, and what follows happens only if its key was not there.

    Of a row that was there, the columns of `change` are written over and those of `add` are added to.
    """

    table: Table
    rows: Sequence[Mapping[str, Any]]
    change: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    only_if_new: bool = False


class InsertBatch:
    """Inserts made ready for an engine before the writer's turn comes, so that nobody waits behind the making.

    The first is `only_if_new`.
    """

    def __init__(self, dialect: Dialect, inserts: Sequence[Insert]) -> None:
        needed = [insert for insert in inserts if insert.rows]
        self._all = _single_statement(dialect, needed) if dialect.name != "sqlite" else None
        self._each = [_ready(dialect, insert) for insert in needed] if dialect.name == "sqlite" else []

    def execute(self, conn: Connection) -> int:
        """Insert one after another up to the first `only_if_new` row that was there; how many such rows were new."""
        if self._all is not None:
            return int(conn.exec_driver_sql(*self._all).scalar_one())
        raw, new = raw_connection(conn), 0
        for text, values, only_if_new in self._each:
            if not only_if_new:
                raw.executemany(text, values)
            elif raw.execute(text, values[0]).rowcount == 1:
                new += 1
            else:
                break
        return new


def _ready(dialect: Dialect, insert: Insert) -> tuple[str, list[tuple[Any, ...]], bool]:
    columns = tuple(insert.rows[0])
    text = insert_sql(dialect.name, insert.table, columns, insert.change, insert.add)
    return text, list(map(to_native(dialect, insert.table, columns), insert.rows)), insert.only_if_new


def _single_statement(dialect: Dialect, inserts: Sequence[Insert]) -> tuple[str, tuple[Any, ...]]:
    shape = tuple(
        (insert.table, tuple(insert.rows[0]), len(insert.rows), insert.change, insert.add, insert.only_if_new)
        for insert in inserts
    )
    values: list[Any] = []
    for insert in inserts:
        to_values = to_native(dialect, insert.table, tuple(insert.rows[0]))
        values += [value for row in _ordered(insert) for value in to_values(row)]
    return _text(shape), tuple(values)


def _ordered(insert: Insert) -> Sequence[Mapping[str, Any]]:
    """In the order of their keys, so that two writers never wait for each other crosswise."""
    key = [column.name for column in insert.table.primary_key]
    return sorted(insert.rows, key=lambda row: [row[name] for name in key])


@lru_cache(maxsize=256)
def _text(shape: tuple[Any, ...]) -> str:
    """One statement of CTEs: an insert runs only if the last `only_if_new` insert before it wrote a row."""
    parts: list[str] = []
    new_rows: list[int] = []
    for at, (table, columns, many, change, add, only_if_new) in enumerate(shape):
        row = f"({', '.join(f'%s::{_sql_type(table, name)}' for name in columns)})"
        source = f"SELECT * FROM (VALUES {', '.join([row] * many)}) AS v"
        source += f" WHERE EXISTS (SELECT 1 FROM s{new_rows[-1]})" if new_rows else ""
        statement = (
            f"INSERT INTO {table.name} ({', '.join(columns)}) {source} {on_conflict(table, change, add)} RETURNING 1"
        )
        parts.append(f"s{at} AS ({statement})")
        if only_if_new:
            new_rows.append(at)
    new = " + ".join(f"(SELECT count(*) FROM s{at})" for at in new_rows)
    return f"WITH {', '.join(parts)} SELECT {new}"


def _sql_type(table: Table, name: str) -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return str(table.c[name].type.compile(dialect=dialect)).partition("(")[0]
