"""The count page for those who lead: the visits behind a number, what looks padded, targets and publishing."""

from datetime import timedelta

import streamlit as st

from ..errors import OnboardingError
from ..languages import N_, day
from ..logbook import Logbook
from ..logbook.periods import VIETNAM
from ..logbook.words import rung_name
from ..members import Here
from . import counts_view
from .checklist_view import today
from .counts_asked import COUNTRY, Asked
from .words import _, lang

SIGNS = {
    "burst": N_("{many} hộ trong một giờ: {member}, {team}, {at}"),
    "photo": N_("Một ảnh dùng cho {many} hộ: {team}"),
    "qr": N_("Một mã QR dùng cho {many} hộ: {team}"),
    "phone": N_("Một số điện thoại ghi cho {many} hộ: {team}"),
    "communes": N_("Một số điện thoại được tính ở {many} xã"),
}


def published(log: Logbook, asked: Asked) -> str:
    """ "Đã công bố 120 ngày 05/11/2026; từ đó thêm 3", or nothing."""
    try:
        found = log.restated(asked.code, asked.period, asked.rung, exact=asked.exact)
    except OnboardingError:
        return ""
    on = day(found.made_at.astimezone(VIETNAM).date(), lang())
    later = counts_view.HIDDEN if found.later is None else f"{found.later:+d}"
    return _("Đã công bố {n} ngày {on}; từ đó đến nay {later}", n=counts_view.told(found.n), on=on, later=later)


def proof(log: Logbook, asked: Asked) -> None:
    """The events behind the number, without a name."""
    if asked.communes is None:
        return
    with st.expander(_("Xem từng lượt làm nên con số")):
        found = log.proof(asked.communes, asked.rung, asked.since, asked.until)
        if not found:
            st.write(_("Chưa có lượt nào."))
        counts_view.lines(
            [
                " · ".join(
                    part
                    for part in (
                        day(one.day, lang()), one.team, one.member, rung_name(lang(), one.rung),
                        "" if one.counted else _("không tính thêm: hộ đã được tính"),
                        _("gửi muộn {n} ngày", n=one.late_days) if one.late_days else "",
                    )
                    if part
                )
                for one in found[:100]
            ]
        )  # fmt: skip


def signs(log: Logbook, asked: Asked) -> None:
    """What a leader should look at; shown, never judged."""
    if asked.communes is None:
        return
    found = log.signs(asked.communes, asked.since or today() - timedelta(days=90))
    if found:
        st.subheader(_("Nên xem lại"), anchor=False)
        counts_view.lines(
            [
                _(SIGNS[one.kind], many=one.many, team=one.team, member=one.member, at=one.at.replace("T", " "))
                for one in found[:30]
            ]
        )


def publish(log: Logbook, asked: Asked, who: Here) -> None:
    """Freeze a period that is over, or set its target."""
    if not asked.period or asked.code == COUNTRY or asked.kinds:
        return
    with st.expander(_("Chỉ tiêu và công bố")):
        now = log.target(asked.code, asked.period, asked.rung) or 0
        wanted = st.number_input(
            _("Chỉ tiêu kỳ này (số hộ)"), min_value=0, value=now, step=10, key=f"target_{asked.period}_{now}"
        )
        if st.button(_("Lưu chỉ tiêu"), key="save_target") and wanted != now:
            log.set_target(asked.code, asked.period, int(wanted), asked.rung)
            st.rerun()
        over = asked.until is not None and asked.until < today()
        if over and not published(log, asked) and st.button(_("Công bố số liệu kỳ này"), key="publish"):
            log.publish(asked.code, asked.communes or (), asked.period, member=who.member, rung=asked.rung)
            st.rerun()
        st.caption(_("Số đã công bố giữ nguyên; việc đến sau được ghi thêm bên cạnh."))
