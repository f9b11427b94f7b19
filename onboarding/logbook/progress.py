"""How businesses get from rung to rung: median days between them, and who waits for the next one how long.

Read from the events of an area's communes, for those who see exact counts; nobody reads it for the whole country.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import msgspec
from sqlalchemy import ColumnElement, Connection, select

from ..business import COUNTS_FROM, Rung
from ..store.schema.logbook import event

MOST = 20_000
"""Events read, 0.1 s of them; with more, the newest say enough about how long things take."""
WAITING_DAYS = 14
"""After this long without the next rung a business is told as waiting: past the first return visit."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """From one rung to the next that was reached: how many businesses went, and their median days."""

    rung: Rung
    after: Rung
    businesses: int
    days: float


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Businesses handed over long ago whose wallet or bank has not approved them: how many, median and most days."""

    wallet: str
    businesses: int
    days: float
    most: int


def steps(conn: Connection, communes: Collection[str], since: date | None = None) -> list[Step]:
    """Median days of every step between neighbouring rungs that a business has evidence of."""
    spent: defaultdict[tuple[Rung, Rung], list[int]] = defaultdict(list)
    for days in _first_days(conn, communes, since).values():
        reached = sorted(days, key=lambda rung: rung.step)
        for before, after in pairwise(reached):
            spent[before, after].append(max(0, (days[after] - days[before]).days))
    found = [
        Step(rung=before, after=after, businesses=len(all_days), days=median(all_days))
        for (before, after), all_days in spent.items()
    ]
    return sorted(found, key=lambda step: (step.rung.step, step.after.step))


def waiting(conn: Connection, communes: Collection[str], today: date) -> list[Waiting]:
    """By wallet or bank, who has been waiting for approval since the hand-over; most first."""
    wallets: defaultdict[str, list[int]] = defaultdict(list)
    of_wallet = _wallets(conn, communes)
    for subject, days in _first_days(conn, communes, None).items():
        given = days.get(COUNTS_FROM)
        past = any(rung.step >= Rung.MERCHANT.step for rung in days)
        if given is not None and not past and of_wallet.get(subject) and (today - given).days >= WAITING_DAYS:
            wallets[of_wallet[subject]].append((today - given).days)
    found = [
        Waiting(wallet=wallet, businesses=len(all_days), days=median(all_days), most=max(all_days))
        for wallet, all_days in wallets.items()
    ]
    return sorted(found, key=lambda one: (-one.businesses, one.wallet))


def _first_days(conn: Connection, communes: Collection[str], since: date | None) -> dict[str, dict[Rung, date]]:
    """By business, the day of its evidence at each rung; what only follows from a higher rung is left out."""
    found: defaultdict[str, dict[Rung, date]] = defaultdict(dict)
    here: list[ColumnElement[bool]] = [event.c.commune.in_(sorted(communes))]
    if since is not None:
        here.append(event.c.day >= since - timedelta(days=1))
    columns = (event.c.subject_key, event.c.rung, event.c.day, event.c.seen)
    for row in conn.execute(select(*columns).where(*here).order_by(event.c.day.desc()).limit(MOST)):
        if "implied_by" not in row.seen:
            found[row.subject_key][Rung(row.rung)] = row.day
    return found


def _wallets(conn: Connection, communes: Collection[str]) -> dict[str, str]:
    here = (event.c.commune.in_(sorted(communes)), event.c.wallet != "", event.c.rung == COUNTS_FROM.value)
    rows = conn.execute(select(event.c.subject_key, event.c.wallet).where(*here).limit(MOST))
    return {row.subject_key: row.wallet for row in rows}
