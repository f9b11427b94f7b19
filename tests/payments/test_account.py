"""An account number is cleaned out loud, or refused with what to do; never guessed, never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.errors import OnboardingError
from onboarding.payments import BankAccount, grouped, masked


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
        ("12345", "account.too_short"),
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
        ("9704123412341234", "account.card_or_account"),
        ("9704 1234 1234 1234 567", "account.card_or_account"),
    ],
)
def test_what_cannot_be_an_account_is_refused(typed, code):
    with pytest.raises(OnboardingError) as refused:
        BankAccount.typed("970436", typed)
    assert refused.value.code == code


def test_a_card_is_a_card_once_somebody_said_so():
    number = "9704123412341234"
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
    assert BankAccount.typed("VCB", "12345678901").warnings == ("account.unusual_length",)
    assert BankAccount.typed("ACB", "1234567").warnings == ("account.unusual_length",)


@given(st.text(max_size=40))
def test_any_text_is_an_account_or_a_refusal(typed):
    try:
        number, code = BankAccount.typed("970436", typed).account.number, ""
    except OnboardingError as refused:
        number, code = "", refused.code
    assert code.startswith("account.") or (6 <= len(number) <= 19 and number.isascii() and number.isalnum())


@given(st.from_regex(r"[0-9A-Za-z]{6,19}", fullmatch=True))
def test_a_clean_account_is_never_changed(number):
    found = BankAccount.typed("970436", number, "account")
    assert (found.account.number, found.changed) == (number, ())


def test_numbers_are_grouped_for_the_eye_and_masked_for_others():
    assert grouped("0011001234567") == "0011 0012 3456 7"
    assert masked("0011001234567") == "••• 4567"
    assert "0011" not in masked("0011001234567")


def test_an_account_that_was_not_typed_is_checked_too():
    for wrong in ({"bank": "97043"}, {"bank": "97043x"}, {"number": "12 34 56"}, {"service": "QRIBFTTA"}):
        with pytest.raises(OnboardingError):
            BankAccount(**{"bank": "970436", "number": "0011001234567", **wrong})
