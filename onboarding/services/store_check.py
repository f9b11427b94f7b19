"""`verify`: whether the store is whole, its aggregates say what its events say, and nothing lies around unowned.

`repair` puts right what can be recomputed, after a backup. A damaged file cannot be: restore a backup then.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, exists, func, select, text

from ..business import COUNTS_FROM
from ..errors import OnboardingError
from ..languages import VIETNAM
from ..logbook import aggregates
from ..store import Store
from ..store.backup import backup
from ..store.schema import METADATA
from ..store.schema.logbook import business, event, mark, province_sum, tally
from ..store.schema.visits import draft, draft_photo, draft_picture, draft_trail
from ..store.sql import upsert
from ..store.sqlite_file import check_pages, forget_loss, lost_since
from ..visits import HANDED_OVER_ON, Visits

MOST_SHOWN = 50
TALLY_KEY = ("commune", "facet", "value", "rung", "units")
SUM_KEY = ("province", "facet", "value", "rung", "units")

Cells = Counter[tuple[str, ...]]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What `verify` found. `unfinished`: visits of version 0.2 stopped between the log and the erasure.

    `log_lost`: when it was noticed that the write-ahead log was gone; what was written last may be missing.
    """

    integrity: str
    differences: tuple[dict[str, Any], ...] = ()
    orphans: int = 0
    unfinished: int = 0
    log_lost: str | None = None

    @property
    def sound(self) -> bool:
        return self.integrity == "ok" and not (self.differences or self.orphans or self.unfinished or self.log_lost)

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it; at most `MOST_SHOWN` differences."""
        listed = list(self.differences[:MOST_SHOWN])
        compared = self.integrity == "ok"  # of a damaged store nothing was, and nothing is called equal
        return {
            "integrity": self.integrity, "aggregates": listed or ("equal" if compared else []), "orphans": self.orphans,
            "unfinished": self.unfinished, "log_lost": self.log_lost,
        }  # fmt: skip


def verify(store: Store) -> Report:
    """Check everything at one moment. A damaged store is told in `integrity`, not raised."""
    lost = lost_since(store.path) if store.path else None
    try:
        with store.reading() as conn:
            if store.path is None:
                conn = conn.execution_options(isolation_level="REPEATABLE READ")
            else:
                check_pages(conn, store.path, most=None)
            _read_all(conn)
            return Report(
                integrity="ok",
                differences=tuple(_differences(conn)),
                orphans=sum(conn.execute(_orphan_count(*pair)).scalar_one() for pair in _OWNERS),
                unfinished=len(unfinished(conn)),
                log_lost=lost,
            )
    except OnboardingError as error:
        if error.code != "store.damaged":
            raise
        return Report(integrity="damaged", log_lost=lost)
    except (ValueError, TypeError, OverflowError, LookupError):  # a cell holds what its column cannot: text as a day
        return Report(integrity="damaged", log_lost=lost)


def repair(store: Store, report: Report, *, safe: Path | None = None) -> dict[str, Any]:
    """Back up, then rewrite the aggregates from the events, delete orphans, finish unfinished visits.

    `{"backup", "cells", "orphans", "unfinished"}`. A damaged store raises `store.damaged` and is left as it is.
    """
    if report.integrity != "ok":
        raise OnboardingError("store.damaged", field="db")
    file = safe or _beside(store)
    backup(store, file)
    store.write(_rewrite_aggregates)
    store.erase(_delete_orphans)
    finished = finish_interrupted(store)
    if store.path:
        forget_loss(store.path)
    return {
        "backup": str(file), "cells": len(report.differences), "orphans": report.orphans, "unfinished": finished
    }  # fmt: skip


def _beside(store: Store) -> Path:
    folder = store.path.parent if store.path else Path("data")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"before-repair-{datetime.now():%Y%m%d-%H%M%S}.zip"


def _read_all(conn: Connection) -> None:
    """Decode every row once: a flipped byte in JSON or text is found here (SQLite keeps no checksums of content)."""
    for table in METADATA.sorted_tables:
        columns = [column for column in table.columns if (table, column.name) != (draft_picture, "data")]
        for _row in conn.execute(select(*columns), execution_options={"yield_per": 1000}):
            pass


def _counted(conn: Connection) -> Cells:
    """Every tally cell, recounted from the events."""
    names = ("commune", "units", "rung", "day", "team", "trade", "wallet")
    columns = [event.c[name] for name in names]
    cells: Cells = Counter()
    for *key, n in conn.execute(select(*columns, func.count()).group_by(*columns)):
        commune, units, rung, day, team, trade, wallet = key
        for facet, value in aggregates.values(day, team, trade, wallet).items():
            cells[commune, facet, value, rung, units] += n
    return cells


def _kept(conn: Connection, table: Table, key: tuple[str, ...], column: str) -> Cells:
    rows = conn.execute(select(*(table.c[name] for name in key), table.c[column]).where(table.c[column] != 0))
    return Counter({tuple(row[:-1]): row[-1] for row in rows})


def _in_provinces(cells: Cells) -> Cells:
    """What cells of communes add to the provinces' sums."""
    rows = [dict(zip(TALLY_KEY, key, strict=True)) | {"pending": n} for key, n in cells.items()]
    added = aggregates.by_province(row for row in rows if row["facet"] in aggregates.PROVINCE_FACETS)
    return Counter({tuple(row[name] for name in SUM_KEY): row["n"] for row in added if row["n"]})


def _differences(conn: Connection) -> list[dict[str, Any]]:
    """Cells whose kept number is not the recount's: of communes, and of provinces with what waits to be rolled up."""
    counted = _counted(conn)
    provinces = _kept(conn, province_sum, SUM_KEY, "n")
    for key, n in _in_provinces(_kept(conn, tally, TALLY_KEY, "pending")).items():
        provinces[key] += n
    return [
        *_unequal(TALLY_KEY, _kept(conn, tally, TALLY_KEY, "n"), counted),
        *_unequal(SUM_KEY, provinces, _in_provinces(counted)),
    ]


def _unequal(names: tuple[str, ...], stored: Cells, counted: Cells) -> list[dict[str, Any]]:
    wrong = sorted(key for key in stored.keys() | counted.keys() if stored[key] != counted[key])
    return [dict(zip(names, key, strict=True)) | {"kept": stored[key], "counted": counted[key]} for key in wrong]


def _rewrite_aggregates(conn: Connection) -> None:
    counted, now = _counted(conn), datetime.now(UTC)
    conn.execute(delete(tally))
    conn.execute(delete(province_sum))
    cells = [dict(zip(TALLY_KEY, key, strict=True)) | {"n": n, "pending": 0} for key, n in counted.items()]
    upsert(conn, tally, [{**cell, "changed_at": now} for cell in cells])
    sums = _in_provinces(counted)
    upsert(conn, province_sum, [dict(zip(SUM_KEY, key, strict=True)) | {"n": n} for key, n in sums.items()])


_OWNERS = (
    (draft_photo, draft, (("draft_id", "id"),)),
    (draft_picture, draft_photo, (("draft_id", "draft_id"), ("photo_id", "photo_id"))),
    (draft_trail, draft, (("draft_id", "id"),)),
    (mark, business, (("commune", "commune"), ("business_id", "id"))),
)
"""Rows that belong to another: table, owner's table, the columns that must agree."""


def _unowned(table: Table, owner: Table, pairs: tuple[tuple[str, str], ...]) -> Any:
    return ~exists(select(text("1")).select_from(owner).where(*(table.c[a] == owner.c[b] for a, b in pairs)))


def _orphan_count(table: Table, owner: Table, pairs: tuple[tuple[str, str], ...]) -> Any:
    return select(func.count()).select_from(table).where(_unowned(table, owner, pairs))


def _delete_orphans(conn: Connection) -> None:
    for table, owner, pairs in _OWNERS:
        conn.execute(delete(table).where(_unowned(table, owner, pairs)))


def unfinished(conn: Connection) -> list[tuple[str, str | None, str]]:
    """Open visits whose hand-over is in the log: visit, team and day. One opened again carries its day and is not."""
    handed = (event.c.commune == draft.c.commune, event.c.visit_id == draft.c.id, event.c.rung == COUNTS_FROM.value)
    rows = conn.execute(
        select(draft.c.id, draft.c.team_id, draft.c.data, event.c.happened_at)
        .join(event, (handed[0]) & (handed[1]) & (handed[2]))
        .where(draft.c.state == "open")
    ).all()
    return [
        (row.id, row.team_id, row.happened_at.astimezone(VIETNAM).date().isoformat())
        for row in rows
        if not row.data.get(HANDED_OVER_ON)
    ]


def finish_interrupted(store: Store) -> int:
    """Erase what version 0.2 left when it stopped between the log and the erasure; how many visits."""
    with store.reading() as conn:
        stuck = unfinished(conn)
    for visit_id, team_id, day in stuck:
        Visits(store, team_id or "").finish(visit_id, {HANDED_OVER_ON: day})
    return len(stuck)
