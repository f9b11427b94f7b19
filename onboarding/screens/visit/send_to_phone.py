"""One-time download of the pack by the vendor's own phone, over the same Wi-Fi or hotspot: a QR on the laptop."""

import streamlit as st

from ...errors import OnboardingError
from ...members.listener import LAN
from ...members.one_time_downloads import DOWNLOADS, PATH, File
from ...payments import draw
from ...printing import page_in
from ...services import Pack
from .. import fields
from ..current_member import own_origin
from ..device.lan_middleware import listen, sign_in_everywhere
from ..words import _

_LINK = "phone_link"


def to_phone(pack: Pack) -> None:
    """The button and, once pressed, the QR; pressing it starts the LAN listener where that is not running yet."""
    if not (sign_in_everywhere() or LAN.available):
        return
    if st.button(_("Chuyển sang điện thoại chủ hộ qua Wi-Fi"), key="to_phone", width="stretch"):
        try:
            origin = own_origin() if sign_in_everywhere() else (LAN.listening or listen()).url
        except OnboardingError as error:
            fields.refused(error)
            return
        files = {
            "page": File("bo-mang-ve.html", "text/html; charset=utf-8", page_in(pack.files), shown=True),
            "zip": File(f"{pack.name}.zip", "application/zip", pack.files),
        }
        st.session_state[_LINK] = (pack.name, f"{origin}{PATH}{DOWNLOADS.put(files)}")
    name, link = st.session_state.get(_LINK, ("", ""))
    if name == pack.name:
        st.write(_("Điện thoại cùng mạng quét mã này. Trong 10 phút, mỗi tệp tải một lần."))
        st.image(draw(link).png(8), width=280, alt=_("Mã để chủ hộ tải bộ mang về"))
        st.text(link)
