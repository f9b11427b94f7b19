"""One set of facts, every place: inside its limits, nothing unlawful of our own, nothing left unfilled."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.business import Facts
from onboarding.channels import channel, channels
from onboarding.errors import OnboardingError
from onboarding.languages import say
from onboarding.listings import Draft, categories, category, draft, drafts, edited
from onboarding.listings.text import length

DAY = date(2026, 11, 24)
PLACES = list(channels())
ENDS = ("mo_dau", "loi_cua_ho", "lien_he", "noi_ban", "luu_y")


def held(made: Draft) -> None:
    """What every draft owes, whatever was typed."""
    place = channel(made.channel)
    for title in made.titles:
        assert 0 < length(title) <= (place.title.most or length(title))
        assert title == " ".join(title.split())
    assert made.title == made.titles[0]
    assert 1 <= len(made.titles) <= 3
    assert len({title.casefold() for title in made.titles}) == len(made.titles)
    assert length(made.text) <= (place.description.most or length(made.text))
    assert len(made.hashtags) <= place.hashtags.most
    assert all(re.fullmatch(r"#[a-z0-9]{3,30}", tag) for tag in made.hashtags)
    assert unicodedata.is_normalized("NFC", made.title + made.text)
    assert all(paragraph.text.strip() for paragraph in made.paragraphs)
    for paragraph in made.paragraphs:
        if paragraph.code != "loi_cua_ho":
            assert "  " not in paragraph.text
            assert "\n\n" not in paragraph.text
            assert not re.search(r"\s[,.;:]|:\s*$", paragraph.text), paragraph.text


@pytest.mark.parametrize("code", categories())
def test_every_sample_for_every_place_keeps_its_limits_and_the_law(code, facts_of):
    for place, made in drafts(facts_of(code), PLACES, day=DAY).items():
        held(made)
        assert made.counts["title"].fits, (place, made.title)
        assert made.counts["description"].fits, (place, made.text)
        assert [finding.as_json() for finding in made.findings] == [], place
        assert not re.search(r"[{}]|None|undefined", made.text)
        assert {lack.field for lack in made.lacks} <= {"channel"}
        assert len(made.titles) >= 2


@pytest.mark.parametrize("code", categories())
def test_every_sentence_begins_large_and_ends_with_a_stop(code, facts_of):
    for paragraph in draft(facts_of(code), "facebook_page").paragraphs:
        if paragraph.code not in ("loi_cua_ho", "lien_he"):
            for line in paragraph.text.splitlines():
                assert re.match(r"(- )?[\p{Lu}\d]".replace(r"\p{Lu}", "A-ZÀ-ỸĐ"), line), line
                assert line[-1] in ".:", line


@pytest.mark.parametrize("code", categories())
def test_without_any_answer_there_is_still_a_draft_that_says_what_is_missing(code):
    for made in drafts(Facts(category=code), PLACES).values():
        held(made)
        assert made.lacks


WORDS = st.sampled_from(
    [
        "hoa nhãn",
        "Hưng Yên",
        "nhà nuôi",
        "chai 500 ml",
        "12 tháng",
        "Lâm Đồng",
        "để nơi mát",
        "vàng nhạt",
        "thơm nhẹ",
        "sáng sớm",
    ]
)
PHRASES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
ANYTHING = st.one_of(
    st.text(max_size=200), st.none(), st.booleans(), st.integers(), st.floats(),
    st.lists(st.text(max_size=20), max_size=4),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)  # fmt: skip


@st.composite
def facts(draw: st.DrawFn, answer: st.SearchStrategy[object], own: st.SearchStrategy[str]) -> Facts:
    code = draw(st.sampled_from(sorted(categories())))
    codes = [question.code for question in category(code).asked]
    given_ = draw(st.dictionaries(st.sampled_from([*codes, "khong_hoi"]), answer, max_size=len(codes)))
    price = draw(st.one_of(st.none(), st.integers(-5, 10**13)))
    return Facts(category=code, answers=given_, price=price, unit=draw(PHRASES), own_words=draw(own))


@settings(max_examples=60)
@given(facts(PHRASES, PHRASES))
def test_plain_answers_never_make_us_break_a_rule(found):
    for made in drafts(found, PLACES, day=DAY).values():
        held(made)
        assert [f.as_json() for f in made.findings if f.severity != "info"] == []


@settings(max_examples=60)
@given(facts(ANYTHING, st.text(max_size=3000)))
def test_whatever_is_typed_limits_and_form_hold(found):
    for made in drafts(found, PLACES, day=DAY).values():
        held(made)


HOSTILE = {
    "a formula": "=cmd|' /C calc'!A0",
    "a template": "{{ 7 * 7 }}{% for x in y %}{{ x }}{% endfor %}",
    "letters apart": unicodedata.normalize("NFD", "Đắk Lắk, mật ong hoa cà phê"),
    "ten thousand letters": "ong " * 2500,
    "one endless word": "o" * 10_000,
    "pictures": "🍯🐝👩‍🌾 mật ong 🔥🔥🔥",
    "a path": "../../../etc/passwd",
    "nothing": "\u200b\u0000\u202e  ",
    "a web page": "<script>alert(1)</script>",
    "lines": "một\n\n\nhai\tba\r\nbốn",
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_inert_everywhere(typed, facts_of):
    answers = {question.code: typed for question in category("mat_ong").asked}
    for made in drafts(facts_of("mat_ong", answers=answers, own_words=typed, unit=typed), PLACES).values():
        held(made)
        assert "49" not in made.text


def test_braces_in_an_answer_stay_braces(facts_of):
    made = draft(facts_of("mat_ong", answers={"mau_vi": "vàng {{ gia }} sẫm"}), "tiki")
    assert "{{ gia }}" in made.description


def test_marks_units_and_shouting_are_mended(facts_of):
    typed = {
        "loai_hoa": "HOA NHÃN RỪNG",
        "quy_cach": "chai 500ML",
        "dinh_luong": "1.5kg",
        "mau_vi": "Vàng hoà quyện, thuỷ chung.",
    }
    made = draft(facts_of("mat_ong", answers=typed), "zalo_oa")
    assert made.title == "Mật ong hoa nhãn rừng, ong nuôi Đắk Lắk, vàng hòa quyện, chai 500 ml"
    assert "1,5 kg" in made.text
    assert "vàng hòa quyện, thủy chung." in made.text


def test_a_word_said_twice_is_said_once(facts_of):
    made = draft(facts_of("mat_ong", answers={"loai_hoa": "Mật ong hoa vải", "vung": "ở Lục Nam, Bắc Ninh"}), "zalo_oa")
    assert made.title.startswith("Mật ong hoa vải Lục Nam") or "Mật ong Mật ong" not in made.text
    assert "ở ở" not in made.text


def test_her_own_words_stand_as_she_said_them(facts_of):
    own = "Ong nhà tui,  nuôi hoà thuận lắm!!!\n- không bán sỉ"
    for made in drafts(facts_of("mat_ong", own_words=own), PLACES).values():
        assert own in made.description


def test_her_own_words_are_cut_only_where_there_is_no_room_and_that_is_said(facts_of):
    long = facts_of("mat_ong", own_words="lời của tôi " * 300)
    roomy, narrow = draft(long, "kiotviet_xlsx"), draft(long, "print_sheet")
    assert "own_words" not in {lack.field for lack in roomy.lacks}
    assert "own_words" in {lack.field for lack in narrow.lacks}
    assert "Thành phần: 100% mật ong." in narrow.text


@pytest.mark.parametrize("code", PLACES)
def test_contact_stands_only_where_the_place_allows_it(code, facts_of):
    contact = {"name": "Hộ mẫu 1", "phone": "0900 000 001", "zalo": "0900 000 002", "facebook": "fb.com/homau1"}
    text = draft(facts_of("mat_ong", contact=contact), code).text
    assert ("0900 000 001" in text) == bool(channel(code).contact)
    assert ("0900 000 002" in text) == ("zalo" in channel(code).contact)
    assert ("homau1" in text) == ("facebook" in channel(code).contact)


ACCOUNTS = [
    {"account": "0011001234567"},
    {"phone": "0011001234567"},
    {"name": "STK 0011001234567 VCB"},
    {"stk": "0011 0012 34567"},
]


@pytest.mark.parametrize("contact", ACCOUNTS, ids=str)
def test_an_account_number_never_gets_into_a_text(contact, facts_of):
    for made in drafts(
        facts_of("mat_ong", contact=contact, answers={"nguoi_chiu_trach_nhiem": "Hộ mẫu 1"}), PLACES
    ).values():
        assert "0011" not in made.text


def test_the_price_stands_in_its_own_line_and_nowhere_else(facts_of):
    for code, made in drafts(facts_of("mat_ong"), PLACES).items():
        assert made.price == "185.000 ₫ / chai 500 ml"
        assert "185" not in made.description
        assert ("Giá: 185.000 ₫ / chai 500 ml" in made.text) == (channel(code).price == "line")


@pytest.mark.parametrize(
    "changes", [{"price": None}, {"price": 0}, {"price": -1}, {"currency": "USD"}, {"price": 10**13}]
)
def test_a_price_that_cannot_be_shown_is_asked_for(changes, facts_of):
    made = draft(facts_of("mat_ong", **changes), "shopee_vn")
    assert made.price == ""
    assert "gia" in {lack.field for lack in made.lacks}


def test_prices_in_another_currency_never_stand_there_as_dong(facts_of):
    made = draft(facts_of("mat_ong", currency="KHR", variants=[{"name": "Chai to", "price": 35_900}]), "facebook_page")
    assert "35.900" not in made.text


def test_a_place_says_what_it_will_not_do_without(facts_of):
    facts_ = facts_of("mat_ong", photos=[], answers={"khoi_luong_goi_g": None, "loai_hoa": ""})
    assert {lack.field for lack in draft(facts_, "shopee_vn").lacks} == {"anh", "khoi_luong_goi_g", "loai_hoa"}
    assert {lack.field for lack in draft(facts_, "print_sheet").lacks} == {"loai_hoa"}


def test_a_lack_is_said_in_either_language(facts_of):
    lack = draft(facts_of("mat_ong", answers={"loai_hoa": ""}), "shopee_vn").lacks[0]
    assert lack.said("vi") == say("vi", "lack.answer", label="Ong lấy mật hoa gì?")
    assert "Which flowers?" in lack.said("en")


def test_goods_a_place_does_not_take_are_said_at_once(facts_of):
    assert [lack.code for lack in draft(facts_of("quan_an"), "shopee_vn").lacks] == ["lack.not_here"]


def test_too_few_words_for_tiktok_are_counted(facts_of):
    made = draft(Facts(category="mat_ong", answers={"loai_hoa": "hoa nhãn"}), "tiktok_shop_vn")
    assert {"title", "description"} <= {lack.field for lack in made.lacks}
    assert made.counts["description"].words_least == 30


def test_markets_have_capitals_and_people_do_not(facts_of):
    assert draft(facts_of("gao"), "shopee_vn").title.startswith("Gạo ST25 Tháp Mười Dẻo Mềm, Vụ Đông Xuân 2026, ")
    assert draft(facts_of("gao"), "zalo_oa").title.startswith("Gạo ST25 Tháp Mười dẻo mềm, vụ đông xuân 2026, ")


def test_a_long_title_keeps_what_it_is_and_how_much(facts_of):
    made = draft(facts_of("mat_ong", answers={"ten_goi": "Mật ong Thôn Bốn " * 5}), "shopee_vn")
    assert made.title.startswith("Mật Ong Thôn Bốn")
    assert made.title.endswith("Chai 500 ml")


def test_a_paper_is_told_while_it_is_in_force_and_its_claim_stands(facts_of):
    paper = {"kind": "ocop", "number": "4 sao, QĐ 01 (mẫu)", "expires": "2027-01-01"}
    made = draft(facts_of("mat_ong", proofs=[paper]), "shopee_vn", day=DAY)
    assert "Sản phẩm OCOP: 4 sao, QĐ 01 (mẫu), còn hạn đến 01/01/2027." in made.description
    assert made.findings == ()


@pytest.mark.parametrize(
    "paper", [{"expires": "2026-11-23"}, {"expires": ""}, {"expires": "sang năm"}, {"number": " "}, {"kind": "bịa"}]
)
def test_a_paper_that_proves_nothing_is_not_told(paper, facts_of):
    whole = {"kind": "ocop", "number": "4 sao", "expires": "2027-01-01", **paper}
    assert "OCOP" not in draft(facts_of("mat_ong", proofs=[whole]), "shopee_vn", day=DAY).text


def test_what_she_says_against_the_law_is_found_in_her_words(facts_of):
    made = draft(facts_of("mat_ong", own_words="Mật nhà tôi ngon nhất vùng, chữa ho rất hay."), "zalo_oa", day=DAY)
    assert {finding.severity for finding in made.findings} >= {"block", "warn_proof"}
    for finding in made.findings:
        assert finding.field == "description"
        assert made.description[finding.start : finding.end].rstrip(",") in "ngon nhất vùng, chữa ho"


def test_an_edited_draft_is_counted_and_read_again(facts_of):
    facts_ = facts_of("mat_ong")
    made = edited(draft(facts_, "shopee_vn"), facts_, "Mật ong số 1", "Ngon lắm.\r\n\r\n\r\nGọi 0901234567")
    assert made.title == "Mật ong số 1"
    assert made.description == "Ngon lắm.\n\nGọi 0901234567"
    assert made.counts["description"].now == length(made.text)
    assert {finding.field for finding in made.findings} == {"title", "description"}


def test_the_same_facts_make_the_same_draft(every_facts):
    assert drafts(every_facts, PLACES, day=DAY) == drafts(every_facts, PLACES, day=DAY)


def test_an_unknown_place_or_category_is_refused(facts_of):
    with pytest.raises(OnboardingError, match=r"channel\.unknown"):
        draft(facts_of("mat_ong"), "sendo")
    with pytest.raises(OnboardingError, match=r"category\.unknown"):
        draft(Facts(category="vàng"), "tiki")


def test_a_name_of_its_own_is_offered_as_a_title(facts_of):
    made = draft(facts_of("gao", answers={"ten_goi": "Hạt Ngọc Thôn Ba"}), "zalo_oa")
    assert all(title.startswith("Hạt Ngọc Thôn Ba – gạo ST25") for title in made.titles)
    assert len(set(made.titles)) == 3


def test_papers_stand_before_the_price_note_and_the_seller(facts_of):
    paper = {"kind": "ocop", "number": "4 sao", "expires": "2027-01-01"}
    codes = [one.code for one in draft(facts_of("mat_ong", proofs=[paper]), "tiki", day=DAY).paragraphs]
    assert codes[-3:] == ["giay_to", "gia_ca", "noi_ban"]
