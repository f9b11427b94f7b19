"""Return visits and their calendar file (RFC 5545): after 7 and 30 days, and what the provider or the law still owes.

>>> visits = follow_ups(date(2026, 11, 24), day=date(2026, 11, 24))
>>> [(visit.kind, visit.due.isoformat()) for visit in visits]
[('first_week', '2026-12-01'), ('still_used', '2026-12-24')]
>>> [visit.kind for visit in this_week(visits, date(2026, 11, 30))]
['first_week']
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

from ..catalogue import Part, Words
from ..languages import N_, clean, today
from .checklist import Checklist
from .reference_data import ReferenceData, load_reference

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
    reference: ReferenceData | None = None,
) -> list[FollowUp]:
    """What a visit handed over on that day still needs, soonest first, without the keys in `done`."""
    reference, day = reference or load_reference(), day or today()
    first = handed_over + timedelta(days=reference.days("follow_up_first_days", day))
    second = handed_over + timedelta(days=reference.days("follow_up_second_days", day))
    again = timedelta(days=reference.days("ask_again_days", day))
    due = [
        FollowUp(key="first_week", kind="first_week", due=first),
        FollowUp(key="still_used", kind="still_used", due=second),
        *(_of_steps(checklist, handed_over + again) if checklist else []),
    ]
    return sorted((each for each in due if each.key not in done), key=lambda each: (each.due, each.key))


def _of_steps(checklist: Checklist, again: date) -> list[FollowUp]:
    """What waits on the provider is asked about `again`; what the law dates is due on its day."""
    waits = [step for step in checklist.steps if step.due == "waiting"]
    dated = [step for step in checklist.steps if step.by and step.due != "done"]
    return [
        *(FollowUp(key=f"waits.{step.id}", kind="waits", due=again, what=step.title) for step in waits),
        *(FollowUp(key=f"by.{step.id}", kind="deadline", due=step.by, what=step.title) for step in dated if step.by),
    ]


def this_week(due: Iterable[FollowUp], day: date) -> list[FollowUp]:
    """What is due within seven days of `day`, and whatever is overdue, soonest first."""
    return sorted((each for each in due if each.due <= day + timedelta(days=6)), key=lambda each: (each.due, each.key))


class Event(NamedTuple):
    """One day in the calendar. `uid` is the same at every export, so that an import does not double it."""

    day: date
    title: str
    uid: str
    note: str = ""


def calendar(events: Iterable[Event], *, made: datetime | None = None) -> str:
    """The text of an .ics file: CRLF, lines of at most 75 bytes, UTF-8."""
    stamp = (made or datetime.now(UTC)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//onboarding-kit//VI", "CALSCALE:GREGORIAN"]
    for event in events:
        lines += _event(event, stamp)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line))


def _event(event: Event, stamp: str) -> list[str]:
    title = _escape(event.title)
    return [
        "BEGIN:VEVENT",
        f"UID:{_escape(event.uid)}@onboarding-kit",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{title}",
        *([f"DESCRIPTION:{_escape(event.note)}"] if event.note else []),
        "TRANSP:TRANSPARENT",
        *("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT8H", f"DESCRIPTION:{title}", "END:VALARM"),
        "END:VEVENT",
    ]


def _escape(text: str) -> str:
    plain = clean(text, 1000).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\n", "\\n")


def _fold(line: str) -> list[str]:
    """Lines of at most 75 bytes, the later ones begun with a space, no letter cut in two."""
    folded, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 75:
            folded.append(" ")
            size = 1
        folded[-1] += letter
        size += width
    return folded
