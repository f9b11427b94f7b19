"""A clock that cannot be right is noticed; one that may be right is left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

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
