"""Edits by hand and facts that move on: neither is lost, nothing is said twice."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from onboarding.listings import draft, merge

BASE = """Mật ong hoa nhãn.

Màu vàng. Vị thanh.

Nhãn:
- Hạn dùng: 12 tháng.
- Bảo quản: nơi mát.

Xuất xứ: Việt Nam."""


def merged(edited: str, fresh: str, base: str = BASE) -> str:
    return merge(base, edited, fresh).text


def test_untouched_text_follows_the_facts():
    assert merged(BASE, BASE.replace("12", "24")) == BASE.replace("12", "24")


def test_facts_that_did_not_move_leave_her_text_alone():
    edited = "Tôi viết lại hết."
    assert merge(BASE, edited, BASE).text == edited


def test_her_line_and_a_moved_fact_live_side_by_side():
    edited, fresh = BASE.replace("vàng", "vàng óng"), BASE.replace("12", "24")
    assert merged(edited, fresh) == BASE.replace("vàng", "vàng óng").replace("12", "24")


def test_two_changes_in_one_paragraph_are_told_apart_by_sentence():
    edited, fresh = BASE.replace("Màu vàng.", "Màu vàng óng ả."), BASE.replace("Vị thanh.", "Vị ngọt thanh.")
    done = merge(BASE, edited, fresh)
    assert "Màu vàng óng ả. Vị ngọt thanh." in done.text
    assert done.clashes == ()


def test_two_changes_in_neighbouring_rows_are_told_apart():
    edited, fresh = BASE.replace("nơi mát", "chỗ râm"), BASE.replace("12 tháng", "24 tháng")
    done = merge(BASE, edited, fresh)
    assert "- Hạn dùng: 24 tháng.\n- Bảo quản: chỗ râm." in done.text
    assert done.clashes == ()


def test_where_both_changed_the_same_words_hers_stay_and_the_new_ones_are_offered():
    done = merge(BASE, BASE.replace("12 tháng", "một năm"), BASE.replace("12 tháng", "24 tháng"))
    assert "một năm" in done.text
    assert "24 tháng" not in done.text
    assert [(clash.edited, clash.fresh) for clash in done.clashes] == [
        ("- Hạn dùng: một năm.", "- Hạn dùng: 24 tháng.")
    ]


def test_what_she_struck_out_stays_out():
    edited = BASE.replace("Màu vàng. Vị thanh.\n\n", "")
    assert merged(edited, BASE.replace("12", "24")) == edited.replace("12", "24")
    assert "Vị" not in merged(edited, BASE.replace("Vị thanh", "Vị ngọt"))


def test_what_she_added_stays_where_she_put_it():
    edited = BASE.replace("\n\nNhãn:", "\n\nGọi trước khi tới nhé.\n\nNhãn:")
    done = merged(edited, BASE.replace("12", "24"))
    assert done == edited.replace("12", "24")


def test_what_the_facts_add_comes_in():
    fresh = BASE.replace("\n\nXuất xứ", "\n\nGiá đã gồm thuế.\n\nXuất xứ")
    assert merged(BASE.replace("vàng", "hổ phách"), fresh) == fresh.replace("vàng", "hổ phách")


def test_what_the_facts_drop_goes_out():
    fresh = BASE.replace("- Bảo quản: nơi mát.\n", "")
    assert "Bảo quản" not in merged(BASE.replace("vàng", "hổ phách"), fresh)


def test_a_draft_from_nothing_keeps_her_words():
    done = merge("", "của tôi", "của máy")
    assert done.text == "của tôi"
    assert done.clashes


def test_an_edit_survives_a_change_of_answers(facts_of):
    old = draft(facts_of("mat_ong"), "facebook_page").description
    new = draft(
        facts_of("mat_ong", answers={"mua_khai_thac": "tháng 4", "han_su_dung": "18 tháng"}), "facebook_page"
    ).description
    edited = old.replace("Nhà tôi có mật ong nuôi", "Nhà tui có mật ong nuôi") + "\n\nInbox là có liền."
    done = merge(old, edited, new)
    assert "Nhà tui có mật ong nuôi" in done.text
    assert "Mật quay vào tháng 4" in done.text
    assert "18 tháng" in done.text
    assert done.text.endswith("Inbox là có liền.")
    assert done.clashes == ()


TEXTS = st.lists(st.sampled_from(["Một.", "Hai ba.", "", "- bốn: 5.", "Sáu! Bảy.", "tám"]), max_size=8).map("\n".join)


@given(TEXTS, TEXTS)
def test_one_side_that_stood_still_never_matters(base, other):
    assert merge(base, base, other).text == other.rstrip()
    if base.strip():
        assert merge(base, other, base).text == other.rstrip()


@given(TEXTS, TEXTS)
def test_both_making_the_same_change_is_no_clash(base, other):
    done = merge(base, other, other)
    assert done.text == other.rstrip()
    assert done.clashes == ()


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=400))
def test_anything_merges_to_text_in_its_composed_form(base, edited, fresh):
    done = merge(base, edited, fresh).text
    assert unicodedata.is_normalized("NFC", done)
    assert "\n\n\n" not in done or "\n\n\n" in unicodedata.normalize("NFC", edited + fresh)


def test_long_texts_of_one_letter_do_not_hold_it_up():
    assert merge("a" * 10_000, "a" * 9_999 + "b", "c" * 10_000).text
    assert merge("a\n" * 3_000, "b\n" * 3_000, "c\n" * 3_000).text
