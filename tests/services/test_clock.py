"""A clock that cannot be right is noticed; one that may be right is left alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from onboarding.services import maintenance
from onboarding.services.clock import is_doubtful
from onboarding.store.schema.visits import draft
from tests.visits_of import visits_of


def test_an_empty_store_doubts_only_days_before_the_kit(store):
    assert is_doubtful(store, datetime(1970, 1, 1, tzinfo=UTC))
    assert not is_doubtful(store, datetime.now(UTC))


@pytest.mark.parametrize(
    ("off", "doubtful"),
    [(timedelta(days=-3), True), (timedelta(0), False), (timedelta(days=200), False), (timedelta(days=26_000), True)],
)
def test_the_newest_visit_says_what_day_it_may_be(store, off, doubtful):
    visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data={})
    assert is_doubtful(store, datetime.now(UTC) + off) is doubtful


def test_a_visit_written_by_a_clock_of_another_century_makes_no_right_day_doubtful(store):
    made = visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data={})
    year = datetime(2099, 1, 5, tzinfo=UTC)
    store.write(lambda conn: conn.execute(update(draft).where(draft.c.id == made.id).values(changed_at=year)))
    assert not is_doubtful(store, datetime.now(UTC))
    assert is_doubtful(store, year)


def test_a_day_of_another_century_publishes_no_week_and_erases_no_visit(store):
    visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data={"business": {"name": "Hộ mẫu 1"}})
    far = date(2099, 1, 20)
    assert maintenance.publish_weeks(store, far) == []
    for day in (far, far + timedelta(days=9)):
        assert maintenance.erase_open_visits(store, day) == 0
    assert len(visits_of(store).open_ones()) == 1


def test_a_visit_touched_by_such_a_clock_is_announced_and_erased_like_any_other(store):
    made = visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data={})
    year = datetime(2099, 1, 5, tzinfo=UTC)
    store.write(lambda conn: conn.execute(update(draft).where(draft.c.id == made.id).values(changed_at=year)))
    today = datetime.now(UTC).date()
    assert maintenance.erase_open_visits(store, today) == 0
    assert maintenance.erase_open_visits(store, today + timedelta(days=4)) == 1
