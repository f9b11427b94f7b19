"""What the banking app showed is held against the code: name, bank and last four, with the household form known."""

import pytest

from onboarding.payments import BankAccount, Shown
from onboarding.payments.account_check import compare, named

MINE = BankAccount("970436", "0011001234567")
NAMES = ["Nguyễn Thị Mẫu", "Mật ong Hộ mẫu 1"]


def shown(holder="NGUYEN THI MAU", bank="970436", last_four="4567"):
    return Shown(holder, bank, last_four)


@pytest.mark.parametrize(
    "holder",
    ["NGUYEN THI MAU", "Nguyễn Thị Mẫu", "nguyen  thi mau ", "NGUYỄN THỊ MẪU", "NGUYEN-THI-MAU"],
)
def test_her_own_name_holds_in_any_writing(holder):
    assert compare(MINE, shown(holder), NAMES).holds


@pytest.mark.parametrize(
    "holder",
    ["HO KINH DOANH NGUYEN THI MAU", "HỘ KINH DOANH MẬT ONG HỘ MẪU 1", "HKD NGUYEN THI MAU", "HKD. NGUYEN THI MAU"],
)
def test_a_household_account_is_recognised_and_said(holder):
    found = compare(MINE, shown(holder), NAMES)
    assert found.holds
    assert found.notes == ("proof.household_account",)


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (shown(holder="NGUYEN THI MAI"), "proof.name_differs"),
        (shown(holder="NGUYEN THI"), "proof.name_differs"),
        (shown(holder="HO KINH DOANH"), "proof.name_missing"),
        (shown(holder=""), "proof.name_missing"),
        (shown(holder="🍯"), "proof.name_missing"),
        (shown(bank="970418"), "proof.bank_differs"),
        (shown(bank=""), "proof.bank_missing"),
        (shown(last_four="4568"), "proof.last_four_differs"),
        (shown(last_four="567"), "proof.last_four_missing"),
        (shown(last_four=""), "proof.last_four_missing"),
    ],
)
def test_each_mismatch_has_its_code(seen, code):
    assert compare(MINE, seen, NAMES).differs == (code,)


def test_the_same_name_on_another_account_does_not_hold():
    theirs = BankAccount("970436", "0099001239999")
    assert compare(theirs, shown(), NAMES).differs == ("proof.last_four_differs",)


def test_last_four_are_taken_as_the_app_writes_them():
    for written in ("*4567", "••• 4567", "xxxx4567", "001 1001 234 567"):
        assert compare(MINE, shown(last_four=written), NAMES).holds


def test_without_any_name_known_no_name_holds():
    assert compare(MINE, shown(), ["", " "]).differs == ("proof.name_not_written",)
    assert named("HO KINH DOANH CA PHE") == (True, "ca phe")
    assert named("HOKINH") == (False, "hokinh")
