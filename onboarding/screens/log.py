"""The team's log: every visit handed over, newest first; open one to print again, or to let a business withdraw."""

from functools import partial

import streamlit as st

from ..languages import N_, clean, fold, moment
from ..listings import categories
from ..logbook.words import rung_name
from ..members import CurrentMember
from ..services.withdrawing import withdraw
from ..visits import HANDED_OVER_ON, Summary
from . import current_member, fields
from .navigation import open_screen, open_visit
from .session import OpenVisit, store, visit_repository
from .words import _, lang

TITLE = N_("Sổ của tổ")
ORDER = 10
MOST = 40


def show() -> None:
    """Search by name, with or without marks; a touch opens the visit."""
    fields.page(_(TITLE))
    fields.home_button("commune")
    who = current_member.require()
    visits = _visits(who) if who else []
    if not visits:
        st.write(_("Chưa có lượt nào đã trao bộ mang về. Lượt đang làm dở nằm ở trang đầu."))
        return
    current_member.log_access("log", who.team_id if who else "")
    st.metric(_("Lượt đã trao, trong sổ của máy này"), len(visits))
    query = fold(clean(st.text_input(_("Tìm theo tên hộ"), key="log_q", type="search", placeholder="", icon="") or ""))
    matches = [visit for visit in visits if query in fold(visit.title)]
    for visit in matches[:MOST]:
        if st.button(_line(visit), key=f"log_{visit.id}", width="stretch"):
            open_visit(visit.id, visit.step)
    if len(matches) > MOST:
        st.caption(_("Còn {n} lượt nữa. Gõ tên để tìm.", n=len(matches) - MOST))


def _visits(who: CurrentMember) -> list[Summary]:
    """Those handed over, and those opened again to be changed: a business stays in the log meanwhile."""
    visits = visit_repository()
    reopened = [
        visit for visit in visits.open_ones() if (row := visits.load(visit.id)) and row.data.get(HANDED_OVER_ON)
    ]
    return [*reopened, *visits.open_ones(state="handed_over")]


def _line(visit: Summary) -> str:
    """Name, trade, day, member, how far, and whether it is open again, as a button's words."""
    row = visit_repository().load(visit.id)
    data = row.data if row else {}
    trade = categories().get(str(data.get("business", {}).get("trade", "")))
    rungs = (data.get("pack", {}).get("given") or {}).get("rungs") or ()
    parts = [
        fields.plain(visit.title or (_("Hộ không ghi tên") if visit.nameless else _("Chưa ghi tên"))),
        fields.plain(trade.name.in_(lang())) if trade else "",
        moment(visit.changed_at, lang()),
        fields.plain(visit.member),
        rung_name(lang(), rungs[-1]) if rungs else "",
        _("đang mở lại để sửa") if visit.state == "open" else "",
    ]
    return " · ".join(part for part in parts if part)


def note_look(visit: OpenVisit) -> None:
    """Write down who is shown a business's data."""
    current_member.log_access("visit", visit.id)


def withdrawal(visit: OpenVisit) -> None:
    """Withdraws consent: the person, evidence and counts are erased, and this visit with them. Asked twice."""
    fields.button_that_asks(
        _("Chủ hộ rút lại đồng ý"),
        _("Tên, số điện thoại, ảnh và phần tính của hộ sẽ bị xóa khỏi máy này. Không lấy lại được."),
        _("Xóa dữ liệu của hộ"),
        key=f"withdraw_{visit.id}",
        does=partial(_withdraw, visit),
    )


def _withdraw(visit: OpenVisit) -> None:
    who = current_member.get()
    withdraw(store(), str(visit.get("business_id") or visit.id), member=who.member if who else "")
    open_screen("home")
