"""Whether this machine's clock can be right, as far as the store can tell."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from ..logbook.periods import FIRST_DAY
from ..store import Store
from ..store.schema.visits import draft

LONGEST_BREAK = timedelta(days=400)
"""A laptop that nobody used for longer is rarer than one whose clock runs years ahead."""
SLACK = timedelta(days=1)


def is_doubtful(store: Store, now: datetime | None = None) -> bool:
    """Whether the day is before the kit's first, before the newest visit, or long after it."""
    moment = now or datetime.now(UTC)
    with store.reading() as conn:
        newest = conn.execute(select(func.max(draft.c.changed_at))).scalar_one()
    if moment.date() < FIRST_DAY:
        return True
    return newest is not None and not newest - SLACK <= moment <= newest + LONGEST_BREAK
