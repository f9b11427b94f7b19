"""Days as people in Vietnam count them, ISO weeks, months and quarters.

>>> from datetime import date
>>> week_of(date(2026, 11, 24)), month_of(date(2026, 11, 24)), quarter_of("2026-11")
('2026-W48', '2026-11', '2026-Q4')
>>> span("2026-W48")
(datetime.date(2026, 11, 23), datetime.date(2026, 11, 29))
>>> over_time([{"week": "2026-W53", "n": 4}, {"week": "2027-W02", "n": 1}], "week")
[{'week': '2026-W53', 'n': 4}, {'week': '2027-W01', 'n': 0}, {'week': '2027-W02', 'n': 1}]
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ..errors import OnboardingError
from ..languages import VIETNAM

FIRST_DAY = date(2025, 7, 1)
"""Before the present communes, and before this kit: a clock that says an earlier day is wrong."""
_CLOCK_SLACK = timedelta(days=1)
_MOST_GAPS = 120
"""Empty weeks or months drawn between two with numbers; more than two years of weeks come from a wrong clock."""


def is_plausible(moment: datetime, now: datetime) -> bool:
    """Whether something of this kit can have happened then."""
    return start_of(FIRST_DAY) <= moment <= now + _CLOCK_SLACK


def day_of(moment: datetime) -> date:
    """The day it was in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def start_of(day: date) -> datetime:
    """The first moment of a day in Vietnam; of the calendar's own first day, the first UTC can name."""
    if day == date.min:
        return datetime.min.replace(tzinfo=UTC)
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC)


def week_of(day: date) -> str:
    """The ISO week: `2026-W48`, Monday first."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def quarter_of(month: str) -> str:
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def span(period: str) -> tuple[date, date]:
    """First and last day of `2026-W48`, `2026-11`, `2026-Q4` or `2026`; else `period.unknown`."""
    try:
        if match := re.fullmatch(r"(\d{4})-W(\d\d)", period):
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return monday, monday + timedelta(days=6)
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", period):
            return _months(int(match[1]), int(match[2]) * 3 - 2, 3)
        if match := re.fullmatch(r"(\d{4})-(\d\d)", period):
            return _months(int(match[1]), int(match[2]), 1)
        if match := re.fullmatch(r"\d{4}", period):
            return _months(int(period), 1, 12)
    except ValueError:
        pass
    raise OnboardingError("period.unknown", field="period", found=period[:20])


def _months(year: int, first: int, many: int) -> tuple[date, date]:
    after = first + many
    return date(year, first, 1), date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1) - timedelta(days=1)


def before(since: date, until: date) -> tuple[date, date]:
    """The period of equal length just before: what a period is compared with."""
    return since - (until - since) - timedelta(days=1), since - timedelta(days=1)


def whole(since: date | None, until: date | None, unit: str) -> tuple[str, str] | None:
    """First and last week (or month) when a period is made of whole ones; open ends count as whole."""
    label = week_of if unit == "week" else month_of
    starts = since is None or span(label(since))[0] == since
    ends = until is None or span(label(until))[1] == until
    if not (starts and ends):
        return None
    return (label(since) if since else "", label(until) if until else "9999")


def over_time(rows: Iterable[dict[str, Any]], unit: str) -> list[dict[str, Any]]:
    """Rows by week or month, oldest first, with a row of none for each in between that has no row.

    Periods that no clock can have told rightly (before `FIRST_DAY`, or far from all others) are left out.
    """
    label = week_of if unit == "week" else month_of
    known = {row[unit]: row for row in rows if row[unit] >= label(FIRST_DAY)}
    filled: list[dict[str, Any]] = []
    for at in sorted(known):
        gap: list[dict[str, Any]] = []
        while filled and (after := _next([*filled, *gap][-1][unit], label)) < at and len(gap) <= _MOST_GAPS:
            gap.append({unit: after, "n": 0})
        if len(gap) > _MOST_GAPS:
            break
        filled += [*gap, known[at]]
    return filled


def _next(period: str, label: Callable[[date], str]) -> str:
    return label(span(period)[1] + timedelta(days=1))
