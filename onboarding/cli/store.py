"""`backup`, `restore` and `migrate`: the store kept safe and brought to this kit's shape."""

from contextlib import suppress
from pathlib import Path

import typer

from ..errors import OnboardingError
from ..members import current_member, log_access
from ..store import default_url, open_store
from ..store.backup import backup, restore
from . import emit, verb

DB = typer.Option(None, "--db", help="The store; default ONBOARDING_DB or data/kit.db.")


@verb("backup")
def backup_(file: Path, db: str | None = DB) -> None:
    """Write every row to FILE, while others go on working, and read it back before saying so."""
    store = open_store(db)
    with suppress(OnboardingError):  # a store that cannot be written any more is the one to save
        log_access(store, current_member(store), "backup", "")
    found = backup(store, file)
    rows = sum(table["rows"] for table in found["tables"].values())
    key = str(store.path.parent / "kit.key") if store.path else "data/kit.key"
    emit(
        {"file": str(file), "rows": rows, "revision": found["revision"], "made_at": found["made_at"], "keep_apart": key}
    )


@verb("restore")
def restore_(file: Path, db: str | None = DB) -> None:
    """Read a whole, unchanged backup into an empty place, and bring it to this kit's shape."""
    from ..store.migrating import made_at, migrate  # Alembic: only when asked for

    if not file.is_file():
        raise OnboardingError("input.no_file", field="file", file=file.name)
    url = db or default_url()
    found = restore(file, url, made_at)
    moved = migrate(url)
    rows = sum(table["rows"] for table in found["tables"].values())
    emit({"file": str(file), "rows": rows, "from": found["revision"], "revision": moved["to"]})


@verb("migrate")
def migrate_(db: str | None = DB) -> None:
    """Back up an older store, then bring it to this kit's shape: all of it, or nothing."""
    from ..store.migrating import migrate  # Alembic: only when asked for

    emit(migrate(db or default_url()))
