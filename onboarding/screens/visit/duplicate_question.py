""" "Có phải hộ này không?": a business the log already knows, asked about before it is counted a second time."""

import time

import streamlit as st

from ...languages import N_, VIETNAM, day
from ...logbook import BusinessSnapshot, Logbook
from .. import current_member
from ..memo import per_session
from ..session import OpenVisit, store, team_id
from ..words import _, lang

FEW = 3
WHY = {"phone": N_("cùng số điện thoại"), "qr": N_("cùng mã QR"), "photo": N_("cùng ảnh"), "name": N_("tên gần giống")}
"""What says that it may be the same one."""


def ask(visit: OpenVisit, about: BusinessSnapshot) -> None:
    """By phone, code, photo or near name in the commune; the same one counts once. Asked until one of both is said."""
    if visit.state != "open" or visit.get("business_id") or visit.get("distinct"):
        return
    commune, minute = str(visit.get("business.commune", "")), int(time.monotonic() / 60)
    log = Logbook(store(), team_id())
    look = (visit.id, commune, about, minute, log.team_id)
    found = per_session("alike", look, lambda: log.find_duplicates(commune, about, but=visit.id)[:FEW])
    for known in found:
        current_member.log_access("alike", known.id)
        with st.container(border=True, key=f"alike_{known.id}"):
            said = (known.name, known.team, day(known.last_at.astimezone(VIETNAM).date(), lang()), _(WHY[known.why]))
            st.text(_("Có phải hộ này không? {known}", known=" · ".join(part for part in said if part)))
            with st.container(horizontal=True, key=f"same_or_not_{known.id}"):
                if st.button(_("Đúng hộ này"), key=f"same_{known.id}", width="stretch"):
                    visit.put(("business_id", known.id))
                    st.rerun()
                if st.button(_("Hộ khác"), key=f"other_{known.id}", width="stretch"):
                    visit.put(("distinct", True))
                    st.rerun()
