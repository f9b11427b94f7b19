"""Guessing is slowed without becoming a weapon: a stranger's tries never keep a member out, and say nothing."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from onboarding.errors import OnboardingError
from onboarding.members import (
    Members,
    auth,
    current_member,
    new_pairing,
    pins,
    set_password,
    set_pin,
    set_up_team,
    verify,
)
from onboarding.members.middleware import SignInMiddleware
from onboarding.members.throttle import Attempt, StoreStorage, network
from onboarding.store import open_store

from .test_middleware import WORD, Browser, behind, served

STRANGER = "127.0.0.2"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    """Hundreds of guesses in a test: what is counted here is tries, not what a hash costs."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(pins, "HASHER", hasher)
    monkeypatch.setattr(auth, "NOBODY", hasher.hash("a word nobody knows"))


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    who = set_up_team(opened, team="Tổ số thôn 1", commune="24988", member="Lan")
    set_password(opened, who.team_id, who.member_id, WORD)
    set_pin(opened, who.team_id, who.member_id, "2580")
    yield opened
    opened.close()


@pytest.fixture
def port(store):
    with served(SignInMiddleware(behind, lambda: store)) as port:
        yield port


def guesses(browser, count, name="Lan"):
    return [browser.sign_in(name, f"wrong number {number}").status for number in range(count)]


def test_twenty_five_guesses_of_a_stranger_keep_nobody_out(store, port):
    assert guesses(Browser(port, STRANGER), 25) == [401] * 5 + [429] * 20
    assert Browser(port).sign_in().status == 303
    who = current_member(store)
    verify(store, who.team_id, who.member_id, "2580")


def test_a_device_that_signed_in_before_gets_in_from_the_strangers_own_address(port):
    mine = Browser(port, STRANGER)
    assert mine.sign_in().status == 303
    mine.cookie = None
    guesses(Browser(port, STRANGER), 25)
    assert Browser(port, STRANGER).sign_in().status == 429
    assert mine.sign_in().status == 303
    assert guesses(mine, 12) == [401] * 10 + [429] * 2  # a stolen phone guesses no faster than a stranger
    assert guesses(mine, 6, "Mai") == [401] * 5 + [429]  # and is a stranger to every other name


def test_guessing_from_many_addresses_is_slow_too(store, port):
    strangers = [f"127.0.1.{number}" for number in range(1, 31)]
    said = [status for address in strangers for status in guesses(Browser(port, address), 5)]
    assert said.count(401) == 100
    who = current_member(store)
    phone = Browser(port)
    page = phone.post("/signin", {"pair": new_pairing(store, who.team_id, who.member_id)})
    assert page.status == 303  # the code on the laptop's screen opens nevertheless


def test_a_right_password_fills_no_counter(port):
    browser = Browser(port, STRANGER)
    assert [browser.sign_in().status for _ in range(15)] == [303] * 15


def test_known_and_unknown_names_get_the_same_answers_all_the_way(port):
    answers = {}
    for name, address in (("Lan", "127.0.2.1"), ("Nobody", "127.0.2.2")):
        browser = Browser(port, address)
        pages = [browser.sign_in(name, f"wrong number {number}") for number in range(8)]
        answers[name] = [(page.status, page.text, page.getheader("retry-after")) for page in pages]
    assert answers["Lan"] == answers["Nobody"]


@pytest.mark.parametrize("namesakes", [0, 1, 2, 3])
def test_every_name_costs_the_same_number_of_hashes(store, monkeypatch, namesakes):
    for number in range(namesakes):
        team = Members(store).add_team(f"Tổ khác {number}", "24988")
        mai = Members(store).add(team.id, "Mai")
        set_password(store, team.id, mai.id, WORD + "x")
    hashed, real = [], auth.matches
    monkeypatch.setattr(auth, "matches", lambda *asked: hashed.append(asked) or real(*asked))
    with pytest.raises(OnboardingError, match=r"signin\.wrong"):
        auth.sign_in(store, "Mai", WORD, "127.0.0.1")
    assert len(hashed) == auth.MOST_NAMESAKES


def test_the_team_tells_namesakes_apart(store):
    for number in range(5):
        team = Members(store).add_team(f"Tổ số thôn mẫu {number}", "24988")
        mai = Members(store).add(team.id, "Mai")
        set_password(store, team.id, mai.id, f"{WORD} {number}")
    signed = auth.sign_in(store, "mai, to so thon mau 4", f"{WORD} 4", "127.0.0.1")
    assert current_member(store, signed.session).team == "Tổ số thôn mẫu 4"


@pytest.mark.parametrize("typed", ["Lan, con bà Tư", "lan, con bà tư, Tổ số thôn 1", "Lan, con bà Tư, Tổ 2, xã Mẫu"])
def test_names_of_members_and_teams_may_hold_commas(store, typed):
    first = current_member(store).team_id
    second = Members(store).add_team("Tổ 2, xã Mẫu", "24988").id
    for team in (first, second) if typed.endswith("Mẫu") else (first,):
        member = Members(store).add(team, "Lan, con bà Tư")
        set_password(store, team, member.id, WORD)
    signed = auth.sign_in(store, typed, WORD, "127.0.0.1")
    assert current_member(store, signed.session).member == "Lan, con bà Tư"


def test_the_throttle_holds_over_a_restart(tmp_path):
    url = f"sqlite:///{tmp_path / 'kit.db'}"
    for expected in ([401] * 5 + [429], [429] * 6):
        store = open_store(url)
        if current_member(store) is None:
            set_up_team(store, team="Tổ số 1", commune="24988", member="Lan")
        with served(SignInMiddleware(behind, lambda store=store: store)) as port:
            assert guesses(Browser(port, STRANGER), 6) == expected
        store.close()


def test_a_hundred_at_once_are_no_more_than_the_limit(url):
    store = open_store(url)
    set_up_team(store, team="Tổ số 1", commune="24988", member="Lan")
    with ThreadPoolExecutor(8) as several:
        allowed = list(several.map(lambda _: Attempt(store, STRANGER, "lan").allowed(), range(40)))
    assert sum(allowed) <= 5
    store.close()


def test_the_table_names_neither_member_nor_address(store, port, tmp_path):
    guesses(Browser(port, STRANGER), 3, name="Nguyễn Bí Mật")
    store.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".key")
    assert STRANGER.encode() not in raw
    assert b"nguyen bi mat" not in raw


def pin_guesses(store, asker, member, numbers):
    codes = []
    for number in numbers:
        with pytest.raises(OnboardingError) as refused:
            verify(store, member.team_id, member.member_id, f"91{number:02}", asker=asker)
        codes.append(refused.value.code)
    return codes


def test_a_phone_that_guesses_pins_does_not_lock_the_laptop(store):
    lan = current_member(store)
    mai = Members(store).add(lan.team_id, "Mai")
    assert pin_guesses(store, mai.id, lan, range(14)) == ["pin.wrong"] * 10 + ["pin.wait"] * 4
    verify(store, lan.team_id, lan.member_id, "2580")


def test_signing_in_again_gives_no_fresh_tries_at_another_s_pin(store, port):
    lan = current_member(store)
    mai = Members(store).add(lan.team_id, "Mai")
    set_password(store, mai.team_id, mai.id, WORD)
    browser = Browser(port, STRANGER)
    said = []
    for number in range(3):
        assert browser.sign_in("Mai").status == 303
        asker = current_member(store, browser.cookie).member_id
        said += pin_guesses(store, asker, lan, range(8 * number, 8 * number + 8))
    assert said == ["pin.wrong"] * 10 + ["pin.wait"] * 14


def test_a_namesake_s_device_opens_no_door_to_another_team_s_member(store, port):
    other = Members(store).add_team("Tổ số thôn mẫu 2", "24988")
    namesake = Members(store).add(other.id, "Lan")
    set_password(store, other.id, namesake.id, f"{WORD} 2")
    mine = Browser(port, STRANGER)
    assert mine.sign_in("Lan, Tổ số thôn mẫu 2", f"{WORD} 2").status == 303
    mine.cookie = None
    assert guesses(mine, 6, "Lan, Tổ số thôn 1") == [401] * 5 + [429]  # as any stranger


@pytest.mark.parametrize("ahead", [timedelta(minutes=5, seconds=1), timedelta(days=-3650)])
def test_a_window_ends_and_a_clock_set_back_leaves_none_open(store, ahead):
    now = [datetime.now(UTC)]
    limiter = FixedWindowRateLimiter(StoreStorage(store, lambda: now[0]))
    item = RateLimitItemPerMinute(2, 5)
    assert [limiter.hit(item, "x") for _ in range(3)] == [True, True, False]
    assert not limiter.test(item, "x")
    now[0] += ahead
    assert limiter.test(item, "x")
    assert [limiter.hit(item, "x") for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("'; DROP TABLE member", "unknown"),
    ],
)
def test_one_machine_is_one_address(address, counted):
    assert network(address) == counted


def test_the_wait_says_what_to_do_instead(port):
    browser = Browser(port, STRANGER)
    guesses(browser, 5)
    page = browser.sign_in()
    assert "quét mã ghép" in re.sub(r"<[^>]+>", "", page.text)
