"""Publishing: a period's counts are frozen, later arrivals shown as revisions; targets; reporting status of teams."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from ..business import COUNTS_FROM, Rung
from ..errors import OnboardingError
from ..store.schema.logbook import published, tally, target
from ..store.sql import upsert
from . import counting, cube
from .periods import day_of, span, start_of
from .query import CountQuery


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """A published period and what came or went since: `n` as published, `later` the difference today.

    For those who may see persons `n` is exact; for others it is rounded as all they see, and `later` None: a
    difference of one would point at a person. `rows` say the same for each commune.
    """

    area: str
    period: str
    rung: Rung
    n: int | None
    later: int | None
    made_at: datetime
    member: str
    rows: list[dict[str, Any]]


def publish(
    conn: Connection, area: str, communes: Iterable[str], period: str, *, member: str, at: datetime, rung: Rung
) -> int:
    """Freeze a period that is over for the communes of an area; how many communes. Twice is `period.published`."""
    since, until = span(period)
    if day_of(at) <= until:
        raise OnboardingError("period.not_over", field="period", until=until.isoformat())
    if _frozen(conn, area, period, rung):
        raise OnboardingError("period.published", field="period", found=period)
    query = CountQuery(communes=frozenset(communes), by=("commune",), since=since, until=until, rung=rung)
    exact = {row["commune"]: row["n"] for row in counting.answer(conn, query, exact=True).rows}
    shown = cube.shown_for(conn, communes, since, until, rung)
    same = {"area": area, "period": period, "rung": rung, "made_at": at, "member": member}
    rows = [
        {"commune": code, "n": exact.get(code, 0), "shown": shown.get(code, 0), **same} for code in sorted(communes)
    ]
    upsert(conn, published, rows)
    return len(rows)


def _frozen(conn: Connection, area: str, period: str, rung: Rung) -> list[Any]:
    here = (published.c.area == area, published.c.period == period, published.c.rung == rung)
    return list(conn.execute(select(published).where(*here).order_by(published.c.commune)).all())


def revision(conn: Connection, area: str, period: str, rung: Rung = COUNTS_FROM, *, exact: bool = False) -> Revision:
    """A published period beside what is known of it today; `period.not_published`."""
    frozen = _frozen(conn, area, period, rung)
    if not frozen:
        raise OnboardingError("period.not_published", field="period", found=period)
    since, until = span(period)
    communes = frozenset(row.commune for row in frozen)
    query = CountQuery(communes=communes, by=("commune",), since=since, until=until, rung=rung)
    now = {row["commune"]: row["n"] for row in counting.answer(conn, query, exact=True).rows} if exact else {}
    rows = [_row(row, now.get(row.commune, 0), exact) for row in frozen]
    n, later = sum(row.n for row in frozen), sum(now.values()) - sum(row.n for row in frozen)
    return Revision(
        area=area, period=period, rung=rung, n=n if exact else sum(row.shown or 0 for row in frozen),
        later=later if exact else None, made_at=frozen[0].made_at, member=frozen[0].member, rows=rows,
    )  # fmt: skip


def _row(row: Any, now: int, exact: bool) -> dict[str, Any]:
    shown = row.n if exact else row.shown
    return {"commune": row.commune, "n": shown, "later": now - row.n if exact else None, "hidden": shown is None}


def set_target(conn: Connection, area: str, period: str, n: int, rung: Rung = COUNTS_FROM) -> None:
    """How many an area wants in a period; 0 takes the target away."""
    span(period)
    upsert(conn, target, [{"area": area, "period": period, "rung": rung, "n": max(0, n)}], change=("n",))


def target_of(conn: Connection, area: str, period: str, rung: Rung = COUNTS_FROM) -> int | None:
    """The target of an area in a period, or None."""
    here = (target.c.area == area, target.c.period == period, target.c.rung == rung)
    return conn.execute(select(target.c.n).where(*here)).scalar_one_or_none() or None


def teams_of(conn: Connection, communes: Iterable[str]) -> list[str]:
    """Names of the teams whose events are counted in these communes, by name."""
    query = select(tally.c.value).distinct().where(tally.c.facet == "team", tally.c.commune.in_(sorted(communes)))
    return sorted(conn.execute(query.where(tally.c.n > 0)).scalars())


class TeamReport(msgspec.Struct, frozen=True):
    """A team that is expected to report: when its newest event was written, and whether since the day asked."""

    team: str
    commune: str
    last_at: datetime | None
    reported: bool


def reporting_status(conn: Connection, expected: Iterable[tuple[str, str]], since: date) -> list[TeamReport]:
    """Expected teams (name, commune), those not heard of since a day first: "tổ chưa gửi".

    A team is heard of from whichever of these communes it works in; one that shares its name with others ("Tổ 1") only
    from its own.
    """
    wanted = sorted(set(expected))
    bearers = Counter(team for team, _ in wanted)
    communes = sorted({commune for _, commune in wanted})
    newest = select(tally.c.value, tally.c.commune, func.max(tally.c.changed_at)).where(
        tally.c.facet == "team", tally.c.commune.in_(communes), tally.c.value.in_(sorted(bearers))
    )
    last: dict[tuple[str, str], datetime] = {}
    for team, commune, at in conn.execute(newest.group_by(tally.c.value, tally.c.commune)):
        key = (team, commune if bearers[team] > 1 else "")
        last[key] = max(at, last.get(key, at))
    found = []
    for team, commune in wanted:
        at = last.get((team, commune if bearers[team] > 1 else ""))
        found.append(TeamReport(team, commune, at, at is not None and at >= start_of(since)))
    return sorted(found, key=lambda one: (one.reported, one.team, one.commune))
