"""A count query: communes, group-by dimensions, period, rung and filters.

>>> CountQuery(by=("week",)).checked().rung
<Rung.HANDED_OVER: 'handed_over'>
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from ..business import COUNTS_FROM, Rung
from ..errors import OnboardingError
from .periods import month_of, quarter_of, week_of

PLACES = ("province", "commune")
TIMES = ("week", "month", "quarter")
KINDS = ("team", "trade", "wallet")
DIMENSIONS = (*PLACES, *TIMES, "rung", *KINDS)
"""Dimensions counts can be grouped by, in the order rows carry them."""


class CountQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A question to the log. `communes` None is the whole log; both days belong to the period.

    `as_of` asks for the communes of that day; without it each record stands where it was entered. `filters` narrows to
    one team, trade or wallet: `{"team": "Tổ 1"}`.
    """

    communes: frozenset[str] | None = None
    by: tuple[str, ...] = ("commune",)
    since: date | None = None
    until: date | None = None
    rung: Rung = COUNTS_FROM
    filters: Mapping[str, str] = {}
    as_of: date | None = None

    def checked(self) -> "CountQuery":
        """The same question, or `counts.bad_cut`, `counts.one_of_a_kind`, `counts.backwards`."""
        for cut in (*self.by, *self.filters):
            if cut not in DIMENSIONS or (cut in self.filters and cut not in KINDS):
                raise OnboardingError("counts.bad_cut", field="by", found=cut[:20], known=", ".join(DIMENSIONS))
        if len(set(self.by) & set(TIMES)) > 1 or len(set(self.by) & set(KINDS)) > 1:
            raise OnboardingError("counts.one_of_a_kind", field="by")
        if self.since and self.until and self.until < self.since:
            raise OnboardingError("counts.backwards", field="to")
        return msgspec.structs.replace(
            self, by=tuple(cut for cut in DIMENSIONS if cut in self.by), rung=Rung(self.rung)
        )

    @property
    def rungs(self) -> list[Rung] | None:
        """The rungs to read: all when cut by rung."""
        return None if "rung" in self.by else [self.rung]

    @property
    def has_period(self) -> bool:
        """Whether the days are bounded on either side."""
        return self.since is not None or self.until is not None

    @property
    def needs_commune(self) -> bool:
        """Whether single communes matter, not only their sums."""
        return "commune" in self.by or self.as_of is not None

    @property
    def kind_dimensions(self) -> tuple[str, ...]:
        """Kinds asked for, as cuts or narrowed to."""
        return tuple(kind for kind in KINDS if kind in self.by or kind in self.filters)

    @property
    def time(self) -> str | None:
        """The unit of time that rows are cut by."""
        return next((cut for cut in self.by if cut in TIMES), None)


def label_of(day: date, time: str) -> str:
    """A day as the week, month or quarter it belongs to."""
    return {"week": week_of(day), "month": month_of(day), "quarter": quarter_of(month_of(day))}[time]
