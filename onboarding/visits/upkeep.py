"""Housekeeping of visits across all teams: what runs unattended. Nothing here returns a visit's content.

An open visit nobody touched for `OPEN_DAYS` (an area may say less) gets a day of erasure, which its team's home screen
shows; touched until then it stays, otherwise it goes with its photos. One handed over before and opened again is closed
again instead (`services.refusals`): what was agreed to stays.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, select, update

from ..business import Keeps
from ..languages import VIETNAM
from ..store import Store
from ..store.schema.logbook import business
from ..store.schema.visits import draft, draft_trail
from .erasure import consent_of, retained
from .merge import get
from .repository import ERASE_ON, remove, remove_photos, title_of
from .row import HANDED_OVER_ON

OPEN_DAYS = 14
LONGEST_AHEAD = 3650
"""Days ahead from which a last touch was written by a clock of another century, and keeps nothing."""
NOTICE_DAYS = 3
"""How long home says that an untouched visit is about to be erased."""
UNDO_FOR = timedelta(hours=1)
"""How long a visit deleted from the lists can be had back."""


def erase_untouched(store: Store, today: date, days_in: Mapping[str, int]) -> int:
    """Give untouched open visits a day of erasure, and erase those whose day has come; how many were erased.

    `days_in`: commune code → days an area allows there, where it says less than `OPEN_DAYS`.
    """

    def erase(conn: Connection) -> int:
        over = []
        for row in conn.execute(_OPEN).all():
            untouched, due = _is_untouched(row, today, days_in), row.data.get(ERASE_ON)
            if row.data.get(HANDED_OVER_ON):
                continue  # opened again: `services.refusals.close_untouched`
            if untouched and due is None:
                _put(conn, row, (today + timedelta(days=NOTICE_DAYS)).isoformat())
            elif untouched and _is_due(row, today):
                over.append(row.id)
            elif not untouched and due is not None:
                _put(conn, row, None)
        return remove(conn, over)

    return store.erase(erase)


class Untouched(NamedTuple):
    """An open visit nobody touched for the days allowed: whether it was handed over before, or is erased today."""

    id: str
    team_id: str
    handed_over: bool
    is_due: bool


def untouched(store: Store, today: date, days_in: Mapping[str, int]) -> list[Untouched]:
    """The open visits of every team nobody touched for the days allowed, as `erase_untouched` counts them."""
    with store.reading() as conn:
        rows = conn.execute(_OPEN).all()
    return [
        Untouched(row.id, row.team_id or "", bool(row.data.get(HANDED_OVER_ON)), _is_due(row, today))
        for row in rows
        if _is_untouched(row, today, days_in)
    ]


def _is_due(row: Any, today: date) -> bool:
    due = row.data.get(ERASE_ON)
    return due is not None and due <= today.isoformat()


_OPEN = select(draft.c.id, draft.c.team_id, draft.c.commune, draft.c.data, draft.c.changed_at).where(
    draft.c.state == "open"
)


def _is_untouched(row: Any, today: date, days_in: Mapping[str, int]) -> bool:
    days = (today - _day(row.changed_at)).days
    return days >= days_in.get(row.commune, OPEN_DAYS) or days < -LONGEST_AHEAD


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def _put(conn: Connection, row: Any, day: str | None) -> None:
    """Set or take away the day of erasure; the moment of the last touch stays as it is."""
    data = {key: value for key, value in row.data.items() if key != ERASE_ON}
    conn.execute(update(draft).where(draft.c.id == row.id).values(data={**data, ERASE_ON: day} if day else data))


def erase_unconsented(store: Store) -> int:
    """Erase from closed visits what their consent does not allow; how many visits held such. Again it finds none.

    Version 0.2 kept name, bank and holder of vendors who had agreed to nothing.
    """
    listed = select(draft.c.id, draft.c.data, draft.c.title, draft.c.sealed).where(draft.c.state == "handed_over")

    def erase(conn: Connection) -> int:
        held = 0
        for row in conn.execute(listed).all():
            consent = consent_of(row.data)
            data = retained(row.data, consent)
            photos = 0 if consent.allows(Keeps.PHOTOS) else remove_photos(conn, row.id)
            if photos or data != row.data or row.title != title_of(data):
                held += 1
                kept = {"data": data, "title": title_of(data), "stamps": {}}
                conn.execute(update(draft).where(draft.c.id == row.id).values(**kept))
                conn.execute(delete(draft_trail).where(draft_trail.c.draft_id == row.id))
        return held

    return store.erase(erase)


def forget_closed(store: Store, before: datetime, communes: Iterable[str] | None = None) -> int:
    """Remove closed visits last touched before a moment, of all communes or of some (retention); how many."""
    listed = select(draft.c.id, draft.c.commune, draft.c.data).where(
        draft.c.state != "open", draft.c.changed_at < before
    )
    wanted = None if communes is None else set(communes)

    def forget(conn: Connection) -> int:
        rows = conn.execute(listed).all()
        here = [
            row.id for row in rows if wanted is None or (get(row.data, "business.commune") or row.commune) in wanted
        ]
        return remove(conn, here)

    return store.erase(forget)


def remove_of_businesses(conn: Connection, businesses: Collection[str]) -> int:
    """Remove every visit of these businesses, of every team, open or handed over, in a transaction; how many."""
    rows = conn.execute(select(draft.c.id, draft.c.data)).all()
    return remove(conn, [row.id for row in rows if {row.id, row.data.get("business_id")} & set(businesses)])


def purge_deleted(store: Store, before: datetime) -> int:
    """Remove visits deleted before a moment, of every team; how many."""
    deleted = select(draft.c.id).where(draft.c.state == "closed", draft.c.changed_at < before)
    return store.erase(lambda conn: remove(conn, list(conn.execute(deleted).scalars())))


def erase_withdrawn(store: Store) -> int:
    """Remove visits whose business is withdrawn in the log, as a file of another machine may have told; how many.

    Begins from the visits, which are few: a commune's log may hold a thousand times as many businesses.
    """
    with store.reading() as conn:
        rows = conn.execute(select(draft.c.id, draft.c.data)).all()
        ids = {id_ for row in rows for id_ in (row.id, row.data.get("business_id")) if id_}
        listed = sorted(ids)
        parts = (listed[at : at + 500] for at in range(0, len(listed), 500))
        gone = {id_ for part in parts for id_ in conn.execute(_withdrawn(part)).scalars()}
    theirs = [row.id for row in rows if {row.id, row.data.get("business_id")} & gone]
    return store.erase(lambda conn: remove(conn, theirs)) if theirs else 0


def _withdrawn(ids: Collection[str]) -> Select[tuple[str]]:
    return select(business.c.id).where(business.c.id.in_(ids), business.c.state == "withdrawn")
