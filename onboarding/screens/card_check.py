"""The card at the stall, held against what was recorded: same, different, unreadable or unknown."""

import streamlit as st

from ..languages import N_, clean
from ..payments import banks
from ..payments.card import Recorded, check_card, find_recorded
from ..payments.fingerprint import Check
from . import current_member, fields
from .components import photo_input
from .session import store
from .words import _

TITLE = N_("Kiểm tra thẻ tại quầy")
ORDER = 40

CHOSEN = "card_of"


def show() -> None:
    """Whose card, its photo, and the verdict with what to do."""
    fields.page(_(TITLE))
    who = current_member.get()
    st.write(_("Chụp thẻ mã QR ở quầy. Bộ công cụ cho biết mã trên thẻ còn đúng là mã đã làm cho hộ không."))
    if who is None:
        st.info(_("Hãy ghi tên tổ và xã ở trang đầu trước."))
    else:
        _check(who.commune)
    st.subheader(_("Chủ hộ tự kiểm tra mỗi sáng"), anchor=False)
    st.write(
        _(
            "Mở ứng dụng ngân hàng trên điện thoại khác, quét mã ở quầy, đừng chuyển tiền. Xem đủ ba điều: "
            "đúng tên, đúng ngân hàng, đúng 4 số cuối. Sai một điều thì gỡ thẻ xuống và gọi tổ."
        )
    )
    fields.home_button("trouble")


def _check(commune: str) -> None:
    chosen = st.session_state.get(CHOSEN)
    picked = fields.search_pick(
        _("Tên hộ"),
        lambda asked: find_recorded(store(), asked, commune),
        key=f"card_{chosen.id if chosen else 'none'}",
        words_of=_said,
        placeholder=_("Gõ để chọn hộ khác") if chosen else _("Gõ vài chữ trong tên hộ"),
        chosen=_said(chosen) if chosen else "",
    )
    if picked is not None:
        st.session_state[CHOSEN] = picked
        photo_input.forget(_photo(picked))
        st.rerun()
    if chosen is None:
        return
    card = chosen.id
    check = photo_input.look(
        _("Ảnh chụp thẻ ở quầy"), lambda photo: check_card(store(), card, photo), key=_photo(chosen)
    )
    if check is not None:
        _verdict(check)


def _photo(one: Recorded) -> str:
    return f"card_photo_{one.id}"


def _said(one: Recorded) -> str:
    """A business as a line to choose, with enough to tell two of one name apart."""
    bank = banks().get(one.bank)
    more = [bank.short_name] if bank else []
    more += [f"••• {one.last_four}"] if one.last_four else []
    return " · ".join([clean(one.name) or _("Chưa ghi tên"), *more])


OTHER_CODES = {
    "wifi": N_("mã Wi-Fi"),
    "zalo": N_("mã Zalo"),
    "facebook": N_("mã Facebook"),
    "contact": N_("mã danh bạ"),
    "place": N_("mã bản đồ"),
    "link": N_("mã đường dẫn (truy xuất, hóa đơn, trang web)"),
    "text": N_("mã chữ"),
}
"""What codes that pay nobody are, by `what_text`."""


def _verdict(check: Check) -> None:
    if check.verdict == "same":
        st.success(_("Đúng mã đã làm cho hộ. Không có mã nhận tiền lạ trong ảnh."))
    elif check.verdict == "different":
        st.error(_("KHÁC. Gỡ thẻ xuống ngay, đừng nhận tiền bằng mã này. Gọi chủ hộ và báo công an xã."))
    elif check.verdict == "unreadable":
        st.warning(
            _("Chưa kết luận được. Chụp thẳng, gần hơn, cả thẻ và xung quanh, tránh bóng đèn, rồi chọn ảnh mới.")
        )
    else:
        st.info(_("Máy này chưa ghi mã nào cho hộ. Không kết luận được; hãy quét thử bằng ứng dụng ngân hàng."))
    for reason in check.reasons:
        st.caption(_(reason))
    if check.others:
        st.caption(_("Trong ảnh còn có: {codes}.", codes=", ".join(_(OTHER_CODES[other]) for other in check.others)))
