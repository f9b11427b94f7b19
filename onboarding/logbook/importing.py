"""Imports another machine's log file: idempotent, independent of the order of files."""

import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, select, update

from ..business import Consent, Rung
from ..languages import fold
from ..store import Store
from ..store.schema import Day, Hex, Moment
from ..store.schema.logbook import business, echo, event, tombstone
from ..store.sql import put, put_new
from . import aggregates
from .entry import hmac_hex
from .interchange import TABLES, batched, check, clock_shift, numbered
from .periods import day_of
from .persons import bury
from .recording import ECHO

_GROUP = 500


def import_file(store: Store, path: Path, *, now: datetime | None = None) -> dict[str, Any]:
    """Take a file in; what became of its lines: `new`, `known`, `echo`, `withdrawn`, and `refused` by line number.

    Raises what `bundle.check` raises, before anything is taken.
    """
    head, moment = check(path), now or datetime.now(UTC)
    shift = clock_shift(datetime.fromisoformat(head["made_at"]), moment)
    arrival = Import(store.secret("phone"), moment, shift)
    for group in batched(numbered(path), _GROUP):
        store.write(lambda conn, group=group: arrival.all(conn, group))  # type: ignore[misc]
    while store.write(aggregates.roll_up):
        pass
    done = {kind: arrival.done[kind] for kind in ("new", "known", "echo", "withdrawn")}
    return {**done, "refused": arrival.refused, "clock_shifted_days": shift.days if shift else 0}


class Import:
    """One file being taken in."""

    def __init__(self, secret: bytes, now: datetime, shift: timedelta) -> None:
        self.secret, self.now, self.shift = secret, now, shift
        self.done: Counter[str] = Counter()
        self.refused: list[dict[str, Any]] = []
        self.keys: dict[str, str] = {}

    def all(self, conn: Connection, group: list[tuple[int, str, dict[str, Any]]]) -> None:
        """A group of lines in one transaction; it may be run again, so it counts only what it leaves."""
        done, refused = Counter(self.done), list(self.refused)
        for number, kind, content in group:
            try:
                row = self.row(TABLES[kind], content)
            except (KeyError, TypeError, ValueError) as error:
                refused.append({"line": number, "error": "log.bad_line", "reason": str(error)[:80]})
                continue
            done[getattr(self, kind)(conn, row)] += 1
        self.done, self.refused = done, refused

    def row(self, table: Table, content: Mapping[str, Any]) -> dict[str, Any]:
        """A line as a row: every column there, every value of its kind, no moment in the future."""
        row = {column.name: self.value(column.type, content[column.name]) for column in table.columns}
        if "k" in row:
            row["k"] = self.keys.get(row.get("business_id", ""), row["k"])
        if "happened_at" in row:
            row["day"] = day_of(row["happened_at"])
        if "rung" in row:
            row["rung"] = Rung(row["rung"]).value
        return row

    def value(self, kind: Any, value: Any) -> Any:
        if isinstance(kind, Hex) and value is not None:
            return uuid.UUID(hex=value).hex
        if isinstance(kind, Moment):
            return min(datetime.fromisoformat(value) + self.shift, self.now)
        if isinstance(kind, Day):
            return date.fromisoformat(value)
        return value

    def tombstone(self, conn: Connection, row: dict[str, Any]) -> str:
        """Bury her here too: under the key the file says, and under the one this store's key makes of her."""
        here = (business.c.commune == row["commune"], business.c.id.in_(row["ids"]))
        fresh = False
        for k in {row["k"], *conn.execute(select(business.c.k).where(*here)).scalars()}:
            stone = (tombstone.c.commune == row["commune"], tombstone.c.k == k)
            old = conn.execute(select(tombstone.c.at).where(*stone)).scalar_one_or_none()
            if old is None or old < row["at"]:
                bury(conn, row["commune"], k, row["at"])
                put(conn, tombstone, [{**row, "k": k}], change=("at", "member", "rungs", "ids"))
                fresh = True
        return "withdrawn" if fresh else "known"

    def business(self, conn: Connection, row: dict[str, Any]) -> str:
        """The newer of two rows of one business stands; a phone number is hmac_hex with this store's key."""
        msgspec.convert(row["consent"], Consent)
        if row["phone"] and not row["apart"]:
            row["k"] = hmac_hex(self.secret, row["phone"])
        row["name_key"] = fold(row["name"])[:400]
        self.keys[row["id"]] = row["k"]
        if self.buried(conn, row, row["changed_at"]):
            return "withdrawn"
        here = (business.c.commune == row["commune"], business.c.id == row["id"])
        old = conn.execute(select(business).where(*here)).one_or_none()
        if old is None:
            return "new" if put_new(conn, business, row) else "known"
        if old.state == "withdrawn" or old.changed_at >= row["changed_at"]:
            return "known"
        conn.execute(update(business).where(*here).values(**row))
        return "new"

    def buried(self, conn: Connection, row: dict[str, Any], moment: datetime) -> bool:
        here = (tombstone.c.commune == row["commune"], tombstone.c.k == row["k"], tombstone.c.at >= moment)
        return conn.execute(select(tombstone.c.k).where(*here)).first() is not None

    def event(self, conn: Connection, row: dict[str, Any]) -> str:
        if self.buried(conn, row, row["happened_at"]):
            return "withdrawn"
        here = (event.c.commune == row["commune"], event.c.k == row["k"], event.c.rung == row["rung"])
        first = conn.execute(select(event).where(*here).with_for_update()).one_or_none()
        if first is not None and first.id == row["id"]:
            return "known"
        if first is not None and "implied_by" in first.seen and "implied_by" not in row["seen"]:
            conn.execute(delete(event).where(*here))
            aggregates.add(conn, aggregates.deltas_of(first._asdict(), -1, self.now))
            first = None
        if first is None and put_new(conn, event, row):
            aggregates.add(conn, aggregates.deltas_of(row, 1, self.now))
            return "new"
        return self.echo(conn, {name: row[name] for name in ECHO})

    def echo(self, conn: Connection, row: dict[str, Any]) -> str:
        return "echo" if put_new(conn, echo, row) else "known"
