"""Imports another machine's log file: idempotent, independent of the order of files."""

import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select, update

from ...business import COUNTS_FROM, Consent, Rung, normalise_phone
from ...languages import fold
from ...places import UNIT_SET
from ...store import Store
from ...store.schema import Day, Hex, Moment
from ...store.schema.logbook import business, echo, event
from ...store.sql import insert_if_absent, upsert
from .. import aggregates, identity, persons, withdrawal
from ..entry import hmac_hex
from ..periods import day_of, is_plausible
from ..recording import business_row
from .interchange import TABLES, batched, check, clock_shift, numbered

_GROUP = 500
_STONE = ("commune", "subject_key", "at", "member", "rungs")
_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_RENAMED = {"k": "subject_key", "apart": "confirmed_distinct"}
"""Columns as files of version 1 call them."""
_ABSENT: dict[str, Any] = {"units": UNIT_SET, "device": "", "trade": "", "wallet": "", "seen": {}, "team_id": None}
"""What version 1 did not say of uncounted evidence."""


def import_file(store: Store, path: Path, *, device: str | None = None, now: datetime | None = None) -> dict[str, Any]:
    """Take a file in; what became of its lines: `new`, `known`, `echo`, `withdrawn`, and `refused` by line number.

    `device` is whose evidence it is said to be; None: whose the file says. Raises what
    `interchange.check` raises, before anything is taken.
    """
    head, moment = check(path), now or datetime.now(UTC)
    shift = clock_shift(datetime.fromisoformat(head["made_at"]), moment)
    made_at = min(datetime.fromisoformat(head["made_at"]) + shift, moment)
    arrival = Import(store.secret("phone"), moment, shift, made_at, device)
    for group in batched(numbered(path), _GROUP):
        store.write(lambda conn, group=group: arrival.all(conn, group))  # type: ignore[misc]
    while store.write(aggregates.roll_up):
        pass
    done = {kind: arrival.done[kind] for kind in ("new", "known", "echo", "withdrawn")}
    return {**done, "refused": arrival.refused, "clock_shifted_days": shift.days if shift else 0}


class Import:
    """One file being taken in."""

    def __init__(
        self, secret: bytes, now: datetime, shift: timedelta, made_at: datetime, device: str | None = None
    ) -> None:
        self.secret, self.now, self.shift, self.made_at, self.device = secret, now, shift, made_at, device
        self.done: Counter[str] = Counter()
        self.refused: list[dict[str, Any]] = []

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
        """A line as a row: every column there, every value of its kind, no impossible moment."""
        content = {**_ABSENT, **{_RENAMED.get(name, name): value for name, value in content.items()}}
        row = {column.name: self.value(column.type, content[column.name]) for column in table.columns}
        if "happened_at" in row:
            row["happened_at"] = self.plausible(row["happened_at"], row["written_at"])
            row["day"] = day_of(row["happened_at"])
        if "rung" in row:
            row["rung"] = Rung(row["rung"]).value
        if "device" in row and self.device is not None:
            row["device"] = self.device
        return row

    def value(self, kind: Any, value: Any) -> Any:
        if isinstance(kind, Hex) and value is not None:
            return uuid.UUID(hex=value).hex
        if isinstance(kind, Moment):
            return min(datetime.fromisoformat(value) + self.shift, self.now)
        if isinstance(kind, Day):
            return date.fromisoformat(value)
        return value

    def plausible(self, happened: datetime, written: datetime) -> datetime:
        """When it happened; where that day cannot be, when it was written, or when the file was made."""
        return next((at for at in (happened, written) if is_plausible(at, self.now)), self.made_at)

    def tombstone(self, conn: Connection, row: dict[str, Any]) -> str:
        """Bury the person here too, under every value the file knows them by, whether or not anything is here yet."""
        values = {row["subject_key"], *(uuid.UUID(hex=one).hex for one in row["ids"])}
        known = identity.look_up(conn, values)
        if all(value in known and (known[value].withdrawn_at or _NEVER) >= row["at"] for value in values):
            return "known"
        withdrawal.bury(conn, values, row["commune"], row["at"], row["member"])
        withdrawal.leave_stone(conn, {name: row[name] for name in _STONE}, row["ids"])
        return "withdrawn"

    def join(self, conn: Connection, row: dict[str, Any]) -> str:
        """What a person said of a pair, here or to be here later; the newest word stands."""
        pair = (row["business_id"], row["other_id"])
        if not persons.write_join(conn, *pair, held=bool(row["held"]), at=row["at"], member=row["member"]):
            return "known"
        identity.regroup(conn, pair, self.now)
        return "new"

    def business(self, conn: Connection, row: dict[str, Any]) -> str:
        """The newer of two rows of one business stands; a phone number is keyed with this store's key."""
        msgspec.convert(row["consent"], Consent)
        row["name_key"] = fold(row["name"])[:400]
        phone = self.phone_of(row)
        values = {row["id"], *([phone] if phone else [])}
        at = identity.withdrawn_at(conn, {*values, row["subject_key"]})
        if row["state"] == "withdrawn" or (at is not None and at >= row["first_at"]):
            if at is not None:
                withdrawal.bury(conn, values, row["commune"], at)
                stone = {"commune": row["commune"], "subject_key": row["subject_key"], "at": at, "member": ""}
                withdrawal.leave_stone(conn, {**stone, "rungs": {}}, [row["id"]])
            return "withdrawn"
        old = business_row(conn, row["id"])
        if old is not None and (old.state == "withdrawn" or old.changed_at >= row["changed_at"]):
            return self.merge_older(conn, row, old)
        if not self.save(conn, row, old, phone):
            return "known"
        known = identity.look_up(conn, values)
        subject = phone or row["id"]
        for value in values - set(known):
            identity.claim(conn, value, subject, row["commune"])
        if old is not None or known or identity.joins(conn, [row["id"]]):
            identity.regroup(conn, [row["id"]], self.now)
        return "new"

    def merge_older(self, conn: Connection, row: Mapping[str, Any], old: Any) -> str:
        """What an older row may still tell: that somebody said it is another business, and that it began earlier."""
        distinct = old.confirmed_distinct or row["confirmed_distinct"]
        first = min(old.first_at, row["first_at"])
        if old.state != "withdrawn" and (distinct, first) != (old.confirmed_distinct, old.first_at):
            here = (business.c.commune == old.commune, business.c.id == old.id)
            conn.execute(update(business).where(*here).values(confirmed_distinct=distinct, first_at=first))
            identity.regroup(conn, [old.id], self.now)
        return "known"

    def phone_of(self, row: Mapping[str, Any]) -> str:
        """The phone's hash with this store's key; where the number is not carried, the other store's hash of it."""
        if row["confirmed_distinct"]:
            return ""
        if digits := normalise_phone(row["phone"]):
            return hmac_hex(self.secret, digits)
        return row["subject_key"] if row["subject_key"] != row["id"] else ""

    def save(self, conn: Connection, row: dict[str, Any], old: Any, phone: str) -> bool:
        """Insert or replace a business and its phone mark; who it is one with is computed here, not carried.

        False when another writer was quicker.
        """
        row["phone"] = normalise_phone(row["phone"]) or row["phone"]
        derived = {"subject_key": phone or row["id"], "state": "there", "same_as": None}
        if row["state"] == "forgotten":
            derived["state"] = "forgotten"
        if old is None:
            if not insert_if_absent(conn, business, {**row, **derived}):
                return False
        else:
            identity.relocate(conn, [row["id"]], row["commune"], row["units"])
            sticky = {
                "subject_key": old.subject_key,
                "confirmed_distinct": old.confirmed_distinct or row["confirmed_distinct"],
                "first_at": min(old.first_at, row["first_at"]),
                "state": old.state,
                "same_as": old.same_as,
            }
            here = (business.c.commune == row["commune"], business.c.id == row["id"])
            conn.execute(update(business).where(*here).values(**{**row, **sticky}))
        persons.replace_phone(conn, row["commune"], row["id"], phone)
        return True

    def event(self, conn: Connection, row: dict[str, Any]) -> str:
        """Evidence, counted there; here it counts unless earlier evidence of its rung is known."""
        known = identity.look_up(conn, {row["business_id"], row["subject_key"]})
        if any(match.withdrawn_at and match.withdrawn_at >= row["happened_at"] for match in known.values()):
            return "withdrawn"
        subject, home = self.subject(conn, row, known)
        row |= {"subject_key": subject}
        if "implied_by" in row["seen"]:
            return "known"  # follows from the evidence it stands for
        if self.holds(conn, row, home):
            return "known"
        if home == row["commune"] and insert_if_absent(conn, event, row):
            self.count(conn, row)
            return "new"
        upsert(conn, echo, [{**row, "commune": home}])
        identity.settle(conn, [subject], self.now)
        return "echo"

    echo = event
    """Evidence that was not counted there may be the first that is known here."""

    def subject(self, conn: Connection, row: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[str, str]:
        """Who this is evidence of, and the commune they count in; noted where nothing was known."""
        match = known.get(row["business_id"]) or known.get(row["subject_key"])
        subject = match.subject_key if match else row["subject_key"]
        for value in {row["business_id"], subject} - set(known):
            if not (match and value == subject):
                identity.claim(conn, value, subject, row["commune"])
        home = identity.look_up(conn, [subject]).get(subject)
        return subject, home.commune if home else row["commune"]

    def holds(self, conn: Connection, row: Mapping[str, Any], home: str) -> bool:
        """Whether this very evidence is here, counted or not."""
        for table in (event, echo):
            same = [table.c[name] == row[name] for name in ("subject_key", "rung", "visit_id", "business_id")]
            found = conn.execute(select(table.c.seen).where(table.c.commune == home, *same)).first()
            if found is not None and "implied_by" not in found.seen:
                return True
        return False

    def count(self, conn: Connection, row: dict[str, Any]) -> None:
        """Add new evidence to the sums, with the rung it stands for."""
        moved = [row]
        if Rung(row["rung"]).step > COUNTS_FROM.step:
            implied = {**row, "rung": COUNTS_FROM.value, "seen": {"implied_by": row["rung"]}}
            moved += [implied] if insert_if_absent(conn, event, implied) else []
        aggregates.add(conn, [delta for one in moved for delta in aggregates.deltas_of(one, 1, self.now)])
