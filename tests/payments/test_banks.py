"""All banks are there with their sources, and found by every name they have or had."""

import sys

import pytest

from onboarding.errors import OnboardingError
from onboarding.payments import bank, banks, find_banks
from onboarding.payments.banks import FILE


def test_each_has_its_own_bin_and_says_its_source():
    rows = [line for line in FILE.read_text("utf8").splitlines() if line and not line.startswith("#")]
    assert len(banks()) == len(rows) - 1
    assert FILE.read_text("utf8").startswith("# Nguồn:")
    assert all(len(one.bin) == 6 and one.bin.isdigit() and one.name and one.source for one in banks().values())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("970436", "Vietcombank"),
        ("vcb", "Vietcombank"),
        ("Vietcombank", "Vietcombank"),
        ("  viet com bank ", "Vietcombank"),
        ("MB", "MBBank"),
        ("Đông Á", "Vikki Bank"),
        ("DONG A", "Vikki Bank"),
        ("DongA Bank", "Vikki Bank"),
        ("OceanBank", "MBV"),
        ("CBBank", "VCBNeo"),
        ("LienViet", "LPBank"),
        ("LienVietPostBank", "LPBank"),
        ("Viet Capital Bank", "BVBank"),
        ("CIMB", "CIMB"),
    ],
)
def test_one_name_finds_one_bank(asked, found):
    assert bank(asked).short_name == found


@pytest.mark.parametrize("asked", ["BVB", "Shinhan", "IBK", "Kookmin", "BNP Paribas", "KEB Hana"])
def test_a_name_of_several_banks_is_asked_about(asked):
    with pytest.raises(OnboardingError, match=r"bank\.ambiguous") as refused:
        bank(asked)
    assert len(refused.value.details["options"]) >= 2
    assert all(key in banks() for key in refused.value.details["options"])


@pytest.mark.parametrize(
    "asked", ["", " ", "970488", "no such bank", "=cmd|' /C calc'!A0", "../../x", "🍯", "x" * 10_000]
)
def test_what_is_no_bank_is_refused_with_the_nearest(asked):
    with pytest.raises(OnboardingError, match=r"bank\.unknown") as refused:
        bank(asked)
    assert len(refused.value.details["found"]) <= 40
    assert len(refused.value.details["options"]) <= 4


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dong a", "Vikki Bank"),
        ("Đông Á", "Vikki Bank"),
        ("ocean", "MBV"),
        ("lien viet", "LPBank"),
        ("xăng dầu", "PGBank"),
        ("dầu khí", "GPBank"),
        ("quan doi", "MBBank"),
        ("techcom", "Techcombank"),
        ("vietcombnk", "Vietcombank"),
        ("ngoai thuong", "Vietcombank"),
        ("agri", "Agribank"),
        ("970422", "MBBank"),
        ("chinh sach", "VBSP"),
    ],
)
def test_search_takes_any_part_with_or_without_marks(typed, first):
    assert find_banks(typed)[0].short_name == first


def test_every_bank_is_found_by_each_of_its_names():
    for one in banks().values():
        for name in (one.bin, one.short_name, one.name, *one.former, *one.also):
            assert one in find_banks(name, limit=82), (one.short_name, name)


def test_search_stays_short_and_calm():
    assert len(find_banks("ngan hang", limit=5)) == 5
    assert find_banks("zzzzzz") == []
    assert find_banks("x" * 10_000) == []
    assert find_banks("(((") == []


def test_wallets_are_marked_and_a_bank_that_cannot_scan_still_receives():
    assert {one.short_name for one in banks().values() if one.wallet} == {
        "MoMo",
        "ViettelMoney",
        "VNPTMoney",
        "MobiFone Money",
    }
    assert banks()["970406"].can_scan is False
    assert banks()["963688"].can_scan is None


def test_a_bank_added_as_a_row_is_there_at_the_next_call(tmp_path, monkeypatch):

    from onboarding.payments import find_banks as _find  # noqa: F401

    room = sys.modules["onboarding.payments.banks"]
    copy = tmp_path / "banks.csv"
    row = "999001,MAU,Ngân hàng Mẫu,,Ngân hàng Mẫu,Tên Cũ Của Mẫu,,,1,1,0,bài thử 2026-11-24\n"
    copy.write_text(FILE.read_text("utf8") + row, "utf8")
    monkeypatch.setattr(room, "FILE", copy)
    assert bank("ngân hàng mẫu").bin == "999001"
    assert find_banks("ten cu cua")[0].bin == "999001"
