"""Step 4: the vendor's own code scanned, or an account made into one; read back, and tried with a banking app."""

from collections.abc import Mapping
from typing import Any, cast

import streamlit as st

from ...business import Visit
from ...errors import OnboardingError
from ...languages import N_, money
from ...payments import (
    Bank,
    PaymentCode,
    TransferPurpose,
    Typed,
    amount,
    amount_in_words,
    banks,
    find_banks,
    purpose,
)
from ...payments.symbol import smaller
from ...payments.vietqr import payload
from ...services import check_account, payment_code
from .. import fields
from ..memo import per_session
from ..session import OpenVisit
from ..visit import account_number, price_codes, test_scan, wallet_qr
from ..words import _, lang

TITLE = N_("Mã nhận tiền")
ORDER = 4
_IN_CODE = ("payment.amount_typed", "payment.amount", "payment.purpose_typed", "payment.purpose")


def done(data: Mapping[str, Any]) -> bool:
    """A banking app showed the right name, bank and last four; after the hand-over nothing else would have passed."""
    if data.get("state") == "handed_over":
        return bool(data.get("payment", {}).get("seen", {}).get("holder"))
    try:
        visit = Visit.from_row(data)
        check = check_account(visit, payment_code(visit.payment)) if visit.payment.seen else None
    except OnboardingError:
        return False
    return check is not None and check.holds


def ask(visit: OpenVisit) -> None:
    """The vendor's bank account, or the code the wallet shows; then the code, and its test scan."""
    words = _("Chụp mã có sẵn trong ứng dụng ngân hàng hoặc ví, khỏi gõ số")
    own = fields.tick(visit, "payment.own", words)
    if not own and visit.get("payment.code"):
        visit.put(("payment.code", None))
    code = wallet_qr.ask(visit) if own else _account(visit)
    if code:
        wallet_qr.show(code)
        test_scan.ask(visit, code)
        if not own:
            price_codes.ask(visit)


def _account(visit: OpenVisit) -> PaymentCode | None:
    """Bank, number, holder, amount and words made into a code; None while something is missing or wrong."""
    where = _bank(visit)
    typed = account_number.ask(visit, where) if where else None
    fields.text(visit, "payment.holder", _("Tên chủ tài khoản"), placeholder=_("Ghi như trong ứng dụng ngân hàng"))
    title = _("Số tiền, nội dung có sẵn trong mã (không bắt buộc)")
    fold = st.expander(title, key=f"in_code_{visit.id}", on_change="rerun")
    price: int | None = None
    fits, words = True, cast("str | None", "")
    if fold.open or any(visit.get(path) for path in _IN_CODE):
        with fold:
            price, fits = _price(visit)
            words = _words(visit, typed, price)
    if typed is None or not fits or words is None:
        return None
    return PaymentCode.made(typed.account, price, words)


def _bank(visit: OpenVisit) -> Bank | None:
    bank = banks().get(str(visit.get("payment.bank", "")))
    picked = fields.search_pick(
        _("Ngân hàng"),
        find_banks,
        key=f"bank_{visit.id}_{bank.bin if bank else 'none'}",
        words_of=said_bank,
        placeholder=_("Gõ để đổi ngân hàng khác") if bank else _("Gõ tên, tên cũ hoặc tên viết tắt"),
        chosen=bank.short_name if bank else "",
    )
    if picked is not None:
        visit.put(("payment.bank", picked.bin))
        st.rerun()
    if bank and bank.wallet:
        st.warning(_("Đây là ví điện tử: nên tích ô ở trên và chụp mã trong ứng dụng."))
    elif bank and bank.can_scan is False:
        st.caption(_("Ứng dụng của ngân hàng này chưa quét được mã, nhưng tài khoản vẫn nhận tiền bình thường."))
    return bank


def said_bank(one: Bank) -> str:
    """A bank as a line to choose: short name, whole name, what it was called."""
    former = _(" (trước là {name})", name=one.former[0]) if one.former else ""
    return f"{one.short_name} · {one.name}{former}" if one.name != one.short_name else one.short_name + former


def _price(visit: OpenVisit) -> tuple[int | None, bool]:
    """The fixed amount, if any, and whether what is typed can be used."""
    typed = fields.text(
        visit,
        "payment.amount_typed",
        _("Số tiền (bỏ trống để khách tự nhập)"),
        most=40,
        placeholder=_("Ví dụ: 50.000, 50k, 1tr2"),
    )
    try:
        value = amount(typed) if typed else None
    except OnboardingError as error:
        fields.refused(error)
        visit.put(("payment.amount", None))
        return None, False
    visit.put(("payment.amount", value))
    if value is not None:
        said = f" ({amount_in_words(value)})" if lang() == "vi" else ""
        st.caption(fields.plain(money(value, lang()) + said))
    return value, True


def _words(visit: OpenVisit, typed: Typed | None, price: int | None) -> str | None:
    """The purpose as the code will carry it, "" for none, None when it cannot be used."""
    typed_purpose = fields.text(
        visit,
        "payment.purpose_typed",
        _("Nội dung chuyển khoản (không bắt buộc)"),
        most=200,
        placeholder=_("Ví dụ: Mua mật ong"),
    )
    try:
        shortened = _smallest(purpose(typed_purpose), typed, price)
    except OnboardingError as error:
        fields.refused(error)
        visit.put(("payment.purpose", None))
        return None
    visit.put(("payment.purpose", shortened.value or None))
    if shortened.changed:
        st.caption(_("Trong mã sẽ ghi:"))
        st.code(shortened.value or "–", language=None)
        st.caption(" ".join(_(code) for code in shortened.changed))
    return shortened.value


def _smallest(words: TransferPurpose, typed: Typed | None, price: int | None) -> TransferPurpose:
    """In capitals where that makes the symbol smaller."""
    capitals = words.in_capitals()
    if typed is None or capitals == words:
        return words
    both = payload(typed.account, price, capitals.value), payload(typed.account, price, words.value)
    return capitals if per_session("smaller", both, lambda: smaller(*both)) else words
