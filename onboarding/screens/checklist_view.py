"""Her checklist on screen: due now, waiting, later, done, not for her; a tick, a reason or a reading saves itself."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from html import escape

import streamlit as st

from ..languages import VIETNAM
from ..languages import day as day_text
from ..wallets import BASIS_WORDS, QUESTIONS, STOP_WORDS, WHO_WORDS, Checklist, Hidden, Step, documents, laws, sources
from ..wallets.visit_notes import without_numbers
from . import parts
from .session import OpenDraft
from .words import _, lang


def slot(step: str) -> str:
    """A step's id as one part of a draft's path: `b3.cccd` → `b3-cccd`."""
    return step.replace(".", "-")


def show(draft: OpenDraft, found: Checklist) -> None:
    """The groups, each where it always is; an empty one is left out."""
    with st.container(key="steps"):
        _groups(draft, found)


def _groups(draft: OpenDraft, found: Checklist) -> None:
    titles = {step.id: step.title.in_(lang()) for step in found.steps}
    now = [step for step in found.steps if step.due == "now"]
    waiting = [step for step in found.steps if step.due == "waiting"]
    for head, steps in ((_("Làm được ngay"), now), (_("Đang chờ"), waiting)):
        if steps:
            st.subheader(f"{head} ({len(steps)})", anchor=False)
        for step in steps:
            _open_step(draft, step, titles)
    _folded(draft, "later", _("Làm sau"), [step for step in found.steps if step.due == "later"], titles)
    _folded(draft, "done", _("Đã xong"), [step for step in found.steps if step.due == "done"], titles)
    if found.hidden:
        with st.expander(f"{_('Không dành cho hộ này')} ({len(found.hidden)})", key=f"hidden_{draft.id[:8]}"):
            st.html("".join(_not_hers(one) for one in found.hidden))


def _folded(draft: OpenDraft, name: str, head: str, steps: list[Step], titles: dict[str, str]) -> None:
    """A group that opens at a touch; its ticks are drawn only then."""
    if not steps:
        return
    fold = st.expander(f"{head} ({len(steps)})", key=f"{name}_{draft.id[:8]}", on_change="rerun")
    if fold.open:
        with fold:
            for step in steps:
                _tick(draft, step)
                st.html(_about(step, titles))


def _open_step(draft: OpenDraft, step: Step, titles: dict[str, str]) -> None:
    with st.container(border=True, gap="small"):
        _tick(draft, step)
        st.html(_about(step, titles))
        if step.amber or step.read_on:
            _reread(draft, step)
        if step.stops and not step.waits_for:
            _stop(draft, step)


def _tick(draft: OpenDraft, step: Step) -> None:
    path = f"checklist.ticks.{slot(step.id)}"
    if parts.tick(draft, path, f"**{parts.plain(step.title.in_(lang()))}**") != (step.due == "done") and not step.stop:
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
        key=draft.key(path),
    )
    if draft.settle(path, chosen) != kept:
        st.rerun()


def _reread(draft: OpenDraft, step: Step) -> None:
    """What the official page says today, in the member's words, and the day it was read."""
    path = f"checklist.remarks.{slot(step.id)}"
    kept = draft.get(f"{path}.read")
    if not kept and st.button(_("Đã đọc hôm nay, không khác"), key=f"same_{draft.id[:8]}_{slot(step.id)}"):
        draft.put((f"{path}.read", _("không khác")), (f"{path}.read_on", today().isoformat()))
        st.rerun()
    reading(draft, step.id, _("Trang chính thức hôm nay nói gì?"))


def reading(draft: OpenDraft, name: str, label: str) -> None:
    """A field for what was read, without numbers of hers; the day it was typed is kept beside it."""
    path = f"checklist.remarks.{slot(name)}"
    before = draft.get(f"{path}.read")
    typed = parts.text(draft, f"{path}.read", label, most=300)
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


def _about(step: Step, titles: dict[str, str]) -> str:
    """The lines under a tick: why it waits or shows amber, who, papers, remarks; law and pages at a touch."""
    lines = [note.text.in_(lang()) for note in step.notes]
    if step.by:
        lines.insert(0, _("Hạn: {day}", day=day_text(step.by, lang())))
    if step.documents:
        lines.insert(0, _("Giấy tờ: {papers}", papers=_papers(step)))
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    who = escape(_(WHO_WORDS[step.who]))
    return f'<div class="kit-step"><p class="who">{who}</p>{_alarm(step, titles)}{said}{_rests_on(step)}</div>'


def _alarm(step: Step, titles: dict[str, str]) -> str:
    if step.stop:
        return f'<p class="stop">{escape(_(step.stop))}</p>'
    if step.waits_for:
        asked = "; ".join(_(QUESTIONS[name]) for name in step.waits_for)
        return f'<p class="amber">{escape(_("Chờ câu trả lời: {asked}", asked=asked))}</p>'
    if step.due == "later":
        return f"<p>{escape(_after(step, titles))}</p>"
    if step.amber:
        why = " ".join(_(code) for code in step.amber)
        return f'<p class="amber">{escape(_("Đọc lại trang chính thức hôm nay. {why}", why=why))}</p>'
    return ""


def _after(step: Step, titles: dict[str, str]) -> str:
    """What comes first: the account as a whole, or the first step and how many more."""
    if step.stage == "after":
        return _("Sau khi mở xong tài khoản")
    first, *more = (re.split("[:;,]", titles[name])[0] for name in step.blocked_by)
    text = _("Sau khi xong: {first}", first=first)
    return text + (_(" và {n} việc khác", n=len(more)) if more else "")


def _papers(step: Step) -> str:
    named = ((documents()[code].short.in_(lang()), code in step.optional) for code in step.documents)
    return "; ".join(_("{paper} (nếu có)", paper=name) if optional else name for name, optional in named)


def _rests_on(step: Step) -> str:
    """On what it rests and since when; the laws and pages themselves at a touch."""
    on = f"{_(BASIS_WORDS[step.basis])} · {_('ghi ngày {day}', day=day_text(step.as_of, lang()))}"
    named = dict.fromkeys(laws()[name.partition(".")[0]].title for name in step.law)
    inside = [*(escape(title) for title in named), *_links(step.source)]
    if not inside:
        return f'<p class="small">{escape(on)}</p>'
    listed = "".join(f"<li>{one}</li>" for one in inside)
    return f'<details class="small"><summary>{escape(on)}</summary><ul>{listed}</ul></details>'


def _links(codes: Iterable[str]) -> list[str]:
    return [
        f'<a href="{escape(page.url)}" target="_blank" rel="noopener noreferrer">{escape(page.publisher)}</a>'
        for page in (sources()[code] for code in codes)
    ]


def _not_hers(one: Hidden) -> str:
    return f'<div class="kit-step"><p><b>{escape(one.title.in_(lang()))}</b><br>{escape(one.why(lang()))}</p></div>'


def today() -> date:
    """The day in Việt Nam."""
    return datetime.now(VIETNAM).date()
