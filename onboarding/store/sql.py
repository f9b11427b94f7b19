"""The one statement the engines spell differently.

>>> from sqlalchemy import Column, Integer, MetaData, Table, create_engine
>>> jar = Table("jar", MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer))
>>> with create_engine("sqlite://").begin() as conn:
...     jar.create(conn)
...     first, again = (put(conn, jar, [{"id": 1, "n": n}], change=("n",)) for n in (2, 3))
...     conn.execute(jar.select()).all()
[(1, 3)]
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def inserting(conn: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update` on this engine."""
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)


def put(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, change: Sequence[str] = ()) -> int:
    """Insert rows by primary key; a row that is there is left alone, or takes the new values of `change`.

    Rows go in the order of their keys, so that two writers never wait for each other crosswise.
    """
    if not rows:
        return 0
    key = [column.name for column in table.primary_key]
    wanted: Any = inserting(conn, table)
    if change:
        wanted = wanted.on_conflict_do_update(index_elements=key, set_={name: wanted.excluded[name] for name in change})
    else:
        wanted = wanted.on_conflict_do_nothing(index_elements=key)
    return conn.execute(
        wanted, sorted((dict(row) for row in rows), key=lambda row: [row[name] for name in key])
    ).rowcount
