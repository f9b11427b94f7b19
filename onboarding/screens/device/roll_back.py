"""Roll-back on the screen of a store that a newer kit made: one button, with what it leaves behind said first."""

import streamlit as st

from ...errors import OnboardingError
from ...languages import moment
from ...services.roll_back import copies, roll_back
from .. import current_member, fields
from ..words import _, lang


def offer() -> None:
    """The latest copy of this kit's own data, on the laptop itself; nothing where no newer kit left one."""
    found = [] if current_member.is_remote() else copies()
    if not found:
        return
    copy, made_at = found[0]
    st.write(_("Muốn dùng lại bản này: lấy lại dữ liệu như lúc {when}.", when=moment(made_at.astimezone(), lang())))
    st.caption(_("Những gì gõ sau lúc đó ở bản mới không hiện ở đây; tệp của bản mới được cất riêng 30 ngày."))
    if st.button(_("Dùng lại bản này"), key="roll_back", type="primary", width="stretch"):
        try:
            roll_back(copy)
        except OnboardingError as error:
            fields.refused(error)
            return
        st.rerun()
