"""SQLAlchemy engines set up so that nothing acknowledged is lost, and nothing removed is left.

SQLite: WAL, synchronous FULL (a power cut loses nothing acknowledged; NORMAL does), BEGIN IMMEDIATE for the one
writer, readers that cannot write, secure_delete ON (FAST leaves whole photos in freed pages). With `sqlite+sqlcipher`
every page of the file is encrypted, by the package sqlcipher3 where it is installed. PostgreSQL: psycopg 3,
synchronous_commit on.
"""

import importlib
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, QueuePool

from ..errors import OnboardingError
from .keys import KEY, given_keys
from .sql import raw_connection

BUSY_SECONDS = 30.0
SEALED = "sqlite+sqlcipher"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY")


def address(url: str) -> URL:
    """A URL of one of the two engines; `postgres://` is understood; anything else is `store.bad_url`."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise OnboardingError("store.bad_url", field="db") from error
    if parsed.drivername.partition("+")[0] in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    names = {"sqlite": "sqlite", "sqlite+pysqlite": "sqlite", SEALED: SEALED}
    if parsed.drivername in names and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername=names[parsed.drivername], database=str(Path(parsed.database).absolute()))
    raise OnboardingError("store.bad_url", field="db")


def is_sqlite(url: URL) -> bool:
    """Whether an address is a file of this machine."""
    return url.drivername in ("sqlite", SEALED)


def engine_of(url: URL) -> Engine:
    """An engine that may write, for either kind of address."""
    return sqlite_engine(url, writing=True) if is_sqlite(url) else postgres_engine(url)


def unlocking(url: URL) -> tuple[Any, tuple[str, ...]]:
    """The driver module for a file, and the pragmas that open it; `store.needs_key`, `store.no_sqlcipher`.

    An encrypted file takes its key from the environment alone: a key lying beside it would protect it from nobody.
    """
    if url.drivername != SEALED:
        return sqlite3, ()
    if not os.environ.get(KEY):
        raise OnboardingError("store.needs_key", field="db")
    try:
        module = importlib.import_module("sqlcipher3.dbapi2")
    except ImportError as error:
        raise OnboardingError("store.no_sqlcipher", field="db") from error
    return module, (f"key = \"x'{given_keys().derived('store').hex()}'\"",)


def sqlite_engine(url: URL, *, writing: bool, pragmas: tuple[str, ...] = PRAGMAS) -> Engine:
    """An engine for the writer's one connection, or for readers, which SQLite itself keeps from writing."""
    settings = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    pool: dict[str, Any] = {"poolclass": NullPool} if writing else {"poolclass": QueuePool, "pool_size": 8}
    module, unlocked = unlocking(url)
    plain = url.set(drivername="sqlite")
    engine = create_engine(plain, module=module, connect_args=settings, hide_parameters=True, **pool)
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

    def prepare(raw: sqlite3.Connection, _: object) -> None:
        raw.isolation_level = None  # the driver begins nothing by itself; `start` does
        for pragma in (*unlocked, *pragmas, *(() if writing else ("query_only=ON",))):
            _set(raw, pragma, module)

    def start(conn: Connection) -> None:
        raw_connection(conn).execute(begin).close()

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", start)
    return engine


def _set(raw: Any, pragma: str, module: Any) -> None:
    """Set a pragma. A new file's change to WAL does not wait by itself while another makes the same change."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute(f"PRAGMA {pragma}").close()
            return
        except module.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(0.02)


def postgres_engine(url: URL, isolation: str | None = None) -> Engine:
    """An engine with a small pool; `isolation` such as SERIALIZABLE, or the server's own."""
    options: dict[str, Any] = {"isolation_level": isolation} if isolation else {}
    return create_engine(
        url,
        pool_size=8,
        max_overflow=24,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10},
        hide_parameters=True,  # a failed statement's message must not print the row it was given
        **options,
    )
