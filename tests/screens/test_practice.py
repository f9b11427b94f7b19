"""A practice visit: guided over sample data, it leaves in the team's store only the day it was finished."""

from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, select
from streamlit.testing.v1 import AppTest

from onboarding.business import PURPOSES
from onboarding.languages import day
from onboarding.members import Members, set_up_team
from onboarding.screens import practice
from onboarding.screens.session import demo_url
from onboarding.screens.visit.checklist import today
from onboarding.store import Store, the_store
from onboarding.visits import Visits

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sample(store: Store) -> Store:
    """The sample store with a team, but none of the thousands of businesses, which take seconds to make."""
    opened = the_store(demo_url())
    set_up_team(opened, team="Tổ mẫu", commune="24988", member="Thành viên mẫu")
    return opened


def press(at: AppTest, key: str) -> AppTest:
    at = at.button(key=key).click().run()
    assert not at.exception
    return at


def begin() -> AppTest:
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    at.query_params["demo"] = "1"
    return press(at.run(), "practice")


def rows(store: Store) -> dict[str, list[str]]:
    """Every row of the team's store but who looked and who sits where."""
    engine, tables = create_engine(store.url), MetaData()
    tables.reflect(engine)
    with engine.connect() as conn:
        found = {table.name: [repr(row) for row in conn.execute(select(table))] for table in tables.sorted_tables}
    engine.dispose()
    return {name: sorted(lines) for name, lines in found.items() if name not in ("member", "machine")}


def fill(sample: Store, *, tried: bool) -> None:
    """What a member types and ticks on the way, but for the photo."""
    visits = Visits(sample, Members(sample).teams()[0].id)
    (visit,) = visits.open_ones()
    seen = {"holder": "CHU HO MAU", "bank": "970436", "last_four": "4567"}
    paid = {"bank": "970436", "account": "0011001234567", "holder": "CHU HO MAU"}
    visits.save(
        visit.id,
        {
            "consent": {"purposes": dict.fromkeys(PURPOSES, True), "at": "2026-11-24T06:00:00+00:00"},
            "payment": {**paid, "seen": seen} if tried else paid,
        },
        rev=visits.load(visit.id).rev,
    )


def test_each_step_says_what_to_try_and_only_in_practice(sample):
    at = begin()
    for step in ("business", "photos", "listing", "payment", "wallet", "handover"):
        assert sum("Lượt tập" in info.value for info in at.info) == 1, step
        at = press(at, "next")
    assert "Lượt tập" not in str([info.value for info in press(at_home(), "start").info])


def at_home() -> AppTest:
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()


def test_who_hands_over_a_whole_practice_visit_is_practised_and_nothing_else_is_written(store, sample):
    before = rows(store)
    at = press(press(begin(), "next"), "sample_photo")
    fill(sample, tried=True)
    for _step in range(4):
        at = press(at, "next")
    at = press(at, "give")
    (member,) = Members(store).of(Members(store).teams()[0].id)
    assert member.practised_on == today()
    assert any("Lan đã tập xong" in one.value for one in at.success)
    assert rows(store) == before
    at = press(press(at, "leave_practice"), "screen_members")
    assert any(f"Lan · Tổ trưởng · đã tập {day(today(), 'vi')}" in str(one.proto.body) for one in at.get("html"))


def test_a_practice_visit_with_parts_left_out_marks_nobody(store, sample):
    at = begin()
    fill(sample, tried=False)
    for _step in range(5):
        at = press(at, "next")
    at = press(at, "give")
    (member,) = Members(store).of(Members(store).teams()[0].id)
    assert member.practised_on is None
    assert any("Hãy tập lại" in one.value for one in at.warning)


def test_a_double_tap_begins_one_practice_visit(sample):
    begin()
    begin()
    assert len(Visits(sample, Members(sample).teams()[0].id).open_ones()) == 1


def test_the_sample_photo_is_there():
    assert practice.PHOTO.stat().st_size < 200_000
