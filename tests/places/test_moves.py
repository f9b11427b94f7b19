"""Which units of one set hold part of a unit of another, in both directions."""

from datetime import date

import pytest

from onboarding.errors import OnboardingError
from onboarding.places import FORMER, UNIT_SET, UNIT_SETS, communes, former, label, set_on, successors

OLD, NEW = sorted(former()), sorted(communes())


def test_the_sets_are_as_large_as_the_state_says():
    assert UNIT_SETS == ("2025-01-01", "2025-07-01")
    assert len(NEW) == 3321
    assert len([code for code in OLD if len(code) == 5]) == 10_035
    assert len({one.district.code for one in former().values()}) == 696
    assert len({one.district.province_code for one in former().values()}) == 63


def test_every_commune_of_before_has_a_successor_and_every_one_of_today_a_forerunner():
    assert all(successors(code, FORMER) for code in OLD)
    assert all(successors(code, UNIT_SET, FORMER) for code in NEW)
    assert {to for code in OLD for to in successors(code, FORMER)} == set(NEW)


def test_divided_communes_are_as_many_as_the_map_says():
    assert sum(len(successors(code, FORMER)) > 1 for code in OLD) == 471


def test_a_divided_commune_is_never_shared_out_by_guess():
    assert len(successors("00007", FORMER)) == 2


def test_within_one_set_a_known_code_stays_and_an_unknown_one_goes_nowhere():
    assert (successors("00004", UNIT_SET), successors("nowhere", UNIT_SET)) == (("00004",), ())


def test_one_code_may_name_two_places_so_the_set_is_part_of_the_name():
    other = [code for code in set(OLD) & set(NEW) if former()[code].name != communes()[code].name]
    assert len(other) > 1_000
    assert label("00004", FORMER) == "Phường Trúc Bạch, quận Ba Đình, thành phố Hà Nội"
    assert label("00004", UNIT_SET) == "Phường Ba Đình, thành phố Hà Nội"
    assert label("nowhere") == "nowhere"


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(1999, 1, 1), FORMER),
        (date(2025, 6, 30), FORMER),
        (date(2025, 7, 1), UNIT_SET),
        (date(2036, 1, 1), UNIT_SET),
    ],
)
def test_a_day_says_which_set_held(day, held):
    assert set_on(day) == held


@pytest.mark.parametrize("unknown", ["", "2019", "../2025-07-01", "2025-07-01/../.."])
def test_a_set_nobody_knows_is_refused(unknown):
    with pytest.raises(OnboardingError, match=r"place\.set_unknown"):
        successors("00004", unknown)
    with pytest.raises(OnboardingError, match=r"place\.set_unknown"):
        successors("00004", UNIT_SET, unknown)
