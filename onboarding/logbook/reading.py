"""Reads the numbers a query needs: from aggregates where they hold them, else from the events.

What comes back is always the same: a count for each (place, units, time, kinds…, rung).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    String,
    Table,
    and_,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)

from ..places import UNIT_SET, communes
from ..store.schema.logbook import event, province_sum, tally
from .aggregates import PENDING
from .boundaries import codes_of, map_commune
from .periods import quarter_of, span, week_of, whole
from .query import KINDS, CountQuery, label_of

Cells = Counter[tuple[str, str, str, str, str]]
"""(place, units, time, kind's value, rung) → businesses. A place without units is a province, not a commune."""

_DAY = timedelta(days=1)
_FAR = (date(1990, 1, 1), date(2200, 1, 1))


def fetch(conn: Connection, query: CountQuery) -> Cells:
    """The counts a question needs."""
    kinds = query.kind_dimensions
    if not query.has_period and query.time is None and len(kinds) <= 1:
        facet = kinds[0] if kinds else "total"
        values = [query.filters[facet]] if facet in query.filters else None
        return _sums(conn, query, facet, values=values)
    if kinds:
        return _events(conn, query, query.since, query.until)
    return _by_time(conn, query)


def _by_time(conn: Connection, query: CountQuery) -> Cells:
    """Whole weeks or months from the sums, the days left over at the ends from the events."""
    units = {"week": ("week",), "month": ("month",), "quarter": ("month",)}.get(query.time or "", ("month", "week"))
    for unit in units:
        found = whole(query.since, query.until, unit)
        if found:
            return _sums(conn, query, unit, between=found)
    unit = units[-1]
    since, until = _inner(query.since, query.until, unit)
    cells: Cells = Counter()
    inner = whole(since, until, unit) if since is None or until is None or since <= until else None
    if inner is None:
        return _events(conn, query, query.since, query.until)
    cells += _sums(conn, query, unit, between=inner)
    if query.since and since and query.since < since:
        cells += _events(conn, query, query.since, since - _DAY)
    if query.until and until and query.until > until:
        cells += _events(conn, query, until + _DAY, query.until)
    return cells


def _inner(since: date | None, until: date | None, unit: str) -> tuple[date | None, date | None]:
    """The whole weeks (or months) inside a period."""
    name = week_of if unit == "week" else (lambda day: label_of(day, "month"))
    if since and span(name(since))[0] != since:
        since = span(name(since))[1] + _DAY
    if until and span(name(until))[1] != until:
        until = span(name(until))[0] - _DAY
    return since, until


def _sums(
    conn: Connection,
    query: CountQuery,
    facet: str,
    *,
    values: Sequence[str] | None = None,
    between: tuple[str, str] | None = None,
) -> Cells:
    """From the tally of chosen communes, or from the provinces' sums for the whole log."""
    covered = None if facet == "team" else provinces_of(query.communes)
    inner = (_local(conn, query, facet) if covered is None else _summed(conn, query, facet, covered)).subquery()
    conditions: list[ColumnElement[bool]] = []
    if query.rungs is not None:
        conditions.append(inner.c.rung.in_(query.rungs))
    if values is not None:
        conditions.append(inner.c.value.in_(values))
    if between is not None:
        conditions += [inner.c.value >= between[0], inner.c.value <= between[1]]
    groups = [inner.c.rung]
    if query.needs_commune or "province" in query.by:
        groups += [inner.c.place, inner.c.units]
    if facet in query.by or (query.time and facet in ("week", "month")):
        groups.append(inner.c.value)
    found = conn.execute(select(*groups, func.sum(inner.c.n).label("n")).where(*conditions).group_by(*groups))
    return _cells(query, facet, (row._asdict() for row in found))


def _cells(query: CountQuery, facet: str, rows: Iterable[Mapping[str, Any]]) -> Cells:
    cells: Cells = Counter()
    for row in rows:
        value = row.get("value", "")
        time, kind = ("", value) if facet in KINDS else (value, "")
        if query.time == "quarter":
            time = quarter_of(time)
        cells[row.get("place", ""), row.get("units", ""), time, kind, row["rung"]] += int(row["n"])
    return cells


def _local(conn: Connection, query: CountQuery, facet: str) -> Select[Any]:
    names = (tally.c.commune.label("place"), tally.c.units, tally.c.value, tally.c.rung, tally.c.n)
    return select(*names).where(tally.c.facet == facet, *inside(conn, query.communes, tally))


def _summed(
    conn: Connection, query: CountQuery, facet: str, provinces: frozenset[str]
) -> Select[Any] | CompoundSelect[Any]:
    """Folded sums and what is still pending, read in one statement so that nothing is seen twice.

    A folded row of a province has no unit set: its place is a province already. `provinces` empty means all.
    """
    sums, blank = province_sum.c, literal("", String)
    if query.needs_commune and facet != "total":
        return _local(conn, query, facet)
    if query.needs_commune:
        folded = select(sums.value.label("place"), sums.units, blank.label("value"), sums.rung, sums.n)
        folded = folded.where(sums.facet == "commune")
    else:
        folded = select(sums.province.label("place"), blank.label("units"), sums.value, sums.rung, sums.n)
        folded = folded.where(sums.facet == facet)
    if provinces:
        folded = folded.where(sums.province.in_(sorted(provinces)))
    names = (tally.c.commune.label("place"), tally.c.units, tally.c.value, tally.c.rung, tally.c.pending.label("n"))
    fresh = select(*names).where(tally.c.facet == facet, PENDING, *inside(conn, query.communes, tally))
    return union_all(folded, fresh)


@lru_cache(maxsize=64)
def provinces_of(wanted: frozenset[str] | None) -> frozenset[str] | None:
    """The provinces that communes make up wholly; empty for the whole log, None where some are only parts."""
    if wanted is None:
        return frozenset()
    found = {communes()[code].province_code for code in wanted if code in communes()}
    whole = frozenset(one.code for one in communes().values() if one.province_code in found)
    return frozenset(found) if found and whole == wanted else None


def inside(conn: Connection, wanted: frozenset[str] | None, table: Table) -> list[ColumnElement[bool]]:
    """The rows of some communes of today: under their own code, and under a former one that went whole into them."""
    if wanted is None:
        return []
    if "units" not in table.c:
        return [table.c.commune.in_(sorted(wanted))]
    here: ColumnElement[bool] = and_(table.c.units == UNIT_SET, table.c.commune.in_(sorted(wanted)))
    older = [and_(table.c.units == units, table.c.commune.in_(_former(wanted, units))) for units in _older(conn)]
    return [or_(here, *older)]


def _older(conn: Connection) -> list[str]:
    """Unit sets of before that something was recorded under."""
    sums = select(province_sum.c.units).where(province_sum.c.facet == "total", province_sum.c.units != UNIT_SET)
    fresh = select(tally.c.units).where(tally.c.facet == "total", tally.c.units != UNIT_SET, PENDING)
    return sorted(conn.execute(union(sums, fresh)).scalars())


@lru_cache(maxsize=64)
def _former(wanted: frozenset[str], units: str) -> list[str]:
    return sorted(code for code in codes_of(units) if map_commune(code, units) in wanted)


def _events(conn: Connection, query: CountQuery, since: date | None, until: date | None) -> Cells:
    """Count the events themselves: any cut, any days, slower."""
    kind = next((kind for kind in KINDS if kind in query.by), None)
    older = _older(conn)
    placed = bool(older) or query.needs_commune or "province" in query.by
    groups = [event.c.rung, *([event.c.commune] if placed else [])]
    groups += [event.c.units] if older else []  # without it the index alone is read
    groups += [event.c.day] if query.time else []
    groups += [event.c[kind]] if kind else []
    found = conn.execute(
        select(*groups, func.count().label("n")).where(*_here(conn, query, since, until, older)).group_by(*groups)
    )
    cells: Cells = Counter()
    for row in (row._asdict() for row in found):
        time = label_of(row["day"], query.time) if query.time else ""
        units = row.get("units", UNIT_SET if placed else "")
        cells[row.get("commune", ""), units, time, row[kind] if kind else "", row["rung"]] += row["n"]
    return cells


def _here(
    conn: Connection, query: CountQuery, since: date | None, until: date | None, older: Sequence[str]
) -> list[ColumnElement[bool]]:
    """What an event must be. Of the whole log every commune is named: the index on days begins with the commune."""
    conditions: list[ColumnElement[bool]] = [event.c[kind] == value for kind, value in query.filters.items()]
    if query.rungs is not None:
        conditions.append(event.c.rung.in_(query.rungs))
    if query.communes is not None:
        conditions += inside(conn, query.communes, event) if older else [event.c.commune.in_(sorted(query.communes))]
    elif since or until:
        conditions.append(
            event.c.commune.in_(sorted({code for units in (UNIT_SET, *older) for code in codes_of(units)}))
        )
    if since or until:
        conditions.append(event.c.day.between(since or _FAR[0], until or _FAR[1]))
    return conditions
