"""Answers typed in a hurry: courtesies, "có", lists by any sign, capitals, letters without marks."""

import random
import re

import msgspec
import pytest

from onboarding.business import Certificate, Facts
from onboarding.languages import fold
from onboarding.listings import categories, draft

CHANNELS = ("shopee_vn", "facebook_page", "zalo_oa", "tiktok_shop_vn")


def text_of(category: str, channel: str = "facebook_page", **answers: object) -> str:
    made = draft(Facts(category=category, answers=answers, price=90000, unit="gói"), channel)
    return "\n".join([made.title, made.description])


@pytest.mark.parametrize(
    ("category", "answers", "said", "unsaid"),
    [
        ("gao", {"giong_lua": "ST25 + tám thơm"}, "ST25, tám thơm", r"\+"),
        ("gao", {"giong_lua": "có ST25", "quy_cach": "có túi 5 kg"}, "túi 5 kg", r"\b[Cc]ó (ST25|túi)"),
        ("gao", {"giong_lua": "ST25", "quy_cach": "nhà em gói 2 kg nha chị"}, "gói 2 kg", "nhà em|nha chị"),
        ("gao", {"giong_lua": "ST25", "thanh_phan": "100% GẠO ST25"}, "100% gạo ST25", "GẠO"),
        ("gao", {"giong_lua": "ST25", "han_su_dung": "1 NAM"}, "Hạn dùng: 1 năm.", "NAM"),
        ("gao", {"giong_lua": "ST25", "vung": "có tháp mười"}, "Tháp Mười", "Có Tháp"),
        ("gao", {"giong_lua": "ST25", "vung": "CHỢ HUYỆN"}, "ở chợ huyện", "Chợ Huyện"),
        ("che", {"giong_che": "ô long", "nuoc_vi": "nhà em nước vàng xanh nha chị"}, "nước vàng xanh.", "nha chị"),
        ("cay_giong", {"loai": "ổi", "bao_lau_ra_trai": "dạ 3 năm ạ"}, "Ra trái sau: 3 năm.", r"[Dd]ạ|ạ\."),
        ("cay_giong", {"loai": "ổi", "cach_trong": "nhà em hố 60 cm nha chị"}, "Cách trồng: hố 60 cm.", "nhà em"),
        ("dau_bun", {"loai": "đậu phụ", "dung_trong": "dạ trong ngày ạ"}, "Nên dùng trong ngày.", "trong: ngày"),
        ("sinh_vat_canh", {"ten_loai": "mai", "chau": "chậu nhựa 25 cm"}, "Chậu nhựa 25 cm.", "Chậu: chậu"),
        ("my_pham_ban_lai", {"loai": "kem", "canh_bao": "tránh mắt"}, "Lưu ý khi dùng: tránh mắt", "lưu ý: "),
        ("quan_an", {"ten_mon": "bún bò", "gio_mo_cua": "6h-10h, nghỉ CN"}, "6 giờ đến 10 giờ, nghỉ Chủ nhật", "CN"),
        ("quan_an", {"ten_mon": "bún bò", "khau_phan": "tô có bắp bò, chả"}, "có bắp bò, chả", "có tô"),
        ("cat_toc", {"loai": "cắt tóc", "thoi_gian": "30p"}, "30 phút", "30p"),
        ("cat_toc", {"loai": "cat toc nam", "gio_mo_cua": "7 gio den 18 gio"}, "7 giờ đến 18 giờ", "gio|toc"),
        ("cat_toc", {"loai": "cắt tóc", "ten_quan": "quán em chưa có tên"}, "Cắt tóc", "chưa có tên"),
        ("tap_hoa", {"loai": "như mọi nơi", "dac_diem": "tùy"}, "Hàng tạp hóa", "[Nn]hư mọi nơi|tùy"),
        ("gia_cam_song", {"loai": "gà ta", "can_nang": "0"}, "gà ta", "0 kg"),
        ("noi_that", {"loai": "bàn", "kich_thuoc_cm": "dài 1m2"}, "dài 1,2 m", "cm|1 m 2"),
        ("noi_that", {"loai": "bàn", "kich_thuoc_cm": "cao 1m50"}, "cao 1,5 m", "cm"),
        ("rau_qua_tuoi", {"loai": "bơ", "phan_loai_co": "loại 1, 3–4 trái một kg"}, "loại 1, 3–4 trái", "Cỡ: 1"),
        ("the_phu_kien", {"loai": "sim 5G", "dac_diem": "nạp sẵn"}, "sim 5G", "5 g"),
        ("thit_thuy_san", {"loai": "tôm khô", "thanh_phan": "tôm\nmuối\nđường"}, "tôm, muối, đường", "tôm muối"),
        ("mat_ong", {"loai_hoa": "hoa cà phê 🐝🐝"}, "hoa cà phê", "🐝"),
        ("mat_ong", {"loai_hoa": "hoa nhãn", "vung": "Đắk Lắk 0900 000 001"}, "đàn ong ở Đắk Lắk.", "0900"),
        ("mat_ong", {"loai_hoa": "hoa nhãn", "mua_khai_thac": "tầm tháng 3 gì đó"}, "khoảng tháng 3.", "gì đó|tầm"),
        ("mat_ong", {"loai_hoa": "hoa nhãn", "quy_cach": "chai 500ml giá 150k"}, "chai 500 ml", "150"),
        ("mat_ong", {"loai_hoa": "hoa nhãn", "mau_vi": "vàng sẫm nha, ngọt lắm luôn á"}, "vàng sẫm, ngọt.", "nha|lắm"),
        ("gao", {"giong_lua": "ST25 (ngon lắm)", "vung": "chắc là Sóc Trăng"}, "ST25 trồng ở Sóc Trăng", "ngon|chắc"),
        ("gao", {"giong_lua": "ST25", "do_deo_thom": "dẻo thơm, 25k/kg"}, "Cơm dẻo thơm.", "25k"),
        ("gao", {"giong_lua": "ST25", "do_deo_thom": "không dẻo lắm"}, "không dẻo lắm", "Cơm không dẻo[.]"),
        ("che", {"giong_che": "shan tuyết", "nuoc_vi": "vàng/chát nhẹ/hậu ngọt"}, "vàng, chát nhẹ, hậu ngọt", "/chát"),
        ("che", {"giong_che": "shan tuyết", "quy_cach": "gói 100gr 80k ib zalo 0900000001"}, "gói 100 g", "80|zalo|09"),
        ("quan_an", {"ten_mon": "bún bò Huế 35k 1 tô"}, "Nhà mình bán bún bò Huế.", "35"),
        ("ca_phe", {"giong": "robusta", "vung": "ở xã em, Đắk Mil"}, "trồng ở xã nhà, Đắk Mil", "xã [eE]m"),
        ("ca_phe", {"giong": "robusta", "hat_hay_bot": "cả 2", "tam_uop": "ko tẩm gì hết"}, "rang mộc", "cả 2|gì hết"),
        ("ca_phe", {"giong": "robusta https://a.example/b", "muc_rang": "vừa vừa"}, "rang vừa", "http|vừa vừa"),
        ("ca_phe", {"giong": "robusta", "huong_vi": "em nghĩ là đắng, thơm"}, "đắng, thơm", "nghĩ"),
        ("rau_qua_tuoi", {"loai": "bơ", "phan_loai_co": "nói chung 2-3 trái/kg"}, "2–3 trái/kg", "nói chung"),
        ("cat_toc", {"loai": "cắt tóc", "gio_mo_cua": "8h-20h t2-t7"}, "thứ Hai đến thứ Bảy", "t2|-"),
        ("the_phu_kien", {"loai": "thẻ cào 50k"}, "thẻ cào 50k", "thẻ cào[.]"),
        ("the_phu_kien", {"loai": "cáp sạc", "bao_hanh": "6th"}, "6 tháng", "6th"),
        ("gao", {"giong_lua": "ST25", "quy_cach": "5 ky 10 ky"}, "5 kg, 10 kg", "ky"),
        ("mat_ong", {"loai_hoa": "hoa nhãn", "quy_cach": "CHAI 650ML"}, "chai 650 ml", "CHAI"),
        ("ca_phe", {"giong": "robusta", "muc_rang": "medium"}, "rang vừa", "medium"),
        ("quan_an", {"ten_mon": "1. bún 2. phở", "khau_phan": "đầy tô"}, "bún, phở", "1[.]|đầy tô"),
        ("quan_an", {"ten_mon": "phở", "khu_vuc_giao": "quanh chợ thôi nha"}, "quanh chợ.", "Thôi"),
        ("du_lich_cong_dong", {"loai": "ở nhà dân", "suc_chua": "15 ng"}, "có nhà dân", "có ở"),
        ("du_lich_cong_dong", {"loai": "homestay", "bua_an": "sáng free, trưa 120k/ng"}, "120k/người", "k, "),
        ("may_do", {"loai": "may áo", "thoi_gian": "lấy liền/1-2 ngày"}, "lấy liền hoặc 1–2 ngày", "/1"),
        ("tho_cam", {"loai": "túi", "dan_toc_lang_nghe": "thái - mai châu"}, "Thái – Mai Châu", "thái|mai"),
        ("tho_cam", {"loai": "túi", "ten_nghe_nhan_co_dong_y": "mế Xoan đồng ý rồi"}, "mế Xoan.", "đồng ý"),
        ("gia_cam_song", {"loai": "gà", "can_nang": "1.8-2kg", "giao_hang": "mổ +20k"}, "1,8–2 kg", "1[.]8|[+]"),
        ("banh_keo", {"loai": "kẹo dừa", "quy_cach": "500gr/gói"}, "gói 500 g", "g/gói"),
        ("banh_keo", {"loai": "kẹo dừa", "huong_vi": "béo, ai ăn cũng khen"}, "béo", "ai ăn"),
        ("ca_phe", {"giong": "robusta", "muc_rang": "đậm đậm chút", "quy_cach": "1/2 kg"}, "rang đậm", "chút|1/2"),
        ("ca_phe", {"giong": "robusta", "tam_uop": "k tẩm, mộc 100%"}, "rang mộc", "tẩm"),
        ("cat_toc", {"loai": "hớt tóc", "khu_vuc": "kế bên tiệm vàng"}, "hớt tóc kế bên tiệm vàng", "Kế Bên"),
        ("cat_toc", {"loai": "hớt tóc", "dat_truoc": "khỏi"}, "hớt tóc", "khỏi"),
        ("cay_giong", {"loai": "ổi", "bao_lau_ra_trai": "3 4 năm"}, "3–4 năm", "3 4"),
        ("do_choi", {"loai": "con quay gỗ", "chat_lieu": "gỗ mít", "do_tuoi": "trên 3t"}, "trên 3 tuổi", "3t|gỗ gỗ"),
        ("du_lich_cong_dong", {"loai": "homestay", "suc_chua": "20 ng", "duong_di": "hỏi em"}, "20 người", "hỏi em"),
        ("gao", {"giong_lua": "ST25", "vu": "mùa"}, "vào vụ mùa", "vào mùa"),
        ("gia_cam_song", {"loai": "vịt xiêm", "can_nang": "tầm 2kg5 3kg"}, "2,5–3 kg", "2kg5"),
        ("giat_ui", {"loai": "giặt", "tan_nha": "có, dưới 2km free"}, "dưới 2 km miễn phí", "free"),
        ("hoa_tuoi", {"loai": "hồng", "giu_duoc": "5-7 ngày nếu thay nước"}, "Giữ được: 5–7 ngày", "\n5"),
        ("huong_vang_ma", {"loai": "nhang", "quy_cach": "hũ 100g ~ 50 nụ"}, "hũ 100 g, khoảng 50 nụ", "~"),
        ("may_tre_dan", {"loai": "gùi", "thoi_gian_lam": "3 ngày 1 cái"}, "mất 3 ngày.", "1 cái"),
        ("quan_an", {"ten_mon": "phở", "ten_quan": "quán k tên", "khu_vuc_giao": "dưới 3km"}, "dưới 3 km", "tên|Km"),
        ("quan_an", {"ten_mon": "phở", "gio_mo_cua": "sáng 6h-10h chiều 4h-8h"}, "10 giờ, chiều 4 giờ", "giờ chiều 4"),
        ("rau_qua_tuoi", {"loai": "xoài", "vung_trong": "Cao Lãnh ĐT", "dung_sai": "+-5%"}, "Lãnh, Đồng Tháp", "ĐT"),
        ("rau_qua_tuoi", {"loai": "xoài", "ngay_thu_hoach": "mới hái hôm qua"}, "Hái hôm qua", "hái mới"),
        ("sua_dien_thoai", {"loai": "sửa đt", "thoi_gian": "30p - 1 tiếng"}, "30 phút đến 1 tiếng", "đt"),
        ("thit_thuy_san", {"loai": "khô", "cach_bao_quan_lanh": "tủ đá -18", "nhiet_do": "-18"}, "đá -18 °C.", ", -"),
        ("thit_thuy_san", {"loai": "khô", "cach_bao_quan_lanh": "tủ đá", "nhiet_do": "-18"}, "tủ đá, -18 °C.", ", 18"),
        ("quan_ao", {"loai": "áo", "can_nang_chieu_cao_goi_y": "45~65kg"}, "45–65 kg", "khoảng"),
        ("gao", {"giong_lua": "ST25", "vu": "thu đông rồi"}, "vào vụ thu đông.", "vụ đông|rồi"),
        ("gao", {"giong_lua": "ST25", "quy_cach": "2kg5"}, "2,5 kg", "kg5"),
        ("gao", {"giong_lua": "ST25", "quy_cach": "nửa ký"}, "0,5 kg", "nửa"),
        ("gao", {"giong_lua": "ST25", "quy_cach": "bao 1 ký rưỡi"}, "bao 1,5 kg", "rưỡi"),
        ("rau_qua_tuoi", {"loai": "bơ", "quy_cach": "thùng 10kí", "mua_vu": "t5-t8"}, "thùng 10 kg", "kí|t5"),
        ("xa_phong_my_pham", {"loai": "xà bông", "quy_cach": "100gr/cục"}, "cục 100 g", "100gr|g/cục"),
        ("mat_ong", {"loai_hoa": "nhãn", "mua_khai_thac": "cỡ tháng 12"}, "khoảng tháng 12", "cỡ"),
        ("mat_ong", {"loai_hoa": "nhãn", "ket_tinh": "có á, lạnh là có"}, "mật có thể đóng đường", "có á"),
        ("quan_ao_cu", {"loai": "áo", "da_giat": "giặt ủi rồi nha", "mau": "8 màu, ib chọn"}, "đã giặt", "ib|màu 8"),
        ("quan_an", {"ten_mon": "phở", "khu_vuc": "chợ cũ kế cây xăng"}, "chợ cũ kế cây xăng", "Kế Cây"),
        ("ca_phe", {"giong": "robusta", "muc_rang": "vừa vừa thôi ko đậm"}, "rang vừa", "thôi|đậm"),
        ("sua_xe_may", {"loai": "vá xe", "tan_nha": "có <5km"}, "dưới 5 km", "<"),
        ("thit_thuy_san", {"loai": "khô", "cach_bao_quan_lanh": "tủ đông", "nhiet_do": "âm 18"}, "-18 °C", "âm 18"),
        ("tho_cam", {"loai": "khăn", "kich_thuoc_cm": "1m8x40cm"}, "1,8 m × 40 cm", "mx"),
        ("xa_phong_my_pham", {"loai": "xà bông", "loai_da": "da nào cũng xài đc"}, "xà bông", "nào cũng"),
        ("trung", {"loai": "trứng", "vung": "Lâm Hà"}, "ở Lâm Hà.", "Lâm[.]"),
        ("tra_thao_moc", {"loai": "trà gừng", "vung": "nhà làm"}, "trà gừng", "ở nhà Làm"),
        ("tho_cam", {"loai": "khăn", "ten_nghe_nhan_co_dong_y": "bà Ka Hiếu, có đồng ý"}, "bà Ka Hiếu.", ", có"),
        ("cat_toc", {"loai": "hớt tóc", "gio_mo_cua": "24/24"}, "suốt ngày đêm", "24"),
        ("giay_dep", {"loai": "dép", "mau": "nâu,đen"}, "nâu, đen", "nâu,đen"),
        ("may_do", {"loai": "áo", "thoi_gian": "May trong: lấy liền 15 phút"}, "May trong: lấy liền", "trong: t"),
        ("my_pham_ban_lai", {"loai": "dầu gội", "thanh_phan_day_du": "ghi trên chai"}, "dầu gội", "ghi trên"),
        ("quan_an", {"ten_mon": "bánh căn", "khau_phan": "10 cái 1 phần"}, "Một phần là 10 cái", "1 phần"),
        ("may_do", {"loai": "sửa đồ", "viec_lam": "lên lai 15k/thay dây kéo 25k"}, "15k, thay dây kéo", "k/"),
        ("xa_phong_my_pham", {"loai": "xà bông", "canh_bao": "dị ứng thì ngưng"}, "ưu ý: dị ứng", "tránh: dị ứng"),
    ],
)  # fmt: skip
def test_a_hurried_answer_reads_as_if_it_was_written_with_care(category, answers, said, unsaid):
    text = text_of(category, **answers)
    assert said.lower() in text.lower(), text
    assert re.search(unsaid, text) is None, text


def test_own_words_begin_large_and_end_with_a_stop():
    facts = Facts(category="khac", answers={"loai": "chổi"}, own_words="nhà làm kỹ lắm")
    assert draft(facts, "facebook_page").description.endswith("Nhà làm kỹ lắm.")


@pytest.mark.parametrize("number", ["đang xin", "chưa có", "sắp có", "k nhớ"])
def test_a_paper_that_is_not_there_yet_is_not_shown(number):
    proof = Certificate(kind="ocop", number=number, expires="2099-01-01", stars=3)
    facts = Facts(category="mat_ong", answers={"loai_hoa": "hoa nhãn"}, proofs=(proof,))
    made = draft(facts, "facebook_page")
    assert number not in made.description
    assert "OCOP" not in made.title + made.description


NOTHING = ("không", "k", "ko có", "k biết", "chưa có", "hok", "-", "?", "Có ạ", "tùy", "như mọi nơi", "cũng được", "0")
BROKEN = re.compile(
    r"\{\{|\}\}|\b(?:None|True|False|null)\b|\(\s*\)|,\s*[,.;]|\s[,.;](?:\s|$)|:\s*\.|\bcó có\b|\bnha chị\b|\+"
    r"|\b(ở|tại|màu|vị|gạo|chè|trà|vụ|mùa|giá|cây|loại|mật|bánh|chậu) \1\b"
    r"|\b(?:như mọi nơi|k biết|ko có|chưa có|hok)\b",
    re.IGNORECASE,
)


def hurried(random_: random.Random, example: str) -> str:
    """An example answer as it is typed at a stall."""
    parts = [part.strip() for part in re.split(r"[;,]", example) if part.strip()]
    return random_.choice(
        [
            example, parts[0].upper(), fold(parts[0]), " ; ".join(parts), " + ".join(parts), f"dạ {parts[0].lower()} ạ",
            f"  {parts[-1]} ..", f"có {parts[0].lower()}", f"nhà em {parts[0].lower()} nha chị", parts[0].lower(),
        ]
    )  # fmt: skip


@pytest.mark.parametrize("code", sorted(categories()))
@pytest.mark.parametrize("round_", range(8))
def test_no_hurried_answers_make_a_broken_sentence(code, round_):
    kind, chance = categories()[code], random.Random(f"{code}{round_}")
    answers = {}
    for question in kind.asked:
        example = question.help.vi.partition("Ví dụ: ")[2].rstrip(". ").split(". ")[0] if question.help else ""
        if chance.random() < 0.2:
            answers[question.code] = chance.choice(NOTHING)
        elif question.kind == "text" and example:
            answers[question.code] = hurried(chance, example)
    facts = Facts(category=code, answers=answers, price=90000, unit=kind.units[0])
    for channel in chance.sample(CHANNELS, 2):
        made = draft(facts, channel)
        for text in (made.title, *made.titles, made.description):
            assert BROKEN.search(text) is None, (answers, text)


@pytest.mark.parametrize(
    ("category", "question", "typed"),
    [("ca_phe", "ti_le_phoi", "7-3"), ("nuoc_mam", "do_dam", "cao"), ("gom_su", "dung_tich_ml", "to"),
     ("mat_ong", "ket_tinh", "hình như vậy"), ("gao", "vung", {"x": 1})],
)  # fmt: skip
def test_an_answer_nobody_can_read_is_named_and_never_lost_without_a_word(category, question, typed):
    made = draft(Facts(category=category, answers={question: typed}), "facebook_page")
    assert question in [lack.field for lack in made.lacks]


def test_a_pack_with_words_behind_its_measure_has_its_price():
    facts = Facts(
        category="thit_thuy_san", answers={"loai": "khô", "quy_cach": "500g/bịch hút chân không"}, price=280_000
    )
    made = draft(msgspec.structs.replace(facts, unit="kg"), "facebook_page")
    assert made.price == "140.000 ₫ / bịch 500 g hút chân không (280.000 ₫ / kg)"


@pytest.mark.parametrize(
    ("category", "answers", "said", "unsaid"),
    [
        ("sua_xe_may", {"loai": "sửa xe", "khu_vuc": "bên hông chợ"}, "sửa xe bên hông chợ", r"[Kk]hông"),
        ("banh_keo", {"loai": "kẹo dừa", "thanh_phan": "dừa, mạch nha, đường"}, "mạch nha", r"mạch,"),
        ("banh_keo", {"loai": "kẹo lạc", "thanh_phan": "lạc, mạch nha"}, "lạc, mạch nha", r"mạch\."),
        ("giay_dep", {"loai": "dép", "bang_size": "35>39", "mau": "trắng - đen"}, "35–39", "trên| - "),
        ("giay_dep", {"loai": "dép", "bang_size": "35 -> 39"}, "35–39", "trên"),
        ("rau_qua_tuoi", {"loai": "xoài", "vung_trong": "Cái Bè - TG"}, "Cái Bè, Tiền Giang", " -,"),
        ("sinh_vat_canh", {"ten_loai": "mai", "mua_no": "3-5 âm lịch"}, "tháng 3–5 âm lịch", "3-5"),
        ("sinh_vat_canh", {"ten_loai": "mai", "mua_no": "tháng 11 - tết"}, "tháng 11 đến Tết", " - tết"),
        ("rau_qua_tuoi", {"loai": "cam", "ngay_thu_hoach": "đặt mới hái"}, "Đặt mới hái.", "Hái đặt"),
        ("rau_qua_tuoi", {"loai": "rau muống", "vung_trong": "nhà trồng"}, "Nhà trồng.", "ở nhà|Trồng"),
        ("rau_qua_tuoi", {"loai": "rau", "vung_trong": "nhà em trồng"}, "rồng.", "ở nhà|Em Trồng"),
        (
            "tra_thao_moc",
            {"loai": "trà", "canh_bao_di_ung": "đau bao tử uống ít"},
            "ưu ý: đau bao tử",
            "dị ứng cần tránh",
        ),
        ("mat_ong", {"loai_hoa": "k biết nữa, hoa rừng"}, "hoa rừng", "biết"),
        ("quan_an", {"ten_mon": "bún", "gio_mo_cua": "9am-8pm"}, "9 giờ sáng đến 8 giờ tối", "am|pm"),
        ("may_do", {"loai": "may áo", "gio_mo_cua": "sáng 8 chiều 6"}, "8 giờ sáng đến 6 giờ chiều", "sáng 8"),
        ("sua_xe_may", {"loai": "vá xe", "gio_mo_cua": "24/24"}, "suốt ngày đêm", "24"),
        ("sua_dien_thoai", {"loai": "thay pin", "thoi_gian": "lấy liền"}, "lấy liền", "không có"),
        ("quan_an", {"ten_mon": "bún", "khu_vuc_giao": "bk 3km"}, "bán kính 3 km", "bk"),
        ("gao", {"giong_lua": "nàng hoa", "do_deo_thom": "mềm cơm"}, "Cơm mềm.", "mềm cơm"),
        ("tap_hoa", {"loai": "dầu ăn", "quy_cach": "chai 1L"}, "chai 1 lít", "1L"),
        ("ca_phe", {"giong": "Arabica", "hat_hay_bot": "hạt/bột theo yêu cầu"}, "bột theo yêu cầu", "nguyên hạt"),
        ("giat_ui", {"loai": "giặt mền", "ten_quan": "Giặt Là 24h"}, "Giặt Là 24h", "24 giờ"),
        ("nuoc_mam", {"loai": "mắm ruốc", "loai_ca": "ruốc biển"}, "Mắm ruốc biển", "ruốc ruốc"),
        (
            "ruou_nhe",
            {"loai": "rượu ba kích", "nguyen_lieu": "ba kích tím, rượu nếp"},
            "Nguyên liệu: ba kích tím",
            "kích ba",
        ),
        ("gia_cam_song", {"loai": "gà", "can_nang": "mái 1kg8, trống 2kg5"}, "mái 1,8 kg, trống 2,5 kg", "kg8"),
        ("noi_that", {"loai": "ghế", "kich_thuoc_cm": "rộng 60, sâu 65"}, "rộng 60 cm, sâu 65 cm", "60,"),
        ("rau_qua_tuoi", {"loai": "dưa", "ngay_thu_hoach": "5h chiều hái"}, "Hái lúc 5 giờ chiều.", "chiều hái"),
        ("do_choi", {"loai": "xếp hình", "do_tuoi": "3t+", "hop_quy": "CR có"}, "từ 3 tuổi", r"3t|CR có"),
    ],
)
def test_shapes_people_type_into_the_wrong_mould_are_read_or_left_out(category, answers, said, unsaid):
    text = text_of(category, **answers)
    assert said in text
    assert not re.search(unsaid, text)


@pytest.mark.parametrize(
    ("category", "answers", "said", "unsaid"),
    [
        ("gia_cam_song", {"loai": "gà ta", "vung": "Ba Vì"}, "nuôi ở Ba Vì", "$^"),
        ("gao", {"giong_lua": "nếp", "vung": "ở nhà trồng", "vu": "năm 2 vụ"}, "2 vụ mỗi năm", "nhà Trồng|năm 2 vụ"),
        (
            "gao",
            {"giong_lua": "nếp", "ngay_sx_hoac_cach_ghi": "xay khi có đơn"},
            "Ngày sản xuất: xay khi có đơn",
            "xem",
        ),
        ("ca_phe", {"giong": "culi", "muc_rang": "vừa", "tam_uop": "có tẩm bơ"}, "Rang vừa", "$^"),
        ("sua_xe_may", {"loai": "rửa xe", "khu_vuc": "ngã 3 xã"}, "ở ngã 3 xã", "Xã"),
        ("cat_toc", {"loai": "tóc nữ", "khu_vuc": "chợ Bà Rịa"}, "nhận làm tóc nữ", "nhận tóc"),
        ("giat_ui", {"loai": "giặt sấy", "khu_vuc": "gần KTX khu B"}, "nhận giặt sấy gần KTX", "ở gần|#giatsaygan"),
        ("duoc_lieu_tinh_dau", {"ten_cay": "đinh lăng", "vung": "NĐ"}, "ở Nam Định", "Nđ"),
        (
            "duoc_lieu_tinh_dau",
            {"ten_cay": "đinh lăng", "canh_bao": "bầu k dùng"},
            "Lưu ý: bầu không dùng",
            "Cần tránh",
        ),
        ("nuoc_mam", {"loai_ca": "cá cơm", "do_dam": "40N"}, "40 độ", "40N"),
        ("nuoc_mam", {"loai_ca": "cá cơm", "han_su_dung": "12T"}, "Hạn dùng: 12 tháng", "12T"),
        ("rau_qua_tuoi", {"loai": "bưởi", "dung_trong_ngay": "để 2 tuần"}, "Nên dùng trong 2 tuần", "để 2"),
        ("rau_qua_tuoi", {"loai": "rau", "giao_hang": "xe khách SG"}, "Giao hàng: xe khách Sài Gòn.", "$^"),
        ("rau_qua_tuoi", {"loai": "rau", "giao_hang": "có"}, "Có giao hàng.", "Giao hàng: "),
        ("rau_qua_tuoi", {"loai": "rau", "doi_tra": "hư đổi"}, "hư: đổi", "hư: hư"),
        ("giay_dep", {"loai": "dép", "doi_size": "đổi trong 3 ngày"}, "Đổi cỡ: trong 3 ngày", "đổi trong"),
        ("noi_that", {"loai": "bàn", "giao_lap": "giao lắp tận nhà"}, "Giao và lắp: tận nhà", "giao lắp"),
        ("banh_keo", {"loai": "bánh in", "canh_bao_di_ung": "không có gì dị ứng"}, "bánh in", "Lưu ý"),
        ("banh_keo", {"loai": "mứt dừa", "huong_vi": "nhiều vị lắm: lá dứa, sữa"}, "vị lá dứa, sữa", "nhiều vị"),
        (
            "quan_ao",
            {"loai": "áo", "chat_lieu_phan_tram": "cotton 95 spandex 5"},
            "cotton 95%, spandex 5%",
            "#[a-z]*95",
        ),
        ("quan_ao", {"loai": "áo", "ban_si": "từ 10c giá 70k"}, "từ 10 cái giá 70k", "10c"),
        ("tho_cam", {"loai": "khăn", "ten_nghe_nhan_co_dong_y": "không ghi tên"}, "khăn", "Người dệt"),
        ("tra_thao_moc", {"loai": "trà gừng", "cach_dung": "pha nc nóng"}, "pha nước nóng", "pha nc"),
        ("sua_xe_may", {"loai": "rửa xe", "gio_mo_cua": "6h30 - 18h CN nghỉ"}, "18 giờ, Chủ nhật nghỉ", "$^"),
        ("sua_xe_may", {"loai": "rửa xe", "viec_lam": "rửa xe 30k, vá 20k"}, "rửa xe 30k", "[Rr]ửa xe, rửa xe"),
        ("du_lich_cong_dong", {"loai": "homestay", "bua_an": "có, đặt"}, "Có nấu cơm cho khách, đặt trước", "đặt[.]"),
        ("nuoc_mam", {"loai_ca": "cá cơm", "quy_cach": "chai 500ml x 2"}, "2 chai 500 ml", "X 2|x 2"),
        ("mat_ong", {"loai_hoa": "hoa nhãn", "quy_cach": "500ml x 1"}, "500 ml", "x 1|X 1"),
        ("mat_ong", {"loai_hoa": "hoa nhãn", "ket_tinh": "hay đóng đường"}, "có thể đóng đường", "$^"),
        (
            "mat_ong",
            {"loai_hoa": "hoa nhãn", "canh_bao_di_ung": "trẻ dưới 1t k dùng"},
            "Lưu ý: trẻ dưới 1",
            "Không hợp",
        ),
        ("quan_an", {"ten_mon": "bún", "khu_vuc_giao": "dưới 2 cây free"}, "dưới 2 cây miễn phí", "2 Cây"),
        ("cat_toc", {"loai": "cắt tóc", "thoi_gian": "30-45ph"}, "30–45 phút", "45ph"),
        ("cat_toc", {"loai": "cắt tóc", "viec_lam": "cắt 50k, cạo mặt 20k"}, "cắt 50k, cạo mặt 20k", "cắt 50k, [^c]"),
        ("giat_ui", {"loai": "giặt chăn", "khu_vuc": "chợ đầu mối"}, "chợ đầu mối", "Mối"),
        ("giat_ui", {"loai": "giặt chăn", "thoi_gian": "sáng đưa chiều lấy"}, "sau: sáng đưa chiều lấy", "$^"),
        (
            "dau_bun",
            {"loai": "bún", "quy_cach": "bịch 1kg/5kg", "gio_lam": "3h-4h sáng"},
            "bịch 1 kg, 5 kg",
            "kg/5|giờ-",
        ),
        (
            "du_lich_cong_dong",
            {"loai": "homestay", "gia_moi_dem_hoac_nguoi": "phòng đôi 350k"},
            "Bảng giá: phòng",
            "gồm",
        ),
        ("duoc_lieu_tinh_dau", {"ten_cay": "nghệ", "canh_bao": "người đông máu kém hỏi bs"}, "hỏi bác sĩ", "bs"),
        ("gao", {"giong_lua": "gạo lứt đỏ", "vu": "HT", "quy_cach": "1kg hút cc"}, "vụ hè thu", "HT|hút cc"),
        ("rau_qua_tuoi", {"loai": "cam", "vung_trong": "tam bình vĩnh long"}, "Tam Bình, Vĩnh Long", "$^"),
        (
            "rau_qua_tuoi",
            {"loai": "rau", "ngay_thu_hoach": "chống xuồng hái lúc 4h sáng"},
            "Chống xuồng hái",
            "Hái chống",
        ),
        ("rau_qua_tuoi", {"loai": "rau", "dung_trong_ngay": "trong ngày"}, "Nên dùng trong ngày", "$^"),
        ("ruou_nhe", {"loai": "rượu mơ", "canh_bao_di_ung": "bầu, lái xe"}, "bầu, lái xe không dùng", "dị ứng"),
        ("gom_su", {"loai": "chén", "lam_tay": "vẽ tay"}, "Hàng làm tay", "$^"),
        ("banh_keo", {"loai": "bánh tét", "huong_vi": "nhân chuối / nhân đậu"}, "bánh tét nhân chuối", "vị nhân"),
        ("my_pham_ban_lai", {"loai": "dầu gội", "thanh_phan_day_du": "Aqua, SLES"}, "Aqua, SLES", "[Dd]ầu gội,? Aqua"),
    ],
)
def test_what_a_market_morning_types_reads_as_a_listing(category, answers, said, unsaid):
    made = draft(Facts(category=category, answers=answers), "facebook_page")
    text = "\n".join([*made.titles, made.description, *made.hashtags])
    assert said.lower() in text.lower(), text
    assert not re.search(unsaid, text), text
