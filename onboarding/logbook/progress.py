"""How businesses get from rung to rung: median days between them, and who waits for the next one how long.

Read from the events of an area's communes, for those who see exact counts; nobody reads it for the whole country.
Where there are very many, only the newest days are read, and what is told says from which day.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import msgspec
from sqlalchemy import Connection, String, func, select, type_coerce

from ..business import COUNTS_FROM, Rung
from ..store.schema.logbook import event
from .recent import first_day

MOST = 3_000
"""Events from which on only the newest days are read that hold as many."""
WAITING_DAYS = 14
"""After this long without the next rung a business is told as waiting: past the first return visit."""
_EVIDENCE = type_coerce(event.c.seen, String).not_like('%"implied_by"%')
"""What somebody saw; not what only follows from a higher rung."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """From one rung to the next that was reached: how many businesses went, and their median days."""

    rung: Rung
    after: Rung
    businesses: int
    days: float


class Steps(msgspec.Struct, frozen=True):
    """The steps in their order; `since`: the first day of what was read, None where all was."""

    steps: list[Step]
    since: date | None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Businesses handed over long ago whose wallet or bank has not approved them: how many, and the longest days."""

    wallet: str
    businesses: int
    most: int


class Queues(msgspec.Struct, frozen=True):
    """Who waits, most first; `since`: the first day of the hand-overs that were read, None where all were."""

    waiting: list[Waiting]
    since: date | None


def steps(conn: Connection, communes: Collection[str], since: date | None = None, until: date | None = None) -> Steps:
    """Median days of every step between neighbouring rungs that a business has evidence of, among steps that were
    done in these days: by the later of their two."""
    newest = first_day(conn, communes, until, tuple(Rung), MOST)
    first = max((day for day in (since, newest) if day), default=None)
    spent: defaultdict[tuple[Rung, Rung], list[int]] = defaultdict(list)
    for days in _days(conn, communes, first, until).values():
        for before, after in pairwise(sorted(days, key=lambda rung: rung.step)):
            if first is None or max(days[before], days[after]) >= first:
                spent[before, after].append(max(0, (days[after] - days[before]).days))
    found = [
        Step(rung=before, after=after, businesses=len(all_days), days=median(all_days))
        for (before, after), all_days in spent.items()
    ]
    ordered = sorted(found, key=lambda step: (step.rung.step, step.after.step))
    return Steps(ordered, None if first == since else first)


def _days(
    conn: Connection, communes: Collection[str], since: date | None, until: date | None
) -> dict[str, dict[Rung, date]]:
    """By business seen in these days, the day of each rung up to the last of them."""
    here = [event.c.commune.in_(sorted(communes)), *([event.c.day <= until] if until else [])]
    query = select(event.c.subject_key, event.c.rung, event.c.day).where(_EVIDENCE)
    if since:
        names = (event.c.commune, event.c.subject_key)
        seen = select(*names).where(*here, event.c.day >= since).distinct().subquery()
        # Nothing more asked of the events: by a day or a commune SQLite would walk all instead of looking each up.
        query = query.join(seen, (seen.c.commune == names[0]) & (seen.c.subject_key == names[1]))
    else:
        query = query.where(*here)
    found: defaultdict[str, dict[Rung, date]] = defaultdict(dict)
    for row in conn.execute(query):
        if until is None or row.day <= until:
            found[row.subject_key][Rung(row.rung)] = row.day
    return found


def waiting(conn: Connection, communes: Collection[str], today: date) -> Queues:
    """By wallet or bank, who has been waiting for approval since the hand-over."""
    last = today - timedelta(days=WAITING_DAYS)
    since = first_day(conn, communes, last, (COUNTS_FROM,), MOST)
    later = event.alias()
    approved = select(later.c.id).where(
        later.c.commune == event.c.commune, later.c.subject_key == event.c.subject_key,
        later.c.rung.in_([rung for rung in Rung if rung.step >= Rung.MERCHANT.step]),
    )  # fmt: skip
    here = [event.c.commune.in_(sorted(communes)), event.c.rung == COUNTS_FROM, event.c.wallet != "", _EVIDENCE]
    here += [event.c.day <= last, *([event.c.day >= since] if since else [])]
    query = select(event.c.wallet, func.count().label("n"), func.min(event.c.day).label("first"))
    rows = conn.execute(query.where(*here, ~approved.exists()).group_by(event.c.wallet))
    found = [Waiting(wallet=row.wallet, businesses=row.n, most=(today - row.first).days) for row in rows]
    return Queues(sorted(found, key=lambda one: (-one.businesses, one.wallet)), since)
