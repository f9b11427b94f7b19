"""Short text, cut and mended the way a careful person would."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onboarding.listings.answers import read_answer
from onboarding.listings.categories import Question
from onboarding.listings.text import (
    calm,
    every_capital,
    hashtag,
    length,
    mend_spaces,
    mend_units,
    plain_title,
    shorten,
    shorten_text,
    tidy,
)

TITLE = "Mật ong hoa cà phê Đắk Lắk – chai 500 ml (loại 1)"


@pytest.mark.parametrize(
    ("most", "left"),
    [
        (60, TITLE),
        (42, "Mật ong hoa cà phê Đắk Lắk – chai 500 ml"),
        (39, "Mật ong hoa cà phê Đắk Lắk – chai"),
        (37, "Mật ong hoa cà phê Đắk Lắk – chai"),
        (30, "Mật ong hoa cà phê Đắk Lắk"),
        (20, "Mật ong hoa cà phê"),
        (10, "Mật ong"),
        (3, "Mật"),
    ],
)
def test_a_title_is_cut_at_a_word_and_leaves_nothing_dangling(most, left):
    assert shorten(TITLE, most) == left


@given(st.text(max_size=300), st.integers(1, 60))
@example(" " * 9, 3)
def test_a_cut_never_exceeds_what_is_allowed(text, most):
    assert length(shorten(text, most)) <= most
    assert length(shorten_text(text, most)) <= most


def test_a_family_of_pictures_is_not_cut_in_half():
    assert shorten("👩‍🌾👩‍🌾", 7) == "👩‍🌾"


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("500ml", "500 ml"),
        ("1.5kg", "1,5 kg"),
        ("1.500g", "1.500 g"),
        ("500 gram", "500 g"),
        ("2 lit", "2 lít"),
        ("90°C", "90 °C"),
        ("30m²", "30m²"),
        ("100% g", "100% g"),
        ("3–4kg", "3–4 kg"),
        ("ST25", "ST25"),
        ("12 tháng", "12 tháng"),
    ],
)
def test_units_stand_apart_from_their_number(typed, mended):
    assert mend_units(typed) == mended


@pytest.mark.parametrize(
    ("typed", "proper", "said"),
    [
        ("HOA CÀ PHÊ", False, "hoa cà phê"),
        ("BẢO LÂM", True, "Bảo Lâm"),
        ("Hoa nhãn", False, "hoa nhãn"),
        ("Tây Nguyên", False, "Tây Nguyên"),
        ("ST25", False, "ST25"),
        ("Ri6", True, "Ri6"),
        ("OCOP", False, "OCOP"),
    ],
)
def test_capitals_inside_a_sentence(typed, proper, said):
    assert calm(typed, proper) == said


def test_capitals_of_a_market_title():
    assert every_capital("sả chanh (thân và lá) lai châu, 1,5 kg g") == "Sả Chanh (Thân Và Lá) Lai Châu, 1,5 kg G"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("🔥🔥 Mật ong!!! ★ hot ★", "Mật ong hot"),
        ("=1+1", "1+1"),
        ("  - mật   ong , ngon .", "mật ong, ngon"),
        ("😀", ""),
    ],
)
def test_a_title_has_no_pictures_shouting_or_loose_ends(typed, title):
    assert plain_title(typed) == title


def test_one_stop_is_enough():
    assert mend_spaces("Ngon lắm!. Thật , nhé .. Xong…") == "Ngon lắm! Thật, nhé. Xong…"


def test_letters_apart_come_together_and_one_line_stays():
    assert tidy(unicodedata.normalize("NFD", " Hoà\nBình \t,  quê tôi. ")) == "Hòa Bình, quê tôi"


@pytest.mark.parametrize(
    ("said", "tag"), [("Mật ong Đắk Lắk", "#matongdaklak"), ("ab", ""), ("2026", ""), ("x" * 31, "")]
)
def test_hashtags_are_short_words_without_marks(said, tag):
    assert hashtag(said) == tag


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("yes_no", True, "có"),
        ("yes_no", "Không", "không"),
        ("yes_no", "có thể", ""),
        ("number", 950, "950 g"),
        ("number", "950g", "950 g"),
        ("number", "1,5", "1,5 g"),
        ("number", "khoảng 900", "900 g"),
        ("number", float("nan"), ""),
        ("number", float("inf"), ""),
        ("number", 1e300, ""),
        ("choices", ["Ăn sáng", "pha trà", "nấu chè"], "ăn sáng, pha trà và nấu chè"),
        ("choices", [], ""),
        ("text", {"a": 1}, ""),
        ("text", None, ""),
        ("text", 12, "12 g"),
    ],
)
def test_an_answer_of_any_kind_becomes_a_phrase_or_nothing(kind, value, said):
    assert read_answer(Question(code="q", kind=kind, unit="g"), value).text == said
