"""After the hand-over the log is mended on screen: phone, commune, joined, set apart; counts follow."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from onboarding.business import Consent
from onboarding.logbook import Logbook
from onboarding.members import current_member
from onboarding.services import hand_over
from onboarding.visits import Visits
from tests.exchange.conftest import HERE, THERE

SCRIPT = str(Path(__file__).parents[2] / "onboarding" / "screens" / "main.py")
YES = {"visit": True, "counts": True, "photos": False, "follow_up": False, "match": False}


def handed_over(store, name):
    who = current_member(store)
    data = {
        "business": {"name": name, "commune": HERE},
        "consent": {"purposes": YES, "version": Consent().version, "at": "2026-11-20T08:00:00+07:00"},
    }
    visits = Visits(store, who.team_id)
    visit = visits.create(team=who.team, member=who.member, commune=HERE, data=data)
    hand_over(store, visit.id, team_id=who.team_id)
    return visit.id


def page(visit):
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    app = next(one for one in app.button if one.key == "screen_log").click().run()
    app = next(one for one in app.button if one.key == f"log_{visit}").click().run()
    return press(app, "handover")


def press(app, start):
    return next(one for one in app.button if one.key.startswith(start)).click().run()


def communes(store):
    return {row["commune"]: row["n"] for row in Logbook(store).count(exact=True).rows if row["n"]}


@pytest.fixture
def two(store):
    return handed_over(store, "Hộ mẫu 1"), handed_over(store, "Hộ mẫu 2")


def test_two_entries_are_joined_and_set_apart_again(store, two):
    before = communes(store)[HERE]
    app = page(two[0])
    app.selectbox(key=f"{two[0]}_same_as").set_value(two[1]).run()
    app = press(app, f"{two[0]}_join")
    assert communes(store)[HERE] == before - 1
    later = next(one for one in two if Logbook(store).business(one).state == "same")
    app = press(page(later), f"{later}_apart")
    assert not app.exception
    assert communes(store)[HERE] == before


def test_a_business_is_moved_to_the_commune_it_is_in(store, two):
    before = communes(store)[HERE]
    app = page(two[0])
    app.text_input(key=f"{two[0]}_right_commune_q").set_value(THERE).run()
    press(app, f"{two[0]}_right_commune_")
    assert communes(store) == {HERE: before - 1, THERE: 1}
