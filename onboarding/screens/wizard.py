"""The frame of a visit: where we are, the step's fields, and Back and Next that never move and never lose anything."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

import streamlit as st

from . import fields, log, steps
from .memo import made
from .navigation import go
from .session import OpenDraft, open_draft
from .words import _


@cache
def in_order() -> tuple[ModuleType, ...]:
    """The steps, one file each, in their order."""
    names = [name for _finder, name, _package in pkgutil.iter_modules(steps.__path__)]
    found = [importlib.import_module(f"{steps.__name__}.{name}") for name in names]
    return tuple(sorted((step for step in found if hasattr(step, "ORDER")), key=lambda step: int(step.ORDER)))


def show() -> None:
    """The wizard's page: the draft in the address at the step it was left on."""
    draft = open_draft()
    if draft is None:
        fields.page(_("Lượt hỗ trợ"))
        st.info(_("Không thấy lượt hỗ trợ này trên máy. Hãy về trang đầu để mở hoặc bắt đầu lượt khác."))
        fields.home_button()
        return
    every = in_order()
    at = min(max(draft.step, 0), len(every) - 1)
    step = every[at]
    fields.page(_("Bước {n}/{all} · {title}", n=at + 1, all=len(every), title=_(step.TITLE)))
    log.note_look(draft)
    _line(draft, every, at)
    with st.container(key="step", gap="medium"):
        step.ask(draft)
    _bar(draft, at, len(every))


def _line(draft: OpenDraft, every: tuple[ModuleType, ...], at: int) -> None:
    """A thin line of ticks: what is done, where we are, what is to come."""
    marks = []
    data = {**draft.data, "state": draft.state}
    done = made("line", (draft.id, draft.rev, draft.state), lambda: [bool(step.done(data)) for step in every])
    for number, step in enumerate(every):
        state = "here" if number == at else "done" if done[number] else "todo"
        said = {"here": _("đang làm"), "done": _("xong"), "todo": _("chưa xong")}[state]
        marks.append(f'<li class="{state}"><span>{_(step.TITLE)}: {said}</span></li>')
    st.html(f'<ol class="kit-line">{"".join(marks)}</ol>')


def _bar(draft: OpenDraft, at: int, count: int) -> None:
    with st.bottom, st.container(horizontal=True, key="bar"):
        if st.button(_("Quay lại") if at else _("Trang đầu"), key="back", width="stretch"):
            if at:
                draft.go(at - 1)
            go("home")
        last = at == count - 1
        if st.button(
            _("Về trang đầu") if last else _("Tiếp tục"),
            key="next",
            width="stretch",
            type="secondary" if last else "primary",
        ):
            if last:
                go("home")
            draft.go(at + 1)
