"""Return visits: who is due, who never is, and what must be seen before a rung is reached."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from onboarding.business import Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import Logbook
from onboarding.logbook.files import interchange
from onboarding.services import hand_over
from onboarding.services.return_visits import (
    OBSERVATIONS,
    RUNG_PROVED_BY,
    due_for_visit,
    due_this_week,
    record_return,
)
from onboarding.store import Store, open_store
from onboarding.visits import Visits

FACTS = {
    "registered_hkd": False,
    "exempt_from_registration": True,
    "revenue_band": "gt_1bn",
    "phone_type": "smartphone",
    "sells_on_platform": False,
}
TICKS = dict.fromkeys(
    (
        "b1-consent",
        "b2-profile",
        "b3-cccd",
        "b4-sim",
        "b7-choose",
        "b8-reopen",
        "w1-open",
        "w2-check",
        "momo-1",
        "momo-3",
    ),
    True,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    yield opened
    opened.close()


def today() -> date:
    return (datetime.now(UTC) + timedelta(hours=7)).date()


def handed_over(
    store: Store, *, follow_up: bool = True, counts: bool = True, name: str = "Hộ mẫu 1", **checklist
) -> str:
    purposes = {"visit": True, "counts": counts, "follow_up": follow_up}
    consent = {"purposes": purposes, "version": "2026-11-24", "at": "2026-11-24T06:00:00+07:00"}
    data = {"business": {"name": name, "commune": "24988"}, "consent": consent, "checklist": checklist}
    made = Visits(store).create(team="Tổ 1", member="Lan", data=data)
    hand_over(store, made.id)
    return made.id


def keys(store: Store, after: int, team: str = "") -> list[str]:
    return [one.follow_up.key for one in due_this_week(store, team, today() + timedelta(days=after))]


def test_a_visit_is_due_after_a_week_and_again_after_a_month(store):
    handed_over(store)
    assert keys(store, 0) == []
    assert keys(store, 1) == ["first_week"]
    assert keys(store, 24) == ["first_week", "still_used"]


def test_who_did_not_agree_to_be_called_on_is_never_listed(store):
    handed_over(store, follow_up=False)
    assert keys(store, 60) == []


def test_who_withdrew_since_is_no_longer_listed(store):
    visit = handed_over(store)
    Logbook(store).withdraw(visit, member="Lan")
    assert keys(store, 60) == []


def test_who_is_not_counted_but_agreed_to_be_called_on_is_listed(store):
    visit = handed_over(store, counts=False)
    assert keys(store, 1) == ["first_week"]
    assert record_return(store, visit, "first_week", "money_came", member="Lan", day=today()) is Rung.PAID


def test_another_teams_visits_are_not_listed(store):
    handed_over(store)
    assert keys(store, 60, team="2" * 32) == []


def test_an_open_visit_is_not_a_return_visit(store):
    Visits(store).create(team="Tổ 1", member="Lan", data={"consent": {"purposes": {"follow_up": True}}})
    assert keys(store, 60) == []


def test_what_waits_on_the_provider_is_asked_about_until_it_is_seen(store):
    visit = handed_over(store, provider="momo", facts=FACTS, ticks=TICKS)
    assert "waits.momo.2" in keys(store, 7)
    record_return(store, visit, "waits.momo.2", "still_waiting", member="Lan", day=today() + timedelta(days=7))
    assert "waits.momo.2" not in keys(store, 7)
    assert "waits.momo.2" in keys(store, 14)
    rung = record_return(
        store, visit, "waits.momo.2", "approved_in_app", member="Lan", day=today() + timedelta(days=14)
    )
    assert rung is Rung.MERCHANT
    assert "waits.momo.2" not in keys(store, 60)
    kept = Visits(store).load(visit)
    assert kept
    assert kept.data["checklist"]["ticks"]["momo-2"] is True


def test_a_rung_is_reached_only_by_what_was_seen(store):
    visit = handed_over(store)
    assert record_return(store, visit, "first_week", "no_customer_yet", member="Lan", day=today()) is None
    other = handed_over(store, name="Hộ mẫu 2")
    assert record_return(store, other, "first_week", "money_came", member="Lan", day=today()) is Rung.PAID
    assert record_return(store, other, "still_used", "not_used", member="Lan", day=today()) is None
    assert keys(store, 60) == ["still_used"]


def test_saying_it_twice_writes_the_rung_once(store):
    visit = handed_over(store)
    for _again in range(2):
        record_return(store, visit, "still_used", "sale_seen", member="Lan", day=today() + timedelta(days=30))
    lines = store_lines(store)
    assert sum(line.startswith('{"event"') and '"active"' in line for line in lines) == 1


def test_a_sale_proves_use_only_when_thirty_days_are_over(store):
    visit = handed_over(store)
    with pytest.raises(OnboardingError) as caught:
        record_return(store, visit, "still_used", "sale_seen", member="Lan", day=today() + timedelta(days=29))
    assert (caught.value.code, caught.value.details) == ("follow.too_early", {"days": 29, "least": 30})
    assert keys(store, 29) == ["first_week", "still_used"]
    assert not any('"active"' in line for line in store_lines(store))
    seen = record_return(store, visit, "still_used", "sale_seen", member="Lan", day=today() + timedelta(days=30))
    assert seen is Rung.ACTIVE


def test_the_members_own_test_is_no_sale(store):
    visit = handed_over(store)
    assert (
        record_return(store, visit, "still_used", "only_test", member="Lan", day=today() + timedelta(days=31)) is None
    )
    assert not any('"active"' in line for line in store_lines(store))


def test_days_count_from_the_hand_over_not_from_when_the_visit_began(store):
    week_ago = datetime.now(UTC) - timedelta(days=8)
    visits = Visits(store)
    consent = {"purposes": {"visit": True, "counts": False, "follow_up": True}, "at": week_ago.isoformat()}
    data = {"business": {"name": "Hộ mẫu 3", "commune": "24988"}, "consent": consent}
    made = visits.create(team="Tổ 1", member="Lan", data=data)
    hand_over(store, made.id, at=week_ago)
    assert keys(store, 0) == ["first_week"]
    visits.reopen(made.id)
    hand_over(store, made.id)
    assert keys(store, 0) == ["first_week"]


def test_one_visit_knows_what_it_is_due_for(store):
    visit = handed_over(store)
    handed_over(store, name="Hộ mẫu 2")
    (one,) = due_for_visit(store, visit, today() + timedelta(days=7))
    assert (one.visit_id, one.title, one.follow_up.key) == (visit, "Hộ mẫu 1", "first_week")
    Visits(store).reopen(visit)
    assert due_for_visit(store, visit, today() + timedelta(days=7)) == []
    assert due_for_visit(store, "../../x", today()) == []


def store_lines(store: Store) -> list[str]:
    target = StringIO()
    interchange.write(store, target)
    return target.getvalue().splitlines()


@pytest.mark.parametrize(
    ("key", "seen"),
    [("first_week", "approved_in_app"), ("first_week", "=cmd|"), ("../../x", "money_came"), ("waits.", "money_came")],
)
def test_what_cannot_be_seen_there_is_refused(store, key, seen):
    visit = handed_over(store)
    with pytest.raises(OnboardingError) as caught:
        record_return(store, visit, key, seen, member="Lan", day=today())
    assert caught.value.code == "follow.unknown"


def test_a_visit_that_is_gone_says_so(store):
    with pytest.raises(OnboardingError) as caught:
        record_return(store, "0" * 32, "first_week", "money_came", member="Lan", day=today())
    assert caught.value.code == "draft.gone"


def test_every_rung_has_its_answer_and_its_words():
    assert set(RUNG_PROVED_BY) <= {code for answers in OBSERVATIONS.values() for code in answers}
    assert set(RUNG_PROVED_BY.values()) == {Rung.PAID, Rung.MERCHANT, Rung.ACTIVE}


def test_after_a_month_only_the_larger_question_is_asked(store):
    handed_over(store)
    assert keys(store, 29) == ["first_week", "still_used"]
    assert keys(store, 30) == ["still_used"]
