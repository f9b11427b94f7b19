"""The account number field: read as typed, asked about where it may be a card, shown in groups to compare."""

import streamlit as st

from ...errors import OnboardingError
from ...payments import Bank, BankAccount, Typed, grouped, masked
from .. import fields
from ..session import OpenVisit
from ..words import _


def ask(visit: OpenVisit, where: Bank | None) -> Typed | None:
    """What was typed as an account or card at `where`; None while either is missing or the number cannot be used."""
    typed = fields.text(
        visit, "payment.account", _("Số tài khoản"), most=60, placeholder=_("Chép từ ứng dụng ngân hàng")
    )
    if not typed or where is None:
        return None
    try:
        account = BankAccount.typed(where, typed, visit.get("payment.service") or None)
    except OnboardingError as error:
        fields.refused(error)
        if error.field == "service" or visit.get("payment.service"):
            _service(visit)
        return None
    if visit.get("payment.service"):
        _service(visit)
    for code in account.changed:
        st.caption(_(code))
    for code in account.warnings:
        st.warning(_(code))
    st.metric(_("Đọc to từng nhóm cho chủ hộ so với ứng dụng"), grouped(account.account.number))
    st.caption(_("Trên giấy chỉ ghi {last}.", last=masked(account.account.number)))
    return account


def _service(visit: OpenVisit) -> None:
    before = visit.get("payment.service")
    kinds = {"account": _("Số tài khoản"), "card": _("Số thẻ")}
    if fields.choice(visit, "payment.service", _("Dãy số này là"), kinds) != before:
        st.rerun()
