"""Retention of personal data: each reporting area says after how many untouched days persons are forgotten.

What goes: names, telephones and addresses in the log, the visits handed over, and rows of the ward's list nobody began
from. Counts and their events stay; they name nobody.
"""

from datetime import date, timedelta

import msgspec

from ..logbook.files.ward_list import forget
from ..logbook.periods import start_of
from ..logbook.withdrawal import forget_before
from ..places import Areas
from ..store import Store
from ..visits.upkeep import forget_closed


class Forgotten(msgspec.Struct, frozen=True):
    """How many persons of the log, visits, and rows of lists went."""

    businesses: int = 0
    visits: int = 0
    listed: int = 0


def forget_due(store: Store, today: date, only: str = "") -> Forgotten:
    """Do what the areas ask (or one of them, by code: else `area.unknown`); again does no harm."""
    chosen = [Areas(store).get(only)] if only else Areas(store).all(today)
    gone = Forgotten()
    for area in chosen:
        communes = area.on(today)
        if not area.keep_days or not communes:
            continue
        before = today - timedelta(days=area.keep_days)
        gone = Forgotten(
            gone.businesses + forget_before(store, communes, before),
            gone.visits + forget_closed(store, start_of(before), communes),
            gone.listed + store.erase(lambda conn, c=communes, b=before: forget(conn, c, start_of(b))),  # type: ignore[misc]
        )
    return gone
