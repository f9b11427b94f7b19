"""The checklist on screen: one ordered list; a tick, a reason to stop or a reading saves itself."""

from datetime import date, datetime
from html import escape

import streamlit as st

from ...languages import VIETNAM
from ...languages import day as day_text
from ...wallets import QUESTIONS, STOP_WORDS, Checklist, Step, load_reference
from ...wallets.answers import without_numbers
from .. import fields
from ..session import OpenVisit
from ..words import _, lang
from .checklist_lines import Shown, about, brief, in_full, not_for_vendor


def slot(step: str) -> str:
    """A step's id as one part of a draft's path: `b3.cccd` → `b3-cccd`."""
    return step.replace(".", "-")


def show(visit: OpenVisit, found: Checklist) -> None:
    """One list in the order of the plan, which never moves: what is due now is open, the rest is a line each."""
    with st.container(key="steps"):
        _list(visit, found)


def _list(visit: OpenVisit, found: Checklist) -> None:
    shown = Shown(load_reference(), {step.id: step.title.in_(lang()) for step in found.steps})
    if found.ask_first:
        asked = _("Hỏi trước: {asked}", asked=" ".join(_(QUESTIONS[name]) for name in found.ask_first))
        st.html(f'<p class="kit-lacks">{escape(asked)}</p>')
    opened = _opened(found)
    theirs = [step for step in found.steps if step.who != "helper"]
    near = _near(visit, found.provider, [step.id in opened for step in theirs])
    for step in theirs[:near]:
        _line(visit, step, shown, unfolded=step.id in opened)
    if theirs[near:]:
        fold = st.expander(_("Các việc sau đó"), key=f"after_{visit.id}_{found.provider}", on_change="rerun")
        if fold.open:
            with fold:
                for step in theirs[near:]:
                    _tick(visit, step, brief(step))
    _folded(visit, "team", _("Việc của tổ"), [step for step in found.steps if step.who == "helper"], shown)
    with st.expander(_("Chi tiết từng việc, nguồn, ngày đọc"), key=f"details_{visit.id}", on_change="rerun") as fold:
        if fold.open:
            st.html("".join(in_full(step, shown) for step in found.steps if step.id not in opened))
    if found.hidden:
        title = _("Không dành cho hộ này")
        with st.expander(f"{title} ({len(found.hidden)})", key=f"hidden_{visit.id}"):
            st.html("".join(not_for_vendor(step) for step in found.hidden))


def _near(visit: OpenVisit, provider: str, opened: list[bool]) -> int:
    """How many lines stand above the fold: up to two after the last open one, and never fewer than before."""
    last = max((place for place, unfolded in enumerate(opened) if unfolded), default=len(opened))
    kept = f"near_{visit.id}_{provider}"
    near = st.session_state[kept] = max(last + 3, int(st.session_state.get(kept, 0)))
    return near if len(opened) - near > 1 else len(opened)  # one line alone takes no more room than its fold


def _line(visit: OpenVisit, step: Step, shown: Shown, *, unfolded: bool) -> None:
    if unfolded:
        _open_step(visit, step, shown)
    else:
        _tick(visit, step, brief(step))


def _opened(found: Checklist) -> set[str]:
    """What is stopped, what waits on the provider, and the first step that can be done now."""
    stuck = {step.id for step in found.steps if step.due != "done" and (step.stop or step.due == "waiting")}
    free = [step.id for step in found.steps if step.due == "now" and not step.stop and step.who != "helper"]
    return stuck | set(free[:1])


def _folded(visit: OpenVisit, name: str, head: str, steps: list[Step], shown: Shown) -> None:
    """A group that opens at a touch; its ticks are drawn only then. A label that counted would close it at a tick."""
    if not steps:
        return
    fold = st.expander(head, key=f"{name}_{visit.id}", on_change="rerun")
    if fold.open:
        with fold:
            for step in steps:
                _tick(visit, step)
                st.html(about(step, shown))


def _open_step(visit: OpenVisit, step: Step, shown: Shown) -> None:
    with st.container(border=True, gap="small"):
        _tick(visit, step)
        st.html(about(step, shown))
        if step.doubts or step.read_on:
            _reread(visit, step)
        if step.stops:
            _stop(visit, step)


def _tick(visit: OpenVisit, step: Step, under: str = "") -> None:
    path = f"checklist.ticks.{slot(step.id)}"
    title = fields.plain(step.title.in_(lang()))
    label = f"{title} :small[:gray[{fields.plain(under)}]]" if under else f"**{title}**"
    if fields.tick(visit, path, label) != (step.due == "done") and not step.stop:
        st.rerun()


def _stop(visit: OpenVisit, step: Step) -> None:
    path = f"checklist.remarks.{slot(step.id)}.stop"
    kept = visit.get(path)
    chosen = st.selectbox(
        _("Đang vướng gì?"),
        list(step.stops),
        index=step.stops.index(kept) if kept in step.stops else None,
        format_func=lambda code: _(STOP_WORDS[code]),
        placeholder=_("Đang vướng gì?"),
        label_visibility="collapsed",
        filter_mode=None,
        key=visit.key(path),
    )
    if visit.settle(path, chosen) != kept:
        st.rerun()


def _reread(visit: OpenVisit, step: Step) -> None:
    """What the official page says today, in the member's words, and the day it was read."""
    path = f"checklist.remarks.{slot(step.id)}"
    kept = visit.get(f"{path}.read")
    if not kept and st.button(_("Đã đọc hôm nay, không khác"), key=f"same_{visit.id}_{slot(step.id)}"):
        visit.put((f"{path}.read", _("không khác")), (f"{path}.read_on", today().isoformat()))
        st.rerun()
    reading(visit, step.id, _("Trang chính thức hôm nay nói gì?"))


def reading(visit: OpenVisit, name: str, label: str) -> None:
    """A field for what was read, without account or identity numbers; the day it was typed is kept beside it."""
    path = f"checklist.remarks.{slot(name)}"
    before = visit.get(f"{path}.read")
    typed = fields.text(visit, f"{path}.read", label, most=300)
    cleaned = without_numbers(typed, 11 if name.endswith(".hotline") else 8)
    if cleaned != typed:
        visit.put((f"{path}.read", cleaned))
        st.warning(_("Không ghi số giấy tờ hay số tài khoản ở đây; số đó đã được bỏ."))
    if cleaned != (before or ""):
        visit.put((f"{path}.read_on", today().isoformat() if cleaned else None))
        st.rerun()
    on = visit.get(f"{path}.read_on")
    if cleaned and on:
        st.caption(_("Đọc ngày {day}", day=day_text(date.fromisoformat(on), lang())))


def today() -> date:
    """The day in Việt Nam."""
    return datetime.now(VIETNAM).date()
