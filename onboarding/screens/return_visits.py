"""Who to call on this week, what for, and what was seen there. One list per team; each line says whose it was."""

import streamlit as st

from ..errors import OnboardingError
from ..languages import N_
from ..languages import day as day_text
from ..services.return_visits import OBSERVATIONS, DueReturn, due_this_week, record_return
from . import current_member, fields
from .session import store, team_id
from .visit.checklist import today
from .visit.return_dates import said
from .words import _, lang

TITLE = N_("Ghé lại tuần này")
ORDER = 15


def show() -> None:
    """What is due within seven days, overdue first; a line goes when what was seen is chosen."""
    fields.page(_("Ghé lại tuần này"))
    who = current_member.get()
    dues = due_this_week(store(), who.team_id, today()) if who else []
    if not dues:
        st.write(_("Tuần này chưa có ai cần ghé lại. Chỉ những hộ đồng ý cho tổ liên hệ lại mới có ở đây."))
    if who and dues:
        current_member.log_access("come_back", who.team_id)
    lines(dues)
    fields.home_button("market")


def lines(dues: list[DueReturn], *, named: bool = True) -> None:
    """A card for each visit, the most pressing first, with a way to say what was seen."""
    who = current_member.get()
    for visit in dict.fromkeys(due.visit_id for due in dues):
        of_visit = [due for due in dues if due.visit_id == visit]
        with st.container(border=True, gap="small"):
            if named:
                st.subheader(fields.plain(of_visit[0].title or _("Chưa ghi tên")), anchor=False)
                st.caption(fields.plain(of_visit[0].member))
            for due in of_visit:
                _line(due, who.member if who else "")


def when(due: DueReturn) -> str:
    """Its day, or since when it is overdue."""
    text = day_text(due.follow_up.due, lang())
    return _("Quá hạn từ {day}", day=text) if due.follow_up.due < today() else _("Hạn {day}", day=text)


def _line(due: DueReturn, member: str) -> None:
    kind, place = due.follow_up.kind, f"{due.visit_id}_{due.follow_up.key.replace('.', '_')}"
    st.markdown(f"**{when(due)}** · {fields.plain(said(due.follow_up))}")
    seen = st.selectbox(
        _("Đã thấy gì?"),
        list(OBSERVATIONS[kind]),
        index=None,
        format_func=lambda code: _(OBSERVATIONS[kind][code]),
        placeholder=_("Đã thấy gì?"),
        label_visibility="collapsed",
        filter_mode=None,
        key=f"seen_{place}",
    )
    if seen and st.button(_("Ghi lại"), key=f"keep_{place}"):
        try:
            record_return(store(), due.visit_id, due.follow_up.key, seen, member=member, day=today(), team_id=team_id())
        except OnboardingError as error:
            fields.refused(error)
            return
        st.rerun()
