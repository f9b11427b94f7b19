"""Every product category, as a contributor's file: complete, answerable, and nothing in it that the law forbids."""

import re
import sys

import pytest
from jinja2 import meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from onboarding.channels import channels
from onboarding.errors import OnboardingError
from onboarding.listings import Category, categories, category, check, draft
from onboarding.listings.answers.shapes import SHAPES
from onboarding.listings.categories import FOLDER, common
from onboarding.listings.compose import FILTERS

categories_file = sys.modules["onboarding.listings.categories"]  # the name alone is the function
CATEGORIES = list(categories().values())
NAMED = {
    "rau_qua_tuoi", "nong_san_kho", "gao", "mat_ong", "nuoc_mam", "che", "ca_phe", "banh_keo", "thit_thuy_san",
    "quan_an", "duoc_lieu_tinh_dau", "xa_phong_my_pham", "may_tre_dan", "tho_cam", "gom_su", "quan_ao",
    "sinh_vat_canh", "du_lich_cong_dong", "khac", "trung", "gia_cam_song", "cay_giong", "dau_bun", "tra_thao_moc",
    "ruou_nhe", "tap_hoa", "the_phu_kien", "giay_dep", "quan_ao_cu", "my_pham_ban_lai", "do_choi", "noi_that",
    "huong_vang_ma", "hoa_tuoi", "cat_toc", "sua_xe_may", "giat_ui", "sua_dien_thoai", "may_do",
}  # fmt: skip

every = pytest.mark.parametrize("kind", CATEGORIES, ids=lambda kind: kind.code)


def templates(kind: Category) -> list[str]:
    lines = [line for block in kind.written for line in (*block.lines, *block.spoken)]
    return [*lines, *(piece for title in kind.titles for piece in title), *kind.hashtags, *kind.search]


def test_what_a_market_sells_is_there():
    assert set(categories()) >= NAMED


def test_the_six_ocop_groups_are_covered():
    groups = {kind.group.split()[0].split(".")[0] for kind in CATEGORIES}
    assert groups >= {"I", "II", "III", "IV", "V", "VI"}


@every
def test_the_first_line_says_where_it_comes_from_and_when(kind: Category):
    first = (FOLDER / f"{kind.code}.toml").read_text("utf8").splitlines()[0]
    assert re.fullmatch(r"# Nguồn: .+ \d{4}-\d{2}-\d{2}", first)


@every
def test_a_sentence_asks_for_nothing_that_is_not_asked(kind: Category):
    sandbox = ImmutableSandboxedEnvironment()
    sandbox.filters.update(FILTERS)
    asked = {question.code for question in kind.asked} | {"loai", "nha"}
    own = [(block, line) for block in kind.blocks for line in (*block.lines, *block.spoken)]
    for text in [*(line for _, line in own), *(piece for title in kind.titles for piece in title), *kind.hashtags]:
        assert meta.find_undeclared_variables(sandbox.parse(text)) <= asked, text


@every
def test_every_answer_asked_for_is_used_or_needed_by_a_place(kind: Category):
    said = " ".join(templates(kind))
    kept = {"ten_goi", "ton_kho", "khoi_luong_goi_g", "kich_thuoc_goi_cm", "thuong_hieu", "sku"}
    assert [q.code for q in kind.asked if q.code not in kept and not re.search(rf"\b{q.code}\b", said)] == []


@every
def test_a_question_is_asked_once_with_words_in_both_languages(kind: Category):
    codes = [question.code for question in kind.asked]
    assert len(codes) == len(set(codes))
    for question in kind.asked:
        assert question.label, question.code
        assert question.label.vi, question.code
        assert question.label.get("en", ""), question.code
        assert question.help is None or (question.help.vi and question.help.get("en", "")), question.code
        assert all(choice.vi and choice.get("en", "") for choice in question.choices), question.code
        assert (question.kind in ("choice", "choices")) == bool(question.choices), question.code


@every
def test_every_question_says_what_shape_its_answer_takes(kind: Category):
    for question in kind.asked:
        assert question.kind in ("number", "yes_no") or question.shape in {*SHAPES, "count", "weight"}, question.code


@pytest.mark.parametrize("code", ["cat_toc", "sua_xe_may", "giat_ui", "sua_dien_thoai", "may_do", "quan_an"])
def test_a_service_goes_where_services_are_found(code):
    fit = {place.code for place in channels().values() if place.code not in category(code).unfit}
    fit = {name for name in fit if channels()[name].kind not in category(code).unfit}
    assert fit >= {"facebook_page", "zalo_oa", "google_business", "print_sheet"}
    assert not fit & {"shopee_vn", "tiktok_shop_vn", "google_merchant"}


@every
def test_few_questions_come_first(kind: Category):
    first = [question for question in kind.asked if question.required and not question.on_label]
    assert 3 <= len(first) <= 8


@every
def test_there_is_advice_for_the_photo_in_both_languages(kind: Category):
    assert len(kind.photos) >= 2
    assert all(advice.vi and advice.get("en", "") for advice in kind.photos)


@every
def test_it_says_which_rules_bind_it_and_how_it_is_sold(kind: Category):
    assert kind.profile
    assert kind.units


@every
def test_the_sample_is_visibly_invented_and_answers_what_is_required(kind: Category, facts_of):
    facts = facts_of(kind.code)
    assert facts.contact["name"] == "Hộ mẫu 1"
    assert facts.contact["phone"].startswith("0900 000")
    assert set(facts.answers) <= {question.code for question in kind.asked}
    assert [lack.field for lack in draft(facts, "print_sheet").lacks] == []


@every
def test_the_words_of_a_category_break_no_rule_by_themselves(kind: Category):
    for text in templates(kind):
        bare = re.sub(r"{%.*?%}|{{.*?}}", " ", text)
        assert [(f.rule, bare) for f in check(bare, category=kind.code) if f.severity != "info"] == []


@every
def test_a_choice_breaks_no_rule(kind: Category):
    for question in kind.asked:
        for choice in question.choices:
            assert check(choice.vi, category=kind.code) == []


def test_papers_have_words():
    assert {"ocop", "vietgap", "huu_co", "kiem_nghiem", "tu_cong_bo"} <= set(common().proofs)


MUOI = """# Nguồn: thử; 2026-11-24
name = {vi = "Muối", en = "Salt"}
noun = "Muối"
group = "I.3 Thực phẩm chế biến"
profile = ["food"]
units = ["kg"]
hashtags = ["muối {{ vung|noi_xa }}"]
titles = [
  ["Muối {{ loai|sau('muối') }}", "{{ vung|noi_gan }}", ", {{ quy_cach }}"],
  ["Muối {{ vung|noi_xa }}", ", {{ quy_cach }}"],
]
questions = [{code = "loai"}, {code = "vung"}, {code = "quy_cach"}]
blocks = [{code = "mo_dau", keep = 9, lines = ["Muối {{ loai|sau('muối') }} làm ở {{ vung }}."]}]
photos = [{vi = "Chụp gần hạt muối.", en = "Close up."}, {vi = "Thêm ảnh túi.", en = "Add the bag."}]
sample = {answers = {loai = "biển"}, price = 20000, unit = "kg"}
"""


def test_a_category_dropped_in_works_at_once_and_touches_nothing_else(drop_in, facts_of):
    with drop_in(categories_file, "muoi.toml", MUOI):
        facts = facts_of("muoi", answers={"loai": "Muối hầm", "vung": "Bạc Liêu, Cà Mau", "quy_cach": "túi 1kg"})
        made = draft(facts, "facebook_page")
        assert made.title == "Muối hầm Bạc Liêu, túi 1 kg"
        assert made.description == "Muối hầm làm ở Bạc Liêu, Cà Mau."
        assert made.hashtags == ("#muoicamau",)
        assert [q.code for q in category("muoi").asked][:3] == ["loai", "vung", "quy_cach"]
    assert "muoi" not in categories()


def test_a_malformed_sentence_is_refused_with_its_words(drop_in, facts_of):
    with (
        drop_in(categories_file, "muoi.toml", MUOI.replace("làm ở {{ vung }}", "làm ở {{ vung")),
        pytest.raises(OnboardingError) as refusal,
    ):
        draft(facts_of("muoi"), "tiki")
    assert refusal.value.code == "category.bad_text"
    assert "làm ở" in str(refusal.value.details["text"])


def test_a_category_file_cannot_reach_outside_its_sandbox(drop_in, facts_of):
    outside = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    with (
        drop_in(categories_file, "muoi.toml", MUOI.replace("{{ loai|sau('muối') }}", outside)),
        pytest.raises(OnboardingError) as refusal,
    ):
        draft(facts_of("muoi", answers={"vung": "Bạc Liêu"}), "tiki")
    assert refusal.value.code == "category.bad_text"


@pytest.mark.parametrize("code", ["", "../mat_ong", "mật ong", "x" * 10_000])
def test_an_unknown_category_is_refused_with_what_there_is(code):
    with pytest.raises(OnboardingError) as refusal:
        category(code)
    assert refusal.value.code == "category.unknown"
    assert "mat_ong" in str(refusal.value.details["known"])
