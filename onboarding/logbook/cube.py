"""The published cube: every number a viewer can get is a sum of its cells, so nothing is left to subtract.

Cells are published once a closed week and then frozen. What is published is not a week's count but what that week added
to a rounded running total: a series (commune × rung; and commune × team, category or wallet at the rung that counts)
is rounded to a multiple of `BASE` with an offset of its own, a keyed hash of its name (the "cell key" of
Marley & Leaver 2011, and of the Australian Bureau of Statistics, applied to totals). So

- a number is never further than `BASE - 1` from the truth, however many weeks it spans, and right on average over
  communes; suppression would leave next to nothing, because most communes have one to four businesses a week;
- late arrivals, moves and withdrawals enter with the next week; what was published never changes;
- a true total of nought is always shown as nought, and a shown nought may be one to four.

Before cells of team, category or wallet are published, what follows for each from the commune's own cells is worked
out (`_determined`); where a value could be told exactly, that commune's finer cells wait for another week.
"""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, func, select

from ..business import COUNTS_FROM, Rung
from ..errors import OnboardingError
from ..store import Store
from ..store.schema.logbook import event, published_cell, published_week, tally
from ..store.sql import insert_if_absent, load
from .periods import FIRST_DAY, day_of, month_of, quarter_of, span, week_of
from .query import KINDS, CountQuery
from .reading import Cells, inside

BASE = 5
"""Viewers' numbers are multiples of this; a number from 1 to 4 would point at persons."""

Series = tuple[str, str, str, str, str]
"""(commune, units, facet, value, rung)."""

_COLUMNS = ("commune", "units", "facet", "value", "rung", "week", "n")


def rounded(n: int, secret: bytes, series: Series) -> int:
    """A running total as it is published: a multiple of `BASE`, at most `BASE - 1` away, the same for ever."""
    return BASE * ((n + offset(secret, series)) // BASE) if n > 0 else 0


def offset(secret: bytes, series: Series) -> int:
    """Where between two multiples a series steps up: 0 (late) to 4 (early), known to the store alone."""
    digest = hmac.digest(secret, "\x1f".join(series).encode("utf8"), hashlib.sha256)
    return int.from_bytes(digest[:8]) % BASE


def publish_due(store: Store, today: date | None = None) -> list[str]:
    """Publish every closed week that has not been, in order; the weeks published now. Harmless at any time."""
    closed = _last_closed(today or day_of(datetime.now(UTC)))
    with store.reading() as conn:
        if not _due(conn, closed):
            return []
    secret = store.secret("cube")
    return store.write(lambda conn: _publish(conn, secret, closed))


def _last_closed(today: date) -> str:
    """The ISO week that ended last."""
    return week_of(today - timedelta(days=today.isoweekday()))


def _due(conn: Connection, closed: str) -> list[str]:
    """Weeks to publish: from the first after what was published to the last closed one that holds events.

    Weeks that only a wrong clock can have written are neither first nor last.
    """
    newest = conn.execute(select(func.max(published_week.c.week))).scalar_one()
    first = week_of(FIRST_DAY) if newest is None else _week_after(newest)
    if first > closed:  # nothing is due: no look at the tallies, which a large log has a million of
        return []
    known = select(func.min(tally.c.value), func.max(tally.c.value)).where(
        tally.c.facet == "week", tally.c.value >= first, tally.c.value <= closed, tally.c.n != 0
    )
    begin, end = conn.execute(known).one()
    weeks: list[str] = []
    at = begin if newest is None else first
    while end is not None and at <= end:
        weeks.append(at)
        at = _week_after(at)
    return weeks


def _week_after(week: str) -> str:
    return week_of(span(week)[1] + timedelta(days=1))


def _publish(conn: Connection, secret: bytes, closed: str) -> list[str]:
    weeks = _due(conn, closed)
    now = datetime.now(UTC)
    if not weeks or not all(insert_if_absent(conn, published_week, {"week": week, "made_at": now}) for week in weeks):
        return []  # another process is at it
    shown = _shown(conn)
    steps = _steps(conn, weeks)
    totals: dict[Series, int] = {}
    rows: list[tuple[Any, ...]] = []
    for series in sorted({*steps, *(series for series in shown if series[2] == "total")}):
        running = 0
        for week in weeks:
            running += steps[series][week] if series in steps else 0
            rows += _cell(secret, series, running, week, shown)
        totals[series] = running
    rows += _finer(conn, secret, weeks[-1], totals, shown)
    load(conn, published_cell, _COLUMNS, rows)
    return weeks


def _cell(secret: bytes, series: Series, total: int, week: str, shown: Counter[Series]) -> list[tuple[Any, ...]]:
    """The row by which a series' shown total comes up to its rounded one, if any."""
    step = rounded(total, secret, series) - shown[series]
    shown[series] += step
    commune, units, facet, value, rung = series
    return [(commune, units, facet, value, rung, week, step)] if step else []


def _shown(conn: Connection) -> Counter[Series]:
    """What has been published of each series."""
    cell = published_cell.c
    groups = (cell.commune, cell.units, cell.facet, cell.value, cell.rung)
    rows = conn.execute(select(*groups, func.sum(cell.n)).group_by(*groups))
    return Counter({tuple(row[:5]): int(row[5]) for row in rows})


def _steps(conn: Connection, weeks: Sequence[str]) -> dict[Series, Counter[str]]:
    """What each commune's rung gains week by week; all that lies before the first week belongs to it."""
    groups = (tally.c.commune, tally.c.units, tally.c.rung, tally.c.value)
    query = select(*groups, tally.c.n).where(tally.c.facet == "week", tally.c.value <= weeks[-1], tally.c.n != 0)
    found: defaultdict[Series, Counter[str]] = defaultdict(Counter)
    for commune, units, rung, week, n in conn.execute(query):
        found[commune, units, "total", "", rung][max(week, weeks[0])] += n
    return found


def _finer(
    conn: Connection, secret: bytes, week: str, totals: Mapping[Series, int], shown: Counter[Series]
) -> list[tuple[Any, ...]]:
    """Cells by team, category and wallet, of every commune where none of them could be told exactly."""
    values: defaultdict[tuple[str, str], dict[Series, int]] = defaultdict(dict)
    for series, n in _kinds_until(conn, span(week)[1]).items():
        values[series[0], series[1]][series] = n
    rows: list[tuple[Any, ...]] = []
    for (commune, units), here in sorted(values.items()):
        after = {series: rounded(n, secret, series) for series, n in here.items()}
        by_rung = [shown[commune, units, "total", "", rung.value] for rung in Rung]
        if not _determined(after, by_rung):
            for series in sorted(here):
                rows += _cell(secret, series, here[series], week, shown)
    return rows


def _kinds_until(conn: Connection, last: date) -> Counter[Series]:
    """True totals by team, category and wallet up to a day: the running ones without what came after."""
    names = (tally.c.commune, tally.c.units, tally.c.facet, tally.c.value)
    query = select(*names, tally.c.n).where(tally.c.facet.in_(KINDS), tally.c.rung == COUNTS_FROM, tally.c.n != 0)
    found: Counter[Series] = Counter()
    for commune, units, facet, value, n in conn.execute(query):
        found[commune, units, facet, value, COUNTS_FROM.value] += n
    groups = (event.c.commune, event.c.units, event.c.team, event.c.trade, event.c.wallet)
    later = select(*groups, func.count().label("n")).where(event.c.rung == COUNTS_FROM, event.c.day > last)
    for row in conn.execute(later.group_by(*groups)):
        for facet in KINDS:
            found[row.commune, row.units, facet, getattr(row, facet), COUNTS_FROM.value] -= row.n
    return found


def bounds(shown: int) -> tuple[int, int]:
    """All that a shown number says of the true one."""
    return max(0, shown - BASE + 1), shown + BASE - 1


def _determined(cells: Mapping[Series, int], by_rung: Sequence[int]) -> bool:
    """Whether somebody who knows every value's shown number, and the commune's own at each rung, could tell one of
    them exactly.

    Values of a facet add up to the commune's total, and a lower rung holds at least as many as a higher one; that is
    all that ties numbers together, so intervals propagated through it are what linear programming would find.
    """
    at = COUNTS_FROM.step
    low = max(bounds(shown)[0] for shown in by_rung[at:])
    high = min(bounds(shown)[1] for shown in by_rung[: at + 1])
    facets: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for series, shown in cells.items():
        facets[series[2]].append(bounds(shown))
    for intervals in facets.values():
        low, high = max(low, sum(one for one, _ in intervals)), min(high, sum(other for _, other in intervals))
    for intervals in facets.values():
        lows, highs = sum(one for one, _ in intervals), sum(other for _, other in intervals)
        for least, most in intervals:
            if min(most, high - (lows - least)) <= max(least, low - (highs - most)):
                return True
    return False


def newest_week(conn: Connection) -> tuple[str, datetime] | None:
    """The last week published and when."""
    query = select(published_week.c.week, published_week.c.made_at).order_by(published_week.c.week.desc()).limit(1)
    row = conn.execute(query).one_or_none()
    return (row.week, row.made_at) if row else None


def fetch(conn: Connection, query: CountQuery) -> Cells:
    """Published cells for a query, summed; a week belongs to the month or period its Thursday lies in.

    Raises `counts.viewer_coarse` for what is not published: team, category or wallet together with one another, with
    days, or with a rung other than the one that counts.
    """
    kinds = query.kind_dimensions
    finer = bool(kinds)
    if finer and (len(kinds) > 1 or query.has_period or query.time or "rung" in query.by or query.rung != COUNTS_FROM):
        raise OnboardingError("counts.viewer_coarse", field="by")
    facet = kinds[0] if finer else "total"
    cell = published_cell.c
    weekly = bool(query.time or query.has_period)
    groups = [cell.commune, cell.units, cell.rung, cell.value, *([cell.week] if weekly else [])]
    where = [cell.facet == facet, *inside(conn, query.communes, published_cell)]
    where += [cell.value == query.filters[facet]] if facet in query.filters else []
    where += [cell.rung.in_(query.rungs)] if query.rungs is not None else []
    cells: Cells = Counter()
    for row in conn.execute(select(*groups, func.sum(cell.n).label("n")).where(*where).group_by(*groups)):
        label = _label(row.week, query) if weekly else ""
        if label is not None:
            cells[row.commune, row.units, label, row.value, row.rung] += int(row.n)
    return cells


def _label(week: str, query: CountQuery) -> str | None:
    """A week as the unit of time asked for; None when it lies outside the days asked for."""
    thursday = _thursday(week)
    if (query.since and thursday < query.since) or (query.until and thursday > query.until):
        return None
    month = month_of(thursday)
    return {"week": week, "month": month, "quarter": quarter_of(month)}.get(query.time or "", "")


@lru_cache(maxsize=1024)
def _thursday(week: str) -> date:
    return span(week)[0] + timedelta(days=3)


def shown_for(conn: Connection, communes: Iterable[str], since: date, until: date, rung: Rung) -> dict[str, int]:
    """What viewers may see of some communes in a period."""
    query = CountQuery(communes=frozenset(communes), by=("commune",), since=since, until=until, rung=rung)
    found: Counter[str] = Counter()
    for (commune, *_rest), n in fetch(conn, query.checked()).items():
        found[commune] += n
    return dict(found)
