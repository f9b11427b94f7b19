"""A transfer's words: what already fits is left alone, the rest is folded and every change is named."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.errors import OnboardingError
from onboarding.payments import TransferPurpose, purpose


@pytest.mark.parametrize(
    ("typed", "value", "changed"),
    [
        ("", "", ()),
        ("   ", "", ()),
        ("MUA MAT ONG", "MUA MAT ONG", ()),
        ("khoan820 toan HD D", "khoan820 toan HD D", ()),
        ("ho:HD-Pho)Ba)sach-Lan-", "ho:HD-Pho)Ba)sach-Lan-", ()),
        ("Mua mật ong", "Mua mat ong", ("purpose.marks",)),
        ("Đường Đ.Khởi", "Duong D.Khoi", ("purpose.marks",)),
        ("Mật ong – 1 lít", "Mat ong - 1 lit", ("purpose.marks", "purpose.signs")),
        ("Ong 🍯", "Ong", ("purpose.signs", "purpose.spaces")),
        ("a\tb\nc", "a b c", ("purpose.signs",)),
        ("ｍａｔ ｏｎｇ", "mat ong", ("purpose.signs",)),
        ("🍯🍯", "", ("purpose.signs",)),
        ("ƀuôn Ƀai", "buon Bai", ("purpose.marks",)),
        ("Łódź ß", "Lodz ss", ("purpose.marks",)),
        ("2½ kg", "2 1/2 kg", ("purpose.signs",)),
    ],
)
def test_it_is_folded_and_said(typed, value, changed):
    assert purpose(typed) == TransferPurpose(value, changed)


@pytest.mark.parametrize("typed", ["ខ្មែរ", "陳記", "Tiệm 陳", "ꨀꨇ", "مرحبا", "Привет", "Hộ \u0967"])
def test_a_word_the_format_has_no_letters_for_is_refused_never_dropped(typed):
    with pytest.raises(OnboardingError, match=r"purpose\.letters"):
        purpose(typed)


def test_composed_and_decomposed_letters_come_to_the_same():
    assert purpose(unicodedata.normalize("NFD", "Trứng gà ta")) == purpose("Trứng gà ta")


@pytest.mark.parametrize("typed", ["x" * 26, "Mua mật ong rừng U Minh hạ", "x" * 10_000])
def test_too_long_is_refused_never_cut(typed):
    with pytest.raises(OnboardingError, match=r"purpose\.too_long") as refused:
        purpose(typed)
    assert refused.value.details["most"] == 25
    assert len(str(refused.value.details["text"])) <= 200


def test_capitals_are_offered_and_said():
    assert purpose("Mật ong").in_capitals() == TransferPurpose("MAT ONG", ("purpose.marks", "purpose.capitals"))
    assert purpose("MAT ONG").in_capitals() == TransferPurpose("MAT ONG")


@given(st.text(max_size=60))
def test_whatever_is_typed_fits_or_is_refused(typed):
    try:
        found, code = purpose(typed), ""
    except OnboardingError as refused:
        found, code = TransferPurpose(typed), refused.code
    assert code in ("", "purpose.too_long", "purpose.letters")
    if not code:
        assert len(found.value) <= 25
        assert all(" " <= letter <= "~" for letter in found.value)
        assert bool(found.changed) == (found.value != typed) or not typed.strip()
