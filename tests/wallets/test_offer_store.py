"""Offers a team is told of: kept once, shown in its commune until their last day, then gone."""

from datetime import date

import pytest
from sqlalchemy import func, select

from onboarding.errors import OnboardingError
from onboarding.store.schema.offers import offer
from onboarding.wallets import Offers

DAY = date(2026, 11, 24)
HERE, THERE = "24988", "26740"
HOSTILE = ["=cmd|' /C calc'!A0", "../../x", "'; DROP TABLE offer; --", "<script>alert(1)</script>", "🍯" * 10_000]


def told(**changed):
    usual = {"title": "Tặng loa", "by": "Ngân hàng A", "told_on": "2026-11-20", "ends": "2026-12-31", "member": "Lan"}
    return {**usual, **changed}


def titles(offers, *asked):
    return [one.title for one in offers.running(*asked)]


def test_an_offer_is_kept_as_told_with_who_told_it(store):
    offers = Offers(store)
    kept = offers.add(HERE, told(provider="momo"), day=DAY)
    assert offers.running(HERE, DAY) == [kept]
    assert (kept.by, kept.told_on, kept.ends, kept.provider, kept.member) == (
        "Ngân hàng A", date(2026, 11, 20), date(2026, 12, 31), "momo", "Lan",
    )  # fmt: skip


def test_it_stands_until_its_last_day_and_is_gone_after(store):
    offers = Offers(store)
    offers.add(HERE, told(), day=DAY)
    assert titles(offers, HERE, date(2026, 12, 31)) == ["Tặng loa"]
    assert titles(offers, HERE, date(2027, 1, 1)) == []
    offers.add(HERE, told(title="Khác", ends="2027-03-01"), day=date(2027, 1, 2))
    with store.reading() as conn:
        assert conn.execute(select(func.count()).select_from(offer)).scalar_one() == 1


def test_another_commune_and_another_provider_do_not_see_it(store):
    offers = Offers(store)
    offers.add(HERE, told(provider="momo"), day=DAY)
    assert titles(offers, THERE, DAY) == []
    assert titles(offers, HERE, DAY, "bidv") == []


def test_a_double_tap_keeps_one(store):
    offers = Offers(store)
    first, second = (offers.add(HERE, told(), day=DAY) for _ in range(2))
    assert first == second
    assert offers.running(HERE, DAY) == [first]


def test_a_mistake_is_taken_off_and_taking_it_off_twice_is_harmless(store):
    offers = Offers(store)
    kept = offers.add(HERE, told(), day=DAY)
    offers.drop(THERE, kept.id)
    assert offers.running(HERE, DAY) == [kept]
    for _ in range(2):
        offers.drop(HERE, kept.id)
    assert offers.running(HERE, DAY) == []


def test_a_provider_nobody_knows_is_refused(store):
    with pytest.raises(OnboardingError, match=r"wallet\.unknown_provider"):
        Offers(store).add(HERE, told(provider="../../x"), day=DAY)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_kept_as_words(store, words):
    kept = Offers(store).add(HERE, told(title=words, by=words, member=words), day=DAY)
    assert Offers(store).running(HERE, DAY) == [kept]
    assert kept.title == words[:200]
