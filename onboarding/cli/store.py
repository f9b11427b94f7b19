"""`backup`, `restore`, `migrate`, `verify` and `maintenance`: the store kept safe, checked and in order."""

from contextlib import suppress
from pathlib import Path

import typer

from ..errors import OnboardingError
from ..members import current_member, log_access
from ..store import default_url, open_store
from ..store.backup import backup, restore
from . import emit, existing, refusal, verb

DB = typer.Option(None, "--db", help="The store; default ONBOARDING_DB or data/kit.db.")


@verb("backup")
def backup_(file: Path, db: str | None = DB) -> None:
    """Write every row to FILE, while others go on working, and read it back before saying so."""
    store = open_store(db)
    with suppress(OnboardingError):  # a store that cannot be written any more is the one to save
        log_access(store, current_member(store), "backup", "")
    summary = backup(store, file)
    rows = sum(table["rows"] for table in summary["tables"].values())
    key = str(store.path.parent / "kit.key") if store.path else "data/kit.key"
    emit(
        {
            "file": str(file),
            "rows": rows,
            "revision": summary["revision"],
            "made_at": summary["made_at"],
            "keep_apart": key,
        }
    )


@verb("restore")
def restore_(file: Path, db: str | None = DB) -> None:
    """Read a whole, unchanged backup into an empty place, and bring it to this kit's shape."""
    from ..store.migrating import made_at, migrate  # Alembic: only when asked for

    existing(file)
    url = db or default_url()
    summary = restore(file, url, made_at)
    moved = migrate(url)
    rows = sum(table["rows"] for table in summary["tables"].values())
    emit({"file": str(file), "rows": rows, "from": summary["revision"], "revision": moved["to"]})


@verb("migrate")
def migrate_(db: str | None = DB) -> None:
    """Back up an older store, then bring it to this kit's shape: all of it, or nothing."""
    from ..store.migrating import migrate  # Alembic: only when asked for

    emit(migrate(db or default_url()))


_SICK = {"store.damaged": "damaged", "store.empty": "empty", "store.gone": "gone"}
"""What a file is that cannot be opened as the store it was, by the error that says so."""


@verb("verify")
def verify_(
    repair: bool = typer.Option(False, "--repair", help="Back up, then put right what can be recomputed."),
    db: str | None = DB,
) -> None:
    """Check the file, recount every aggregate, look for what belongs to nothing; exit 1 when something differs."""
    from ..services import store_check  # the log and all it counts with: only when asked for

    try:
        store = open_store(db, check=False)
    except OnboardingError as error:
        if error.code not in _SICK:
            raise
        emit({**store_check.Report(integrity=_SICK[error.code]).as_json(), **refusal(error)})
        raise typer.Exit(1) from None
    report = store_check.verify(store)
    if report.sound or not repair:
        emit(report.as_json())
        raise typer.Exit(0 if report.sound else 1)
    done = store_check.repair(store, report)
    after = store_check.verify(store)
    emit({**report.as_json(), "repaired": done})
    raise typer.Exit(0 if after.sound else 1)


@verb("maintenance")
def maintenance_(db: str | None = DB) -> None:
    """Run now what also runs at start-up and daily: retention, province sums, access log, open visits left lying."""
    from ..services import maintenance

    emit(maintenance.run(open_store(db)))
