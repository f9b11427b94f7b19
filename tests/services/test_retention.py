"""Persons go after as many untouched days as their area says; counts stay, and what is younger or elsewhere too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.logbook.files.ward_file import Row
from onboarding.logbook.files.ward_list import keep, many
from onboarding.places import Areas, drawn
from onboarding.services import hand_over
from onboarding.services.retention import Forgotten, forget_due
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import business
from onboarding.store.schema.visits import draft
from onboarding.visits import Visits

HERE, THERE = "24988", "24955"
YES = {"visit": True, "counts": True, "follow_up": True}
NOW = datetime.now(UTC)
TODAY = (NOW + timedelta(hours=7)).date()
DAYS = 90


def visit(store, commune, name):
    data = {"business": {"name": name, "commune": commune, "phone": ""}, "consent": {"purposes": YES}}
    made = Visits(store).create(team="Tổ 1", member="An", commune=commune, data=data)
    hand_over(store, made.id)
    return made.id


def aged(store, one, days):
    at = NOW - timedelta(days=days)
    store.write(lambda conn: conn.execute(update(draft).where(draft.c.id == one).values(changed_at=at)))
    store.write(lambda conn: conn.execute(update(business).where(business.c.id == one).values(changed_at=at)))


@pytest.fixture
def area(store):
    return Areas(store).add(drawn("Vùng", [HERE], since=date(2026, 1, 1)).keeping(DAYS))


def test_old_persons_of_the_area_go_and_nobody_elses(store, area):
    old, young, elsewhere = visit(store, HERE, "Cũ"), visit(store, HERE, "Mới"), visit(store, THERE, "Xa")
    aged(store, old, DAYS + 2)
    aged(store, young, DAYS - 2)
    aged(store, elsewhere, 5 * DAYS)
    before = Logbook(store).count(exact=True).rows
    assert forget_due(store, TODAY) == Forgotten(1, 1, 0)
    drafts, log = Visits(store), Logbook(store)
    assert [bool(drafts.load(one)) for one in (old, young, elsewhere)] == [False, True, True]
    assert [log.business(one).name for one in (old, young, elsewhere)] == ["", "Mới", "Xa"]
    assert log.count(exact=True).rows == before
    assert forget_due(store, TODAY) == Forgotten()


def test_an_open_visit_is_never_taken_from_under_the_hand(store, area):
    made = Visits(store).create(
        team="Tổ 1", member="An", commune=HERE, data={"business": {"name": "X", "commune": HERE}}
    )
    aged(store, made.id, 5 * DAYS)
    assert forget_due(store, TODAY) == Forgotten()
    assert Visits(store).load(made.id)


def test_an_old_list_goes_too_and_a_new_one_stays(store, area):
    rows = [Row(line=2, name="Hộ mẫu", phone="0901234567")]
    for days in (DAYS + 2, 1):
        at = NOW - timedelta(days=days)
        store.write(lambda conn, at=at: keep(conn, rows, HERE, "x.csv", "Lan", at))
    assert forget_due(store, TODAY) == Forgotten(0, 0, 1)
    with store.reading() as conn:
        assert many(conn, HERE) == 1


def test_without_days_nothing_goes(store):
    Areas(store).add(drawn("Vùng", [HERE], since=date(2026, 1, 1)))
    aged(store, visit(store, HERE, "Cũ"), 3000)
    assert forget_due(store, TODAY) == Forgotten()


def test_one_area_can_be_asked_for_alone(store, area):
    Areas(store).add(drawn("Xa", [THERE], since=date(2026, 1, 1)).keeping(DAYS))
    for commune in (HERE, THERE):
        aged(store, visit(store, commune, "Cũ"), DAYS + 2)
    assert forget_due(store, TODAY, "xa") == Forgotten(1, 1, 0)
    with pytest.raises(OnboardingError, match=r"area\.unknown"):
        forget_due(store, TODAY, "../../x")


@pytest.mark.parametrize("days", [-1, 1, 59, 3651])
def test_too_few_or_too_many_days_are_refused(area, days):
    with pytest.raises(OnboardingError, match=r"area\.keep_days"):
        area.keeping(days)
    assert area.keeping(0).keep_days == 0


def test_who_was_only_written_in_the_log_is_forgotten(store, area):
    one = new_id()
    about = BusinessSnapshot(name="Gạo Bình", consent=Consent(purposes=YES))
    Logbook(store).record(one, one, HERE, Rung.HANDED_OVER, team="Tổ 1", member="An", about=about)
    aged(store, one, DAYS + 1)
    assert forget_due(store, TODAY) == Forgotten(1, 0, 0)
    assert Logbook(store).business(one).name == ""


def test_a_business_without_a_name_is_forgotten_too(store, area):
    one = new_id()
    about = BusinessSnapshot(owner="Chủ hộ mẫu", phone="0900000001", consent=Consent(purposes=YES))
    Logbook(store).record(one, one, HERE, Rung.HANDED_OVER, team="Tổ 1", member="An", about=about)
    aged(store, one, DAYS + 1)
    assert forget_due(store, TODAY) == Forgotten(1, 0, 0)
    found = Logbook(store).business(one)
    assert (found.owner, found.phone) == ("", "")
