"""The frame of a visit: progress ticks that are links, the step's fields, and Back and Next that never move."""

from types import ModuleType

import streamlit as st

from . import current_member, fields, log
from .memo import per_session
from .navigation import open_screen
from .session import STEP, OpenDraft, open_draft
from .steps import codes, in_order
from .words import _


def show() -> None:
    """The wizard's page: the visit in the address, at the step the address names or else where it was left."""
    who = current_member.get()
    draft = open_draft(who.team_id if who else None)
    if draft is None:
        fields.page(_("Lượt hỗ trợ"))
        st.info(_("Không thấy lượt hỗ trợ này trên máy. Hãy về trang đầu để mở hoặc bắt đầu lượt khác."))
        fields.home_button()
        return
    steps, at = in_order(), _place(draft)
    step = steps[at]
    fields.page(_("Bước {n}/{all} · {title}", n=at + 1, all=len(steps), title=_(step.TITLE)))
    log.note_look(draft)
    _progress(draft, steps, at)
    with st.container(key="step", gap="small"):
        step.ask(draft)
    _bar(draft, at)


def _place(draft: OpenDraft) -> int:
    """The step's place. An address without a step, as an old bookmark, stands for the step it was first opened on."""
    named = st.query_params.get(STEP, "")
    if named in codes():
        place = codes().index(named)
    else:
        place = st.session_state.setdefault(f"entry_{draft.id}", min(max(draft.step, 0), len(codes()) - 1))
    draft.put(step=place)
    return place


def _progress(draft: OpenDraft, steps: tuple[ModuleType, ...], at: int) -> None:
    """A row of ticks: done, here, to come; each opens its step."""
    data = {**draft.data, "state": draft.state}
    done = per_session("progress", (draft.id, draft.rev, draft.state), lambda: [bool(s.done(data)) for s in steps])
    with st.container(horizontal=True, key="progress", gap=None):
        for number, (code, step) in enumerate(zip(codes(), steps, strict=True)):
            state = "here" if number == at else "done" if done[number] else "todo"
            said = {"here": _("đang làm"), "done": _("xong"), "todo": _("chưa xong")}[state]
            if st.button(f"{_(step.TITLE)}: {said}", key=f"{state}_{code}", width="stretch") and number != at:
                draft.go(code)


def _bar(draft: OpenDraft, at: int) -> None:
    with st.bottom, st.container(horizontal=True, key="bar"):
        if st.button(_("Quay lại") if at else _("Trang đầu"), key="back", width="stretch"):
            if at:
                draft.go(codes()[at - 1])
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
            draft.go(codes()[at + 1])
