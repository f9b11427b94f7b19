"""The leader's Monday list: only what waits, counted, with the screen where it is done."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from onboarding.services.monday import LEFT_DAYS, monday_list
from onboarding.store import open_store
from onboarding.store.schema.visits import draft
from onboarding.visits import Visits

EARLY = date(2000, 1, 1)
"""A day on which no fact has aged."""


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    yield opened
    opened.close()


def test_nothing_waits_on_a_new_machine(store):
    assert monday_list(store, "", EARLY) == []


def test_a_visit_nobody_touched_for_a_week_waits_at_home(store):
    visits = Visits(store)
    left = visits.create()
    visits.create()
    ago = datetime.now(UTC) - timedelta(days=LEFT_DAYS, hours=1)
    store.write(lambda conn: conn.execute(update(draft).where(draft.c.id == left.id).values(changed_at=ago)))
    (item,) = monday_list(store, "", EARLY)
    assert (item.n, item.screen) == (1, "home")
    assert "lượt làm dở" in item.words


def test_facts_read_long_ago_wait_at_the_facts(store):
    (item,) = monday_list(store, "", date(2090, 1, 1))
    assert item.screen == "facts"
    assert item.n > 0
