"""Return visits due for the current member this week, on the home screen, the most pressing first."""

from datetime import timedelta

import streamlit as st

from ..members import CurrentMember
from ..services.return_visits import due_this_week
from . import current_member, fields, return_visits
from .navigation import open_visit
from .session import store
from .steps import codes
from .visit.checklist import today
from .words import _

FEW, RECENT = 5, timedelta(days=60)
"""How many return visits stand here, and for how long after a visit was last written in."""


def show(who: CurrentMember) -> None:
    """A line each; a touch opens the visit where what was seen is noted. The whole team's have their own screen."""
    returns = due_this_week(store(), who.team_id, today(), member=who.member, touched_since=today() - RECENT)
    first_by_visit = {due.visit_id: due for due in reversed(returns)}
    visits = sorted(first_by_visit.values(), key=lambda due: due.follow_up.due)
    if not visits:
        return
    current_member.log_access("come_back", who.team_id)
    st.subheader(_("Ghé lại tuần này"), anchor=False)
    for due in visits[:FEW]:
        name = fields.plain(due.title or _("Chưa ghi tên"))
        if st.button(f"{name} · {return_visits.when(due)}", key=f"due_{due.visit_id}", width="stretch"):
            open_visit(due.visit_id, codes().index("handover"))
    if len(visits) > FEW:
        st.caption(_("Còn {n} hộ nữa, xem ở nút Ghé lại tuần này bên dưới.", n=len(visits) - FEW))
