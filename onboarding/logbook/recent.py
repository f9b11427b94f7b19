"""How far back to read: the newest days that hold enough events, so that what is read does not grow with the log."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, func, select

from ..business import Rung
from ..store.schema.logbook import event
from .periods import span, week_of
from .query import CountQuery
from .reading import fetch


def first_day(
    conn: Connection, communes: Collection[str], until: date | None, rungs: Collection[Rung], least: int
) -> date | None:
    """The first of the fewest newest days up to `until` that hold at least so many events; None where all hold fewer.

    Weeks come from the sums; within a week days are counted from an index alone.
    """
    asked = CountQuery(communes=frozenset(communes), by=("week", "rung")).checked()
    weeks: Counter[str] = Counter()
    for (_place, _units, week, _kind, rung), n in fetch(conn, asked).items():
        weeks[week] += n if Rung(rung) in rungs else 0
    read, last = 0, week_of(until) if until else "9999"
    for week in sorted((week for week in weeks if week <= last), reverse=True):
        if read + weeks[week] < least and week != last:
            read += weeks[week]
            continue
        for day, n in _days(conn, communes, span(week), until, rungs):
            read += n
            if read >= least:
                return day
    return None


def _days(
    conn: Connection, communes: Collection[str], week: tuple[date, date], until: date | None, rungs: Collection[Rung]
) -> list[tuple[date, int]]:
    last = min(week[1], until or week[1])
    here = (event.c.commune.in_(sorted(communes)), event.c.day.between(week[0], last), event.c.rung.in_(rungs))
    query = select(event.c.day, func.count()).where(*here).group_by(event.c.day).order_by(event.c.day.desc())
    return [(day, n) for day, n in conn.execute(query)]
