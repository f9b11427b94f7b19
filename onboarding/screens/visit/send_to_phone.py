"""Her files to her own phone over the same Wi-Fi or hotspot: a QR on the laptop, for ten minutes, each file once."""

import streamlit as st

from ...members.lan import own_address, sign_in_everywhere
from ...payments import draw
from ...printing import page_in
from ...printing.one_time_downloads import DOWNLOADS, PATH, File
from ...services import Pack
from ..words import _

_LINK = "phone_link"


def to_phone(pack: Pack) -> None:
    """The button and, once touched, the QR; only where the kit listens beyond this machine, behind its gate."""
    if not sign_in_everywhere():
        return
    if st.button(_("Chuyển sang điện thoại chủ hộ qua Wi-Fi"), key="to_phone", width="stretch"):
        files = {
            "page": File("bo-mang-ve.html", "text/html; charset=utf-8", page_in(pack.files), shown=True),
            "zip": File(f"{pack.name}.zip", "application/zip", pack.files),
        }
        secret = DOWNLOADS.put(files)
        st.session_state[_LINK] = (
            pack.name,
            f"http://{own_address()}:{st.get_option('server.port')}{PATH}{secret}",
        )
    name, link = st.session_state.get(_LINK, ("", ""))
    if name == pack.name:
        st.write(_("Điện thoại cùng mạng quét mã này. Trong 10 phút, mỗi tệp tải một lần."))
        st.image(draw(link).png(8), width=280, alt=_("Mã để chủ hộ tải bộ mang về"))
        st.text(link)
