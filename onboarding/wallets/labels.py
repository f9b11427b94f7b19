"""Labels of codes: who does a step and how, when it is due, on what it rests, what is compared, why it is stopped."""

from ..languages import N_

WHO_WORDS = {
    "vendor_on_own_device": N_("Chủ hộ tự làm"),
    "vendor_with_helper_beside": N_("Chủ hộ, có người trong tổ ngồi cạnh"),
    "vendor_at_counter": N_("Chủ hộ, tại quầy"),
    "vendor_on_paper": N_("Chủ hộ tự ghi"),
    "helper": N_("Người trong tổ"),
    "provider": N_("Nhà cung cấp"),
}
WAY_WORDS = {
    "together": N_("Tại chỗ, có người trong tổ ngồi cạnh"),
    "own_phone": N_("Trên điện thoại thông minh của chủ hộ"),
    "any_phone": N_("Trên máy của chủ hộ, máy phím bấm cũng được"),
    "team_phone": N_("Đọc nhờ máy của tổ, chỉ để xem, không đăng nhập"),
    "counter": N_("Ra quầy"),
    "post": N_("Gửi bưu điện"),
    "paper": N_("Ghi trên giấy"),
    "team": N_("Tổ làm"),
    "provider": N_("Nơi mở làm, chủ hộ chờ"),
}
DUE_WORDS = {
    "now": N_("Làm được ngay"),
    "later": N_("Làm sau"),
    "waiting": N_("Chờ nơi mở"),
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
    "needs_online_registration": N_("Hộ có phải đăng ký qua mạng không?"),
    "account_name": N_("Tài khoản ngân hàng đứng tên hộ hay tên người?"),
    "crossed_on": N_("Doanh thu vượt ngưỡng từ ngày nào?"),
}
"""The five questions by the name of their answer, and those whose answers may contradict one of the five."""

STOPS = {
    "id_expired": N_("wallet.stop.id_expired"),
    "id_old": N_("wallet.stop.id_old"),
    "sim_other_name": N_("wallet.stop.sim_other_name"),
    "paper_missing": N_("wallet.stop.paper_missing"),
    "name_differs": N_("wallet.stop.name_differs"),
    "money_not_seen": N_("wallet.stop.money_not_seen"),
    "no_network": N_("wallet.stop.no_network"),
    "provider_asks_more": N_("wallet.stop.provider_asks_more"),
    "provider_refused": N_("wallet.stop.provider_refused"),
    "wants_to_think": N_("wallet.stop.wants_to_think"),
    "consent_withdrawn": N_("wallet.stop.consent_withdrawn"),
}
"""Code in the files and in a visit's notes → the message's key."""

STOP_WORDS = {
    "id_expired": N_("Thẻ hết hạn"),
    "id_old": N_("Còn dùng CMND cũ"),
    "sim_other_name": N_("SIM đứng tên người khác"),
    "paper_missing": N_("Thiếu giấy tờ"),
    "name_differs": N_("Tên chưa đúng"),
    "money_not_seen": N_("Chưa thấy tiền về"),
    "no_network": N_("Chưa có mạng"),
    "provider_asks_more": N_("Nơi mở đòi bổ sung"),
    "provider_refused": N_("Nơi mở từ chối"),
    "wants_to_think": N_("Chủ hộ muốn nghĩ thêm"),
    "consent_withdrawn": N_("Chủ hộ rút đồng ý"),
}
"""The same reasons in a few words, to choose from."""
