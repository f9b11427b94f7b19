"""A PIN says who sits here; guessing costs time."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from onboarding.errors import OnboardingError
from onboarding.members import Members, current_member, lock, set_password, set_pin, set_up_team, verify
from onboarding.members.pins import HASHER, NOBODY
from onboarding.store import open_store


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    yield opened
    opened.close()


@pytest.fixture
def lan(store):
    who = set_up_team(store, team="Tổ số thôn 1", commune="24988", member="Lan")
    return who.team_id, who.member_id


def refusal(*asked, **named):
    with pytest.raises(OnboardingError) as refused:
        verify(*asked, **named)
    return refused.value.code


def test_the_right_pin_passes_and_a_wrong_one_does_not(store, lan):
    set_pin(store, *lan, "2580")
    verify(store, *lan, "2580")
    assert refusal(store, *lan, "2581") == "pin.wrong"
    assert refusal(store, *lan, "") == "pin.wrong"
    assert refusal(store, *lan, "2580", "password") == "pin.none"


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "٢٥٨٠", "2580\n1", "2 580", "=1+1"])
def test_a_pin_is_four_to_eight_digits(store, lan, pin):
    with pytest.raises(OnboardingError, match=r"pin\.shape"):
        set_pin(store, *lan, pin)


@pytest.mark.parametrize("pin", ["0000", "1234", "987654", "7777777"])
def test_a_pin_everybody_tries_first_is_refused(store, lan, pin):
    with pytest.raises(OnboardingError, match=r"pin\.easy"):
        set_pin(store, *lan, pin)


@pytest.mark.parametrize(
    ("password", "code"),
    [("ngắn", "password.short"), ("a" * 201, "password.long"), ("aaaaaaaaaaaa", "password.easy")],
)
def test_a_password_is_long_and_not_one_letter(store, lan, password, code):
    with pytest.raises(OnboardingError) as refused:
        set_password(store, *lan, password)
    assert refused.value.code == code


def test_a_password_typed_decomposed_is_the_same_password(store, lan):
    set_password(store, *lan, "mật ong rừng U Minh")
    verify(store, *lan, unicodedata.normalize("NFD", "mật ong rừng U Minh"), "password")
    verify(store, *lan, "mật ong rừng U Minh", "password")
    assert refusal(store, *lan, "mat ong rung U Minh", "password") == "pin.wrong"


def test_neither_pin_nor_password_stands_in_the_store(store, lan, tmp_path):
    set_pin(store, *lan, "25803691")
    set_password(store, *lan, "mật ong rừng U Minh")
    store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".key")
    assert b"25803691" not in kept
    assert "rừng U Minh".encode() not in kept
    assert b"$argon2id$" in kept


def test_five_wrong_tries_cost_a_minute_and_then_longer(store, lan):
    set_pin(store, *lan, "2580")
    now = datetime.now(UTC)
    assert [refusal(store, *lan, "1111", at=now) for _ in range(7)] == ["pin.wrong"] * 5 + ["pin.wait"] * 2
    assert refusal(store, *lan, "2580", at=now + timedelta(seconds=59)) == "pin.wait"
    later = now + timedelta(seconds=61)
    assert [refusal(store, *lan, "1111", at=later) for _ in range(6)] == ["pin.wrong"] * 5 + ["pin.wait"]
    assert refusal(store, *lan, "2580", at=later + timedelta(seconds=61)) == "pin.wait"
    verify(store, *lan, "2580", at=later + timedelta(seconds=121))
    assert refusal(store, *lan, "1111", at=later + timedelta(seconds=122)) == "pin.wrong"


def test_the_wait_survives_a_restart(tmp_path):
    url = f"sqlite:///{tmp_path / 'kit.db'}"
    first = open_store(url)
    who = set_up_team(first, team="Tổ 1", commune="24988", member="Lan")
    set_pin(first, who.team_id, who.member_id, "2580")
    for _ in range(5):
        refusal(first, who.team_id, who.member_id, "1111")
    first.close()
    second = open_store(url)
    assert refusal(second, who.team_id, who.member_id, "2580") == "pin.wait"
    second.close()


def test_many_tries_at_once_are_no_more_than_five(url):
    store = open_store(url)
    who = set_up_team(store, team="Tổ số thôn 1", commune="24988", member="Lan")
    lan = who.team_id, who.member_id
    set_pin(store, *lan, "2580")
    with ThreadPoolExecutor(8) as several:
        said = list(several.map(lambda _: refusal(store, *lan, "1111"), range(16)))
    assert said.count("pin.wrong") == 5
    assert said.count("pin.wait") == 11
    store.close()


def test_the_clock_set_back_does_not_lock_somebody_out_for_years(store, lan):
    set_pin(store, *lan, "2580")
    ahead = datetime.now(UTC) + timedelta(days=3650)
    for _ in range(5):
        refusal(store, *lan, "1111", at=ahead)
    verify(store, *lan, "2580")
    assert refusal(store, *lan, "1111") == "pin.wrong"


def test_a_locked_machine_waits_for_the_pin(store, lan):
    set_pin(store, *lan, "2580")
    assert not current_member(store).locked
    lock(store)
    assert current_member(store).locked
    assert current_member(store).has_pin


def test_an_idle_machine_locks_by_itself(store, lan):
    set_pin(store, *lan, "2580")
    assert not current_member(store, at=datetime.now(UTC) + timedelta(minutes=14)).locked
    assert current_member(store, at=datetime.now(UTC) + timedelta(minutes=16)).locked


def test_a_pin_taken_away_is_gone(store, lan):
    set_pin(store, *lan, "2580")
    set_pin(store, *lan, None)
    assert refusal(store, *lan, "2580") == "pin.none"
    assert not Members(store).get(*lan).has_pin


def test_who_left_has_no_secret_any_more(store, lan):
    mai = Members(store).add(lan[0], "Mai")
    set_pin(store, mai.team_id, mai.id, "2580")
    Members(store).remove(mai.team_id, mai.id)
    assert refusal(store, mai.team_id, mai.id, "2580") == "pin.none"
    with store.reading() as conn:
        assert conn.execute(text("SELECT count(*) FROM member WHERE pin IS NOT NULL")).scalar_one() == 0
    with pytest.raises(OnboardingError, match=r"member\.unknown"):
        set_pin(store, mai.team_id, mai.id, "2580")


def test_asking_for_nobody_costs_what_asking_for_somebody_does():
    assert not HASHER.check_needs_rehash(NOBODY)
