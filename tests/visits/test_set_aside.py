"""A visit set aside is off every list, comes back whole, and is gone for good after its time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from onboarding.store import Store, open_store
from onboarding.visits import Drafts

ACCOUNT = {"payment": {"account": "0011001234567"}}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    yield opened
    opened.close()


def test_it_comes_back_with_everything_in_it(store):
    drafts = Drafts(store)
    visit = drafts.create(data=ACCOUNT).id
    drafts.set_aside(visit)
    assert drafts.open_ones() == []
    assert drafts.reopen(visit).data["payment"] == ACCOUNT["payment"]


def test_only_what_was_set_aside_before_the_moment_goes(store):
    drafts = Drafts(store)
    aside, kept = drafts.create(data=ACCOUNT).id, drafts.create(data=ACCOUNT).id
    drafts.set_aside(aside)
    now = datetime.now(UTC)
    assert drafts.discard_set_aside(now - timedelta(hours=1)) == 0
    assert drafts.discard_set_aside(now + timedelta(seconds=1)) == 1
    assert drafts.load(aside) is None
    assert drafts.load(kept)


def test_a_visit_handed_over_is_not_set_aside(store):
    drafts = Drafts(store)
    visit = drafts.create().id
    drafts.finish(visit)
    drafts.set_aside(visit)
    assert [one.id for one in drafts.open_ones(state="handed_over")] == [visit]
