"""Roll-back to this kit from a newer one: the copy that one made before its migration takes the place of its store.

The newer store is put aside beside it, for the newer kit or a helper to open. For SQLite files; a server's
administrator restores a backup.
"""

import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..errors import OnboardingError
from ..store import close_all, default_url
from ..store.backup import restore
from ..store.backup_reminder import folder_of
from ..store.engine import address, is_sqlite, unlocking
from ..store.store import Store
from ..store.versions import HEAD

COPIES_DAYS = 30
"""How long copies of an update and stores put aside are kept: they hold persons, as the store did then."""


def copies() -> list[tuple[Path, datetime]]:
    """The copies of this kit's store that newer kits made before changing it, with their times; the latest first."""
    place = address(default_url())
    if not is_sqlite(place):
        return []
    found = Path(str(place.database)).parent.glob(f"before-*-from-{HEAD}-*.zip")
    dated = [(one, datetime.fromtimestamp(one.stat().st_mtime, UTC)) for one in found]
    return sorted(dated, key=lambda one: one[1], reverse=True)


def roll_back(copy: Path) -> Path:
    """Put the newer store aside and the copy in its place; where the newer one is now.

    Built beside it first, so that nothing changes unless all of it can. OnboardingError `store.busy` while another
    program has the newer store open, and what `store.backup.restore` raises.
    """
    place = address(default_url())
    target = Path(str(place.database))
    aside = target.with_name(f"newer-{datetime.now():%Y%m%d-%H%M%S}.db")
    from ..store.migrating import made_at  # Alembic: only when asked for

    with tempfile.TemporaryDirectory(prefix=".restore-", dir=target.parent) as folder:
        built = Path(folder, "kit.db")
        restore(copy, place.set(database=str(built)).render_as_string(hide_password=False), made_at)
        close_all()
        _leave_alone(target)
        target.rename(aside)
        built.replace(target)
        target.with_name(f"{target.name}-open").unlink(missing_ok=True)
    return aside


def _leave_alone(path: Path) -> None:
    """Empty the write-ahead log into its store and remove it, which SQLite allows to nobody while another is there."""
    module, unlocked = unlocking(address(default_url()))
    try:
        with closing(module.connect(path, timeout=2, isolation_level=None)) as raw:
            for pragma in (*unlocked, "journal_mode=DELETE"):
                raw.execute(f"PRAGMA {pragma}").fetchall()
    except module.OperationalError as error:
        raise OnboardingError("store.busy", field="db") from error


def delete_old_copies(store: Store, now: datetime | None = None) -> int:
    """Delete copies of updates and repairs, and stores put aside, older than `COPIES_DAYS`; how many."""
    before = ((now or datetime.now(UTC)) - timedelta(days=COPIES_DAYS)).timestamp()
    if store.path is None:
        return 0
    folder = folder_of(store)
    old = [one for name in ("before-*.zip", "newer-*.db") for one in folder.glob(name) if one.stat().st_mtime < before]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)
