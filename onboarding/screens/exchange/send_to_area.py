"""Send what the team recorded to the area that sees its counts: joining, one button, or a file for a stick.

Nothing leaves the machine by itself: the page says what goes and how many bytes before the button is pressed.
"""

import streamlit as st

from ...errors import OnboardingError
from ...exchange import enrolment, outbox, sending, totals
from ...exchange.files import MARK, read_messages, write_messages
from ...exchange.keys import device_key, fingerprint
from ...languages import N_, clean, number
from ...members import CurrentMember
from ...payments import draw
from .. import current_member, fields
from ..session import is_demo, store
from ..words import _, lang

TITLE = N_("Gửi số liệu cho xã")
ORDER = 22
FILE = "gui-xa.kit"


def show() -> None:
    """Where things stand, then how to send; first of all how to join."""
    fields.page(_(TITLE))
    fields.home_button("commune")
    who = current_member.get()
    if who is None or not who.role.may("visits"):
        st.write(_("Thành viên của tổ gửi số liệu. Nhờ tổ mở trang này."))
        return
    if is_demo():
        st.info(_("Đây là dữ liệu mẫu, không gửi đi đâu cả."))
        return
    st.write(
        _(
            "Chỉ gửi con số: xã, ngày, mức, tên tổ, ngành hàng, loại ví. Không có tên, tài khoản hay ảnh của chủ hộ. Số"
            " điện thoại chỉ đi kèm, đã khóa lại, khi chủ hộ đồng ý để xã không tính hai lần; xã không giữ số đó."
        )
    )
    try:
        status = outbox.status(store())
    except OnboardingError:
        _join()
        return
    _state(who, status)
    _by_file(who)
    _by_message()
    with st.expander(_("Nối với nơi khác, đưa lời mời mới"), key="join_again"):
        _join()
        public = bytes(device_key(store()).verify_key)
        st.caption(_("Xã duyệt máy thì so dãy số này: {digits}", digits=fingerprint(public)))


def _state(who: CurrentMember, status: outbox.Status) -> None:
    """To whom, how much is there and how much waits, and the button."""
    area = enrolment.link(store())
    st.text(_("Gửi cho: {name}", name=area.name or area.area))
    numbers = {"recorded": status.recorded, "confirmed": status.confirmed, "waiting": status.waiting}
    words = {name: number(n, lang()) for name, n in numbers.items()}
    st.subheader(_("{recorded} đã ghi · {confirmed} xã đã nhận · {waiting} chờ gửi", **words), anchor=False)
    if status.set_aside:
        st.warning(_("{n} dòng xã để riêng, chưa tính. Hãy hỏi xã.", n=status.set_aside))
    if st.session_state.pop("sent_to_area", False):
        st.success(_("Xã đã nhận."))
    if status.pending:
        _send(who, str(area.url), status.bytes)
    else:
        st.success(_("Không còn gì chờ gửi."))


def _join() -> None:
    """Paste an area's invitation."""
    st.write(_("Xã đưa cho tổ một lời mời, bằng tin nhắn hoặc mã QR. Chép vào đây rồi bấm Nối."))
    typed = st.text_area(_("Lời mời của xã"), key="exchange_invitation", placeholder="KIT-MOI-1…")
    if st.button(_("Nối"), key="exchange_join", type="primary", width="stretch"):
        try:
            enrolment.join(store(), typed or "")
        except OnboardingError as error:
            fields.refused(error)
        else:
            st.rerun()


def _send(who: CurrentMember, url: str, size: int) -> None:
    """The one button, with what it carries said on it."""
    to = url or clean(st.text_input(_("Địa chỉ nhận của xã"), key="exchange_to", placeholder="https://") or "", 300)
    label = _("Gửi cho xã ({size} KB)", size=number(max(1, round(size / 1000)), lang()))
    if not st.button(label, key="exchange_send", type="primary", width="stretch"):
        return
    try:
        with st.spinner(_("Đang gửi. Mạng yếu thì chờ lâu hơn; không mất gì.")):
            sending.send(store(), team=who.team, commune=who.commune, to=to)
    except OnboardingError as error:
        fields.refused(error)
        return
    st.session_state["sent_to_area"] = True
    st.rerun()


def _by_message() -> None:
    """The way without any data link: weekly sums as a text and a QR."""
    with st.expander(_("Không có mạng: gửi tổng bằng tin nhắn"), key="exchange_totals"):
        text = totals.totals(store())
        st.write(_("Chỉ là tổng từng tuần, để xã biết trước. Số liệu chính vẫn chờ tệp của tổ."))
        st.code(text, language=None, wrap_lines=True)
        st.image(draw(text).png(8), width=360, alt=_("Mã tổng từng tuần cho xã quét"))


def _by_file(who: CurrentMember) -> None:
    """The way without a network: a file out, the area's receipt in."""
    with st.expander(_("Gửi bằng tệp (USB, Zalo)"), key="exchange_files"):
        st.download_button(
            _("Tải tệp để đưa cho xã"),
            lambda: write_messages(outbox.prepare(store(), team=who.team, commune=who.commune)),
            file_name=FILE, mime="application/octet-stream", key="exchange_file", width="stretch", on_click="ignore",
        )  # fmt: skip
        receipt = fields.upload(_("Giấy nhận của xã (tệp .kit)"), ("kit",), key="exchange_receipt")
        if receipt is None:
            return
        try:
            messages = read_messages(receipt) if receipt.startswith(MARK) else [receipt]
            taken = sum(outbox.take_receipt(store(), message).accepted for message in messages)
        except OnboardingError as error:
            fields.refused(error)
        else:
            st.success(_("Xã đã nhận {n} dòng.", n=taken))
