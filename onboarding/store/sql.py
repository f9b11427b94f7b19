"""Upserts by primary key and bulk loading: the statements SQLite and PostgreSQL spell differently.

Texts are made once for each table and engine and sent as they are: a record of the log is six of these, and making
statements anew took longer than the disk (figures in docs/store.md).

>>> from sqlalchemy import Column, Integer, MetaData, Table, create_engine
>>> jar = Table("jar", MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer))
>>> with create_engine("sqlite://").begin() as conn:
...     jar.create(conn)
...     new, again = (insert_if_absent(conn, jar, {"id": 1, "n": n}) for n in (2, 3))
...     upsert(conn, jar, [{"id": 1, "n": 4}], change=("n",))
...     upsert(conn, jar, [{"id": 1, "n": 5}], add=("n",))
...     conn.execute(jar.select()).all(), new, again
([(1, 9)], True, False)
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table, TypeDecorator
from sqlalchemy.exc import IntegrityError

Native = Callable[[Mapping[str, Any]], tuple[Any, ...]]


def upsert(
    conn: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    change: Sequence[str] = (),
    add: Sequence[str] = (),
) -> None:
    """Insert rows by primary key; where one is there, `change` columns take the new value, `add` columns grow by it.

    Without either it is left alone. Rows go in the order of their keys, so that two writers never wait for each
    other crosswise. Every row holds the same columns.
    """
    if not rows:
        return
    key = [column.name for column in table.primary_key]
    columns = tuple(rows[0])
    ordered = sorted(rows, key=lambda row: [row[name] for name in key]) if len(rows) > 1 else rows
    turn = to_native(conn.dialect, table, columns)
    text = insert_sql(conn.dialect.name, table, columns, tuple(change), tuple(add))
    if conn.dialect.name == "sqlite":
        raw_connection(conn).executemany(text, [turn(row) for row in ordered])
    else:
        conn.exec_driver_sql(text, [turn(row) for row in ordered])


def insert_if_absent(conn: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is there; whether it was new."""
    columns = tuple(row)
    values, text = to_native(conn.dialect, table, columns)(row), insert_sql(conn.dialect.name, table, columns)
    if conn.dialect.name == "sqlite":
        return bool(raw_connection(conn).execute(text, values).rowcount == 1)
    return conn.exec_driver_sql(text, values).rowcount == 1


def exists(conn: Connection, table: Table, key: Mapping[str, Any]) -> bool:
    """Whether a row with these values is there."""
    columns = tuple(key)
    values = to_native(conn.dialect, table, columns)(key)
    if conn.dialect.name == "sqlite":
        return raw_connection(conn).execute(exists_sql(table, columns, "?"), values).fetchone() is not None
    return conn.exec_driver_sql(exists_sql(table, columns, "%s"), values).first() is not None


@lru_cache(maxsize=256)
def exists_sql(table: Table, columns: tuple[str, ...], mark: str) -> str:
    """Looks for a row with these values."""
    return f"SELECT 1 FROM {table.name} WHERE {' AND '.join(f'{name} = {mark}' for name in columns)} LIMIT 1"


def raw_connection(conn: Connection) -> Any:
    """SQLite's own connection: one statement here costs a fifth of what it costs above."""
    return conn.connection.driver_connection


@lru_cache(maxsize=256)
def insert_sql(
    engine: str, table: Table, columns: tuple[str, ...], change: tuple[str, ...] = (), add: tuple[str, ...] = ()
) -> str:
    """Inserts a row by its key, and says what happens where one is there."""
    mark = "?" if engine == "sqlite" else "%s"
    values = ", ".join([mark] * len(columns))
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({values}) {on_conflict(table, change, add)}"


def on_conflict(table: Table, change: Sequence[str], add: Sequence[str]) -> str:
    """What happens where a row of this key is there: columns changed or added to, or nothing."""
    key = ", ".join(column.name for column in table.primary_key)
    moved = [f"{name} = excluded.{name}" for name in change]
    moved += [f"{name} = {table.name}.{name} + excluded.{name}" for name in add]
    then = f"UPDATE SET {', '.join(moved)}" if moved else "NOTHING"
    return f"ON CONFLICT ({key}) DO {then}"


@lru_cache(maxsize=256)
def to_native(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> Native:
    """Turns a row into the values the engine keeps."""
    taken = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
    turns = [(at, turn) for at, name in enumerate(columns) if (turn := _converter(table.c[name].type, dialect))]

    def turned(row: Mapping[str, Any]) -> tuple[Any, ...]:
        values = list(taken(row))
        for at, turn in turns:
            values[at] = turn(values[at])
        return tuple(values)

    return turned


def _converter(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """The converter from a Python value to what the engine keeps; None where there is none."""
    if isinstance(kind, TypeDecorator):
        return partial(kind.process_bind_param, dialect=dialect)
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def load_new(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Many rows whose keys nobody has, all or none; False where somebody was quicker with one of them."""
    if not rows:
        return True
    columns = tuple(rows[0])
    turn = to_native(conn.dialect, table, columns)
    try:
        with conn.begin_nested():
            load(conn, table, columns, [turn(row) for row in rows])
    except (IntegrityError, conn.dialect.loaded_dbapi.IntegrityError):  # COPY raises the driver's own
        return False
    return True


def load(conn: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Many new rows the fastest way: values as the engine keeps them (ids by `native_id`), keys not there yet."""
    if not rows:
        return
    if conn.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        conn.exec_driver_sql(
            f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})", list(map(tuple, rows))
        )
        return
    raw_connection: Any = conn.connection.driver_connection
    with (
        raw_connection.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as target,
    ):
        for row in rows:
            target.write_row(row)


def native_id(conn: Connection, raw: bytes) -> Any:
    """A 16-byte id as the engine keeps it."""
    return raw if conn.dialect.name == "sqlite" else uuid.UUID(bytes=raw)
