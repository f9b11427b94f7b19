"""Counts without persons: the total first, then the funnel, the tiles, the weeks, the table and its files.

A viewer sees their area with small cells hidden; who may see persons sees every cell, the events behind the number,
what looks padded, and may publish a period that is over.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from ...errors import OnboardingError
from ...languages import N_
from ...logbook import Answer, Logbook
from ...logbook.denominators import Denominator
from ...logbook.files.exports import as_csv, as_dhis2, as_xlsx
from ...logbook.pivot import pivot
from ...logbook.words import cut_name
from ...members import CurrentMember
from ...services.counts_report import counts_report, names_of
from .. import current_member, fields
from ..session import store
from ..visit.checklist import today
from ..words import _, lang
from . import charts, filters, leader, moving, places, teams
from .filters import Filters

TITLE = N_("Số liệu")
ORDER = 20


def show() -> None:
    """Everything for the area and the days chosen."""
    fields.page(_(TITLE))
    fields.home_button("commune")
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
    log = Logbook(store(), who.team_id)
    by_rung, of = log.count(asked.communes, by=("rung",), rung=asked.rung, **asked.days), places.known(asked)
    charts.total(by_rung, asked.where)
    moving.beside(log, asked, by_rung, places.share_line(log, asked, of))
    if not by_rung.rows:
        st.write(_("Chưa có hộ nào ở đây trong thời gian này. Tổ trao xong bộ đầu tiên là số hiện ở đây."))
        _ward_s_work(log, asked, who)
        return
    left, right = st.columns([5, 7], gap="large")
    with left:
        st.subheader(_("Từng mức"), anchor=False)
        charts.funnel(by_rung)
        if stuck := moving.fewest_go_on(by_rung):
            st.caption(stuck)
        if asked.exact:
            leader.steps(asked)
    if by_rung.total == 0:
        with right:
            st.write(_("Chưa hộ nào đạt mức đang chọn. Chọn mức khác ở trên để xem theo tuần, theo xã."))
        _ward_s_work(log, asked, who)
        return
    with right:
        moving.over_time(log, asked)
    _places(log, asked, of)
    table, names = _table(log, asked)
    if who.role.may("people"):
        leader.proof(log, asked, table, names)
    _ward_s_work(log, asked, who)


def _ward_s_work(log: Logbook, asked: Filters, who: CurrentMember) -> None:
    """Who was heard, what to look at on Monday, targets and the table of all businesses."""
    teams.show(log, asked, who)
    if who.role.may("areas"):
        leader.monday(who)
        leader.signs(log, asked)
        leader.month(log, asked, who)
        leader.publish(log, asked, who)
        places.bring(asked, who)


def _place_cut(asked: Filters) -> str:
    """Provinces for the whole log, communes for the rest."""
    return "province" if asked.communes is None else "commune"


def _places(log: Logbook, asked: Filters, of: Mapping[str, Denominator]) -> None:
    """Tiles, and the communes side by side."""
    if asked.communes is not None and len(asked.communes) < 2:
        return
    cut = _place_cut(asked)
    st.subheader(_("Theo tỉnh, thành phố") if cut == "province" else _("Theo xã, phường, đặc khu"), anchor=False)
    now = log.count(asked.communes, by=(cut,), rung=asked.rung, **asked.days)
    chosen = charts.tiles(now, cut, choose=asked.exact)
    if chosen:
        filters.narrow(chosen)
    if cut == "commune":
        if asked.exact and not asked.filters:
            places.without(asked, now)
        places.show(log, asked, now, of)


def _table(log: Logbook, asked: Filters) -> tuple[Answer, dict[str, str]]:
    """The table and its files; what it holds, and what categories and wallets are called."""
    st.subheader(_("Bảng số liệu"), anchor=False)
    place = _place_cut(asked)
    cuts = ["week", "month", "rung", *(("team", "trade", "wallet") if asked.finer else ())]
    if asked.communes is None or len(asked.communes) > 1:
        cuts = [place, *cuts, *_pivots(place)]
    elif asked.exact:
        cuts += _pivots("team")
    kept = st.query_params.get("theo", cuts[0])
    chosen = st.pills(
        _("Chia theo"), cuts, default=kept if kept in cuts else cuts[0], key=f"counts_by_{cuts[0]}",
        format_func=_cut_words, required=True,
    )  # fmt: skip
    cut = str(chosen or cuts[0])
    if cut != kept:
        st.query_params["theo"] = cut
    found = log.count(asked.communes, by=_cuts(asked, cut), rung=asked.rung, **asked.days)
    names = names_of((cut,), lang())
    if "," in cut:
        charts.crosswise(pivot(found, *cut.split(",")))
    else:
        charts.rows(found, names)
    _files(found, asked, names)
    return found, names


def _pivots(down: str) -> tuple[str, ...]:
    return tuple(f"{down},{across}" for across in ("week", "month", "rung"))


def _cut_words(cut: str) -> str:
    return " × ".join(cut_name(lang(), one) for one in cut.split(","))


def _cuts(asked: Filters, cut: str) -> tuple[str, ...]:
    """Teams of several communes stand with theirs: "Tổ 1" is a name many bear."""
    several = asked.communes is not None and len(asked.communes) > 1
    return ("commune", "team") if cut == "team" and several else tuple(cut.split(","))


def _files(found: Answer, asked: Filters, names: dict[str, str]) -> None:
    language, name = lang(), f"so-lieu-{today().isoformat()}"
    with st.container(horizontal=True):
        st.download_button(
            _("Tải CSV"), as_csv(found, language, names), f"{name}.csv", "text/csv",
            on_click="ignore", width="stretch", key="counts_csv",
        )  # fmt: skip
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        st.download_button(
            _("Tải Excel"), lambda: as_xlsx(found, language, asked.where, names), f"{name}.xlsx", kind,
            on_click="ignore", width="stretch", key="counts_xlsx",
        )  # fmt: skip
        st.download_button(
            _("Tải PDF một trang"), _pdf(asked, language), f"{name}.pdf", "application/pdf",
            on_click="ignore", width="stretch", key="counts_pdf",
        )  # fmt: skip
        if not asked.filters:  # the wall shows the area's published numbers, which are of no single team
            st.download_button(
                _("Tải PDF treo tường (A3)"), _pdf(asked, language, wall=True), f"{name}-a3.pdf", "application/pdf",
                on_click="ignore", width="stretch", key="counts_wall",
            )  # fmt: skip
        if asked.communes is not None:
            st.download_button(
                _("Tải tệp cho DHIS2"), _dhis2(asked), f"{name}.dhis2.json", "application/json",
                on_click="ignore", width="stretch", key="counts_dhis2",
            )  # fmt: skip


def _pdf(asked: Filters, language: str, *, wall: bool = False) -> Callable[[], bytes]:
    """Makes the page when the button is touched; the session is not there then, so all it needs is taken now."""
    log, who, on = Logbook(store()), current_member.get(), today()
    exact = asked.exact and not wall  # whoever passes by reads the wall
    days: dict[str, Any] = {**asked.days, "rung": asked.rung, "exact": exact}
    team = who.team if who else ""
    return lambda: counts_report(
        log, asked.communes, asked.where, team=team, today=on, language=language, wall=wall, **days
    )


def _dhis2(asked: Filters) -> Callable[[], bytes]:
    """Values by commune and month, which every DHIS2 takes."""
    log = Logbook(store())
    return lambda: json.dumps(
        as_dhis2(log.count(asked.communes, by=("commune", "month", "rung"), rung=asked.rung, **asked.days)),
        ensure_ascii=False, indent=1,
    ).encode("utf8")  # fmt: skip
