"""Alembic migrations of an older store. Imports Alembic: the command line does, never a screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from ..errors import OnboardingError
from .backup import backup
from .db_errors import as_onboarding_error
from .engine import address, engine_of, is_sqlite
from .schema import METADATA
from .store import ROOT, Store
from .versions import HEAD, revision

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: str, *, to: str = HEAD, safe: Path | None = None) -> dict[str, Any]:
    """Bring the store at `url` to a revision, after a backup; `{"from", "to", "backup"}`.

    The backup lies beside an SQLite store, or in `data/`, or at `safe`. All of it happens, or nothing: `store.newer`,
    `backup.not_written`, and what opening raises.
    """
    store = Store(url)
    try:
        with store.reading() as conn:
            before = revision(conn)
        if before is not None and before > HEAD:
            raise OnboardingError("store.newer", found=before, known=HEAD)
        copy = None
        if before is not None and before != to:
            copy = safe or _beside(store, before)
            backup(store, copy, beside=False)  # an older kit reads it back
    finally:
        store.close()
    if before != to:
        _upgrade(url, to)
    return {"from": before, "to": to, "backup": str(copy) if copy else None}


def _beside(store: Store, version: str) -> Path:
    folder = store.path.parent if store.path else ROOT / "data"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"before-{HEAD}-from-{version}-{datetime.now():%Y%m%d-%H%M%S}.zip"


def _upgrade(url: str, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with _connection(url) as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, to)


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    """One connection in one transaction; what goes wrong undoes all of it."""
    found = address(url)
    if is_sqlite(found):
        Path(found.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = engine_of(found)
    try:
        with engine.begin() as conn:
            yield conn
    except Exception as error:
        raise as_onboarding_error(error) from None
    finally:
        engine.dispose()


def made_at(url: str, version: str) -> Store:
    """A store at an earlier revision, for a backup to be read into; `restore.not_empty` when one is there."""
    with _connection(url) as conn:
        if revision(conn) is not None:
            if revision(conn) != version:
                raise OnboardingError("restore.not_empty", field="db")
            return Store(url)
    if version > HEAD:
        raise OnboardingError("store.newer", found=version, known=HEAD)
    _upgrade(url, version)
    return Store(url)


def differences(url: str) -> list[Any]:
    """How the tables of a store differ from this kit's schema; none when its migrations are complete."""
    with _connection(url) as conn:
        conn.execute(text("SELECT 1"))
        found: list[Any] = compare_metadata(MigrationContext.configure(conn), METADATA)
        return found
