"""An account number is cleaned out loud, or refused with what to do; never guessed, never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.errors import OnboardingError
from onboarding.payments import BankAccount, grouped, masked, payload, read


@pytest.mark.parametrize(
    ("typed", "number", "changed"),
    [
        ("0011001234567", "0011001234567", ()),
        (" 0011 0012\u00a03456 7\n", "0011001234567", ("account.separators",)),
        ("0011.0012-3456.7", "0011001234567", ("account.separators",)),
        ("００１１００１２３４５６７", "0011001234567", ("account.full_width",)),
        ("٠٠١١٠٠١٢٣٤٥٦٧", "0011001234567", ("account.full_width",)),
        ("0011\u200b001234567", "0011001234567", ("account.invisible",)),
        ("VQRQADXSY7554", "VQRQADXSY7554", ()),
        ("99ZP24334O007216770", "99ZP24334O007216770", ()),
        ("0011 0012 3456 7", "0011001234567", ("account.separators",)),
        ("0011-001-234-567", "0011001234567", ("account.separators",)),
        ("0011 001234567", "0011001234567", ("account.separators",)),
        ("STK: 0011001234567", "0011001234567", ("account.label",)),
        ("'0011001234567", "0011001234567", ("account.separators",)),
        ('="0011001234567"', "0011001234567", ("account.separators",)),
        ("“0011 0012 3456 7”;", "0011001234567", ("account.separators",)),
        ("0011001234567,", "0011001234567", ("account.separators",)),
        ("Số TK VCB 0011 0012 3456 7", "0011001234567", ("account.label", "account.separators")),
    ],
)
def test_what_is_cleaned_is_said(typed, number, changed):
    found = BankAccount.typed("VCB", typed)
    assert (found.account.number, found.changed) == (number, changed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "account.empty"),
        (" .- ", "account.empty"),
        ("12345678/87654321", "account.several_numbers"),
        ("12345678,87654321", "account.several_numbers"),
        ("12345678 87654321", "account.several_numbers"),
        ("0011001234567-2", "account.several_numbers"),
        ("0011001234567 7", "account.several_numbers"),
        ("0011001234567 HOA", "account.several_numbers"),
        ("BIDV 0011001234567", "account.several_numbers"),
        ("CCCD 079123456789", "account.several_numbers"),
        ("VCB0011001234567", "account.several_numbers"),
        ("STK0011001234567", "account.several_numbers"),
        ("1. 0011001234567", "account.several_numbers"),
        ("2) 0011 0012 3456 7", "account.several_numbers"),
        ("1234567.5", "account.several_numbers"),
        ("1e12", "account.from_a_spreadsheet"),
        ("1E+12", "account.from_a_spreadsheet"),
        ("'0011001234567.0", "account.from_a_spreadsheet"),
        ("①②③④⑤⑥⑦⑧", "account.wrong_character"),
        ("6011111111111117", "account.international_card"),
        ("01/02/2026", "account.date"),
        ("01-02-2026", "account.date"),
        ("2026.02.01", "account.date"),
        ("0011_0012", "account.wrong_character"),
        ("0011001234567.0", "account.from_a_spreadsheet"),
        ("0011001234567,0", "account.from_a_spreadsheet"),
        ("0011001234567.00", "account.from_a_spreadsheet"),
        ("0O11OO1234567", "account.letter_for_digit"),
        ("00110O1234567", "account.letter_for_digit"),
        ("4111111111111111", "account.international_card"),
        ("4111 1111 1111 1111", "account.international_card"),
        ("5555-5555-5555-4444", "account.international_card"),
        ("2223003122003222", "account.international_card"),
        ("3530111333300000", "account.international_card"),
        ("378282246310005", "account.international_card"),
        ("9704181111111111", "account.card_of_another_bank"),
        ("1" * 20, "account.too_long"),
        ("1" * 25, "account.too_long"),
        ("1" * 10_000, "account.too_long"),
        ("nguyễn văn a", "account.wrong_character"),
        ("12345678🍯", "account.wrong_character"),
        ("=cmd|' /C calc'!A0", "account.wrong_character"),
        ("../../etc/passwd@", "account.wrong_character"),
        ("12345678\ud800", "account.wrong_character"),
        ("1.10012E+12", "account.from_a_spreadsheet"),
        ("1,1E12", "account.from_a_spreadsheet"),
        ("9704363412341234", "account.card_or_account"),
        ("9704 3634 1234 1234 567", "account.card_or_account"),
    ],
)
def test_what_cannot_be_an_account_is_refused(typed, code):
    with pytest.raises(OnboardingError) as refused:
        BankAccount.typed("970436", typed)
    assert refused.value.code == code


def test_a_card_is_a_card_once_somebody_said_so():
    number = "9704363412341234"
    assert BankAccount.typed("VCB", number, "card").account.service == "card"
    assert BankAccount.typed("VCB", number, "account").account.service == "account"
    with pytest.raises(OnboardingError, match=r"account\.not_a_card"):
        BankAccount.typed("VCB", "123456", "card")
    with pytest.raises(OnboardingError, match=r"account\.unknown_service"):
        BankAccount.typed("VCB", number, "tiền mặt")


def test_letters_and_wallets_deserve_a_second_look():
    assert BankAccount.typed("VCB", "VQRQADXSY7554").warnings == ("account.has_letters",)
    assert "bank.use_the_wallets_own_code" in BankAccount.typed("MoMo", "0900000000").warnings
    assert BankAccount.typed("VCB", "0011001234567").warnings == ()


def test_an_unusual_length_is_only_a_warning():
    assert BankAccount.typed("VCB", "1234567890").warnings == ()
    assert BankAccount.typed("VCB", "123456789012345").warnings == ("account.unusual_length",)
    assert BankAccount.typed("ACB", "1234567").warnings == ("account.unusual_length",)


@given(st.text(max_size=40))
def test_any_text_is_an_account_or_a_refusal(typed):
    try:
        number, code = BankAccount.typed("970436", typed).account.number, ""
    except OnboardingError as refused:
        number, code = "", refused.code
    assert code.startswith("account.") or (1 <= len(number) <= 19 and number.isascii() and number.isalnum())


def not_digits_in_disguise(number: str) -> bool:
    """Whether a number is digits, or holds a letter nobody types for a digit."""
    return number.isdigit() or not number.translate(str.maketrans("OoIl", "0011")).isdigit()


@given(st.from_regex(r"[0-9A-Za-z]{6,19}", fullmatch=True).filter(not_digits_in_disguise))
def test_a_clean_account_is_never_changed(number):
    found = BankAccount.typed("970436", number, "account")
    assert (found.account.number, found.changed) == (number, ())


def test_the_last_four_are_the_numbers_own_whatever_was_typed():
    for typed in ("0011 0012 3456 7", "0011-001-234-567", "0011.0012.3456.7", "STK 0011001234567"):
        assert BankAccount.typed("VCB", typed).account.last_four == "4567"


def test_short_numbers_and_lost_zeros_deserve_a_second_look():
    assert BankAccount.typed("VPB", "19372").warnings == ("account.short", "account.unusual_length")
    assert BankAccount.typed("VCB", "11001234567").warnings == ("account.zeros_lost",)
    assert BankAccount.typed("MB", "352350917").warnings == ("account.zeros_lost",)
    assert BankAccount.typed("MB", "0352350917").warnings == ()


@pytest.mark.parametrize("number", ["19372", "a@b", "HO KINH DOANH 1", "1"])
def test_a_scanned_number_follows_the_same_rule_as_a_typed_one(number):
    account = BankAccount("970432", number)
    assert read(payload(account)).parts()[0] == account


def test_numbers_are_grouped_for_the_eye_and_masked_for_others():
    assert grouped("0011001234567") == "0011 0012 3456 7"
    assert masked("0011001234567") == "••• 4567"
    assert "0011" not in masked("0011001234567")


def test_an_account_that_was_not_typed_is_checked_too():
    for wrong in ({"bank": "97043"}, {"bank": "97043x"}, {"number": "12\n34"}, {"number": ""}, {"service": "QRIBFTTA"}):
        with pytest.raises(OnboardingError):
            BankAccount(**{"bank": "970436", "number": "0011001234567", **wrong})
