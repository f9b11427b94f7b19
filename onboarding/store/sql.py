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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Connection, Dialect, Table, TypeDecorator, any_, bindparam, cast
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.types import NullType

from .schema.base import Hex

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
    values = all_native(conn.dialect, table, columns, ordered)
    text = insert_sql(conn.dialect.name, table, columns, tuple(change), tuple(add))
    if conn.dialect.name == "sqlite":
        raw_connection(conn).executemany(text, values)
    else:
        conn.exec_driver_sql(text, values)


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
    taken = _getter(columns)
    turns = [(at, turn) for at, name in enumerate(columns) if (turn := _converter(table.c[name].type, dialect))]

    def turned(row: Mapping[str, Any]) -> tuple[Any, ...]:
        values = list(taken(row))
        for at, turn in turns:
            values[at] = turn(values[at])
        return tuple(values)

    return turned


def all_native(
    dialect: Dialect, table: Table, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """The same for many rows, column by column: a third of the time."""
    by_column: list[Any] = list(zip(*map(_getter(columns), rows), strict=True))
    for at, name in enumerate(columns) if by_column else ():
        if turn := _converter(table.c[name].type, dialect):
            by_column[at] = map(turn, by_column[at]) if turn is _blob else _turned(turn, by_column[at])
    return list(zip(*by_column, strict=True))


def _turned(turn: Callable[[Any], Any], values: tuple[Any, ...]) -> Iterable[Any]:
    """A column's values as the engine keeps them; each different one is turned once."""
    try:
        known = {value: turn(value) for value in set(values)}
    except TypeError:  # a value that is no key, as JSON
        return map(turn, values)
    return map(known.__getitem__, values)


def _getter(columns: tuple[str, ...]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    return itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)


def _converter(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """The converter from a Python value to what the engine keeps; None where there is none."""
    if isinstance(kind, Hex) and dialect.name == "sqlite":
        return _blob
    if isinstance(kind, TypeDecorator):
        return partial(kind.process_bind_param, dialect=dialect)
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _blob(value: str | None) -> bytes | None:
    return None if value is None else bytes.fromhex(value)


@contextmanager
def savepoint(conn: Connection) -> Iterator[None]:
    """A part of a transaction that is undone alone. A full disk ends SQLite's whole transaction, savepoint included:
    what is raised is that error, not that the savepoint is gone."""
    nested = conn.begin_nested()
    try:
        yield
    except Exception:
        with suppress(DBAPIError):
            nested.rollback()
        raise
    nested.commit()


def load_new(conn: Connection, *loads: tuple[Table, Sequence[Mapping[str, Any]]]) -> bool:
    """Many rows of some tables whose keys nobody has, all or none; False where somebody was quicker with one."""
    try:
        with savepoint(conn):
            for table, rows in loads:
                if not rows:
                    continue
                columns = tuple(rows[0])
                if conn.dialect.name == "sqlite":
                    load(conn, table, columns, all_native(conn.dialect, table, columns, rows))
                else:
                    _copy(conn, table, columns, rows)
    except IntegrityError:
        return False
    return True


def among(conn: Connection, column: Column[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column of ids is one of many: one text on PostgreSQL, where a parameter each is turned and parsed one
    by one."""
    wanted = sorted(set(values))
    if conn.dialect.name == "sqlite":
        return column.in_(wanted)
    # Without a type of its own: PostgreSQL reads the text as ids once. A text it must cast it reads anew for each row.
    ids = bindparam(None, "{" + ",".join(wanted) + "}", NullType())
    return column == any_(cast(ids, ARRAY(column.type)))


def load(conn: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Many new rows the fastest way: values as the engine keeps them (ids by `native_id`), keys not there yet."""
    if not rows:
        return
    if conn.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        text = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"
        raw_connection(conn).executemany(text, rows)
        return
    with _copying(conn, table, columns) as target:
        for row in rows:
            target.write_row(row)


@contextmanager
def _copying(conn: Connection, table: Table, columns: Sequence[str]) -> Iterator[Any]:
    """A COPY into a table, to write rows to; the driver's errors are raised as SQLAlchemy's, to be retried and hidden
    as those of every other statement are."""
    text = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    driver_error = conn.dialect.loaded_dbapi.Error
    try:
        with raw_connection(conn).cursor() as cursor, cursor.copy(text) as target:
            yield target
    except driver_error as error:
        raise DBAPIError.instance(text, None, error, driver_error, hide_parameters=True) from None


def _copy(conn: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows as one block of COPY's text format: made column by column, without a value of the driver's for each."""
    by_column = [
        _copied_ids(values)
        if isinstance(table.c[name].type, Hex)
        else _turned(_copied(table.c[name].type, conn.dialect), values)
        for name, values in zip(columns, zip(*map(_getter(columns), rows), strict=True), strict=True)
    ]
    block = "\n".join(map("\t".join, zip(*by_column, strict=True))) + "\n"
    with _copying(conn, table, columns) as target:
        target.write(block)


def _copied_ids(values: tuple[Any, ...]) -> Iterable[str]:
    """Ids as COPY's text: their digits are understood as they are."""
    return values if all(values) else ["\\N" if value is None else value for value in values]


@lru_cache(maxsize=64)
def _copied(kind: Any, dialect: Dialect) -> Callable[[Any], str]:
    """Turns a value of a column into COPY's text."""
    turn = _converter(kind, dialect)

    def copied(value: Any) -> str:
        native = value if turn is None or value is None else turn(value)
        if native is None:
            return "\\N"
        if isinstance(native, bytes):
            return "\\\\x" + native.hex()
        text = native if isinstance(native, str) else str(native)
        return text if text.isalnum() else text.translate(_ESCAPED)

    return copied


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def native_id(conn: Connection, raw: bytes) -> Any:
    """A 16-byte id as the engine keeps it."""
    return raw if conn.dialect.name == "sqlite" else uuid.UUID(bytes=raw)
