"""A deleted visit is off every list, comes back whole, and is gone for good after its time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from onboarding.store import Store, open_store
from onboarding.visits import Visits

ACCOUNT = {"payment": {"account": "0011001234567"}}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    yield opened
    opened.close()


def test_it_comes_back_with_everything_in_it(store):
    visits = Visits(store)
    visit = visits.create(data=ACCOUNT).id
    visits.delete(visit)
    assert visits.open_ones() == []
    assert visits.reopen(visit).data["payment"] == ACCOUNT["payment"]


def test_only_what_was_deleted_before_the_moment_goes(store):
    visits = Visits(store)
    deleted, kept = visits.create(data=ACCOUNT).id, visits.create(data=ACCOUNT).id
    visits.delete(deleted)
    now = datetime.now(UTC)
    assert visits.purge_deleted(now - timedelta(hours=1)) == 0
    assert visits.purge_deleted(now + timedelta(seconds=1)) == 1
    assert visits.load(deleted) is None
    assert visits.load(kept)


def test_a_visit_handed_over_is_not_deleted(store):
    visits = Visits(store)
    visit = visits.create().id
    visits.finish(visit)
    visits.delete(visit)
    assert [one.id for one in visits.open_ones(state="handed_over")] == [visit]
