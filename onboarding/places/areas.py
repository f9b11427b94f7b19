"""Reporting areas: a named, dated group of communes whose counts somebody sees. This is the "district".

>>> from datetime import date
>>> area = drawn("Khu vực Vũng Liêm", ["29659", "29668"], since=date(2026, 1, 1))
>>> grown = area.with_communes(["29659", "29668", "29683"], on=date(2026, 7, 1))
>>> [len(grown.on(date(2026, month, 1))) for month in (6, 7)], area.code
([2, 3], 'khu-vuc-vung-liem')
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from ..errors import OnboardingError
from ..languages import clean, fold, slug
from .units import UNIT_SET, commune

MOST_LETTERS = 120
LEAST_DAYS, MOST_DAYS = 60, 3650
"""How long persons may be kept: past the return visit after 30 days, and no longer than ten years."""
_DAY = timedelta(days=1)


class Belonging(msgspec.Struct, frozen=True):
    """A commune in an area from its first day to its last (None: still)."""

    commune: str
    since: date
    until: date | None = None
    unit_set: str = UNIT_SET

    def holds(self, day: date) -> bool:
        """Whether the commune belongs on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


class ReportingArea(msgspec.Struct, frozen=True):
    """An area, the days it lives, and which communes belong to it when.

    `rules` is what it asks of its counts: `{"rung": "handed_over", "target": 400, "keep_days": 730}`.
    """

    code: str
    name: str
    since: date
    until: date | None
    belongings: tuple[Belonging, ...]
    rules: Mapping[str, Any] = {}

    def on(self, day: date) -> tuple[str, ...]:
        """Codes of the communes that belong on a day."""
        return tuple(sorted({belonging.commune for belonging in self.belongings if belonging.holds(day)}))

    @property
    def communes(self) -> tuple[str, ...]:
        """Codes of the communes at the end of what is known: those on its last day, or that go on."""
        return tuple(sorted({one.commune for one in self.belongings if one.until == self.until}))

    @property
    def keep_days(self) -> int:
        """After how many untouched days a person is forgotten here; 0: no end is set."""
        return int(self.rules.get("keep_days") or 0)

    def keeping(self, days: int) -> "ReportingArea":
        """The same area with its days to keep persons; 0 for no end. Fewer than return visits need is refused."""
        if days and not LEAST_DAYS <= days <= MOST_DAYS:
            raise OnboardingError("area.keep_days", field="days", least=LEAST_DAYS, most=MOST_DAYS)
        return msgspec.structs.replace(self, rules={**self.rules, "keep_days": days})

    def spans(self, since: date, until: date) -> list[tuple[date, date, tuple[str, ...]]]:
        """The days from `since` to `until` in pieces within which the communes stay the same."""
        starts = {since, *(belonging.since for belonging in self.belongings)}
        starts |= {belonging.until + _DAY for belonging in self.belongings if belonging.until is not None}
        first = sorted(day for day in starts if since <= day <= until)
        last = [*(day - _DAY for day in first[1:]), *([until] if first else [])]
        return [(a, b, self.on(a)) for a, b in zip(first, last, strict=True)]

    def with_communes(self, codes: Iterable[str], *, on: date) -> "ReportingArea":
        """The same area, holding exactly these communes from a day on; the days before stay as they were."""
        if on < self.since or (self.until is not None and on > self.until):
            raise OnboardingError("area.day_outside", field="since", since=self.since.isoformat())
        communes_of_area, belongings = _checked(codes), []
        for belonging in self.belongings:
            goes_on = belonging.holds(on) and belonging.commune in communes_of_area
            if belonging.since < on or goes_on:
                ends = (
                    belonging.until if goes_on or (belonging.until is not None and belonging.until < on) else on - _DAY
                )
                belongings.append(
                    Belonging(belonging.commune, belonging.since, self.until if goes_on else ends, belonging.unit_set)
                )
        staying = {belonging.commune for belonging in belongings if belonging.holds(on)}
        fresh = [Belonging(code, on, self.until) for code in communes_of_area if code not in staying]
        return msgspec.structs.replace(self, belongings=tuple(sorted((*belongings, *fresh), key=_order)))

    def ended(self, last: date) -> "ReportingArea":
        """The same area with its last day; belongings that began later are gone."""
        if last < self.since:
            raise OnboardingError("area.day_outside", field="until", since=self.since.isoformat())
        belongings = [
            msgspec.structs.replace(belonging, until=min(last, belonging.until or last))
            for belonging in self.belongings
            if belonging.since <= last
        ]
        return msgspec.structs.replace(self, until=last, belongings=tuple(belongings))


def drawn(
    name: str, codes: Iterable[str], *, since: date, until: date | None = None, rules: Mapping[str, Any] | None = None
) -> ReportingArea:
    """A new area of today's communes, checked; its code is made from its name.

    OnboardingError `area.unnamed`, `area.empty`, `area.backwards`, `place.unknown`.
    """
    name = " ".join(clean(name, MOST_LETTERS).split())
    if not fold(name):
        raise OnboardingError("area.unnamed", field="name")
    if until is not None and until < since:
        raise OnboardingError("area.backwards", field="until")
    belongings = tuple(Belonging(code, since, until) for code in sorted(_checked(codes)))
    return ReportingArea(slug(name, 56), name, since, until, belongings, dict(rules or {}))


def _checked(codes: Iterable[str]) -> dict[str, None]:
    distinct = dict.fromkeys(commune(code).code for code in codes)
    if not distinct:
        raise OnboardingError("area.empty", field="communes")
    return distinct


def _order(belonging: Belonging) -> tuple[str, date]:
    return belonging.commune, belonging.since
