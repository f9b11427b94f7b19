"""Her checklist on screen: due now, waiting, later, done, not for her; a tick, a reason or a reading saves itself."""

from datetime import date, datetime

import streamlit as st

from ...languages import VIETNAM
from ...languages import day as day_text
from ...wallets import STOP_WORDS, Checklist, Step, read_book
from ...wallets.visit_notes import without_numbers
from .. import fields
from ..session import OpenDraft
from ..words import _, lang
from .checklist_lines import Shown, about, not_hers


def slot(step: str) -> str:
    """A step's id as one part of a draft's path: `b3.cccd` → `b3-cccd`."""
    return step.replace(".", "-")


def show(draft: OpenDraft, found: Checklist) -> None:
    """The groups, each where it always is; an empty one is left out."""
    with st.container(key="steps"):
        _groups(draft, found)


def _groups(draft: OpenDraft, found: Checklist) -> None:
    shown = Shown(read_book(), {step.id: step.title.in_(lang()) for step in found.steps})
    now = [step for step in found.steps if step.due == "now"]
    waiting = [step for step in found.steps if step.due == "waiting"]
    for head, steps in ((_("Làm được ngay"), now), (_("Đang chờ"), waiting)):
        if steps:
            st.subheader(f"{head} ({len(steps)})", anchor=False)
        for step in steps:
            _open_step(draft, step, shown)
    _folded(draft, "later", _("Làm sau"), [step for step in found.steps if step.due == "later"], shown)
    _folded(draft, "done", _("Đã xong"), [step for step in found.steps if step.due == "done"], shown)
    if found.hidden:
        with st.expander(f"{_('Không dành cho hộ này')} ({len(found.hidden)})", key=f"hidden_{draft.id}"):
            st.html("".join(not_hers(one) for one in found.hidden))


def _folded(draft: OpenDraft, name: str, head: str, steps: list[Step], shown: Shown) -> None:
    """A group that opens at a touch; its ticks are drawn only then. A label that counted would close it at a tick."""
    if not steps:
        return
    fold = st.expander(head, key=f"{name}_{draft.id}", on_change="rerun")
    if fold.open:
        with fold:
            for step in steps:
                _tick(draft, step)
                st.html(about(step, shown))


def _open_step(draft: OpenDraft, step: Step, shown: Shown) -> None:
    with st.container(border=True, gap="small"):
        _tick(draft, step)
        st.html(about(step, shown))
        if step.amber or step.read_on:
            _reread(draft, step)
        if step.stops and not step.waits_for:
            _stop(draft, step)


def _tick(draft: OpenDraft, step: Step) -> None:
    path = f"checklist.ticks.{slot(step.id)}"
    if (
        fields.tick(draft, path, f"**{fields.plain(step.title.in_(lang()))}**") != (step.due == "done")
        and not step.stop
    ):
        st.rerun()


def _stop(draft: OpenDraft, step: Step) -> None:
    path = f"checklist.remarks.{slot(step.id)}.stop"
    kept = draft.get(path)
    chosen = st.selectbox(
        _("Đang vướng gì?"),
        list(step.stops),
        index=step.stops.index(kept) if kept in step.stops else None,
        format_func=lambda code: _(STOP_WORDS[code]),
        placeholder=_("Đang vướng gì?"),
        label_visibility="collapsed",
        filter_mode=None,
        key=draft.key(path),
    )
    if draft.settle(path, chosen) != kept:
        st.rerun()


def _reread(draft: OpenDraft, step: Step) -> None:
    """What the official page says today, in the member's words, and the day it was read."""
    path = f"checklist.remarks.{slot(step.id)}"
    kept = draft.get(f"{path}.read")
    if not kept and st.button(_("Đã đọc hôm nay, không khác"), key=f"same_{draft.id}_{slot(step.id)}"):
        draft.put((f"{path}.read", _("không khác")), (f"{path}.read_on", today().isoformat()))
        st.rerun()
    reading(draft, step.id, _("Trang chính thức hôm nay nói gì?"))


def reading(draft: OpenDraft, name: str, label: str) -> None:
    """A field for what was read, without numbers of hers; the day it was typed is kept beside it."""
    path = f"checklist.remarks.{slot(name)}"
    before = draft.get(f"{path}.read")
    typed = fields.text(draft, f"{path}.read", label, most=300)
    kept = without_numbers(typed, 11 if name.endswith(".hotline") else 8)
    if kept != typed:
        draft.put((f"{path}.read", kept))
        st.warning(_("Không ghi số giấy tờ hay số tài khoản ở đây; số đó đã được bỏ."))
    if kept != (before or ""):
        draft.put((f"{path}.read_on", today().isoformat() if kept else None))
        st.rerun()
    on = draft.get(f"{path}.read_on")
    if kept and on:
        st.caption(_("Đọc ngày {day}", day=day_text(date.fromisoformat(on), lang())))


def today() -> date:
    """The day in Việt Nam."""
    return datetime.now(VIETNAM).date()
