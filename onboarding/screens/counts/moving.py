"""Whether it moves: this week and the last, the period before, the target, what was published, bars over time."""

from datetime import timedelta
from itertools import pairwise

import streamlit as st

from ...business import Rung
from ...languages import day, number
from ...logbook import Answer, Logbook
from ...logbook.periods import before, week_of
from ...logbook.words import rung_name
from ..visit.checklist import today
from ..words import _, lang
from . import charts, leader, places
from .filters import Filters

ENOUGH = 20
"""Businesses at a rung from which on a share of them says something."""
HALF_A_YEAR = 182
"""Days up to which weeks are drawn; of more, months."""


def beside(log: Logbook, asked: Filters, now: Answer, share: str) -> None:
    """What the number is compared with: all businesses, the days before, the target, what was published."""
    lines = [share, _week_by_week(log, asked), _period_before(log, asked)]
    target = log.target(asked.code, asked.period, asked.rung) if asked.period else None
    if target:
        part = places.percent(now.total / target) if now.total is not None else charts.HIDDEN
        lines.append(_("Chỉ tiêu kỳ này: {n}, đạt {part}", n=number(target, lang()), part=part))
    if asked.exact and asked.period:
        lines.append(leader.published(log, asked))
    if said := [line for line in lines if line]:
        charts.lines(said)


def _week_by_week(log: Logbook, asked: Filters) -> str:
    """This week so far and the whole of the last, where no days were asked for; viewers see weeks that are over."""
    if not asked.exact or asked.since or asked.until:
        return ""
    monday = today() - timedelta(days=today().weekday())
    weeks = log.count(
        asked.communes, by=("week",), since=monday - timedelta(days=7), until=monday + timedelta(days=6),
        rung=asked.rung, filters=asked.filters, exact=True,
    ).rows  # fmt: skip
    n = {row["week"]: row["n"] for row in weeks}
    now, last = (n.get(week_of(monday - timedelta(days=back)), 0) for back in (0, 7))
    return _("Tuần này, từ {monday}: {now} hộ. Cả tuần trước: {last} hộ.",
             monday=day(monday, lang()), now=charts.told(now), last=charts.told(last))  # fmt: skip


def _period_before(log: Logbook, asked: Filters) -> str:
    if not (asked.since and asked.until):
        return ""
    since, until = before(asked.since, min(asked.until, today()))
    old = log.count(asked.communes, by=(), rung=asked.rung, **{**asked.days, "since": since, "until": until})
    span = f"{day(since, lang())} – {day(until, lang())}"
    return _("Kỳ liền trước ({span}): {n}", span=span, n=charts.told(old.total))


def over_time(log: Logbook, asked: Filters) -> None:
    """Bars by week or month; the first and last may be cut off by the days asked for."""
    cut = "week" if not (asked.since and asked.until) or (asked.until - asked.since).days <= HALF_A_YEAR else "month"
    st.subheader(_("Theo tuần") if cut == "week" else _("Theo tháng"), anchor=False)
    found = log.count(asked.communes, by=(cut,), rung=asked.rung, **asked.days)
    if len(found.rows) < charts.LEAST_WEEKS:
        st.write(_("Cần ít nhất hai tuần có số liệu để vẽ."))
    elif all(row["n"] is None for row in found.rows):
        st.write(_("Mỗi kỳ chỉ có vài hộ nên không hiện riêng."))
        return
    charts.weeks(found, cut)


def fewest_go_on(answer: Answer) -> str:
    """Between which two rungs most businesses stay behind; nothing where these are too few to say so."""
    n = {row["rung"]: row["n"] or 0 for row in answer.rows}
    pairs = [(n.get(after, 0) / n[at], at, after) for at, after in pairwise(Rung) if n.get(at, 0) >= ENOUGH]
    if answer.since or answer.until or not pairs:
        return ""
    _part, at, after = min(pairs)
    return _("Ít hộ đi tiếp nhất: từ “{at}” ({n} hộ) sang “{after}” ({m} hộ).", at=rung_name(lang(), at),
             after=rung_name(lang(), after), n=charts.told(n[at]), m=charts.told(n.get(after, 0)))  # fmt: skip
