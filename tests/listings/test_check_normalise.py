"""One shape for every way of typing, and the way back to what was typed."""

import unicodedata

import pytest

from onboarding.listings.normalise import read, words_of
from onboarding.listings.syllables import rejoined, spaced, stripped, syllable

SHAPES = [
    ("Mật ong T.Ố.T   nhất!", "mật ong tốt nhất!"),
    ("không  tố*t", "không tốt"),
    ("c.h.ữ.a b.ệ.n.h", "chữa bệnh"),
    ("t ố t  n h ấ t", "tốt nhất"),
    ("t ố t n h ấ t", "tốt nhất"),
    ("ch.ữa tr.ị m.ụn", "chữa trị mụn"),
    ("ch ữa b ệnh", "chữa bệnh"),
    ("tốốốt nhấttt", "tốt nhất"),
    ("tốt\nnhất", "tốt nhất"),
    ("Hoà thuỷ khoẻ quý", "hòa thủy khỏe quý"),
    ("ｔốｔ　ｎｈấｔ", "tốt nhất"),
    ("tốt🔥nhất t🔥ố🔥t", "tốt nhất tốt"),
    ("tо̂́t nhất", "tốt nhất"),
    ("t0t nhat zal0 faceb00k 0cop", "tot nhat zalo facebook ocop"),
    ("𝐭𝐨𝐭 ⓣⓞⓟ ①", "tot top 1"),
    ("t̶ố̶t̶ n̲h̲ấ̲t̲", "tốt nhất"),
    ("tốt - nhất, Organic/VietGAP", "tốt nhất, organic vietgap"),
    ("bán-chạy", "bán chạy"),
    ("0-6 tháng, -70%, 500g, 5g/l", "0-6 tháng, -70%, 500g, 5g l"),
    ("coffee, xoong, 100 mm", "coffee, xoong, 100 mm"),
    ("1. Rửa sạch\n2. Để ráo", "1. rửa sạch\n2. để ráo"),
]


@pytest.mark.parametrize(("typed", "shape"), SHAPES)
def test_a_text_has_one_shape(typed, shape):
    assert read(typed).text == shape
    assert read(unicodedata.normalize("NFD", typed)).text == shape


@pytest.mark.parametrize("typed", [typed for typed, _ in SHAPES])
def test_every_character_knows_where_it_came_from(typed):
    shadow = read(typed)
    assert shadow.span(0, len(shadow.text)) == (0, len(typed))
    for end in range(1, len(shadow.text) + 1):
        start, after = shadow.span(end - 1, end)
        assert 0 <= start < after <= len(typed)


def test_one_character_that_becomes_two_is_marked_whole():
    shadow = read("№5")
    assert shadow.letters == "No5"
    assert shadow.letter_span(0, 1) == (0, 1)
    assert shadow.letter_span(0, 3) == (0, 2)


def test_sentences_end_where_people_end_them():
    shadow = read("Giá 1.250.000 ₫. Mua ngay! Hỏi\nĐáp; no.1")
    assert [shadow.text[start:end].strip() for start, end in shadow.clauses] == [
        "giá 1.250.000 ₫.",
        "mua ngay!",
        "hỏi",
        "đáp;",
        "no.1",
    ]


def test_words_are_runs_of_letters_and_of_digits():
    assert words_of("rượu 40độ, giá 99k") >= {"ruou", "40", "do", "gia", "99", "k"}


def test_syllables_are_told_from_other_words():
    assert all(map(syllable, ["nghiêng", "quý", "ữa", "giò", "khuya"]))
    assert not any(map(syllable, ["shopee", "tốtnhất", "bt", "vietgap"]))
    assert stripped("thuoc")
    assert not stripped("chua")
    assert spaced("chữabệnh") == "chữa bệnh"
    assert rejoined(["tr", "ị"]) == "trị"
    assert rejoined(["ngon", "rẻ"]) == "ngon rẻ"
