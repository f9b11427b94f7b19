"""On the first screen: whom this member has to call on this week, the most pressing first."""

from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from ..members import CurrentMember
from ..services.retention import forget_due
from ..services.return_visits import due_this_week
from . import current_member, fields, return_visits, wizard
from .memo import made
from .session import drafts, store
from .visit.checklist import today
from .words import _

FEW, RECENT = 5, timedelta(days=60)
"""How many return visits stand here, and for how long after a visit was last written in."""


def show(who: CurrentMember, open_visit: Callable[[str], None]) -> None:
    """A line each; a touch opens the visit where what was seen is noted. The whole team's have their own screen."""
    made("kept", today(), lambda: forget_due(store(), today()))
    found = due_this_week(store(), who.team, today(), member=who.member, touched_since=today() - RECENT)
    first = {one.visit_id: one for one in reversed(found)}
    visits = sorted(first.values(), key=lambda one: one.follow_up.due)
    if not visits:
        return
    current_member.log_access("come_back", who.team_id)
    st.subheader(_("Ghé lại tuần này"), anchor=False)
    for one in visits[:FEW]:
        name = fields.plain(one.title or _("Chưa ghi tên"))
        if st.button(f"{name} · {return_visits.when(one)}", key=f"due_{one.visit_id}", width="stretch"):
            _to_the_end(one.visit_id)
            open_visit(one.visit_id)
    if len(visits) > FEW:
        st.caption(_("Còn {n} hộ nữa, xem ở nút Ghé lại tuần này bên dưới.", n=len(visits) - FEW))


def _to_the_end(draft_id: str) -> None:
    """Open a handed-over visit on its last step, where what was seen is noted."""
    visit = drafts().load(draft_id)
    if visit:
        drafts().save(draft_id, {}, rev=visit.rev, step=len(wizard.in_order()) - 1)
