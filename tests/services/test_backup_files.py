"""A backup goes to a stick and comes back on another laptop: whole, or not at all; opened with the passphrase alone."""

from datetime import UTC, datetime, timedelta

import pytest

from onboarding.errors import OnboardingError
from onboarding.members import current_member, set_up_team
from onboarding.services.backup_files import AGE_HEAD, backup_bytes, backups_on, restore_bytes, write_backup
from onboarding.store import close_all, the_store
from onboarding.store.backup_reminder import is_due, last_backup, note_backup
from onboarding.visits import Visits

PHRASE = "mật ong rừng U Minh"
NAME, ACCOUNT = "Mật ong Hộ mẫu 1", "0011004321987"


@pytest.fixture
def move(tmp_path, monkeypatch):
    """Go to another laptop: its own folder, its own key, nothing open."""
    monkeypatch.delenv("ONBOARDING_KEY", raising=False)

    def to(name):
        close_all()
        (tmp_path / name).mkdir(exist_ok=True)
        monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{tmp_path / name / 'kit.db'}")
        return the_store()

    yield to
    close_all()


@pytest.fixture
def filled(move):
    """A laptop with a team and an open visit that holds an account number."""
    store = move("old")
    who = set_up_team(store, team="Tổ số thôn mẫu", commune="24988", member="Lan")
    visits = Visits(store)
    made = visits.create(
        team=who.team, member=who.member, commune=who.commune,
        data={"business": {"name": NAME}, "payment": {"bank": "970436", "account": ACCOUNT}},
    )  # fmt: skip
    return store, made.id


def account_of(store, visit):
    return Visits(store).load(visit).data["payment"].get("account")


def test_a_new_laptop_goes_on_where_the_old_one_ended(filled, move):
    store, visit = filled
    data = backup_bytes(store, PHRASE)
    assert data.startswith(AGE_HEAD)
    move("new")
    restore_bytes(data, f" {PHRASE} ")
    restored = the_store()
    assert current_member(restored).member == "Lan"
    assert Visits(restored).load(visit).data["business"]["name"] == NAME
    assert account_of(restored, visit) == ACCOUNT


def test_without_a_passphrase_the_key_stays_and_account_numbers_are_typed_again(filled, move):
    store, visit = filled
    data = backup_bytes(store)
    assert ACCOUNT.encode() not in data
    move("new")
    restore_bytes(data)
    assert Visits(the_store()).load(visit).data["business"]["name"] == NAME
    assert account_of(the_store(), visit) is None


def test_an_encrypted_file_holds_nothing_readable_and_opens_with_its_passphrase_alone(filled, move):
    data = backup_bytes(filled[0], PHRASE)
    for words in (NAME, "Tổ số thôn mẫu", "manifest.json"):
        assert words.encode() not in data
    move("new")
    with pytest.raises(OnboardingError) as refused:
        restore_bytes(data, "mật ong rừng")
    assert refused.value.code == "backup.wrong_passphrase"


DAMAGES = {
    "cut short": lambda data: data[:-20],
    "one byte altered": lambda data: data[:300] + bytes([data[300] ^ 1]) + data[301:],
    "empty": lambda data: b"",
    "two letters": lambda data: b"PK",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("phrase", ["", PHRASE])
def test_a_damaged_file_leaves_the_new_laptop_as_it_was(filled, move, damage, phrase):
    data = damage(backup_bytes(filled[0], phrase))
    fresh = move("new")
    with pytest.raises(OnboardingError):
        restore_bytes(data, phrase)
    assert current_member(the_store()) is None
    assert {path.name.partition("-")[0] for path in fresh.path.parent.iterdir()} <= {"kit.db", "kit.key"}


def test_a_laptop_that_holds_a_team_is_never_written_over(filled, move):
    data = backup_bytes(filled[0])
    set_up_team(move("other"), team="Tổ khác", commune="24988", member="Mai")
    with pytest.raises(OnboardingError) as refused:
        restore_bytes(data)
    assert refused.value.code == "restore.not_empty"
    assert current_member(the_store()).member == "Mai"


def test_a_short_passphrase_is_refused(filled):
    with pytest.raises(OnboardingError) as refused:
        backup_bytes(filled[0], "ngắn")
    assert refused.value.code == "backup.passphrase"


def test_a_stick_lists_its_backups_latest_first(filled, tmp_path):
    stick = tmp_path / "usb"
    stick.mkdir()
    (stick / "anh.zip").write_bytes(b"PK")
    day = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    first = write_backup(filled[0], stick, "", day)
    second = write_backup(filled[0], stick, PHRASE, day + timedelta(days=7))
    assert [path.name for path in (second, first)] == [path.name for path in backups_on([stick])]
    assert second.suffix == ".age"
    assert sorted(path.name for path in stick.iterdir()) == sorted(["anh.zip", first.name, second.name])


def test_a_stick_that_is_gone_is_said_in_words(filled, tmp_path):
    with pytest.raises(OnboardingError) as refused:
        write_backup(filled[0], tmp_path / "nowhere")
    assert refused.value.code == "backup.not_written"
    assert last_backup(filled[0]) is None


def test_the_reminder_comes_after_a_week_and_only_where_there_is_something(filled, move):
    store, _ = filled
    now = datetime.now(UTC)
    assert not is_due(store)  # its first visit is of today
    assert is_due(store, now + timedelta(days=8))
    note_backup(store, now)
    assert not is_due(store, now + timedelta(days=6, hours=23))
    assert is_due(store, now + timedelta(days=7, seconds=1))
    assert is_due(store, now - timedelta(days=400))  # a clock set back does not silence it
    assert not is_due(move("empty"))
