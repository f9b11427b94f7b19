"""No cell under five is shown, and none can be worked out from what is."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.business import Consent, Rung
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.logbook.suppression import SMALL, suppress_small_cells
from onboarding.places import communes
from onboarding.store.schema import new_id

YES = Consent(purposes={"counts": True})


def cells_of(numbers):
    return [{"at": at, "n": n} for at, n in enumerate(numbers)]


def fits(numbers, shown, small):
    """Every way the hidden cells could be filled so that the known sum holds, few enough to try."""
    hidden = [at for at, n in enumerate(shown) if n is None]
    rest = sum(numbers) - sum(n for n in shown if n is not None)
    return {tuple(way) for way in itertools.product(range(rest + 1), repeat=len(hidden)) if sum(way) == rest}, hidden


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_a_known_sum_never_gives_a_small_cell_away(numbers):
    cells = cells_of(numbers)
    suppress_small_cells(cells, [cells])
    shown = [cell["n"] for cell in cells]
    assert all(n is None or n == 0 or n >= SMALL for n in shown)
    total = sum(numbers)
    if total >= SMALL:  # a smaller total is itself not told
        ways, hidden = fits(numbers, shown, SMALL)
        for place in range(len(hidden)):
            assert len({way[place] for way in ways}) > 1, (numbers, shown)


def test_a_hidden_cell_takes_the_smallest_neighbour_with_it():
    cells = cells_of([3, 40, 12, 0])
    assert suppress_small_cells(cells, [cells]) == 2
    assert [cell["n"] for cell in cells] == [None, 40, None, 0]


def test_two_hidden_ones_are_not_enough_below_five():
    cells = cells_of([1, 1, 30, 8])
    suppress_small_cells(cells, [cells])
    assert [cell["n"] for cell in cells] == [None, None, 30, None]


def test_nothing_small_hides_nothing():
    cells = cells_of([5, 0, 700])
    assert suppress_small_cells(cells, [cells]) == 0


@pytest.fixture
def log(store):
    """Three communes of one province: 3, 7 and 20 businesses; one of another: 9."""
    made = Logbook(store)
    home = [code for code, one in communes().items() if one.province_code == "68"][:3]
    away = next(code for code, one in communes().items() if one.province_code == "01")
    for commune, many in zip([*home, away], (3, 7, 20, 9), strict=True):
        for _ in range(many):
            one = new_id()
            made.record(
                one, one, commune, Rung.HANDED_OVER, team="Tổ 1", member="An", about=BusinessSnapshot(consent=YES)
            )
    return made, home, away


def test_a_commune_with_three_is_hidden_and_cannot_be_subtracted_from_its_province(log):
    made, home, away = log
    by_commune = made.count(by=("commune",))
    shown = {row["commune"]: row["n"] for row in by_commune.rows}
    assert shown == {home[0]: None, home[1]: None, home[2]: 20, away: 9}
    assert by_commune.total == 39
    assert {row["province"]: row["n"] for row in made.count(by=("province",)).rows} == {"68": 30, "01": 9}


def test_a_small_total_is_not_told_however_it_is_asked(log):
    made, home, _ = log
    for asked in ({}, {"by": ("rung",)}, {"by": ("week",)}, {"by": ("team",)}, {"filters": {"team": "Tổ 1"}}):
        found = made.count([home[0]], **asked)
        assert found.total is None
        assert all(row["n"] is None for row in found.rows)
        assert "3" not in str([row["n"] for row in found.rows])


def test_those_who_may_see_persons_see_the_cells(log):
    made, home, _ = log
    found = made.count([home[0]], exact=True)
    assert (found.total, found.rows[0]["n"], found.hidden) == (3, 3, 0)
