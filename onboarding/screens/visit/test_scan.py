"""Test scan: another phone scans the code; what its app showed is written down and compared with the code."""

import streamlit as st

from ...business import Visit
from ...errors import OnboardingError
from ...payments import PaymentCode, banks, find_banks, fingerprint
from ...payments.account_check import MISSING
from ...payments.card import SECRET
from ...services import check_account
from .. import fields
from ..session import OpenVisit, store
from ..words import _

OTHER = "other"


def ask(visit: OpenVisit, code: PaymentCode) -> None:
    """What the app showed: name, bank, last four; then the verdict, and the sum the vendor's own app showed.

    A code that names no account (VNPAY, ShopeePay) shows a name only.
    """
    _same_code(visit, code)
    st.subheader(_("Quét thử trước khi in"), anchor=False)
    if code.payee is None:
        st.write(
            _("Lấy điện thoại khác, quét mã trên {apps}. Đừng chuyển tiền. Ghi lại tên hiện ra.", apps=_(code.apps))
        )
    else:
        st.write(
            _(
                "Lấy điện thoại khác, mở ứng dụng ngân hàng, quét mã trên. Đừng chuyển tiền. "
                "Ghi lại điều ứng dụng hiện ra."
            )
        )
    fields.text(visit, "payment.seen.holder", _("Ứng dụng hiện tên"))
    if code.payee is not None:
        _bank(visit, code.payee.bank)
        fields.text(visit, "payment.seen.last_four", _("Ứng dụng hiện 4 số cuối"), most=19)
    _verdict(visit, code)


def _same_code(visit: OpenVisit, code: PaymentCode) -> None:
    """What was seen belongs to one code; another code must be tried anew."""
    seen = visit.get("payment.seen") or {}
    mark = fingerprint(code, store().secret(SECRET))
    if not any(seen.get(key) for key in ("holder", "bank", "last_four")):
        return
    if "mark" not in seen:
        visit.put(("payment.seen.mark", mark))
    elif seen["mark"] != mark:
        visit.put(("payment.seen", None))
        st.warning(_("Mã đã đổi sau lần quét thử. Hãy quét thử lại mã mới."))


def _bank(visit: OpenVisit, wanted: str) -> None:
    kept = str(visit.get("payment.seen.bank", ""))
    known = banks().get(wanted)
    options = {wanted: known.short_name if known else wanted, OTHER: _("Ngân hàng khác")}
    chosen = fields.choice(visit, "payment.seen.which", _("Ứng dụng hiện ngân hàng"), options)
    if chosen == wanted:
        visit.put(("payment.seen.bank", wanted))
    elif chosen == OTHER:
        if kept == wanted:
            visit.put(("payment.seen.bank", None))
        other = banks().get(str(visit.get("payment.seen.bank", "")))
        picked = fields.search_pick(
            _("Ngân hàng nào"),
            find_banks,
            key=f"seen_{visit.id}_{other.bin if other else 'none'}",
            words_of=lambda one: one.short_name,
            chosen=other.short_name if other else "",
        )
        if picked is not None:
            visit.put(("payment.seen.bank", picked.bin))
            st.rerun()


def _verdict(visit: OpenVisit, code: PaymentCode) -> None:
    try:
        check = check_account(Visit.from_row(visit.data), code)
    except OnboardingError as error:
        fields.refused(error)
        return
    if check is None or not (check.holds or set(check.differs) - set(MISSING)):
        st.warning(_("Chưa quét thử. Nếu in bây giờ, trên giấy sẽ ghi “chưa quét thử”."))
    if check is None:
        return
    for reason in check.differs:
        (st.caption if reason in MISSING else st.error)(_(reason))
    for note in check.notes:
        st.caption(_(note))
    if check.holds:
        st.success(_("Đúng tên, đúng ngân hàng, đúng 4 số cuối. In được.") if code.payee else _("Đúng tên. In được."))
        fields.tick(visit, "payment.seen.paid", _("Chủ hộ đã thấy tiền chuyển thử trong ứng dụng của chính mình"))
