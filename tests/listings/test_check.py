"""The check as a member meets it: what is marked, why, what one tap does, and what does not fool it."""

import sys
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.business import Certificate, Facts
from onboarding.errors import OnboardingError
from onboarding.listings.check import check, check_listing, reminders
from onboarding.listings.findings import SEVERITIES, Finding, gravest, mended, verdict
from onboarding.listings.rulebook import RULES_AS_OF, rules


def ids(text, **asked):
    return {finding.rule for finding in check(text, **asked)}


def hard(text, **asked):
    return {finding.rule for finding in check(text, **asked) if finding.severity != "info"}


def only(text, rule, **asked) -> Finding:
    return next(finding for finding in check(text, **asked) if finding.rule == rule)


def test_a_finding_marks_the_words_and_offers_the_mend():
    text = "Mật ong ngon nhất, chai 500 ml"
    finding = only(text, "AD-SUP-01")
    assert text[finding.start : finding.end] == "ngon nhất"
    assert finding.severity == "warn_proof"
    assert "“ngon nhất”" in finding.message
    assert finding.source.startswith("Luật Quảng cáo")
    assert mended(text, finding) == "Mật ong ngon, chai 500 ml"


def test_the_message_speaks_the_language_asked_for():
    assert "absolute claim" in only("Gạo ngon nhất", "AD-SUP-01", language="en").message
    assert "so sánh tuyệt đối" in only("Gạo ngon nhất", "AD-SUP-01").message


@pytest.mark.parametrize(
    "text",
    [
        "Hai bên thống nhất giá",
        "Nhất định giao đúng hẹn",
        "Chè Nhất Phẩm hộp 200 g",
        "Lần thứ nhất mở bán",
        "Đặt ít nhất 2 hộp",
        "Uống duy nhất một lần mỗi ngày",
        "Bình chữa cháy để trong bếp",
        "Đường Hợp Nhất, phường Thống Nhất",
        "Giá trị dinh dưỡng ghi trên nhãn",
        "Xe chữa cháy đồ chơi",
        "Cà phê Quảng Trị",
        "Bông súng, lưỡi hổ, cây mật gấu",
    ],
)
def test_innocent_words_stay_innocent(text):
    assert hard(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFD", "Mật ong tốt nhất"),
        "Mật ong TỐT   NHẤT",
        "Mật ong tố\u200bt nh\u200bất",
        "Mật ong tốt\u00a0nhất",
        "Mật ong ｔốｔ ｎｈấｔ",
        "Mật ong tо̂́t nhất",
        "Mật ong t.ố.t n.h.ấ.t",
        "Mật ong t ố t  n h ấ t",
        "Mật ong tố*t nh*ất",
        "Mật ong tốt🔥nhất",
        "Mật ong tốốốt nhấttt",
        "mat ong tot nhat",
        "Mật ong tốt\nnhất",
        "Mật ong tốtnhất",
        "Mật ong t0t nhat",
        "#matongtotnhat",
    ],
)
def test_no_way_of_typing_slips_past(text):
    finding = only(text, "AD-SUP-01")
    assert finding.start < finding.end <= len(text)
    assert "ong" not in text[finding.start : finding.end] or text.startswith("#")


def test_offsets_are_code_points_of_the_text_as_given():
    text = unicodedata.normalize("NFD", "Đặc sản: mật ong ngon nhất!")
    finding = only(text, "AD-SUP-01")
    assert unicodedata.normalize("NFC", text[finding.start : finding.end]) == "ngon nhất"


def test_old_and_new_places_of_tones_are_one():
    assert hard("Kem xoá sạch nám") == hard("Kem xóa sạch nám") == {"COS-MED-01"}


def test_a_name_without_marks_is_not_a_claim():
    assert hard("Công ty Tri Nam giao gạo mỗi sáng, nhận lại bao cũ") == set()


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("chung_minh", "Mật ong tốt nhất tỉnh", "AD-SUP-01"),
        ("huu_co", "Gạo hữu cơ", "CERT-ORG-01"),
        ("vietgap", "Rau VietGAP", "CERT-GAP-01"),
        ("ocop", "Trà OCOP 4 sao", "CERT-OCOP-01"),
        ("kiem_nghiem", "Bánh không chất bảo quản", "FOOD-NOADD-01"),
        ("chi_dan_dia_ly", "Vải thiều Lục Ngạn", "CERT-GI-01"),
        ("thuong_hieu", "Giày Nike chính hãng", "BRAND-01"),
    ],
)
def test_a_fitting_paper_lets_a_claim_stand(kind, text, rule):
    day = date(2026, 11, 24)
    assert rule in ids(text, day=day)
    assert rule not in ids(text, day=day, proofs=[Certificate(kind=kind, number="12/QĐ", expires="2027-01-01")])
    assert rule in ids(text, day=day, proofs=[Certificate(kind=kind, number="12/QĐ", expires="2026-11-23")])
    assert rule in ids(text, day=day, proofs=[Certificate(kind=kind, number="  ", expires="2027-01-01")])
    assert rule in ids(text, day=day, proofs=[Certificate(kind="khac", number="12/QĐ", expires="2027-01-01")])


def test_a_certificate_that_ends_needs_its_last_day():
    assert "CERT-OCOP-01" in ids("Trà OCOP 4 sao", proofs=[Certificate(kind="ocop", number="12/QĐ")])
    assert "CERT-OCOP-02" in ids("OCOP 6 sao", proofs=[Certificate(kind="ocop", number="12/QĐ", expires="2030-01-01")])


def test_a_phone_number_is_barred_on_marketplaces_and_welcome_on_facebook():
    text = "Gọi 0912 345 678"
    assert only(text, "PLAT-OFF-01", channel="shopee_vn").severity == "block"
    assert only(text, "PLAT-OFF-01").severity == "info"
    assert ids(text, channel="facebook_page") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 03.05.2026, hạn 03.05.2027",
        "Mã vạch 8936012345678",
        "Kích thước 09 x 12 x 34 cm",
        "Nặng 0,900 kg, cao 0,345 m",
        "Giá 1.250.000 ₫",
        "Số 01/HKD-2026",
    ],
)
def test_numbers_that_only_look_like_phones_pass(text):
    assert hard(text, channel="shopee_vn") == set()


def test_goods_decide_which_rules_speak():
    assert "COS-MED-01" in ids("Trị nám, trị mụn", category="xa_phong_my_pham")
    assert "FOOD-MED-01" not in ids("Trị nám, trị mụn", category="xa_phong_my_pham")
    assert "FOOD-MED-03" in ids("Giúp giảm cân", category="mat_ong")
    assert "FOOD-MED-03" not in ids("Giúp giảm cân", category="quan_ao")
    assert ids("Chữa bệnh dạ dày", category="khong_co") == ids("Chữa bệnh dạ dày")


def test_a_sentence_the_law_demands_is_missed_and_added():
    text = "Viên uống bổ sung canxi, thực phẩm bảo vệ sức khỏe."
    finding = only(text, "TPBVSK-01", category="tpbvsk")
    assert finding.start == finding.end == len(text)
    assert "TPBVSK-01" not in ids(mended(text, finding), category="tpbvsk")
    sentence = "Thực phẩm này không phải là thuốc và không có tác dụng thay thế thuốc chữa bệnh."
    assert "TPBVSK-01" not in ids(text, category="tpbvsk", beside=sentence)


def test_a_warning_about_alcohol_may_stand_in_the_rest_of_the_listing():
    assert "ALC-LOW-01" in ids("Bia thủ công", field="title")
    assert "ALC-LOW-01" not in ids(
        "Bia thủ công", field="title", beside="Người dưới 18 tuổi không được uống rượu, bia."
    )


def test_one_place_is_found_once():
    assert [finding.rule for finding in check("Mật ong ngon nhất vùng")] == ["AD-SUP-01"]


@pytest.mark.parametrize(
    ("text", "rule", "asked", "better"),
    [
        ("MẬT ONG HOA CÀ PHÊ", "PLAT-CAPS-01", {"field": "title"}, "Mật ong hoa cà phê"),
        ("Giá 125,000đ", "PRICE-FMT-01", {}, "Giá 125.000đ"),
        ("Bánh cốm 🔥🔥 hộp 10 cái", "PLAT-SYM-01", {"field": "title"}, "Bánh cốm hộp 10 cái"),
        ("Áo lụa FREESHIP", "PROMO-TITLE-01", {"field": "title"}, "Áo lụa"),
        ("Thương hiệu số 1 Tây Nguyên", "AD-SUP-02", {}, "Thương hiệu Tây Nguyên"),
    ],
)
def test_one_tap_mends(text, rule, asked, better):
    finding = only(text, rule, **asked)
    assert finding.mendable
    assert mended(text, finding) == better
    assert rule not in ids(better, **asked)


def test_a_mend_that_needs_a_person_changes_nothing():
    text = "Mật ong chữa ho"
    finding = only(text, "FOOD-MED-01")
    assert not finding.mendable
    assert mended(text, finding) == text


def test_the_verdict_never_says_lawful_and_names_its_day():
    clean, bad = check("Mật ong hoa nhãn"), check("Mật ong chữa ho")
    for findings in (clean, bad, check("Mật ong ngon nhất")):
        for language in ("vi", "en"):
            said = verdict(findings, language, day=RULES_AS_OF)
            assert f"{RULES_AS_OF:%d/%m/%Y}" in said
            assert "hợp lệ" not in said.lower()
            assert "lawful" not in said.lower()
    assert verdict(clean, day=RULES_AS_OF).startswith("Không thấy lỗi theo bộ quy tắc ngày")
    assert gravest(bad) == "block"
    assert gravest(clean) is None


def test_an_old_rule_set_owns_up():
    assert "đã cũ" in verdict([], day=date(2027, 6, 1))
    assert "đã cũ" not in verdict([], day=RULES_AS_OF)


def test_a_clock_that_runs_behind_silences_no_rule(monkeypatch):
    class Slow(date):
        @classmethod
        def today(cls):
            return cls(2001, 1, 1)

    monkeypatch.setattr(sys.modules["onboarding.listings.check"], "date", Slow)
    assert "FOOD-MED-02" in ids("thần dược của rừng", category="food")


def test_law_not_yet_in_force_is_silent():
    assert "PRICE-INC-01" not in {f.rule for f in check_listing(Facts(category="mat_ong"), "", "", day="2026-06-30")}
    assert "PRICE-INC-01" in {f.rule for f in check_listing(Facts(category="mat_ong"), "", "", day="2026-07-01")}


def test_a_day_that_is_none_is_refused():
    with pytest.raises(OnboardingError) as caught:
        check("Mật ong", day="hôm qua")
    assert caught.value.code == "check.not_a_day"


def test_a_listing_is_checked_whole():
    facts = Facts(category="xa_phong_my_pham", answers={"xuat_xu": "VN"})
    found = check_listing(facts, "Xà phòng trị mụn", "Ủ 45 ngày.", ["#xaphong"], "shopee_vn")
    fields = {finding.rule: finding.field for finding in found}
    assert fields["COS-MED-01"] == "title"
    assert fields["LBL-ORIG-01"] == "xuat_xu"
    assert fields["COS-NUM-01"] == "so_tiep_nhan_cong_bo"
    assert "số tiếp nhận" in next(f.message for f in found if f.rule == "COS-NUM-01")


def test_the_samples_of_all_categories_break_no_rule(every_facts):
    owed = {finding.rule for finding in check_listing(every_facts, "", "")}
    assert owed <= {"FOOD-TCB-01"}


def test_what_no_text_shows_is_asked():
    assert {finding.rule for finding in reminders("mat_ong")} == {"IMG-LAW-01", "AI-LABEL-01"}


def test_no_listing_is_told_that_the_law_wants_its_words_labelled_as_made_by_ai():
    assert "AI-LABEL-01" not in {f.rule for f in check_listing(Facts(category="mat_ong"), "", "")}
    assert all(f.severity == "info" for f in reminders("mat_ong") if f.rule == "AI-LABEL-01")


def test_shopee_takes_eighteen_hashtags():
    tags = " ".join(f"#the{n}" for n in range(19))
    finding = only(tags, "PLAT-TAG-18", field="hashtags", channel="shopee_vn")
    assert "18" in finding.message
    assert "19" in finding.message
    assert "PLAT-TAG-18" not in ids(tags.rsplit(" ", 1)[0], field="hashtags", channel="shopee_vn")


def test_half_the_price_is_too_much_of_a_discount():
    assert "PROMO-50-02" in ids("Giá gốc 400k nay còn 150k")
    assert "PROMO-50-02" not in ids("Giá cũ 200.000 ₫ nay còn 150.000 ₫")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "🍯🍯🍯",
        "=cmd|'/c calc'!A1",
        "../../x",
        "\x00\x01",
        "\ud800",
        "a" * 10_000,
        "nhất " * 2_000,
        "́" * 500,
    ],
)
def test_hostile_text_is_read_without_harm(text):
    for finding in check(text, field="title", channel="tiktok_shop_vn"):
        assert 0 <= finding.start <= finding.end <= len(text)


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "tốt nhất",
                "chữa ho",
                "số 1",
                "0912 345 678",
                "rượu 40 độ",
                "🔥",
                "\u200b",
                "\n",
                "NHẤT",
                "́",
                ".",
                "ｇ",
                " ",
            ]
        )
        | st.text(max_size=12),
        max_size=14,
    )
)
def test_any_text_gives_spans_inside_it(pieces):
    text = "".join(pieces)
    findings = check(text, channel="shopee_vn")
    assert findings == sorted(findings, key=lambda f: (f.start, f.end, f.rule))
    for finding in findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.severity in SEVERITIES
        mended(text, finding)


@settings(max_examples=60)
@given(st.sampled_from([rule.hit[0] for rule in rules().values() if rule.kind == "words" and rule.hit]))
def test_unicode_forms_change_no_verdict(line):
    composed = {f.rule for f in check(unicodedata.normalize("NFC", line)) if f.rule != "TXT-NFC-01"}
    for form in ("NFD", "NFKC", "NFKD"):
        found = {f.rule for f in check(unicodedata.normalize(form, line)) if f.rule != "TXT-NFC-01"}
        assert found == composed


def test_a_breach_said_a_thousand_times_is_shown_a_hundred():
    found = check("Gạo ngon nhất. " * 1_000)
    assert len(found) == 100
    assert {finding.rule for finding in found} == {"AD-SUP-01"}


def test_a_sentence_without_end_is_still_read_to_its_end():
    assert "FOOD-MED-01" in ids("vị ngọt và thơm " * 300 + "chữa ho")
