"""Starting the older kit again: its store comes back as it was, the newer one is put aside whole."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from onboarding.errors import OnboardingError
from onboarding.members import Members, set_up_team
from onboarding.services import roll_back as rolling
from onboarding.store import close_all, open_store
from onboarding.store.backup import backup
from onboarding.store.versions import HEAD
from onboarding.visits import Visits


@pytest.fixture
def newer(tmp_path, monkeypatch):
    """The store of a kit to come: this kit's was copied, then changed and written to."""
    path = tmp_path / "kit.db"
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{path}")
    close_all()
    store = open_store()
    who = set_up_team(store, team="Tổ mẫu", commune="24988", member="Lan")
    Visits(store, who.team_id).create(member="Lan", commune="24988", data={"payment": {"account": "0011004321987"}})
    backup(store, tmp_path / f"before-9999-from-{HEAD}-20261127-060000.zip")
    Members(store).add(who.team_id, "Mai")
    store.write(lambda conn: conn.execute(text("ALTER TABLE team ADD COLUMN to_come TEXT")))
    store.write(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    store.close()
    with pytest.raises(OnboardingError, match=r"store\.newer"):
        open_store()
    yield path
    close_all()


def test_the_older_store_comes_back_and_the_newer_one_is_put_aside_whole(newer):
    ((copy, _at),) = rolling.copies()
    aside = rolling.roll_back(copy)
    store = open_store()
    team = Members(store).teams()[0]
    assert [one.name for one in Members(store).of(team.id)] == ["Lan"]
    visits = Visits(store, team.id)
    assert [visits.load(one.id).data["payment"]["account"] for one in visits.open_ones()] == ["0011004321987"]
    store.close()
    with closing(sqlite3.connect(aside)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
        assert raw.execute("SELECT count(*) FROM member").fetchone() == (2,)


def test_nothing_changes_while_the_newer_kit_has_its_store_open(newer):
    ((copy, _at),) = rolling.copies()
    with closing(sqlite3.connect(newer)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM member").fetchone()
        with pytest.raises(OnboardingError, match=r"store\.busy"):
            rolling.roll_back(copy)
    with pytest.raises(OnboardingError, match=r"store\.newer"):
        open_store()
    assert not list(newer.parent.glob("newer-*"))


def test_a_damaged_copy_changes_nothing(newer):
    ((copy, _at),) = rolling.copies()
    copy.write_bytes(copy.read_bytes()[:-40])
    before = newer.read_bytes()
    with pytest.raises(OnboardingError, match=r"backup\."):
        rolling.roll_back(copy)
    assert newer.read_bytes() == before


def test_copies_of_updates_hold_persons_and_are_kept_thirty_days(newer):
    ((copy, _at),) = rolling.copies()
    rolling.roll_back(copy)
    store, now = open_store(), datetime.now(UTC)
    assert rolling.delete_old_copies(store, now + timedelta(days=29)) == 0
    (kept,) = newer.parent.glob("newer-*.db")
    os.utime(kept, (now.timestamp() - 31 * 86400,) * 2)
    assert rolling.delete_old_copies(store) == 1
    assert copy.exists()
    assert rolling.delete_old_copies(store, now + timedelta(days=31)) == 1
    assert not copy.exists()
    store.close()
