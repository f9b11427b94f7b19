"""Coming back: 7 days on (does money arrive?), 30 days on (still used?), and what the provider or the law still owes.

>>> found = follow_ups(date(2026, 11, 24), day=date(2026, 11, 24))
>>> [(one.kind, one.due.isoformat()) for one in found]
[('first_week', '2026-12-01'), ('still_used', '2026-12-24')]
>>> [one.kind for one in this_week(found, date(2026, 11, 30))]
['first_week']
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Literal

from ..catalogue import Part, Words
from ..languages import N_
from .checklist import Checklist
from .reference_data import Book, read_book

Kind = Literal["first_week", "still_used", "waits", "deadline"]
SAYS: dict[str, str] = {
    "first_week": N_("wallet.follow.first_week"),
    "still_used": N_("wallet.follow.still_used"),
    "waits": N_("wallet.follow.waits"),
    "deadline": N_("wallet.follow.deadline"),
}
"""The sentence of each kind; `{what}` is the step's title for the last two."""


class FollowUp(Part, frozen=True, kw_only=True):
    """Something to come back for: `key` names it for ticking, `what` is the step's title where there is one."""

    key: str
    kind: Kind
    due: date
    what: Words = Words(vi="")


def follow_ups(
    handed_over: date,
    *,
    checklist: Checklist | None = None,
    done: Collection[str] = (),
    day: date | None = None,
    book: Book | None = None,
) -> list[FollowUp]:
    """What a visit handed over on that day still needs, soonest first, without the keys in `done`."""
    book, day = book or read_book(), day or date.today()
    first = handed_over + timedelta(days=book.days("follow_up_first_days", day))
    second = handed_over + timedelta(days=book.days("follow_up_second_days", day))
    again = timedelta(days=book.days("ask_again_days", day))
    found = [
        FollowUp(key="first_week", kind="first_week", due=first),
        FollowUp(key="still_used", kind="still_used", due=second),
        *(_of_steps(checklist, handed_over + again) if checklist else []),
    ]
    return sorted((one for one in found if one.key not in done), key=lambda one: (one.due, one.key))


def _of_steps(checklist: Checklist, again: date) -> list[FollowUp]:
    """What waits on the provider is asked about `again`; what the law dates is due on its day."""
    waits = [step for step in checklist.steps if step.due == "waiting" and not step.waits_for]
    dated = [step for step in checklist.steps if step.by and step.due != "done" and not step.waits_for]
    return [
        *(FollowUp(key=f"waits.{step.id}", kind="waits", due=again, what=step.title) for step in waits),
        *(FollowUp(key=f"by.{step.id}", kind="deadline", due=step.by, what=step.title) for step in dated if step.by),
    ]


def this_week(found: Iterable[FollowUp], day: date) -> list[FollowUp]:
    """What is due within seven days of `day`, and whatever is overdue, soonest first."""
    return sorted((one for one in found if one.due <= day + timedelta(days=6)), key=lambda one: (one.due, one.key))
