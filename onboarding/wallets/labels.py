"""What the codes of this room are called: who does a step, when it is due, on what it rests, what is compared."""

from ..languages import N_

WHO_WORDS = {
    "vendor_on_own_device": N_("Chủ hộ, trên máy của mình"),
    "vendor_with_helper_beside": N_("Chủ hộ, có người trong tổ ngồi cạnh"),
    "vendor_at_counter": N_("Chủ hộ, tại quầy"),
    "helper": N_("Người trong tổ"),
    "provider": N_("Nhà cung cấp"),
}
DUE_WORDS = {
    "now": N_("Làm được ngay"),
    "later": N_("Làm sau"),
    "waiting": N_("Đang chờ"),
    "done": N_("Đã xong"),
}
BASIS_WORDS = {
    "law": N_("theo luật"),
    "official_advice": N_("lời khuyên của cơ quan chức năng"),
    "provider_page": N_("trang của nhà cung cấp"),
    "press": N_("báo chí"),
    "secondary_copy": N_("bản chép lại"),
    "memory": N_("ghi theo trí nhớ, chưa kiểm chứng"),
    "project_procedure": N_("cách làm của bộ hỗ trợ này"),
}
KIND_WORDS = {
    "e_wallet": N_("Ví điện tử"),
    "payment_gateway": N_("Cổng thanh toán"),
    "mobile_money": N_("Tiền di động"),
    "bank": N_("Ngân hàng"),
}
CELL_WORDS = {
    "cap": N_("Trần một tháng"),
    "above": N_("Khi chạm trần"),
    "bank_account": N_("Tài khoản ngân hàng"),
    "smartphone": N_("Điện thoại thông minh"),
    "speaker": N_("Loa báo tiền"),
}
"""What is compared, in the order of the table."""

BLANKS = {
    "fees": N_("Phí"),
    "review_time": N_("Thời gian xét duyệt"),
    "hotline": N_("Số hỗ trợ"),
    "speaker": N_("Giá loa, cọc, phí tháng"),
}
"""What a provider's file leaves out until somebody read it on an official page; the member fills it in that day."""

QUESTIONS = {
    "registered_hkd": N_("Hộ đã có giấy chứng nhận đăng ký kinh doanh chưa?"),
    "exempt_from_registration": N_("Hộ có thuộc diện không phải đăng ký không?"),
    "revenue_band": N_("Doanh thu cả năm khoảng bao nhiêu?"),
    "phone_type": N_("Chủ hộ dùng điện thoại nào?"),
    "sells_on_platform": N_("Hộ có bán trên sàn (Shopee, TikTok Shop…) không?"),
}
"""The five questions, by the name of their answer."""
