"""Five kinds of account side by side, for a vendor's answers; nothing is ranked."""

from datetime import date
from itertools import product

from onboarding.wallets import compare, fitting, load_reference, providers

DAY = date(2026, 11, 24)
ORDER = ["wallet_personal", "wallet_merchant", "bank_hkd", "mobile_money", "mobile_money_merchant"]


def rows(**facts):
    return {row.code: row for row in compare(facts, DAY)}


def test_all_five_are_always_shown_in_the_same_order():
    for registered, exempt, phone in product((True, False, None), (True, False, None), ("smartphone", "feature", None)):
        facts = {"registered_hkd": registered, "exempt_from_registration": exempt, "phone_type": phone}
        assert [row.code for row in compare(facts, DAY)] == ORDER


def test_no_row_or_provider_carries_a_rank_score_or_commission():
    for row in compare({}, DAY):
        assert not {"rank", "score", "stars", "commission", "recommended"} & set(row.__struct_fields__)
        names = [providers()[code].name.casefold() for code in row.providers]
        assert names == sorted(names)


def test_a_street_vendor_sees_why_the_household_account_is_not_hers():
    row = rows(registered_hkd=False, exempt_from_registration=True)["bank_hkd"]
    assert (row.fits, row.because, row.papers) == (False, "wallet.because.exempt", ("cccd",))


def test_a_missing_answer_leaves_a_row_open_and_says_which():
    row = rows()["wallet_merchant"]
    assert (row.fits, row.asks) == (None, ("phone_type",))


def test_a_keypad_phone_leaves_mobile_money():
    found = rows(phone_type="feature")
    assert [code for code, row in found.items() if row.fits] == ["mobile_money", "mobile_money_merchant"]


def test_the_cap_is_that_of_the_day():
    facts = {"phone_type": "feature"}
    assert "100 triệu đồng" in rows()["mobile_money"].cells["cap"].text.vi
    early = {row.code: row for row in compare(facts, date(2025, 6, 1))}["mobile_money"]
    assert "10 triệu đồng" in early.cells["cap"].text.vi
    assert early.because == "wallet.because.not_in_force"


def test_a_cell_from_memory_shows_amber_and_one_with_a_page_does_not():
    row = rows()["wallet_personal"]
    assert row.cells["bank_account"].doubts == ("wallet.amber.unverified",)
    assert row.cells["cap"].doubts == ()


def test_the_registration_certificate_is_optional_only_while_it_is_not_known_to_be_hers():
    assert rows(registered_hkd=True)["bank_hkd"].optional == ()
    assert rows()["bank_hkd"].optional == ("gcn_hkd",)


def test_every_provider_says_whether_it_fits_and_they_stand_in_order_of_name():
    found = fitting({"registered_hkd": False, "exempt_from_registration": True, "phone_type": "feature"})
    assert set(found) == set(providers())
    assert found["momo"] == "wallet.misfit.needs_smartphone"
    assert found["viettel_money"] == ""
    names = [load_reference().providers[code].name.casefold() for code in found]
    assert names == sorted(names)
