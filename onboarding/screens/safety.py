"""Safety talk: one big picture at a time, then three questions the vendor may decline. An open visit is optional."""

from base64 import b64encode
from html import escape

import streamlit as st

from ..languages import N_
from ..wallets import safety_talk, sources
from ..wallets.safety import Question, Threat
from . import current_member, fields
from .components.button_list import Button
from .navigation import open_screen, open_visit
from .session import OpenVisit, visit_in_address
from .words import _, lang

TITLE = N_("Nói chuyện an toàn")
ORDER = 60
_AT = "safety_at"


def show() -> None:
    """The threats in order, then the questions, then the end."""
    who = current_member.get()
    talk, visit = safety_talk(), visit_in_address(who.team_id if who else None)
    count = len(talk.threats)
    at = min(max(int(st.session_state.get(_AT, 0)), 0), count + 1)
    fields.page(_("Giữ tiền an toàn"))
    if at < count:
        _threat(talk.threats[at], at, count)
    elif at == count:
        _quiz(talk.quiz)
    else:
        _end(visit)
    _bar(visit, at, count + 1)


def picture(threat: Threat) -> str:
    """The drawing as an image of the page itself, with its title for those who do not see it."""
    data = b64encode(threat.picture()).decode()
    return f'<img class="kit-threat" alt="{escape(threat.title.in_(lang()))}" src="data:image/svg+xml;base64,{data}">'


def _threat(threat: Threat, at: int, count: int) -> None:
    st.caption(_("{n}/{all}", n=at + 1, all=count))
    st.html(picture(threat))
    st.subheader(fields.plain(threat.title.in_(lang())), anchor=False)
    ideas = threat.say.in_(lang()).split(". ")
    st.markdown("\n".join(f"- {fields.plain(idea.rstrip('.'))}." for idea in ideas))
    named = dict.fromkeys(sources()[code].publisher for code in threat.source)
    st.caption(fields.plain(_("Nguồn: {who}", who=", ".join(named))))


def _quiz(quiz: tuple[Question, ...]) -> None:
    st.write(_("Ba câu hỏi cho chủ hộ, không trả lời cũng được."))
    for question in quiz:
        options = [fields.plain(option.in_(lang())) for option in question.options]
        words = fields.plain(question.question.in_(lang()))
        chosen = st.radio(words, options, index=None, key=f"quiz_{question.code}")
        if chosen is not None:
            show_answer = st.success if options.index(chosen) == question.right else st.warning
            show_answer(fields.plain(question.because.in_(lang())))


def _end(visit: OpenVisit | None) -> None:
    st.write(_("Xong! Trao tờ an toàn cho chủ hộ và dán ở quầy."))
    if visit is not None:
        fields.tick(visit, "checklist.ticks.a7-safety", _("Đã đọc cùng và sẽ trao tờ an toàn"))


def _bar(visit: OpenVisit | None, at: int, last: int) -> None:
    words = _("Xong") if at == last else _("Tiếp tục")
    pressed = fields.bar([Button("back", _("Quay lại")), Button("next", words, "primary"), fields.help_of_screen()])
    if pressed == "back":
        _leave(visit) if at == 0 else _go(at - 1)
    if pressed == "next":
        _leave(visit) if at == last else _go(at + 1)
    if pressed == "go_help":
        fields.open_help("visit", back="safety")


def _go(at: int) -> None:
    st.session_state[_AT] = at
    st.rerun()


def _leave(visit: OpenVisit | None) -> None:
    """Back to the visit it belongs to, or home."""
    st.session_state[_AT] = 0
    if visit is None:
        open_screen("home")
    open_visit(visit.id, visit.step)
