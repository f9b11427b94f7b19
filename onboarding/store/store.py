"""`Store`: where everything is read and written, and the one each process shares."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError

from .db_errors import told
from .engine import PRAGMAS, address, is_sqlite, postgres_engine, sqlite_engine, unlocking
from .keys import Keys, read_keys
from .versions import create, require_head, revision
from .writer import GroupWriter, RetryWriter

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
        self._writer: GroupWriter | RetryWriter
        if self.path is not None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._writer = GroupWriter(sqlite_engine(self.address, writing=True, pragmas=pragmas))
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
        if self.path is not None:
            module, unlocked = unlocking(self.address)
            with suppress(module.Error), closing(module.connect(self.path, timeout=2)) as raw:
                for pragma in (*unlocked, "wal_checkpoint(TRUNCATE)"):
                    raw.execute(f"PRAGMA {pragma}").fetchall()
        return done

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the store as it is now and changes nothing."""
        try:
            conn = self._reader.connect()
        except DBAPIError as error:
            raise told(error) from error
        with conn:
            yield conn.execution_options(postgresql_readonly=True) if self.path is None else conn

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


def open_store(url: str | None = None, *, isolation: str | None = None) -> Store:
    """The store at `url` (default: `default_url()`), made at the newest shape when nothing is there.

    Raises OnboardingError `store.bad_url`, `store.newer` (made by a newer kit) or `store.older` (migrate first).
    """
    store = Store(url or default_url(), isolation=isolation)
    try:
        require_head(_revision(store) or _made(store))
    except Exception as error:
        store.close()
        raise told(error) from error
    return store


def _revision(store: Store) -> str | None:
    with store.reading() as conn:
        return revision(conn)


def _made(store: Store) -> str | None:
    """Make the tables; when somebody else makes them at the same moment, theirs are as good."""
    try:
        store.write(create)
    except DBAPIError:
        if _revision(store) is None:
            raise
    return _revision(store)


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
