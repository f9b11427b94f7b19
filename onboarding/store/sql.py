"""The statements the engines spell differently: insert unless there, and loading many rows.

>>> from sqlalchemy import Column, Integer, MetaData, Table, create_engine
>>> jar = Table("jar", MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer))
>>> with create_engine("sqlite://").begin() as conn:
...     jar.create(conn)
...     new, again = (put_new(conn, jar, {"id": 1, "n": n}) for n in (2, 3))
...     put(conn, jar, [{"id": 1, "n": 4}], change=("n",))
...     conn.execute(jar.select()).all(), new, again
([(1, 4)], True, False)
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def inserting(conn: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update` on this engine."""
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)


def put(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, change: Sequence[str] = ()) -> None:
    """Insert rows by primary key; a row that is there is left alone, or takes the new values of `change`.

    Rows go in the order of their keys, so that two writers never wait for each other crosswise.
    """
    key = [column.name for column in table.primary_key]
    if rows:
        ordered = sorted((dict(row) for row in rows), key=lambda row: [row[name] for name in key])
        conn.execute(_by_key(conn, table, key, change), ordered)


def put_new(conn: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is there; whether it was new."""
    key = [column.name for column in table.primary_key]
    asked = _by_key(conn, table, key, ()).execution_options(preserve_rowcount=True)
    return bool(conn.execute(asked, dict(row)).rowcount == 1)


def _by_key(conn: Connection, table: Table, key: Sequence[str], change: Sequence[str]) -> Any:
    wanted: Any = inserting(conn, table)
    if change:
        return wanted.on_conflict_do_update(index_elements=key, set_={name: wanted.excluded[name] for name in change})
    return wanted.on_conflict_do_nothing(index_elements=key)


def load(conn: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Many new rows the fastest way: values as the engine keeps them (ids by `native_id`), keys not there yet."""
    if conn.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        text = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"
        cursor = conn.connection.cursor()
        cursor.executemany(text, rows)
        cursor.close()
        return
    driver: Any = conn.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as target:
        for row in rows:
            target.write_row(row)


def native_id(conn: Connection, raw: bytes) -> Any:
    """A 16-byte id as the engine keeps it."""
    return raw if conn.dialect.name == "sqlite" else uuid.UUID(bytes=raw)
