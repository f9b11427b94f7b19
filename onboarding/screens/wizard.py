"""The frame of a visit: progress ticks that are links, the step's fields, and Back and Next that never move."""

from types import ModuleType

import streamlit as st

from . import current_member, fields, log, practice
from .components.button_list import Button
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
    title = _("Bước {n}/{all} · {title}", n=at + 1, all=len(steps), title=_(step.TITLE))
    pressed = fields.page(title, ticks=_ticks(visit, steps, at), progress=_("Các bước"))
    if pressed and pressed != codes()[at]:
        visit.go(pressed)
    log.note_look(visit)
    with st.container(key="step", gap="small"):
        practice.guide(visit, codes()[at])
        step.ask(visit)
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


def _ticks(visit: OpenVisit, steps: tuple[ModuleType, ...], at: int) -> list[Button]:
    """The steps by code: done, here, to come."""
    data = {**visit.data, "state": visit.state}
    done = per_session("progress", (visit.id, visit.rev, visit.state), lambda: [bool(s.done(data)) for s in steps])
    words = {"here": _("đang làm"), "done": _("xong"), "todo": _("chưa xong")}
    states = ["here" if number == at else "done" if done[number] else "todo" for number in range(len(steps))]
    return [
        Button(code, f"{_(step.TITLE)}: {words[state]}", state)
        for code, step, state in zip(codes(), steps, states, strict=True)
    ]


def _bar(visit: OpenVisit, at: int) -> None:
    last = at == len(codes()) - 1
    pressed = fields.bar(
        [
            Button("back", _("Quay lại") if at else _("Trang đầu")),
            Button("next", _("Trang đầu") if last else _("Tiếp tục"), "" if last else "primary"),
            fields.help_of_screen(),
        ]
    )
    if pressed == "go_help":
        fields.open_help("visit", "visit")
    if (pressed == "back" and not at) or (pressed == "next" and last):
        open_screen("home")
    if pressed:
        visit.go(codes()[at + (1 if pressed == "next" else -1)])
