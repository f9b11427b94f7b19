"""The frame of a visit: progress ticks that are links, the step's fields, and Back and Next that never move."""

from types import ModuleType

import streamlit as st

from . import current_member, fields, log, practice
from .memo import per_session
from .navigation import open_screen
from .session import STEP, OpenVisit, visit_in_address
from .steps import codes, in_order
from .words import _


def show() -> None:
    """The wizard's page: the visit in the address, at the step the address names or else where it was left."""
    who = current_member.get()
    visit = visit_in_address(who.team_id if who else None)
    if visit is None:
        fields.page(_("Lượt hỗ trợ"))
        st.info(_("Không thấy lượt hỗ trợ này trên máy. Hãy về trang đầu để mở hoặc bắt đầu lượt khác."))
        fields.home_button()
        return
    steps, at = in_order(), _place(visit)
    step = steps[at]
    fields.page(_("Bước {n}/{all} · {title}", n=at + 1, all=len(steps), title=_(step.TITLE)))
    log.note_look(visit)
    _progress(visit, steps, at)
    with st.container(key="step", gap="small"):
        practice.guide(visit, codes()[at])
        step.ask(visit)
    fields.help_button("visit", back="visit")
    _bar(visit, at)


def _place(visit: OpenVisit) -> int:
    """The step's place. An address without a step, as an old bookmark, stands for the step it was first opened on."""
    named = st.query_params.get(STEP, "")
    if named in codes():
        place = codes().index(named)
    else:
        place = st.session_state.setdefault(f"entry_{visit.id}", min(max(visit.step, 0), len(codes()) - 1))
    visit.put(step=place)
    return place


def _progress(visit: OpenVisit, steps: tuple[ModuleType, ...], at: int) -> None:
    """A row of ticks: done, here, to come; each opens its step."""
    data = {**visit.data, "state": visit.state}
    done = per_session("progress", (visit.id, visit.rev, visit.state), lambda: [bool(s.done(data)) for s in steps])
    with st.container(horizontal=True, key="progress", gap=None):
        for number, (code, step) in enumerate(zip(codes(), steps, strict=True)):
            state = "here" if number == at else "done" if done[number] else "todo"
            said = {"here": _("đang làm"), "done": _("xong"), "todo": _("chưa xong")}[state]
            if st.button(f"{_(step.TITLE)}: {said}", key=f"{state}_{code}", width="stretch") and number != at:
                visit.go(code)


def _bar(visit: OpenVisit, at: int) -> None:
    with st.bottom, st.container(horizontal=True, key="bar"):
        if st.button(_("Quay lại") if at else _("Trang đầu"), key="back", width="stretch"):
            if at:
                visit.go(codes()[at - 1])
            open_screen("home")
        last = at == len(codes()) - 1
        if st.button(
            _("Về trang đầu") if last else _("Tiếp tục"),
            key="next",
            width="stretch",
            type="secondary" if last else "primary",
        ):
            if last:
                open_screen("home")
            visit.go(codes()[at + 1])
