"""One tap mends a whole phrase: what stays is a sentence a person would say."""

import json
import re
from pathlib import Path

import pytest

from onboarding.business import Certificate
from onboarding.listings import check
from onboarding.listings.findings import mended
from onboarding.listings.rulebook import rules

FOLDER = Path(__file__).parent / "lines"
MENDED = {
    "Mật ong ngon nhất vùng": "Mật ong ngon",
    "Gạo dẻo nhất chợ này, xay mỗi ngày": "Gạo dẻo, xay mỗi ngày",
    "Cà phê thơm nhất Tây Nguyên": "Cà phê thơm",
    "Nhà tôi có mật ngon nhất Việt Nam.": "Nhà tôi có mật ngon.",
    "Áo đẹp nhất": "Áo đẹp",
    "Bánh mềm nhất xứ này luôn": "Bánh mềm",
}


@pytest.mark.parametrize(("said", "left"), MENDED.items())
def test_a_superlative_goes_with_what_it_is_measured_against(said, left):
    text = said
    for finding in reversed(check(said)):
        if finding.severity != "info":
            text = mended(text, finding)
    assert text == left


CUT = {
    "Nón lá đan tay. Ghé website dacsan.example.vn. Giao trong ngày.": "Nón lá đan tay. Giao trong ngày.",
    "Hàng đan tay, xem thêm trên Facebook, giao tận nơi": "Hàng đan tay, giao tận nơi",
    "Bánh gói lá, theo chuẩn viet gap, đủ vị": "Bánh gói lá, đủ vị",
    "Rau nhà trồng. Nhắn qua zalo để đặt. Hái sáng sớm.": "Rau nhà trồng. Hái sáng sớm.",
}


@pytest.mark.parametrize(("said", "left"), CUT.items())
def test_what_would_hang_in_the_air_goes_with_its_clause(said, left):
    text = said
    for finding in reversed(check(said, category="rau_qua_tuoi", channel="shopee_vn")):
        if finding.cut:
            text = mended(text, finding)
    assert text == left


LINES = [json.loads(line) for path in sorted(FOLDER.glob("*.jsonl")) for line in path.open(encoding="utf8")]
BROKEN = re.compile(r"  | [,.;]|[,;:] *[,;:.]|(?:\b(?:và|mà|của|là|với|theo|trên|tại|qua)) *[,.;!]?$", re.IGNORECASE)


def test_no_mend_of_any_labelled_line_leaves_a_broken_end():
    broken = []
    for line in LINES:
        if BROKEN.search(line["text"]):
            continue
        asked = {key: line[key] for key in ("field", "category", "channel") if key in line}
        for finding in check(line["text"], **asked):
            left = mended(line["text"], finding)
            if finding.cut and BROKEN.search(left):
                broken.append((finding.rule, line["text"], left))
    assert broken == []


HONEST = [
    ("Mắc khén nhai thấy tê tê đầu lưỡi.", "nong_san_kho"),
    ("Giàn hoa móng cọp xanh, chậu treo.", "sinh_vat_canh"),
    ("Khăn dệt hoa văn pháo hoa.", "tho_cam"),
    ("Sơ mi màu nâu thuốc lá.", "quan_ao"),
    ("Kim móc số 1, len sợi nhỏ.", "may_tre_dan"),
    ("Chén số 1 cao 5 cm.", "gom_su"),
    ("Phơi xong hao 60 % khối lượng.", "nong_san_kho"),
    ("Người đang điều trị bệnh nên hỏi bác sĩ trước.", "duoc_lieu_tinh_dau"),
    ("Vườn chưa có chứng nhận hữu cơ.", "rau_qua_tuoi"),
    ("Gửi Nhất Tín hai ngày tới.", "gao"),
    ("Đàn vịt đã tiêm phòng bệnh đủ mũi.", "sinh_vat_canh"),
    ("Không dám nói là ngon nhất.", "gao"),
]


@pytest.mark.parametrize(("text", "category"), HONEST)
def test_honest_words_near_a_trap_pass(text, category):
    assert [f.rule for f in check(text, category=category) if f.severity != "info"] == []


BARRED = [
    ("Đau lưng lấy lá này hơ nóng đắp, ba hôm là khỏi", "duoc_lieu_tinh_dau"),
    ("Tiêu chảy ngậm hai lát là hết ngay", "duoc_lieu_tinh_dau"),
    ("Ăn đều ngừa được ung thư", "nong_san_kho"),
    ("Số một tỉnh này", "gao"),
    ("Tra nay ngon nhat the gioi", "che"),
    ("Giảm 7O% hôm nay", "quan_ao"),
    ("Hàng N0 1 chợ Mẫu", "quan_ao"),
    ("Gạo Ô-Cốp của xã", "gao"),
    ("Rau trồng chuẩn Việt Gáp", "rau_qua_tuoi"),
    ("Giảm tám mươi phần trăm cho khách quen", "quan_ao"),
    ("Giá 15 đô một cái", "quan_ao"),
    ("Sỏi mật tự tan", "che"),
    ("Mỡ máu về bình thường", "che"),
    ("Uống vào là bỏ được thuốc tây", "che"),
]


@pytest.mark.parametrize(("text", "category"), BARRED)
def test_a_cure_told_after_the_ailment_and_words_typed_oddly_are_found(text, category):
    assert [f for f in check(text, category=category) if f.severity != "info"]


def test_a_paper_named_with_its_number_in_the_same_text_counts():
    assert [f.rule for f in check("Chè OCOP theo QĐ 123/QĐ-UBND", category="che") if f.severity != "info"] == []
    ocop = [Certificate(kind="ocop", number="1/QĐ", expires="2030-01-01")]
    assert check("Chè OCOP", category="che", proofs=ocop) == []


def test_a_rule_nobody_could_read_in_the_law_never_blocks_and_says_so():
    for rule in rules().values():
        if rule.trust == "memory":
            assert rule.severity != "block", rule.id
            assert "chưa đọc được văn bản" in rule.message("vi")


def test_only_one_of_the_three_legal_warnings_stands_beside_alcohol():
    bad = "Bia thủ công, chai 330 ml, 18+"
    assert "ALC-LOW-01" in {f.rule for f in check(bad)}
    finding = next(f for f in check(bad) if f.rule == "ALC-LOW-01")
    assert "không được uống rượu, bia" in mended(bad, finding)
    assert "ALC-LOW-01" not in {f.rule for f in check(mended(bad, finding))}


def test_dates_and_lots_are_not_asked_for_online():
    for code in ("lbl_food_01", "lbl_cos_01"):
        wanted = {question for want in rules()[code].wants for question in want.any_of}
        assert not wanted & {"ngay_sx_hoac_cach_ghi", "han_su_dung", "so_lo", "han_dung"}
