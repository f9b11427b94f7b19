"""Money is understood as people write it, asked about where it may be two sums, and repeated in words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.errors import OnboardingError
from onboarding.payments import amount, amount_in_words


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("50000", 50_000),
        (50_000, 50_000),
        ("50.000", 50_000),
        ("50,000 VND", 50_000),
        ("50 000", 50_000),
        ("50.000đ", 50_000),
        ("50.000 ₫", 50_000),
        ("50k", 50_000),
        ("50K", 50_000),
        ("50 nghìn", 50_000),
        ("50 ngàn đồng", 50_000),
        ("50k5", 50_500),
        ("1tr2", 1_200_000),
        ("1 triệu 2", 1_200_000),
        ("1 triệu 250", 1_250_000),
        ("1 TRIỆU 250", 1_250_000),
        ("1 triệu 250 nghìn", 1_250_000),
        ("1tr 250.000", 1_250_000),
        ("1,5tr", 1_500_000),
        ("2 triệu rưỡi", 2_500_000),
        ("1.250.000", 1_250_000),
        ("499.999.999", 499_999_999),
        ("５０．０００", 50_000),
        ("1 đồng", 1),
        ("1.000", 1000),
        ("năm mươi nghìn", 50_000),
    ],
)
def test_it_is_understood(typed, value):
    assert amount(typed) == value


def test_it_is_understood_in_decomposed_letters_too():
    assert amount(unicodedata.normalize("NFD", "1 triệu 250 nghìn đồng")) == 1_250_000


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "amount.empty"),
        ("   ", "amount.empty"),
        ("0", "amount.not_positive"),
        ("0k", "amount.not_positive"),
        ("-5000", "amount.not_positive"),
        ("500.000.000", "amount.too_large"),
        ("600tr", "amount.too_large"),
        ("1 tỷ", "amount.too_large"),
        ("9" * 15, "amount.too_large"),
        ("50.00", "amount.not_understood"),
        ("50..000", "amount.not_understood"),
        ("5.0000", "amount.not_understood"),
        ("1e5", "amount.not_understood"),
        ("năm mươi nghìn tư tám", "amount.not_understood"),
        ("50", "amount.ambiguous"),
        ("999đ", "amount.ambiguous"),
        ("1.250tr", "amount.not_understood"),
        ("1tr2500", "amount.not_understood"),
        ("=cmd|' /C calc'!A0", "amount.not_understood"),
        ("🍯" * 100, "amount.not_understood"),
        ("9" * 10_000, "amount.not_understood"),
        ("NaN", "amount.not_understood"),
        (True, "amount.not_understood"),
    ],
)
def test_it_is_refused(typed, code):
    with pytest.raises(OnboardingError) as refused:
        amount(typed)
    assert refused.value.code == code


def test_two_figures_after_a_million_may_be_two_sums():
    with pytest.raises(OnboardingError, match=r"amount\.ambiguous") as refused:
        amount("1 triệu 50")
    assert refused.value.details["options"] == [1_050_000, 1_500_000]


@given(st.integers(1000, 499_999_999))
def test_every_sum_is_read_as_it_is_written(value):
    grouped = f"{value:,}"
    assert amount(str(value)) == amount(grouped) == amount(grouped.replace(",", ".") + "đ") == value


@given(st.text(max_size=30))
def test_any_text_is_a_sum_or_a_refusal(typed):
    try:
        value, code = amount(typed), ""
    except OnboardingError as refused:
        value, code = 0, refused.code
    assert code.startswith("amount.") or 0 < value < 500_000_000


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không đồng"),
        (5, "năm đồng"),
        (10, "mười đồng"),
        (15, "mười lăm đồng"),
        (21, "hai mươi mốt đồng"),
        (105, "một trăm linh năm đồng"),
        (1_000, "một nghìn đồng"),
        (1_005, "một nghìn không trăm linh năm đồng"),
        (50_000, "năm mươi nghìn đồng"),
        (110_000, "một trăm mười nghìn đồng"),
        (1_050_000, "một triệu không trăm năm mươi nghìn đồng"),
        (1_250_000, "một triệu hai trăm năm mươi nghìn đồng"),
        (12_000_000, "mười hai triệu đồng"),
        (1_000_000_000, "một tỷ đồng"),
    ],
)
def test_it_is_said_in_words(value, words):
    assert amount_in_words(value) == words


@given(st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1))
def test_two_sums_never_sound_alike(one, other):
    assert (amount_in_words(one) == amount_in_words(other)) == (one == other)
