"""Answers as they are typed at the counter, one case for each kind of typing: what the listing says, and what not."""

import re

import pytest

from onboarding.business import Facts
from onboarding.listings import draft
from onboarding.listings.answers import price_line
from onboarding.listings.answers.gazetteer import proper_place


def text_of(category: str, answers: dict[str, object], **more: object) -> str:
    made = draft(Facts(category=category, answers=answers, price=90000, **more), "facebook_page")
    return "\n".join([*made.titles, made.description])


@pytest.mark.parametrize(
    ("category", "answers", "said", "unsaid"),
    [
        ("gao", {"giong_lua": "oM5451", "vu": "vụ đông xuân mới xay"}, "OM5451", "oM|mới xay"),
        ("gao", {"giong_lua": "NANG NHEN", "do_deo_thom": "MEM, THOM"}, "Nang Nhen", "MEM|mem"),
        ("mat_ong", {"loai_hoa": "hoa nhãn", "mua_khai_thac": "thg 2 3 4"}, "vào tháng 2, 3, 4.", "2 3"),
        ("mat_ong", {"loai_hoa": "bạc hà", "vung": "Hà Giang"}, "Mật ong hoa bạc hà Hà Giang", "bạc hà Giang"),
        ("ca_phe", {"giong": "robusta", "ngay_rang": "rang theo đơn"}, "Ngày rang: theo đơn.", "rang: rang"),
        ("che", {"giong_che": "shan", "cach_che_bien": "sao tay = chảo gang"}, "sao tay bằng chảo gang", "="),
        ("nuoc_mam", {"loai": "nước mắm", "do_dam": "35 do"}, "35 độ", "do\\b"),
        ("nuoc_mam", {"loai": "mắm ruốc", "thoi_gian_u": "3 tháng hơn"}, "ủ hơn 3 tháng", "tháng hơn"),
        ("nuoc_mam", {"loai": "nước mắm", "canh_bao_di_ung": "ai kiêng mặn"}, "người kiêng mặn", "với ai"),
        ("thit_thuy_san", {"loai": "cá", "cach_bao_quan_lanh": "tủ đông", "nhiet_do": "am 18"}, "-18 °C", "am 18"),
        ("thit_thuy_san", {"loai": "tôm sú sống", "che_bien": "ko, tôm sống"}, "ôm sú sống", r"\bko\b"),
        ("xa_phong_my_pham", {"loai": "xà bông", "cong_dung_da_cong_bo": "sạch da"}, "Công dụng: sạch da", "phiếu"),
        ("xa_phong_my_pham", {"loai": "gội", "so_tiep_nhan_cong_bo": "45/25/CBMP-BT"}, "45/25/CBMP-BT", "thường"),
        ("xa_phong_my_pham", {"loai": "gội", "cach_dung": "gội như bth"}, "gội như bình thường", "bth"),
        ("may_tre_dan", {"loai": "giỏ", "kich_thuoc_cm": "30x25 cao 20"}, "30 × 25 cm, cao 20 cm", "25 cao"),
        ("may_tre_dan", {"loai": "bàn", "cong_dung": "sân vườn/ban công"}, "Dùng cho sân vườn", "để sân"),
        ("tho_cam", {"loai": "khăn", "dan_toc_lang_nghe": "người chăm ở mỹ nghiệp"}, "người Chăm, Mỹ Nghiệp", "chăm"),
        ("tho_cam", {"loai": "túi", "dan_toc_lang_nghe": "h'mông"}, "H’Mông", "h'm"),
        ("gom_su", {"loai": "chén", "may_rua_chen": "chưa thử", "lo_nung": "ga 1200 độ"}, "1.200 độ", "rửa máy"),
        ("quan_ao", {"loai": "quần", "chat_lieu_phan_tram": "95 cotton 5 spandex"}, "95% cotton, 5% spandex", "95 c"),
        ("quan_ao", {"loai": "quần", "bang_size": "s(40-47kg) m(48-54kg)"}, "S (40–47 kg), M (48–54 kg)", "s[(]"),
        (
            "quan_ao",
            {"loai": "áo", "can_nang_chieu_cao_goi_y": "M 50-58, L 59-67"},
            "Chọn cỡ: M (50–58 kg), L (59–67 kg).",
            "Người M",
        ),
        ("quan_ao", {"loai": "áo", "mau": "đen kem xanh rêu"}, "màu đen, kem, xanh rêu", "đen kem"),
        ("khac", {"loai": "chổi", "mau": "vàng nâu"}, "vàng nâu", "vàng, nâu"),
        ("sinh_vat_canh", {"ten_loai": "sen đá", "kich_thuoc_cm": "7", "chau": "nhựa đen"}, "chậu nhựa đen", ", nhựa"),
        ("du_lich_cong_dong", {"loai": "nhà sàn", "mua_dep": "hè"}, "Mùa đẹp: mùa hè.", "vụ"),
        ("du_lich_cong_dong", {"loai": "nhà sàn", "gio_nhan_tra": "8h-16h"}, "8 giờ đến 16 giờ", "giờ-"),
        ("quan_an", {"ten_mon": "bún", "combo": "tô + trà đá 40k"}, "tô và trà đá 40k", "tô, trà"),
        ("quan_an", {"ten_mon": "bún", "gio_mo_cua": "9h tới 21h ngày nào cũng bán"}, "ngày nào cũng bán", "cũng[.]"),
        ("quan_an", {"ten_mon": "bún", "ten_quan": "quán cô ba"}, "Quán Cô Ba", "quán cô"),
        ("do_choi", {"loai": "xếp hình", "do_tuoi": "3+"}, "từ 3 tuổi", r"3\+"),
        ("giat_ui", {"loai": "giặt", "thoi_gian": "4h lấy"}, "Giao lại sau: 4 giờ.", "lấy"),
        ("tra_thao_moc", {"loai": "trà", "han_su_dung": "1n", "bao_quan": "kín"}, "1 năm", r"1n|: kín"),
        ("tra_thao_moc", {"loai": "trà", "canh_bao_di_ung": "huyết áp thấp"}, "người huyết áp thấp cần thận", "Có h"),
        ("tra_thao_moc", {"loai": "hoa đậu biếc khô", "nguyen_lieu": "100% hoa đậu biếc"}, "100%", "khô 100"),
        ("cay_giong", {"loai": "mít", "quy_cach": "trên 50 cây giá 50k"}, "Trên 50 cây giá 50k.", "mít, trên"),
        ("cay_giong", {"loai": "rau muống", "vung": "nhập"}, "au muống", "Nhập"),
        ("the_phu_kien", {"loai": "cáp sạc", "quy_cach": "1 cái"}, "áp sạc", "sạc, 1 cái"),
        ("giay_dep", {"loai": "giày", "doi_size": "đổi size free 1 lần"}, "Đổi cỡ: miễn phí 1 lần.", ": size"),
        ("gia_cam_song", {"loai": "bồ câu", "can_nang": "6 7 lạng"}, "6–7 lạng", "6 7"),
        ("gia_cam_song", {"loai": "vịt", "tiem_phong": "chưa"}, "Chưa tiêm phòng.", "Đã tiêm"),
        ("gao", {"giong_lua": "nếp cái hoa vàng hải hậu", "bao_quan": "khô"}, "hoa vàng Hải Hậu", "Bảo quản: khô"),
        ("mat_ong", {"loai_hoa": "hoa vải", "mua_khai_thac": "tháng 4 âm"}, "tháng 4 âm lịch", "âm[.]"),
        ("mat_ong", {"loai_hoa": "hoa vải", "vung": "Mường Nhé"}, "Mường Nhé", "ở Mường[.]"),
        ("mat_ong", {"loai_hoa": "hoa vải", "do_am_phan_tram": "21"}, "21%", "21 %"),
        ("ca_phe", {"giong": "moka", "muc_rang": "trung bình"}, "ang vừa", "rung bình"),
        ("nuoc_mam", {"loai": "mắm tôm", "loai_ca": "không phải cá"}, "Mắm tôm", "hông phải"),
        ("nong_san_kho", {"loai": "đậu", "nam_thu_hoach": "vụ rồi"}, "vào vụ vừa qua", "vụ[.]"),
        ("nong_san_kho", {"loai": "hoa chuối khô", "vung": "nhà"}, "Hoa chuối khô", "ở nhà"),
        ("banh_keo", {"loai": "bánh bao", "noi_lam": "tại chỗ"}, "Nơi làm: tại chỗ.", "Chỗ"),
        ("quan_an", {"ten_mon": "lẩu", "khau_phan": "2 người", "khu_vuc": "bờ kè"}, "cho 2 người", "Bờ Kè|là 2"),
        ("quan_an", {"ten_mon": "trà sữa", "combo": "mua 5 tặng 1"}, "Mua 5 tặng 1.", "Gọi thêm"),
        ("quan_an", {"ten_mon": "sinh tố", "khau_phan": "ly 500"}, "là ly 500 ml", "có ly"),
        ("xa_phong_my_pham", {"loai": "sữa tắm", "loai_da": "tất cả"}, "ữa tắm", "tất cả"),
        ("xa_phong_my_pham", {"loai": "son", "canh_bao": "dị ứng sáp ong"}, "cho người dị ứng sáp ong", "tránh: dị"),
        ("gom_su", {"loai": "bát", "kich_thuoc_cm": "11.5"}, "11,5 cm", "11[.]5"),
        ("rau_qua_tuoi", {"loai": "nho", "giong_cay": "nho đỏ"}, "có nho đỏ", "nho nho"),
        ("rau_qua_tuoi", {"loai": "khoai", "ngay_thu_hoach": "đào xong để héo"}, "Đào xong để héo.", "Hái đào"),
        ("may_tre_dan", {"loai": "nón", "thoi_gian_lam": "1 ngày 2 cái"}, "1 ngày làm được 2 cái.", "Mỗi cái"),
        ("tho_cam", {"loai": "mền", "dan_toc_lang_nghe": "ba na kon tum"}, "Ba Na, Kon Tum", "ba na"),
        ("quan_ao", {"loai": "áo", "bang_size": "s-m-l-xl"}, "S, M, L, XL", "s-m"),
        ("trung", {"loai": "trứng gà", "bao_quan": "20 ngày"}, "Bảo quản: để được 20 ngày.", ": 20"),
        ("cay_giong", {"loai": "mít", "cach_trong": "hố 60x60"}, "hố 60 × 60", "60x60"),
        ("giay_dep", {"loai": "sandal da bò nam", "chat_lieu": "da bò 100%"}, "da bò 100%", "nam da bò"),
    ],
)
def test_what_is_typed_at_a_counter_reads_well(category, answers, said, unsaid):
    text = text_of(category, answers)
    assert said in text
    assert not re.search(unsaid, text)


@pytest.mark.parametrize(
    ("typed", "price", "unit", "line"),
    [
        ("chai 650", 180000, "chai", "180.000 ₫ / chai 650 ml"),
        ("bao 25", 18000, "kg", "450.000 ₫ / bao 25 kg (18.000 ₫ / kg)"),
        ("hũ 500", 220000, "hũ", "220.000 ₫ / hũ"),
        ("5 ký bọc", 28000, "ky", "140.000 ₫ / bọc 5 kg (28.000 ₫ / kg)"),
        ("gói 500gr = 3-4 con", 320000, "kg", "160.000 ₫ / gói 500 g (3–4 con) (320.000 ₫ / kg)"),
        ("hộp thiếc 100g 250g", 350000, "kg", "350.000 ₫ / kg"),
        ("GOI 500G", 95000, "gói", "95.000 ₫ / gói 500 g"),
        ("lô 10 cái 300k", 35000, "cái", "300.000 ₫ / lô 10 cái"),
        ("nửa ký 12-14 cây", 350000, "kg", "175.000 ₫ / 0,5 kg (12–14 cây) (350.000 ₫ / kg)"),
        ("bao 10kg 20kg", 25000, "kg", "25.000 ₫ / kg"),
        ("gói nửa cân", 90000, "kg", "45.000 ₫ / gói 0,5 kg (90.000 ₫ / kg)"),
        ("10c/gói", 28000, "gói", "28.000 ₫ / gói 10 cái"),
    ],
)
def test_a_pack_typed_short_has_its_price(typed, price, unit, line):
    assert price_line(Facts(category="khac", answers={"quy_cach": typed}, price=price, unit=unit)) == line


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("nhà làm ở mỏ cày", "Mỏ Cày"),
        ("cơ sở nhà ở p7", "cơ sở nhà ở phường 7"),
        ("kế trường tiểu học mỹ phước", "kế trường tiểu học Mỹ Phước"),
        ("gần chợ bà hom", "gần chợ Bà Hom"),
        ("làng hoa thới nhựt", "làng hoa Thới Nhựt"),
        ("khu dân cư nam long", "khu dân cư Nam Long"),
        ("cao lãnh", "Cao Lãnh"),
        ("hoc mon", "Hóc Môn"),
        ("TINH BIEN AN GIANG", "Tịnh Biên, An Giang"),
        ("la bằng đại từ TN", "La Bằng, Đại Từ, Thái Nguyên"),
        ("tăng tiến việt yên BG", "Tăng Tiến, Việt Yên, Bắc Giang"),
        ("bản lác mai châu", "bản Lác, Mai Châu"),
        ("Phong Điền huế", "Phong Điền, Huế"),
        ("q5 q1", "quận 5, quận 1"),
        ("kp3 tt củ chi", "khu phố 3 thị trấn Củ Chi"),
    ],
)
def test_a_place_typed_small_has_its_names_in_capitals(typed, named):
    assert proper_place(typed) == named
