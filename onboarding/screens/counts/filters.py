"""Filters of the counts page: area, days, rung, team. Kept in the URL, so a link or a refresh keeps them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
import streamlit as st

from ...business import COUNTS_FROM, Rung
from ...errors import OnboardingError
from ...languages import N_
from ...logbook import Logbook
from ...logbook.area_codes import communes_in
from ...logbook.periods import month_of, quarter_of, span, week_of
from ...logbook.words import rung_name
from ...members import CurrentMember
from ...places import Areas, commune, communes, old_district_of, provinces
from ..session import store
from ..visit.checklist import today
from ..words import _, lang

COUNTRY = "tat-ca"
FEW = 12
"""Options that are read, not searched; a field to type in would bring up a phone's keyboard."""
PERIODS = {
    "": N_("Từ trước đến nay"),
    "tuan": N_("Tuần này"),
    "tuan-truoc": N_("Tuần trước"),
    "thang": N_("Tháng này"),
    "thang-truoc": N_("Tháng trước"),
    "quy": N_("Quý này"),
    "nam": N_("Năm nay"),
    "chon": N_("Chọn ngày"),
}


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """The question of this screen. `communes` None is the whole log; `period` a label such as 2026-11, or empty."""

    code: str
    name: str
    communes: frozenset[str] | None
    since: date | None
    until: date | None
    period: str
    rung: Rung
    filters: dict[str, str]
    exact: bool

    @property
    def finer(self) -> bool:
        """Whether team, category and wallet may be told; viewers read them over all time, at the rung that counts."""
        return self.exact or not (self.since or self.until or self.rung != COUNTS_FROM)

    @property
    def where(self) -> str:
        """The area's name, with the team's where one is chosen, for headings and files."""
        return " · ".join([self.name, *self.filters.values()])

    @property
    def days(self) -> dict[str, Any]:
        return {"since": self.since, "until": self.until, "filters": self.filters, "exact": self.exact}


def ask(who: CurrentMember) -> Filters:
    """Draw the filters and say what they ask."""
    with st.container(horizontal=True, key="filters"):
        code, name = _area(who)
        exact = who.role.may("people")
        since, until, period = _period() if exact else _closed(today())
        rung = Rung(_pick("bac", _("Tính hộ đã đạt mức"), list(Rung), _rung_words, COUNTS_FROM))
        team = _team(code) if exact else ""
    return Filters(
        code=code, name=name, communes=None if code == COUNTRY else communes_in(store(), code, until), since=since,
        until=until, period=period, rung=rung, filters={"team": team} if team else {}, exact=exact,
    )  # fmt: skip


def _rung_words(rung: str) -> str:
    return rung_name(lang(), rung)


def _pick(key: str, label: str, options: Sequence[str], words: Callable[[str], str], first: str) -> str:
    """One of some options, kept in the address under `key`.

    The widget lives on while it alone changes the address. Where something else did (a tile, a link, other options), a
    new one takes its place, drawn with what the address says; with a new one at each choice, every second choice in the
    same box would be made in a widget that is gone.
    """
    kept = st.query_params.get(key, first)
    kept = kept if kept in options else first
    drawn = st.session_state.setdefault(f"drawn_{key}", {"number": 0, "chosen": kept, "options": list(options)})
    if kept != drawn["chosen"] or list(options) != drawn["options"]:
        drawn.update(number=drawn["number"] + 1, options=list(options))
    widget = f"counts_{key}_{drawn['number']}"
    st.session_state.setdefault(widget, kept)
    chosen = st.selectbox(
        label,
        options,
        format_func=words,
        filter_mode="contains" if len(options) > FEW else None,
        placeholder=label,
        key=widget,
    )
    drawn["chosen"] = chosen
    _remember(key, "" if chosen == first else str(chosen))
    return str(chosen)


def _remember(key: str, value: str) -> None:
    if value and st.query_params.get(key) != value:
        st.query_params[key] = value
    elif not value and key in st.query_params:
        del st.query_params[key]


def areas_of(who: CurrentMember) -> dict[str, str]:
    """The areas this person may look at, by code: theirs alone for a viewer; else near ones, drawn ones, all."""
    drawn = {area.code: area.name for area in Areas(store()).all()}
    if not who.role.may("people"):
        return {code: name for code, name in drawn.items() if code == who.area}
    home = commune(who.commune)
    district = old_district_of(home.code)
    near = {
        home.code: home.label,
        district.code: _("{name} cũ", name=district.label),
        home.province_code: home.province,
    }
    country = {COUNTRY: _("Mọi nơi trong sổ")}
    return {**near, **drawn, **country, **{one.code: one.name for one in provinces().values()}}


def _area(who: CurrentMember) -> tuple[str, str]:
    areas = areas_of(who)
    if not areas:
        raise OnboardingError("counts.no_area", field="area")
    code = _pick("noi", _("Địa bàn"), list(areas), lambda one: areas[one], next(iter(areas)))
    if code not in provinces() or not who.role.may("people"):
        return code, areas[code]
    inside = {one.code: one.name for one in communes().values() if one.province_code == code}
    one = _pick("xa", _("Xã, phường, đặc khu"), ["", *inside], lambda c: inside.get(c, _("Cả tỉnh, thành phố")), "")
    return (one, commune(one).label) if one else (code, areas[code])


def narrow(code: str) -> None:
    """Ask about one province or commune from now on, everything else as it was."""
    one = communes().get(code)
    st.query_params["noi"] = one.province_code if one else code
    _remember("xa", code if one else "")
    st.rerun()


def _closed(day: date) -> tuple[date | None, date | None, str]:
    """For those who may see counts only: periods of published weeks, or everything published."""
    options = [one for one in PERIODS if one not in ("chon", "tuan")]
    period = _label(_pick("ky", _("Thời gian"), options, lambda one: _(PERIODS[one]), ""), day)
    last = day - timedelta(days=day.isoweekday())
    if not period:
        return None, None, ""
    since, until = span(period)
    if since > last:
        raise OnboardingError("counts.no_week_over", field="since")
    return since, min(until, last), period


def _period() -> tuple[date | None, date | None, str]:
    chosen = _pick("ky", _("Thời gian"), list(PERIODS), lambda one: _(PERIODS[one]), "")
    if chosen == "chon":
        return (*_days(), "")
    period = _label(chosen, today())
    if not period:
        return None, None, ""
    since, until = span(period)
    return since, until, period


def _label(chosen: str, day: date) -> str:
    last_month = day.replace(day=1) - timedelta(days=1)
    return {
        "tuan": week_of(day),
        "tuan-truoc": week_of(day - timedelta(days=7)),
        "thang": month_of(day),
        "thang-truoc": month_of(last_month),
        "quy": quarter_of(month_of(day)),
        "nam": str(day.year),
    }.get(chosen, "")


def _days() -> tuple[date | None, date | None]:
    """Two days a person chose; the later one is the end, whichever was put first."""
    first = st.date_input(_("Từ ngày"), value=_kept_day("tu"), format="DD/MM/YYYY", key="counts_since")
    last = st.date_input(_("Đến hết ngày"), value=_kept_day("den"), format="DD/MM/YYYY", key="counts_until")
    since, until = (one if isinstance(one, date) else None for one in (first, last))
    _remember("tu", since.isoformat() if since else "")
    _remember("den", until.isoformat() if until else "")
    if since and until and until < since:
        return until, since
    return since, until


def _kept_day(key: str) -> date | None:
    try:
        return date.fromisoformat(st.query_params.get(key, ""))
    except ValueError:
        return None


def _team(code: str) -> str:
    """One of the teams that have sent something from here, or all."""
    chosen = None if code == COUNTRY else communes_in(store(), code)
    if chosen is None or len(chosen) > 200:
        return ""
    names = Logbook(store()).teams(chosen)
    return _pick("to", _("Tổ"), ["", *names], lambda one: one or _("Mọi tổ"), "")
