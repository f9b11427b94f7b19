"""`Store`: where everything is read and written, and the one each process shares."""

import os
import sqlite3
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError

from ..errors import OnboardingError
from .db_errors import as_onboarding_error
from .engine import PRAGMAS, address, is_sqlite, postgres_engine, sqlite_engine, unlocking
from .keys import Keys, read_keys
from .sqlite_file import beside, check_pages, mark_closed, mark_open, prepare
from .versions import create, require_head, revision
from .writer import GroupCommitWriter, RetryWriter

Result = TypeVar("Result")

ROOT = Path(__file__).parents[2]


def default_url() -> str:
    """`ONBOARDING_DB`, or an SQLite file under the project's `data/`."""
    return os.environ.get("ONBOARDING_DB") or f"sqlite:///{ROOT / 'data' / 'kit.db'}"


class Store:
    """An open store; safe to share between threads.

    `write` runs a function in one transaction and returns once it is durable; `reading` lends a connection that
    sees one moment and cannot write. A function given to `write` may run more than once (PostgreSQL retries).
    """

    def __init__(self, url: str, *, isolation: str | None = None, pragmas: tuple[str, ...] = PRAGMAS) -> None:
        self.address = address(url)
        self.url = self.address.render_as_string(hide_password=False)
        self.path = Path(self.address.database or "") if is_sqlite(self.address) else None
        self._writer: GroupCommitWriter | RetryWriter
        self._had_log = False
        self._end: weakref.finalize[..., Store] | None = None
        if self.path is not None:
            unlocking(self.address)  # without its key nothing is made: an empty file would be taken for a lost store
            prepare(self.path)
            self._had_log = beside(self.path, "-wal").exists()
            self._writer = GroupCommitWriter(sqlite_engine(self.address, writing=True, pragmas=pragmas))
            self._reader: Engine = sqlite_engine(self.address, writing=False, pragmas=pragmas)
        else:
            self._reader = postgres_engine(self.address, isolation)
            self._writer = RetryWriter(self._reader)

    def write(self, fn: Callable[[Connection], Result]) -> Result:
        """What `fn` returns, once its transaction is on the disk; its exception, once it is undone.

        Raises OnboardingError `store.full`, `.busy`, `.damaged`, `.unwritable`, `.unreachable`, and RuntimeError
        when called inside another write.
        """
        return self._writer.run(fn)

    def erase(self, fn: Callable[[Connection], Result]) -> Result:
        """As `write`, for removing: afterwards what was removed lies in no file of an SQLite store either.

        Should a reader hold up the write-ahead log for longer than two seconds, the next erasing empties it.
        """
        done = self.write(fn)
        self._empty_log()
        return done

    def _empty_log(self) -> None:
        if self.path is not None:
            module, unlocked = unlocking(self.address)
            with suppress(module.Error), closing(module.connect(self.path, timeout=2)) as raw:
                for pragma in (*unlocked, "wal_checkpoint(TRUNCATE)"):
                    raw.execute(f"PRAGMA {pragma}").fetchall()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the store as it is now and changes nothing."""
        try:
            with self._reader.connect() as conn:
                yield conn.execution_options(postgresql_readonly=True) if self.path is None else conn
        except _database_errors() as error:
            raise as_onboarding_error(error) from None

    @property
    def dialect(self) -> Dialect:
        """How this engine spells statements and values."""
        return self._reader.dialect

    @cached_property
    def keys(self) -> Keys:
        """Seals and unseals; reads or makes the key file."""
        return read_keys((self.path.parent if self.path else ROOT / "data") / "kit.key")

    def secret(self, name: str) -> bytes:
        """32 bytes for one purpose, such as keyed fingerprints; the same as long as the kit's key is."""
        return self.keys.derived(name)

    def close(self) -> None:
        """Finish what waits to be written and let go of every connection."""
        self._writer.close()
        self._reader.dispose()
        if self._end is not None:
            self._end()

    def begin(self, *, check: bool = True) -> None:
        """Once its shape is known to be right: check a small file's pages and note that the store is open.

        What a crash left in the write-ahead log is moved into the file, so that erased bytes leave the log too.
        """
        if self.path is None:
            return
        if check:
            with self.reading() as conn:
                check_pages(conn, self.path)
        mark_open(self.path, had_log=self._had_log)
        self._end = weakref.finalize(self, _release, self._writer, self._reader, self.path)
        if self._had_log:
            self._empty_log()


def open_store(url: str | None = None, *, isolation: str | None = None, check: bool = True) -> Store:
    """The store at `url` (default: `default_url()`), made at the newest shape when nothing is there.

    Raises OnboardingError `store.bad_url`, `store.newer` (made by a newer kit), `store.older` (migrate first),
    `store.empty`, `store.gone`, and `store.damaged` unless `check` is False.
    """
    store = Store(url or default_url(), isolation=isolation)
    try:
        require_head(_revision(store) or _made(store))
        store.begin(check=check)
    except Exception as error:
        store.close()
        raise as_onboarding_error(error) from None
    return store


def _revision(store: Store) -> str | None:
    with store.reading() as conn:
        return revision(conn)


def _made(store: Store) -> str | None:
    """Make the tables; when somebody else makes them at the same moment, theirs are as good."""
    try:
        store.write(create)
    except OnboardingError:
        if _revision(store) is None:
            raise
    return _revision(store)


def _database_errors() -> tuple[type[Exception], ...]:
    """What SQLAlchemy raises, and SQLite's drivers below it (`sql.driver`)."""
    sealed = sys.modules.get("sqlcipher3.dbapi2")
    return (DBAPIError, sqlite3.Error, *([sealed.Error] if sealed else []))


def _release(writer: GroupCommitWriter | RetryWriter, reader: Engine, path: Path | None) -> None:
    """Close a store's connections, also of one that was dropped without `close` or is open when the process ends."""
    with suppress(OnboardingError, *_database_errors()):
        writer.close()
        reader.dispose()
    if path is not None:
        mark_closed(path)


_open: dict[str, Store] = {}
_lock = threading.Lock()


def the_store(url: str | None = None) -> Store:
    """This process's one Store at `url`, opened at first use."""
    wanted = url or default_url()
    with _lock:
        if wanted not in _open:
            _open[wanted] = open_store(wanted)
        return _open[wanted]


def close_all() -> None:
    """Close what `the_store` opened, for tests and a clean end."""
    with _lock:
        while _open:
            _open.popitem()[1].close()
