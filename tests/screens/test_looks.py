"""Every screen that shows a person's data writes down who was shown it; counts show nobody and write nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from onboarding.business import Consent, Rung
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.logbook.files.ward_file import preview
from onboarding.logbook.files.ward_list import keep
from onboarding.members import current_member, list_accesses
from onboarding.screens import due_returns, return_visits
from onboarding.screens.steps import handover as handover_step
from onboarding.screens.visit import checklist
from onboarding.services import hand_over
from onboarding.store import Store
from onboarding.store.schema import new_id
from onboarding.store.schema.members import person_read
from tests.visits_of import team_of, visits_of

SCRIPT = str(Path(__file__).parents[2] / "onboarding" / "screens" / "main.py")
NAME, PHONE = "Mật ong Bí Mật", "0912345678"
YES = {"purposes": {"visit": True, "counts": True, "follow_up": True}, "at": "2026-11-24T06:00:00+07:00"}


def visit(store: Store, name: str = NAME, **more: str) -> str:
    who = current_member(store)
    data = {"business": {"name": name, "commune": who.commune, **more}, "consent": YES}
    return visits_of(store).create(team=who.team, member=who.member, commune=who.commune, data=data).id


def opened(way: str = "", **address: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    if way:
        app = next(one for one in app.button if one.key == way).click().run()
    assert not app.exception
    return app


def seen(store: Store) -> set[tuple[str, str]]:
    found = list_accesses(store, current_member(store).team_id)
    assert all(NAME not in look.subject and PHONE not in look.subject for look in found)
    return {(look.what, look.subject) for look in found}


def test_the_home_screen_and_a_visit(store):
    one, team = visit(store), current_member(store).team_id
    opened()
    assert seen(store) == {("log", team)}
    opened(f"open_{one}")
    assert seen(store) == {("log", team), ("visit", one)}


def test_the_log_and_whom_to_call_on(store, monkeypatch):
    one, team = visit(store), current_member(store).team_id
    hand_over(store, one, team_id=team_of(store))
    opened("screen_log")
    assert seen(store) == {("log", team)}
    day = checklist.today() + timedelta(days=1)
    for screen in (return_visits, due_returns, handover_step):
        monkeypatch.setattr(screen, "today", lambda: day)
    opened()
    assert seen(store) == {("log", team), ("come_back", team)}


def test_a_business_that_may_be_this_one(store):
    one = new_id()
    about = BusinessSnapshot(name=NAME, phone=PHONE, consent=Consent(purposes=YES["purposes"]))
    Logbook(store).record(
        one, one, current_member(store).commune, Rung.HANDED_OVER, team="Tổ 9", member="An", about=about
    )
    two = visit(store, name="Mat ong bi mat")
    opened(f"open_{two}")
    assert ("alike", one) in seen(store)


def test_several_shown_together_are_each_written_once(store):
    about = BusinessSnapshot(name=NAME, consent=Consent(purposes=YES["purposes"]))
    both = sorted(new_id() for _ in range(2))
    for one in both:
        Logbook(store).record(
            one, one, current_member(store).commune, Rung.HANDED_OVER, team="Tổ 9", member="An", about=about
        )
    two = visit(store, name="Mat ong bi mat")
    opened(f"open_{two}").run().run()
    with store.reading() as conn:
        looked = conn.execute(select(person_read.c.subject).where(person_read.c.what == "alike")).scalars().all()
    assert sorted(looked) == both


def test_a_row_of_the_wards_list(store):
    rows = preview(f"Tên hộ,Điện thoại\n{NAME},{PHONE}\n".encode(), "x.csv").rows
    store.write(lambda conn: keep(conn, rows, current_member(store).commune, "x.csv", "Lan", datetime.now(UTC)))
    one = visit(store, name="Mật ong Bí")
    opened(f"open_{one}")
    assert ("list", one) in seen(store)


@pytest.mark.parametrize("way", ["screen_counts", "screen_members", "screen_areas", "screen_ward_list"])
def test_where_nobody_is_shown_nothing_is_written(store, way):
    opened(way)
    assert seen(store) == set()


def test_the_leader_reads_in_plain_words_who_looked(store):
    hand_over(store, visit(store), team_id=team_of(store))
    opened("screen_log")
    said = " ".join(one.value for one in opened("screen_members").text)
    assert "Lan · tên các hộ trong sổ" in said
    assert NAME not in said
