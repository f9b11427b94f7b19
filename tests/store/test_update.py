"""Update and roll-back over a store that version 0.2.0 itself wrote: nothing is lost on either way.

`store-0.2.0.zip` holds its SQLite file and key as its command line and hand-over left them, and the backup it took: two
vendors handed over, two visits open (one with a photo), two members, one with a password.
"""

import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, select

from onboarding import setup
from onboarding.errors import OnboardingError
from onboarding.logbook import Logbook
from onboarding.members import Members
from onboarding.members.auth import sign_in
from onboarding.services import hand_over, store_check
from onboarding.store import open_store
from onboarding.store.backup import restore
from onboarding.store.migrating import differences, made_at, migrate
from onboarding.store.versions import HEAD
from onboarding.visits import Visits

WRITTEN = Path(__file__).with_name("store-0.2.0.zip")
REVISION = "0003"
OPEN = {"Mật ong rừng Hộ mẫu 3": "0011004321983", "Mật ong Hộ mẫu 4": "0011004321984"}
"""The open visits' names and account numbers."""


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The folder 0.2.0 left; its key goes along to a server by ONBOARDING_KEY, as the docs say."""
    folder = tmp_path / "kept"
    with zipfile.ZipFile(WRITTEN) as packed:
        packed.extractall(folder)
    monkeypatch.setenv("ONBOARDING_KEY", (folder / "kit.key").read_text("ascii"))
    return folder


@pytest.fixture(params=["sqlite", "postgres"])
def old_url(request, kept):
    """The store of 0.2.0: its own file, or its rows on a server."""
    if request.param == "sqlite":
        return f"sqlite:///{kept / 'kit.db'}"
    url = request.getfixturevalue("postgres_url")
    restore(kept / "backup.zip", url, made_at)
    return url


def rows(url):
    """Every row of every table, as the tables are."""
    engine, found = create_engine(url), MetaData()
    found.reflect(engine)
    with engine.connect() as conn:
        tables = {table.name: sorted(map(repr, conn.execute(select(table)).all())) for table in found.sorted_tables}
    engine.dispose()
    return tables


def test_an_update_keeps_visits_secrets_photos_members_and_counts(old_url, tmp_path):
    with pytest.raises(OnboardingError, match=r"store\.older"):
        open_store(old_url)
    assert migrate(old_url, safe=tmp_path / "before.zip")["from"] == REVISION
    assert differences(old_url) == []
    store = open_store(old_url)
    team = Members(store).teams()[0]
    visits = Visits(store, team.id)
    found = [visits.load(one.id) for one in visits.open_ones()]
    assert {one.data["business"]["name"]: one.data["payment"]["account"] for one in found} == OPEN
    photos = [visits.photo(one.id, photo) for one in found for photo, _meta in visits.photos(one.id)]
    assert [picture[:2] for picture in photos] == [b"\xff\xd8"]
    assert sign_in(store, "Lan", "mat ong rung U Minh", "192.0.2.1").session
    assert Logbook(store).count(exact=True).total == 2
    hand_over(store, found[0].id, team_id=team.id)
    assert Logbook(store).count(exact=True).total == 3
    assert store_check.verify(store).sound
    store.close()


def test_rolling_back_gives_the_old_version_its_rows_as_they_were(old_url, tmp_path):
    """What the update backed up, read into an empty place, is what 0.2.0 wrote, whatever came after."""
    before = rows(old_url)
    migrate(old_url, safe=tmp_path / "before.zip")
    store = open_store(old_url)
    Visits(store, Members(store).teams()[0].id).create(member="Lan", commune="24988")
    store.close()
    again = f"sqlite:///{tmp_path / 'again' / 'kit.db'}"
    restore(tmp_path / "before.zip", again, made_at)
    found = rows(again)
    if old_url.startswith("sqlite"):
        assert found == before
    assert {name: len(table) for name, table in found.items()} == {name: len(table) for name, table in before.items()}


def test_the_first_start_after_an_update_migrates_and_leaves_a_backup(kept, monkeypatch):
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{kept / 'kit.db'}")
    setup._migrate(sys.executable)
    safe = list(kept.glob(f"before-{HEAD}-from-{REVISION}-*.zip"))
    assert len(safe) == 1
    open_store(f"sqlite:///{kept / 'kit.db'}").close()
    setup._migrate(sys.executable)
    assert list(kept.glob("before-*.zip")) == safe
