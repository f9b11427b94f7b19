"""Reprint of a pack after the hand-over: what the machine does not keep is asked for again, and not kept."""

import streamlit as st

from ...errors import OnboardingError
from ...languages import N_
from ...payments import BankAccount, grouped, own_code
from ...payments.card import known_fingerprints
from ...services import make_pack
from ...services.reprint import visit_again
from .. import fields
from ..components import photo_input
from ..session import OpenVisit, store, team_id
from ..words import _
from . import pack

NOT_COMPARED = N_("Không còn mã cũ để so. Xin đọc lại từng số với chủ hộ trước khi in.")


def ask(row: OpenVisit, sheets: tuple[str, ...]) -> None:
    """The number or the wallet's code once more, compared with the record; then the same of `sheets` as last time."""
    st.subheader(_("In lại"), anchor=False)
    key = f"reprint_{row.id}"
    account, code = _said_again(row, key)
    compared_by_hand = _compared_by_hand(row, account, code)
    press = st.button(
        _("Làm lại bộ mang về"), key="reprint", type="primary", width="stretch", disabled=not compared_by_hand
    )
    if not press:
        return
    without = row.get("pack.without", [])
    try:
        visit, compared = visit_again(store(), row.id, account, code, team_id=team_id())
        made = make_pack(
            visit,
            pack.photos_of(row),
            only=tuple(sheet for sheet in sheets if sheet not in without),
            big=bool(row.get("pack.big")),
            aloud=bool(row.get("pack.aloud")),
        )
    except OnboardingError as error:
        fields.refused(error)
        return
    photo_input.forget(key)
    pack.keep(row.id, made, note=NOT_COMPARED if (account or code) and not compared else "")
    st.rerun()


def _said_again(visit: OpenVisit, key: str) -> tuple[str, str]:
    """The account number, or the text of the wallet's code where that one was printed."""
    if visit.get("payment.own"):
        code = photo_input.look(_("Ảnh chụp mã của chủ hộ"), lambda raw: own_code(raw).text, key=key) or ""
        if code:
            st.success(_("Đã đọc được mã."))
        st.write(_("Máy không giữ mã này. Không chụp nếu chỉ in các tờ không có mã QR."))
        return "", code
    account = st.text_input(_("Số tài khoản, hỏi lại chủ hộ"), key=key, autocomplete="off").strip()
    st.write(_("Máy không giữ số này. Để trống nếu chỉ in các tờ không có mã QR."))
    return account, ""


def _compared_by_hand(visit: OpenVisit, account: str, code: str) -> bool:
    """Show the number in groups; where nothing is recorded to compare with, somebody must say it was compared."""
    if not (account or code):
        return True
    if account:
        try:
            typed = BankAccount.typed(str(visit.get("payment.bank", "")), account, visit.get("payment.service") or None)
        except OnboardingError:
            return True  # pressing the button says what is wrong
        st.metric(_("Đọc to từng nhóm cho chủ hộ so với ứng dụng"), grouped(typed.account.number))
    if known_fingerprints(store(), str(visit.data.get("business_id") or visit.id)):
        return True
    st.warning(_(NOT_COMPARED))
    return st.checkbox(_("Đã đọc từng số với chủ hộ, đúng cả"), key=f"reprint_compared_{visit.id}_{account[-4:]}")
