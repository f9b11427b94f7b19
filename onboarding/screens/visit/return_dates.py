"""The end of the checklist: the safety talk, the five skills, and the days to come back, as a calendar file too."""

from datetime import date

import streamlit as st

from ...languages import day as day_text
from ...visits import HANDED_OVER_ON
from ...wallets import Checklist, FollowUp, follow_ups, skills
from ...wallets.return_dates import SAYS, Event, calendar
from .. import fields
from ..navigation import open_screen
from ..session import OpenVisit
from ..words import _, lang
from .checklist import today


def show(visit: OpenVisit, found: Checklist) -> None:
    """Safety talk, skills, days to come back."""
    if st.button(_("Nói chuyện an toàn, hai phút"), key="safety", width="stretch", icon=":material/shield:"):
        open_screen("safety", d=visit.id)
    _skills(visit)
    _days(visit, found)


def _skills(visit: OpenVisit) -> None:
    fold = st.expander(_("Năm kỹ năng cơ bản (không bắt buộc)"), key=f"skills_{visit.id}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.caption(_("Tích điều chủ hộ tự làm được hôm nay; tổ dùng để báo cáo."))
        for skill in skills():
            words = f"**{fields.plain(skill.title.in_(lang()))}** — {fields.plain(skill.can.in_(lang()))}"
            fields.tick(visit, f"checklist.ticks.skill-{skill.code}", words)


def _days(visit: OpenVisit, found: Checklist) -> None:
    fold = st.expander(_("Ngày ghé lại"), key=f"days_{visit.id}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        given = visit.get(HANDED_OVER_ON)
        days = follow_ups(date.fromisoformat(given) if given else today(), checklist=found, day=today())
        for one in days:
            st.markdown(f"**{day_text(one.due, lang())}** · {fields.plain(said(one))}")
        st.caption(_("Tính từ ngày trao bộ mang về; chưa trao thì tính từ hôm nay."))
        st.caption(_("Tệp lịch của chủ hộ không ghi tên hay số nào."))
        _download(visit, days)


def said(one: FollowUp) -> str:
    """A follow-up as a sentence."""
    return _(SAYS[one.kind], what=one.what.in_(lang()))


def _download(visit: OpenVisit, days: list[FollowUp]) -> None:
    """One file for the vendor's phone, one for the member's, who knows which visit it is."""
    vendor = [Event(one.due, _for_vendor(one), f"{visit.id}-{one.key}") for one in days if one.kind != "waits"]
    name = str(visit.get("business.name") or _("Chưa ghi tên"))
    team = [Event(one.due, f"{name}: {said(one)}", f"{visit.id}-{one.key}-to") for one in days]
    with st.container(horizontal=True, key="ics"):
        for label, events, file in (
            (_("Lịch cho chủ hộ"), vendor, "lich-chu-ho.ics"),
            (_("Lịch cho tổ"), team, "lich-to.ics"),
        ):
            st.download_button(
                label, calendar(events), file, "text/calendar", key=file.partition(".")[0], on_click="ignore"
            )


def _for_vendor(one: FollowUp) -> str:
    if one.kind == "deadline":
        return said(one)
    return _("Tổ công nghệ số ghé lại xem mã và tài khoản")
