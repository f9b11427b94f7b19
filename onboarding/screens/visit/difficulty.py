"""What made it hard for the vendor, noted after the hand-over: of a kind, without a name, for the commune's report."""

import streamlit as st

from ...errors import OnboardingError
from ...logbook import difficulties
from .. import current_member, fields
from ..session import OpenVisit, store
from ..words import _, lang
from .checklist import today


def ask(visit: OpenVisit) -> None:
    """A few kinds to touch and a line, kept with one button; nothing of it names the vendor."""
    if visit.get("difficulties.noted"):
        st.caption(_("Đã ghi khó khăn để báo xã."))
        return
    with st.expander(_("Chủ hộ gặp khó gì? (ghi để báo xã, không ghi tên)"), key="difficulty"):
        every = difficulties.kinds()
        chosen = st.pills(
            _("Khó ở đâu"), list(every), selection_mode="multi", key=visit.key("difficulties.kinds"),
            format_func=lambda code: fields.plain(every[code].words.in_(lang())),
        )  # fmt: skip
        text = st.text_input(
            _("Nói thêm một câu, nếu cần"), key=visit.key("difficulties.text"), max_chars=difficulties.MOST_LETTERS,
            placeholder=_("Không ghi tên, số điện thoại"),
        )  # fmt: skip
        if st.button(_("Ghi lại"), key=visit.key("difficulties.keep"), width="stretch", disabled=not chosen):
            _keep(visit, list(chosen), text or "")


def _keep(visit: OpenVisit, chosen: list[str], text: str) -> None:
    who = current_member.get()
    where = visit.get("business.commune") or (who.commune if who else "")
    if who is None or not where:
        return
    on = today()
    try:
        store().write(
            lambda conn: difficulties.note(conn, where, chosen, text=text, day=on, team=who.team, member=who.member)
        )
    except OnboardingError as error:
        fields.refused(error)
        return
    visit.put(("difficulties.noted", True))
    st.rerun()
