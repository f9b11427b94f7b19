"""Counts without persons: the total first, then the funnel, the tiles, the weeks, the table and its files.

A viewer sees their area with small cells hidden; who may see persons sees every cell, the events behind the number,
what looks padded, and may publish a period that is over.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from ...errors import OnboardingError
from ...languages import N_, day, number
from ...logbook import Answer, Logbook
from ...logbook.exports import as_csv, as_xlsx
from ...logbook.periods import before, day_of
from ...logbook.publishing import TeamReport
from ...logbook.words import cut_name
from ...members import CurrentMember, Members
from ...services.counts_report import counts_report, names_of
from .. import current_member, fields
from ..session import place_name, store
from ..visit.checklist import today
from ..words import _, lang
from . import charts, filters, leader
from .filters import Filters

TITLE = N_("Số liệu")
ORDER = 20
SILENT_DAYS = 7
"""A team that sent nothing for a week is listed."""


def show() -> None:
    """Everything for the area and the days chosen."""
    fields.page(_(TITLE))
    fields.home_button()
    who = current_member.require()
    if who is None:
        return
    with st.container(key="wide"):
        try:
            asked = filters.ask(who)
            _page(who, asked)
        except OnboardingError as error:
            fields.refused(error)


def _page(who: CurrentMember, asked: Filters) -> None:
    log = Logbook(store())
    by_rung = log.count(asked.communes, by=("rung",), rung=asked.rung, **asked.days)
    charts.total(by_rung, asked.name)
    _beside(log, asked, by_rung)
    if not by_rung.rows:
        st.write(_("Chưa có hộ nào ở đây trong thời gian này."))
        _teams(log, asked)
        return
    left, right = st.columns([5, 7], gap="large")
    with left:
        st.subheader(_("Từng mức"), anchor=False)
        charts.funnel(by_rung)
    with right:
        _over_time(log, asked)
    _tiles(log, asked)
    table, names = _table(log, asked)
    if who.role.may("people"):
        leader.proof(log, asked, table, names)
    _teams(log, asked)
    if who.role.may("areas"):
        leader.signs(log, asked)
        leader.publish(log, asked, who)


def _beside(log: Logbook, asked: Filters, now: Answer) -> None:
    """What the number is compared with: the days before, the target, what was published."""
    lines = []
    if asked.since and asked.until:
        since, until = before(asked.since, min(asked.until, today()))
        old = log.count(asked.communes, by=(), rung=asked.rung, **{**asked.days, "since": since, "until": until})
        span = f"{day(since, lang())} – {day(until, lang())}"
        lines.append(_("Kỳ liền trước ({span}): {n}", span=span, n=charts.told(old.total)))
    target = log.target(asked.code, asked.period, asked.rung) if asked.period else None
    if target:
        part = f"{100 * now.total / target:.0f}%" if now.total is not None else charts.HIDDEN
        lines.append(_("Chỉ tiêu kỳ này: {n}, đạt {part}", n=number(target, lang()), part=part))
    if asked.exact and asked.period and (published := leader.published(log, asked)):
        lines.append(published)
    if lines:
        charts.lines(lines)


def _over_time(log: Logbook, asked: Filters) -> None:
    cut = "week" if not (asked.since and asked.until) or (asked.until - asked.since).days <= 182 else "month"
    st.subheader(_("Theo tuần") if cut == "week" else _("Theo tháng"), anchor=False)
    found = log.count(asked.communes, by=(cut,), rung=asked.rung, **asked.days)
    if len(found.rows) < charts.LEAST_WEEKS:
        st.write(_("Cần ít nhất hai tuần có số liệu để vẽ."))
    elif all(row["n"] is None for row in found.rows):
        st.write(_("Mỗi kỳ chỉ có vài hộ nên không hiện riêng."))
        return
    charts.weeks(found, cut)


def _place_cut(asked: Filters) -> str:
    """Provinces for the whole log, communes for the rest."""
    return "province" if asked.communes is None else "commune"


def _tiles(log: Logbook, asked: Filters) -> None:
    if asked.communes is not None and len(asked.communes) < 2:
        return
    cut = _place_cut(asked)
    st.subheader(_("Theo tỉnh, thành phố") if cut == "province" else _("Theo xã, phường, đặc khu"), anchor=False)
    charts.tiles(log.count(asked.communes, by=(cut,), rung=asked.rung, **asked.days), cut)


def _table(log: Logbook, asked: Filters) -> tuple[Answer, dict[str, str]]:
    """The table and its files; what it holds, and what categories and wallets are called."""
    st.subheader(_("Bảng số liệu"), anchor=False)
    cuts = [_place_cut(asked), "week", "month", "rung", *(("team", "trade", "wallet") if asked.finer else ())]
    kept = st.query_params.get("theo", cuts[0])
    chosen = st.pills(
        _("Chia theo"), cuts, default=kept if kept in cuts else cuts[0], key=f"counts_by_{cuts[0]}",
        format_func=lambda cut: cut_name(lang(), cut), required=True,
    )  # fmt: skip
    cut = str(chosen or cuts[0])
    if cut != kept:
        st.query_params["theo"] = cut
    found = log.count(asked.communes, by=_cuts(asked, cut), rung=asked.rung, **asked.days)
    names = names_of((cut,), lang())
    charts.rows(found, names)
    _files(found, asked, names)
    return found, names


def _cuts(asked: Filters, cut: str) -> tuple[str, ...]:
    """Teams of several communes stand with theirs: "Tổ 1" is a name many bear."""
    several = asked.communes is not None and len(asked.communes) > 1
    return ("commune", "team") if cut == "team" and several else (cut,)


def _files(found: Answer, asked: Filters, names: dict[str, str]) -> None:
    language, name = lang(), f"so-lieu-{today().isoformat()}"
    with st.container(horizontal=True):
        st.download_button(
            _("Tải CSV"), as_csv(found, language, names), f"{name}.csv", "text/csv", on_click="ignore", key="counts_csv"
        )
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        st.download_button(
            _("Tải Excel"), lambda: as_xlsx(found, language, asked.name, names), f"{name}.xlsx", kind,
            on_click="ignore", key="counts_xlsx",
        )  # fmt: skip
        st.download_button(
            _("Tải PDF một trang"), _pdf(asked, language), f"{name}.pdf", "application/pdf",
            on_click="ignore", key="counts_pdf",
        )  # fmt: skip


def _pdf(asked: Filters, language: str) -> Callable[[], bytes]:
    """Makes the page when the button is touched; the session is not there then, so all it needs is taken now."""
    log, who, on = Logbook(store()), current_member.get(), today()
    days: dict[str, Any] = {"since": asked.since, "until": asked.until, "rung": asked.rung, "exact": asked.exact}
    team = who.team if who else ""
    return lambda: counts_report(log, asked.communes, asked.name, team=team, today=on, language=language, **days)


def _teams(log: Logbook, asked: Filters) -> None:
    """Teams expected from here that sent nothing for a week: their work may be missing from the numbers."""
    inside = asked.communes
    teams = {(one.name, one.commune) for one in Members(store()).teams() if inside is None or one.commune in inside}
    if not teams:
        return
    since = today() - timedelta(days=SILENT_DAYS)
    silent = [one for one in log.reporting_status(teams, since) if not one.reported]
    st.subheader(_("Tổ chưa gửi trong {n} ngày", n=SILENT_DAYS), anchor=False)
    if not silent:
        st.write(_("Cả {n} tổ đều đã gửi.", n=number(len(teams), lang())))
        return
    shared = {name for name, many in Counter(name for name, _commune in teams).items() if many > 1}
    charts.lines([f"{_named(one, shared)}: {_last(one.last_at)}" for one in silent[:30]])
    st.caption(
        _(
            "{n} trên {all} tổ chưa gửi; việc của các tổ này có thể chưa nằm trong số liệu.",
            n=len(silent),
            all=len(teams),
        )
    )


def _named(team: TeamReport, shared: set[str]) -> str:
    """A team's name; with its commune where others bear the same."""
    return f"{team.team} ({place_name(team.commune)})" if team.team in shared else team.team


def _last(moment: datetime | None) -> str:
    return day(day_of(moment), lang()) if moment else _("chưa gửi lần nào")
