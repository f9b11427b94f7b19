"""Pairing the team's phone: starts the LAN listener, shows one QR, lists the signed-in devices, ends it."""

import time

import streamlit as st

from ...errors import OnboardingError
from ...languages import N_, moment
from ...members import CurrentMember, new_pairing
from ...members.certificate import certificate_for, fingerprint
from ...members.listener import LAN, Listening
from ...members.middleware import SIGN_IN
from ...members.network import has_address, own_addresses
from ...members.tokens import end_session, pairing_open, sessions
from ...payments import draw
from ...store.backup_reminder import folder_of
from .. import current_member, fields
from ..session import store
from ..words import _, lang
from .lan_middleware import listen

TITLE = N_("Dùng điện thoại của tổ")
ORDER = 5

RENEW_SECONDS = 240
"""A pairing code holds five minutes; the screen draws a new one before the old one ends under somebody's camera."""


def show() -> None:
    """Off: one button. On: the QR, the devices, and the button that ends it."""
    fields.page(_(TITLE))
    fields.home_button("phone")
    who = current_member.require()
    if who is None:
        return
    if current_member.is_remote() or not LAN.available:
        st.write(_("Trang này mở trên máy tính của tổ. Điện thoại đã vào rồi thì không cần làm gì thêm."))
        return
    if LAN.listening is None:
        _off()
    else:
        _on(who, LAN.listening)


def _off() -> None:
    addresses = own_addresses()
    if not addresses:
        _no_network()
        return
    st.write(_("Điện thoại và máy tính vào chung một Wi-Fi hoặc điểm phát sóng. Bấm nút, quét mã là vào."))
    address = _choose_address(addresses)
    if st.button(_("Bật"), key="lan_on", type="primary", width="stretch"):
        _start(address, secure=bool(st.session_state.get("lan_secure")))
    st.checkbox(_("Cần chụp ảnh bằng trang web trên điện thoại (dùng https)"), key="lan_secure")
    st.caption(
        _("Trang https do máy này tự cấp, nên điện thoại hỏi lại một lần: bấm “Nâng cao”, rồi “Tiếp tục truy cập”.")
    )


def _no_network() -> None:
    st.write(_("Máy này chưa vào mạng nào. Bật điểm phát sóng trên điện thoại, nối máy tính vào đó, rồi bấm lại."))
    st.button(_("Tìm lại mạng"), key="lan_again", type="primary", width="stretch")


def _choose_address(addresses: list[str]) -> str:
    """The likeliest address; a choice only where the machine is in several networks."""
    if len(addresses) == 1:
        return addresses[0]
    with st.expander(_("Máy này đang ở {count} mạng", count=len(addresses))):
        return st.pills(_("Mạng có điện thoại"), addresses, default=addresses[0], key="lan_address", required=True)


def _start(address: str, *, secure: bool) -> None:
    try:
        if secure:
            certificate, key = certificate_for(address, folder_of(store()))
            listen(address, certificate=certificate, key=key)
        else:
            listen(address)
    except OnboardingError as error:
        fields.refused(error)
        return
    st.rerun()


def _on(who: CurrentMember, listening: Listening) -> None:
    if has_address(listening.address):
        _code(who, listening)
    else:
        _moved(listening)
    if st.button(_("Tắt"), key="lan_off", width="stretch"):
        LAN.stop()
        st.rerun()
    st.caption(_("Tự tắt lúc nửa đêm. Tắt rồi thì không điện thoại nào vào được nữa."))
    if listening.secure:
        st.text(_("Dấu vân tay chứng chỉ (SHA-256):") + "\n" + fingerprint(folder_of(store())))
    _help(listening)


def _moved(listening: Listening) -> None:
    """The laptop left the Wi-Fi it listens on: go on in the one it is in now."""
    addresses = own_addresses()
    if not addresses:
        _no_network()
        return
    st.warning(_("Mạng của máy tính đã đổi. Bấm để dùng mạng mới rồi quét lại mã."))
    address = _choose_address(addresses)
    if st.button(_("Dùng mạng mới"), key="lan_moved", type="primary", width="stretch"):
        LAN.stop()
        _start(address, secure=listening.secure)


@st.fragment(run_every=4)
def _code(who: CurrentMember, listening: Listening) -> None:
    """The QR of a pairing code that is drawn anew once used or nearly over, and the devices that came in by it."""
    if LAN.listening != listening or not has_address(listening.address):
        st.rerun(scope="app")
    link = f"{listening.url}{SIGN_IN}?pair={_pairing(who)}"
    st.write(_("Mở máy ảnh của điện thoại, quét mã, bấm “Ghép máy này”."))
    st.text(_("Điện thoại vào bằng tên {name}.", name=who.member))
    st.image(draw(link).png(8), width=280, alt=_("Mã ghép điện thoại"))
    st.text(_("Không quét được thì gõ địa chỉ này trên điện thoại: {address}", address=listening.url))
    devices = sessions(store(), who.team_id)
    if devices:
        st.subheader(_("Máy đang vào"), anchor=False)
    for device in devices:
        label = device.label or _("Máy chưa rõ loại")
        since = moment(device.made_at.astimezone(), lang()) if device.made_at else ""
        st.text(" · ".join(filter(None, (label, device.member, since))))
        if st.button(_("Cho ra"), key=f"end_{device.id}", width="stretch"):
            end_session(store(), who.team_id, device.id)
            st.rerun(scope="fragment")


def _pairing(who: CurrentMember) -> str:
    """This session's pairing token; a fresh one once it was used or has lived for four minutes."""
    token, made_at = st.session_state.get("lan_pairing", ("", 0.0))
    if not token or time.monotonic() - made_at > RENEW_SECONDS or not pairing_open(store(), token):
        token = new_pairing(store(), who.team_id, who.member_id)
        st.session_state["lan_pairing"] = (token, time.monotonic())
    return str(token)


def _help(listening: Listening) -> None:
    causes = (
        _("Điện thoại phải vào đúng mạng của máy tính (địa chỉ {address}), tạm tắt 4G.", address=listening.address),
        _("Trên Windows, khi máy hỏi tường lửa, bấm “Cho phép” cho mạng riêng."),
        _("Wi-Fi quán, khách sạn hay chặn các máy nhìn thấy nhau: dùng điểm phát sóng của điện thoại."),
        _("Mạng bắt đăng nhập trên trang riêng: đăng nhập trên cả hai máy trước."),
    )
    with st.expander(_("Điện thoại không mở được trang?")):
        st.markdown("\n".join(f"{number}. {words}" for number, words in enumerate(causes, 1)))
