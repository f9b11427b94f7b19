"""A withdrawal takes the vendor out of the log and out of every visit, whichever team made it."""

import pytest

from onboarding.business import PURPOSES
from onboarding.errors import OnboardingError
from onboarding.logbook import Logbook
from onboarding.members import Members, set_up_team
from onboarding.services import hand_over
from onboarding.services.withdrawing import withdraw
from onboarding.visits import Visits

AGREED = {"purposes": dict.fromkeys(PURPOSES, True)}


@pytest.fixture
def teams(store):
    first = set_up_team(store, team="Tổ mẫu 1", commune="24988", member="Lan").team_id
    return first, Members(store).add_team("Tổ mẫu 2", "24988").id


def begun(store, team_id, name, **more):
    data = {"consent": AGREED, "business": {"name": name, "commune": "24988", "trade": "gao"}, **more}
    return Visits(store, team_id).create(team="Tổ mẫu", member="An", commune="24988", data=data).id


def test_every_visit_of_the_business_goes_with_it(store, teams):
    first = begun(store, teams[0], "Hộ mẫu 1")
    assert hand_over(store, first, team_id=teams[0]).counted
    second = begun(store, teams[0], "Hộ mẫu 1", business_id=first)
    others = begun(store, teams[1], "Hộ mẫu 1", business_id=first)
    neighbour = begun(store, teams[0], "Hộ mẫu 2")
    assert withdraw(store, first, member="An")["rungs"]
    assert [Visits(store, teams[0]).load(visit) for visit in (first, second)] == [None, None]
    assert Visits(store, teams[1]).load(others) is None
    assert Visits(store, teams[0]).load(neighbour) is not None
    assert Logbook(store).count(exact=True).total == 0


def test_a_business_that_was_never_counted_withdraws_too(store, teams):
    visit = begun(store, teams[0], "Hộ mẫu 1")
    assert withdraw(store, visit) == {"business": visit, "rungs": {}}
    assert Visits(store, teams[0]).load(visit) is None
    with pytest.raises(OnboardingError, match=r"log\.no_business"):
        withdraw(store, visit)
