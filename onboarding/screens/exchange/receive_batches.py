"""What the teams send, at the area: invitations, files that came by stick, devices heard, records set aside."""

from hashlib import sha256

import streamlit as st

from ...errors import OnboardingError
from ...exchange import enrolment, importer, totals
from ...exchange.files import MARK, read_messages, write_messages
from ...languages import N_, moment, number, say
from ...logbook.area_codes import name_of
from ...members import CurrentMember
from ...payments import draw
from ...places import Areas
from .. import current_member, fields
from ..memo import per_session
from ..session import is_demo, store
from ..words import _, lang
from . import devices

TITLE = N_("Nhận số liệu từ các tổ")
ORDER = 62


def show() -> None:
    """A file in, a team invited, who was heard, what was set aside."""
    fields.page(_(TITLE))
    fields.home_button("commune")
    who = current_member.get()
    if who is None or not who.role.may("areas"):
        st.write(_("Tổ trưởng hoặc người phụ trách ở xã nhận số liệu. Nhờ người đó mở trang này."))
        return
    if is_demo():
        st.info(_("Đây là dữ liệu mẫu, không nhận tệp của tổ nào."))
        return
    _take_file()
    _take_text()
    _invite(who)
    devices.show()
    _possible_doubles()
    _set_aside()


def _take_file() -> None:
    """A file of batches in, the receipts out."""
    st.subheader(_("Lấy tệp của tổ vào"), anchor=False)
    raw = fields.upload(_("Tệp tổ đưa (.kit)"), ("kit",), key="batches_file")
    if raw is None:
        return
    try:
        messages = read_messages(raw) if raw.startswith(MARK) else [raw]
        taken = per_session("taken_file", sha256(raw).hexdigest(), lambda: importer.take_all(store(), messages))
    except OnboardingError as error:  # no file of messages at all
        fields.refused(error)
        return
    for code in taken.refused:
        fields.refused(OnboardingError(code, area="", device=""))
    if not taken.receipts:
        return
    accepted, known = sum(one.accepted for one in taken.receipts), sum(one.known for one in taken.receipts)
    apart = sum(len(one.quarantined) for one in taken.receipts)
    st.success(
        _(
            "Đã nhận {n} dòng mới; {known} dòng đã có từ trước; {apart} dòng để riêng.",
            n=number(accepted, lang()), known=number(known, lang()), apart=number(apart, lang()),
        )
    )  # fmt: skip
    st.download_button(
        _("Tải giấy nhận, đưa lại cho tổ"), write_messages(taken.answers), file_name="giay-nhan.kit",
        mime="application/octet-stream", key="batches_receipt", width="stretch", on_click="ignore", type="primary",
    )  # fmt: skip


def _take_text() -> None:
    """A team's weekly sums, pasted from a message."""
    typed = st.text_input(_("Hoặc dán tin nhắn tổng của tổ"), key="totals_text", placeholder=totals.PREFIX)
    if not typed:
        return
    try:
        weeks = totals.read_totals(store(), typed)
    except OnboardingError as error:
        fields.refused(error)
    else:
        st.success(_("Đã ghi tổng của {n} tuần. Chưa cộng vào số liệu; chờ tệp của tổ.", n=weeks))


def _invite(who: CurrentMember) -> None:
    """A one-time invitation, as a QR and as text."""
    st.subheader(_("Mời một tổ"), anchor=False)
    areas = {who.commune: name_of(store(), who.commune), **{one.code: one.name for one in Areas(store()).all()}}
    area = st.selectbox(
        _("Cho địa bàn"), list(areas), format_func=lambda code: fields.plain(areas[code]), key="invite_area"
    )
    url = st.text_input(_("Địa chỉ nhận, nếu xã có"), key="invite_url", placeholder="https://") or ""
    approval = st.checkbox(_("Duyệt máy rồi mới tính số liệu máy gửi"), key="invite_approval")
    if st.button(_("Tạo lời mời"), key="invite_make", width="stretch"):
        st.session_state["invite_text"] = enrolment.invite(
            store(), area, areas[area], url=url.strip(), approval=approval
        )  # fmt: skip
    text = st.session_state.get("invite_text")
    if text:
        st.image(draw(text).png(8), width=360, alt=_("Mã lời mời cho máy của tổ"))
        st.code(text, language=None, wrap_lines=True)
        st.caption(_("Mỗi lời mời dùng cho một máy, trong {days} ngày.", days=enrolment.DAYS))


def _possible_doubles() -> None:
    unlike = importer.not_recognisable(store())
    if unlike:
        words = _(
            "{n} hộ chưa cho dùng số điện thoại để nhận ra: hai tổ cùng ghi một hộ thì đang tính hai lần.",
            n=number(unlike, lang()),
        )
        st.caption(words)


def _set_aside() -> None:
    """Records that could not be taken, each with the reason."""
    rows = importer.set_aside(store())
    if not rows:
        return
    st.subheader(_("Dòng để riêng"), anchor=False)
    st.write(_("Những dòng này chưa được tính. Hỏi tổ đã gửi; sửa ở máy của tổ rồi gửi lại."))
    st.table(
        {
            _("Lý do"): [say(lang(), row.error, area="", device="", until="") for row in rows],
            _("Ngày"): [moment(row.at, lang()) for row in rows],
        }
    )
