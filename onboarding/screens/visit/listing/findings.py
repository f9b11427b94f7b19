"""What the rules found in a draft: its words, why, and one tap that mends them where they were said."""

from collections.abc import Iterable
from html import escape
from typing import Any

import streamlit as st
from msgspec.structs import replace

from ....languages import N_, day
from ....listings import Draft, Finding, mended, verdict, without_clause
from ... import fields
from ...session import OpenVisit
from ...words import _, lang
from . import edit

_HEADS = {
    "block": N_("Phải sửa trước khi đăng"),
    "warn_proof": N_("Cần có giấy chứng minh"),
    "warn": N_("Nên xem lại"),
}
_SAID = {"block": "stop", "warn_proof": "look", "warn": "look", "info": "hint"}


def marked(text: str, found: Iterable[Finding]) -> str:
    """Escaped text with each finding's words in a mark; overlapping ones share it."""
    out, at = [], 0
    for one in sorted(found, key=lambda finding: finding.start):
        start, end = max(one.start, at), one.end
        if start < end:
            mark = f"<mark class='{_SAID[one.severity]}'>{escape(text[start:end])}</mark>"
            out += [escape(text[at:start]), mark]
            at = end
    return "".join([*out, escape(text[at:])])


def ask(visit: OpenVisit, made: Draft, fresh: Draft) -> None:
    """Each finding with its words, why, and one tap to mend it; then one sentence about all of them."""
    for at, one in enumerate(made.findings):
        if one.severity == "info":
            continue
        text = {"title": made.title, "description": made.description}.get(one.field, " ".join(made.hashtags))
        with st.container(border=True, key=f"find_{at}_{one.severity}"):
            head = escape(_(_HEADS[one.severity]))
            st.html(f"<p class='kit-find {_SAID[one.severity]}'><b>{head}</b><br>…{_around(text, one)}…</p>")
            st.write(fields.plain(one.message))
            _why(one)
            key = f"mend_{visit.form}_{made.channel}_{at}"
            if one.field in ("title", "description") and st.button(fields.plain(_mend_words(one)), key=key):
                _mend(visit, made, fresh, one)
    st.caption(fields.plain(verdict((*made.findings, *made.duties), lang())))


def _why(one: Finding) -> None:
    """The law and the day it was last read, folded."""
    if one.source:
        with st.expander(_("Căn cứ")):
            read = _("Đọc lại ngày {day}.", day=day(one.as_of, lang())) if one.as_of else ""
            st.caption(fields.plain(f"{one.source}. {read}".strip()))


def _mend_words(one: Finding) -> str:
    if not one.mendable:
        return _("Bỏ đoạn này")
    return _("Bỏ chữ này") if one.cut else _("Đổi thành “{words}”", words=one.mend[:60])


def _mended(text: str, one: Finding) -> str:
    return mended(text, one) if one.mendable else without_clause(text, one.start, one.end)


def _around(text: str, one: Finding) -> str:
    start, end = max(one.start - 24, 0), min(one.end + 24, len(text))
    inside = replace(one, start=one.start - start, end=one.end - start)
    return marked(text[start:end].replace("\n", " "), [inside])


def _mend(visit: OpenVisit, made: Draft, fresh: Draft, one: Finding) -> None:
    """Mend the words where they come from, so that every place is: the vendor's words, an answer, or this text."""
    text = made.title if one.field == "title" else made.description
    words = text[one.start : one.end]
    for path, said in _sources(visit):
        at = said.find(words)
        if at >= 0:
            visit.put((path, _mended(said, replace(one, start=at, end=at + len(words)))))
            st.rerun()
    edit.keep(visit, fresh, one.field, _mended(text, one))
    st.rerun()


def _sources(visit: OpenVisit) -> list[tuple[str, str]]:
    answers: dict[str, Any] = visit.get("listing.answers", {}) or {}
    typed = [(f"listing.answers.{code}", value) for code, value in answers.items() if isinstance(value, str)]
    return [("listing.own_words", str(visit.get("listing.own_words", ""))), *typed]
