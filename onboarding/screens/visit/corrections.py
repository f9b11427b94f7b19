"""Mends what the log knows of a business after the hand-over: its phone, its commune, whether it is one with another.

Counts follow exactly: a business moved counts in its new commune alone, two joined count once, one set apart counts
again by itself.
"""

from collections.abc import Callable

import streamlit as st

from ...errors import OnboardingError
from ...logbook import Logbook
from ...logbook.persons import Known
from ...places import find_communes
from .. import current_member, fields
from ..session import OpenVisit, place_name, store, team_id, visit_repository
from ..words import _

MOST = 200
"""Entries offered to be joined with; the team's newest."""


def ask(visit: OpenVisit) -> None:
    """What the log knows, each with its own button; nothing where the business is not in the log."""
    log, business = Logbook(store(), team_id()), str(visit.get("business_id") or visit.id)
    try:
        known = log.business(business)
    except OnboardingError:
        return
    if known.state == "withdrawn":
        return
    with st.expander(_("Sửa trong sổ: số điện thoại, xã, hộ trùng"), key="corrections"):
        if st.session_state.pop(_done(visit), False):
            st.success(_("Đã sửa trong sổ."))
        _phone(visit, log, known)
        _commune(visit, log, known)
        _same(visit, log, known)


def _phone(visit: OpenVisit, log: Logbook, known: Known) -> None:
    typed = st.text_input(
        _("Số điện thoại đúng"),
        value=known.phone,
        key=f"{visit.id}_right_phone_{known.phone}",
        placeholder=_("Ví dụ: 0900 000 000"),
    )
    if st.button(_("Sửa số"), key=f"{visit.id}_mend_phone", disabled=(typed or "") == known.phone, width="stretch"):
        _mend(visit, lambda member: log.correct(known.id, phone=typed or "", member=member))


def _commune(visit: OpenVisit, log: Logbook, known: Known) -> None:
    st.caption(_("Đang ghi ở {place}.", place=fields.plain(place_name(known.commune))))
    picked = fields.search_pick(
        _("Chuyển sang xã, phường khác"), find_communes, key=f"{visit.id}_right_commune",
        words_of=lambda place: place.words(_("trước là")), placeholder=_("Gõ vài chữ"),
    )  # fmt: skip
    if picked is not None and picked.code != known.commune:
        _mend(visit, lambda _member: log.move(known.id, picked.code))


def _same(visit: OpenVisit, log: Logbook, known: Known) -> None:
    """Set apart from the one it was taken for, or join with another entry of the team."""
    if known.state == "same":
        st.write(_("Hộ này đang được tính chung với một hộ khác."))
        if st.button(_("Không phải, đây là hộ khác"), key=f"{visit.id}_apart", width="stretch"):
            _mend(visit, lambda member: log.correct(known.id, distinct=True, member=member))
        return
    others = {
        one.id: one.title or _("Chưa ghi tên")
        for one in visit_repository().open_ones(state="handed_over")[:MOST]
        if one.id not in (visit.id, known.id)
    }
    if not others:
        return
    chosen = st.selectbox(
        _("Trùng với hộ nào trong sổ"), list(others), index=None, key=f"{visit.id}_same_as",
        format_func=lambda code: fields.plain(others[code]), placeholder=_("Chọn một hộ"),
    )  # fmt: skip
    if st.button(_("Tính chung là một hộ"), key=f"{visit.id}_join", disabled=chosen is None, width="stretch"):
        _mend(visit, lambda member: log.join(known.id, str(chosen), member=member))


def _mend(visit: OpenVisit, what: Callable[[str], object]) -> None:
    who = current_member.get()
    try:
        what(who.member if who else "")
    except OnboardingError as error:
        fields.refused(error)
        return
    current_member.log_access("correct", visit.id)
    st.session_state[_done(visit)] = True
    st.rerun()


def _done(visit: OpenVisit) -> str:
    return f"{visit.id}_corrected"
