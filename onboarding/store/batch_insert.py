"""Inserts that depend on one another, in one statement where the engine can: a record of the log is one on PostgreSQL.

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

from .sql import exists_sql, insert_sql, on_conflict, raw_connection, to_native


class Insert(NamedTuple):
    """Rows for a table. With `only_if_new` it is one row, and what follows happens only if its key was not there."""

    table: Table
    rows: Sequence[Mapping[str, Any]]
    change: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    only_if_new: bool = False


Blocker = tuple[Table, Mapping[str, Any]]


class InsertBatch:
    """Inserts made ready for an engine before the writer's turn comes, so that nobody waits behind the making.

    `blocked_by`: a row of another table that keeps everything out.
    """

    def __init__(self, dialect: Dialect, inserts: Sequence[Insert], blocked_by: Blocker | None = None) -> None:
        needed = [insert for insert in inserts if insert.rows]
        self._all = _one_text(dialect, needed, blocked_by) if dialect.name != "sqlite" else None
        self._each = [_ready(dialect, insert) for insert in needed] if dialect.name == "sqlite" else []
        self._blocker = _blocker(dialect, blocked_by) if blocked_by and dialect.name == "sqlite" else None

    def execute(self, conn: Connection) -> int:
        """Insert one after another up to the first `only_if_new` row that was there; how many such rows were new."""
        if self._all is not None:
            return int(conn.exec_driver_sql(*self._all).scalar_one())
        raw, new = raw_connection(conn), 0
        if self._blocker and raw.execute(*self._blocker).fetchone():
            return 0
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


def _blocker(dialect: Dialect, blocker: Blocker) -> tuple[str, tuple[Any, ...]]:
    columns = tuple(blocker[1])
    return exists_sql(blocker[0], columns, "?"), to_native(dialect, blocker[0], columns)(blocker[1])


def _one_text(dialect: Dialect, inserts: Sequence[Insert], blocked_by: Blocker | None) -> tuple[str, tuple[Any, ...]]:
    shape = tuple((insert.table, tuple(insert.rows[0]), len(insert.rows), *insert[2:]) for insert in inserts)
    values: list[Any] = []
    for at, insert in enumerate(inserts):
        turn = to_native(dialect, insert.table, tuple(insert.rows[0]))
        values += [value for row in _ordered(insert) for value in turn(row)]
        if at == 0 and blocked_by:
            values += to_native(dialect, blocked_by[0], tuple(blocked_by[1]))(blocked_by[1])
    return _text(shape, (blocked_by[0], tuple(blocked_by[1])) if blocked_by else None), tuple(values)


def _ordered(insert: Insert) -> Sequence[Mapping[str, Any]]:
    """In the order of their keys, so that two writers never wait for each other crosswise."""
    key = [column.name for column in insert.table.primary_key]
    return sorted(insert.rows, key=lambda row: [row[name] for name in key])


@lru_cache(maxsize=256)
def _text(shape: tuple[Any, ...], blocked_by: tuple[Table, tuple[str, ...]] | None) -> str:
    """One statement of CTEs: an insert runs only if the last `only_if_new` insert before it wrote a row."""
    parts: list[str] = []
    new_rows: list[int] = []
    for at, (table, columns, many, change, add, only_if_new) in enumerate(shape):
        row = f"({', '.join(f'%s::{_kind(table, name)}' for name in columns)})"
        needed = f"SELECT * FROM (VALUES {', '.join([row] * many)}) AS v"
        needed += f" WHERE EXISTS (SELECT 1 FROM s{new_rows[-1]})" if new_rows else _unless_blocked(blocked_by)
        statement = (
            f"INSERT INTO {table.name} ({', '.join(columns)}) {needed} {on_conflict(table, change, add)} RETURNING 1"
        )
        parts.append(f"s{at} AS ({statement})")
        if only_if_new:
            new_rows.append(at)
    new = " + ".join(f"(SELECT count(*) FROM s{at})" for at in new_rows)
    return f"WITH {', '.join(parts)} SELECT {new}"


def _unless_blocked(blocked_by: tuple[Table, tuple[str, ...]] | None) -> str:
    if blocked_by is None:
        return ""
    table, columns = blocked_by
    return f" WHERE NOT EXISTS (SELECT 1 FROM {table.name} WHERE {' AND '.join(f'{name} = %s' for name in columns)})"


def _kind(table: Table, name: str) -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return str(table.c[name].type.compile(dialect=dialect)).partition("(")[0]
