"""A phone number is one in any spelling, and is found again in a text however it was typed there."""

import pytest

from onboarding.business import without_phone


@pytest.mark.parametrize(
    ("phone", "typed"),
    [
        ("0912345678", "0912 345 678"),
        ("0912345678", "(+84) 912-345-678"),
        ("0912345678", "84912345678"),
        ("0912345678", "0912_345_678"),
        ("0912345678", "０９１２３４５６７８"),
        ("0912345678", "0912\n345678"),
        ("0912345678", "0912  .  345  .  678"),
        ("0912345678", "0912....345....678"),
        ("0912345678", "٠٩١٢٣٤٥٦٧٨"),
        ("01234567890", "01234567890"),
        ("01234567890", "0834567890"),
        ("0834567890", "0123 456 7890"),
        ("0912345678 / 679", "0912345678"),
        ("02838225678/38225679", "028 3822 5678"),
        ("0912 345 678 hoặc 79", "0912345678"),
    ],
)
def test_a_number_of_the_phone_field_is_taken_out_of_a_text(phone, typed):
    assert without_phone(f"Gọi {typed}, cả ngày", phone) == "Gọi …, cả ngày"


@pytest.mark.parametrize("text", ["Giá 0912 đồng", "Mã 10912345678", "Lô 09123456789", "Ngày 12/3/2026", "185.000 ₫"])
def test_other_numbers_stay(text):
    assert without_phone(text, "0912345678") == text


def test_without_a_number_in_the_field_nothing_goes():
    assert without_phone("Gọi 0912345678", "") == "Gọi 0912345678"
    assert without_phone("Bán 125 hũ", "125") == "Bán 125 hũ"
