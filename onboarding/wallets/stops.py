"""Why a step cannot go on today. Each reason's sentence says what to do next, and blames nobody."""

from ..languages import N_

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
