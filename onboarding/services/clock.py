"""Whether this machine's clock can be right, as far as the store can tell."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from ..logbook.periods import FIRST_DAY, start_of
from ..store import Store
from ..store.schema.visits import draft

LONGEST_BREAK = timedelta(days=400)
"""A laptop that nobody used for longer is rarer than one whose clock runs years ahead."""
SLACK = timedelta(days=1)
_LONGEST_LIFE = timedelta(days=20 * 365)
"""A visit later than this after the kit's first day was written by a wrong clock, and says nothing of today."""


def is_possible(day: date) -> bool:
    """Whether the kit can be used on this day at all: neither before its first nor long after any version's last."""
    return FIRST_DAY <= day <= FIRST_DAY + _LONGEST_LIFE


def is_doubtful(store: Store, now: datetime | None = None) -> bool:
    """Whether the day is before the kit's first, after its last, before the newest visit, or long after it."""
    moment = now or datetime.now(UTC)
    last = start_of(FIRST_DAY) + _LONGEST_LIFE
    if not is_possible(moment.date()):
        return True
    with store.reading() as conn:
        newest = conn.execute(select(func.max(draft.c.changed_at)).where(draft.c.changed_at <= last)).scalar_one()
    return newest is not None and not newest - SLACK <= moment <= newest + LONGEST_BREAK
