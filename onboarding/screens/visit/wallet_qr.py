"""The vendor's own code scanned from a photo of the app; and any code shown with its read-back verdict."""

from functools import partial

import streamlit as st

from ...errors import OnboardingError
from ...languages import N_, money
from ...payments import PaymentCode, amount_in_words, draw, own_code, read_back
from .. import fields
from ..components import photo_input
from ..memo import per_session
from ..session import OpenVisit
from ..words import _, lang

KINDS = {
    "vietqr": N_("VietQR của ngân hàng"),
    "vietqrpay": N_("VIETQRPay (mã thanh toán của cửa hàng)"),
    "momo": N_("MoMo"),
    "zalopay": N_("ZaloPay"),
    "vnpay": N_("VNPAY-QR"),
    "shopeepay": N_("ShopeePay"),
}
SHOWN_PX = 8


def ask(visit: OpenVisit) -> PaymentCode | None:
    """Take a photo or screenshot and keep its code byte for byte; the code kept, None without one that may be used."""
    kept = str(visit.get("payment.code", ""))
    if kept:
        code = _scanned(kept)
        if code:
            st.success(_("Đang dùng mã: {kind}. Giữ nguyên từng ký tự.", kind=_(KINDS[code.kind])))
        if st.button(_("Bỏ mã này, chụp mã khác"), key=f"own_drop_{visit.id}"):
            visit.put(("payment.code", None))
            st.rerun()
        fields.text(visit, "payment.holder", _("Tên chủ tài khoản"), placeholder=_("Ghi như trong ứng dụng của ví"))
        return code
    st.write(_("Mở mã nhận tiền trong ứng dụng của chủ hộ rồi chụp màn hình, hoặc chụp miếng dán ở quầy."))
    key = f"own_{visit.id}"
    if photo_input.look(_("Ảnh chụp mã của chủ hộ"), partial(_keep, visit), key=key):
        photo_input.forget(key)
        st.rerun()
    return None


def _scanned(text: str) -> PaymentCode | None:
    """The code kept, or None with the reason shown (an older release may have kept what is refused today)."""
    try:
        return PaymentCode.scanned(text)
    except OnboardingError as error:
        fields.refused(error)
        return None


def _keep(visit: OpenVisit, picture: bytes) -> bool:
    text = own_code(picture).text
    visit.put(("payment.code", text))
    if visit.get("payment.code") != text:
        visit.put(("payment.code", None))
        raise OnboardingError("code.cannot_be_kept", field="code")
    return True


def show(code: PaymentCode) -> None:
    """The symbol, what it says, and what two decoders made of the very picture."""
    text = code.text
    st.subheader(_("Mã để quét"), anchor=False)
    picture = per_session("code_picture", text, lambda: draw(text).png(SHOWN_PX))
    with st.container(horizontal_alignment="center"):
        st.image(picture, width=240, alt=_("Mã QR nhận tiền của hộ"))
    st.text("\n".join(_lines(code)))
    try:
        per_session("code_proven", text, lambda: read_back(picture, text))
    except OnboardingError as error:
        fields.refused(error)
    else:
        st.success(_("Đã đọc lại hình này bằng hai bộ đọc khác nhau: đúng từng ký tự."))


def _lines(code: PaymentCode) -> list[str]:
    lines = [code.receiver, _(code.apps)]
    if code.last_four:
        lines.append(_("4 số cuối: {last}", last=code.last_four))
    if code.merchant:
        lines.append(_("Tên trong mã: {name}", name=code.merchant))
    if code.amount is not None:
        words = f" ({amount_in_words(code.amount)})" if lang() == "vi" else ""
        lines.append(_("Số tiền: {sum}", sum=money(code.amount, lang()) + words))
    if code.purpose:
        lines.append(_("Nội dung: {words}", words=code.purpose))
    return [line for line in lines if line]
