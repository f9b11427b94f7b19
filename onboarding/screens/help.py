"""Help for members: a short page by subject, and the same as a two-page handbook to print.

Names of steps and screens are taken from their files, so that neither page lags behind them.
"""

import streamlit as st

from ..languages import N_
from ..printing.handbook import Section, handbook
from . import fields
from .components.button_list import Button
from .device import phone
from .navigation import HOME, VISIT, open_screen, screens
from .session import STEP
from .steps import in_order
from .words import _, lang

TITLE = N_("Trợ giúp")
ORDER = 80


def show() -> None:
    """The sections, folded but for the one in the address (`?help=phone`), and the handbook."""
    fields.page(_(TITLE))
    _bar()
    first, second = sections()
    wanted = st.query_params.get("help", first[0].code)
    for part in (*first, *second):
        with st.expander(part.title, expanded=part.code == wanted):
            for number, line in enumerate(part.lines, 1):
                st.text(f"{number}. {line}" if part.numbered else f"– {line}")
    title = _("Sổ tay tổ viên")
    foot = _("Bộ hỗ trợ hộ kinh doanh")
    if st.button(_("In sổ tay cho tổ viên"), key="make_handbook", width="stretch"):
        st.session_state["handbook"] = (lang(), handbook(title, first, second, foot, lang()))
    made_in, pdf = st.session_state.get("handbook", ("", b""))
    if made_in == lang():
        st.download_button(
            _("Tải sổ tay (PDF, 2 trang A4)"), pdf, "so-tay-to-vien.pdf", "application/pdf",
            key="get_handbook", width="stretch", on_click="ignore",
        )  # fmt: skip


def _bar() -> None:
    """Home, or back to the visit the help was opened from."""
    visit = {name: st.query_params[name] for name in ("d", STEP) if name in st.query_params}
    back = st.query_params.get("back", "")
    known = back in (HOME.code, VISIT.code, *screens())
    pressed = fields.bar(
        [Button("go_home", _("Về trang đầu")), *([Button("go_back", _("Quay lại"), "primary")] if known else [])]
    )
    if pressed == "go_home":
        open_screen("home")
    if pressed == "go_back":
        open_screen(back, **visit)


def sections() -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """What stands on the first and on the second page."""
    return (_start(), _visit(), _never()), (_market(), _phone(), _commune(), _trouble())


def _title(code: str) -> str:
    return _(screens()[code].title)


def _start() -> Section:
    lines = (
        _("Mở bộ công cụ trên máy tính của tổ. Lần đầu: ghi tên tổ, xã và tên của bạn."),
        _("Đặt mã PIN ở “{screen}” nếu nhiều người dùng chung máy.", screen=_title("members")),
        _("Gõ gì lưu nấy. Đóng nhầm: mở lại, bấm vào lượt đang dở. Tập trước: “Thử với dữ liệu mẫu”."),
    )
    return Section(code="start", title=_("Bắt đầu"), lines=lines, numbered=True)


def _visit() -> Section:
    about = {
        "business": _("nói rõ ghi gì, để chủ hộ tự trả lời từng điều; rồi tên quầy, xã, ngành hàng."),
        "photos": _("chụp hàng, máy làm sạch ảnh; ảnh chỉ có hàng của chính hộ."),
        "listing": _("hỏi vài câu, máy soạn bài cho từng nơi bán."),
        "payment": _("số tài khoản thành mã QR; chủ hộ quét thử và đọc tên hiện trong ứng dụng của mình."),
        "wallet": _("còn thiếu giấy gì để mở ví, đến đâu, hỏi ai."),
        "handover": _("in hoặc gửi bộ mang về vào điện thoại chủ hộ, rồi bấm trao."),
    }
    steps = [(step.__name__.rpartition(".")[2], _(step.TITLE)) for step in in_order()]
    lines = tuple(f"{title}: {about[code]}" if code in about else title for code, title in steps)
    return Section(code="visit", title=_("Một lượt hỗ trợ"), lines=lines, numbered=True, pictures=tuple(steps))


def _never() -> Section:
    lines = (
        _("Không hỏi, không chụp: căn cước, mã số thuế, mật khẩu, mã OTP, số dư."),
        _("Không ký, không bấm đồng ý, không gõ mật khẩu thay chủ hộ."),
        _("Không hứa thay ngân hàng, ví, thuế. Điều chưa rõ thì để trống và hỏi lại."),
    )
    return Section(code="never", title=_("Không bao giờ làm"), lines=lines)


def _market() -> Section:
    lines = (
        _("Bấm “Chỉ làm mã QR” ở trang đầu: mỗi hộ vài phút, phần còn lại làm sau."),
        _("Nhiều hộ một lúc: “{screen}”.", screen=_title("bulk_codes")),
        _("Hẹn ngày quay lại; xem ở “{screen}”.", screen=_title("return_visits")),
    )
    return Section(code="market", title=_("Ngày chợ, hội chợ"), lines=lines)


def _phone() -> Section:
    lines = (
        _("Máy tính và điện thoại vào chung Wi-Fi, hoặc máy tính vào điểm phát sóng của điện thoại."),
        _("Trên máy tính bấm “{screen}”, rồi “Bật”.", screen=_(phone.TITLE)),
        _("Điện thoại quét mã, bấm “Ghép máy này”. Xong việc bấm “Tắt”; nửa đêm máy tự tắt."),
    )
    return Section(code="phone", title=_("Điện thoại của tổ"), lines=lines, numbered=True)


def _commune() -> Section:
    lines = (
        _("“{screen}” cho biết bao nhiêu hộ đã được hỗ trợ; không có tên ai ở đó.", screen=_title("counts")),
        _("Không có gì tự gửi đi. Gửi là một nút, và nút nói rõ gửi những gì."),
        _("Chủ hộ đổi ý: mở “{screen}”, tìm hộ đó, bấm rút lại.", screen=_title("log")),
    )
    return Section(code="commune", title=_("Báo cho xã"), lines=lines)


def _trouble() -> Section:
    lines = (
        _("Mã QR dán ở quầy trông lạ: quét bằng “{screen}”, đừng nhận tiền trước khi rõ.", screen=_title("card_check")),
        _("Quên mã PIN: tổ trưởng bỏ mã cũ ở “{screen}”.", screen=_title("members")),
        _("Mỗi tuần cắm USB và bấm “{screen}”. Máy mới: khôi phục từ USB đó.", screen=_title("backup")),
        _("Mất máy: báo tổ trưởng ngay, cho các điện thoại ra, đổi mật khẩu."),
    )
    return Section(code="trouble", title=_("Khi có trục trặc"), lines=lines)
