"""Who is at this machine: set once, then locked and switched."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from onboarding.errors import OnboardingError
from onboarding.members import (
    IDLE,
    Members,
    Role,
    current_member,
    keep_alive,
    lock,
    set_pin,
    set_up_team,
    switch_member,
)
from onboarding.store import open_store


def settled(store, member="Lan"):
    return set_up_team(store, team="Tổ số thôn 1", commune="24988", member=member)


def test_nobody_is_here_before_the_first_run(store):
    assert current_member(store) is None


def test_the_first_run_makes_a_team_and_its_leader_once(store):
    first = settled(store)
    again = set_up_team(store, team="Tổ khác", commune="00004", member="Mai")
    assert first == again == current_member(store)
    assert (first.team, first.member, first.commune, first.role) == ("Tổ số thôn 1", "Lan", "24988", Role.LEADER)
    assert len(Members(store).teams()) == 1


def test_many_taps_at_once_make_one_team(store):
    with ThreadPoolExecutor(8) as taps:
        found = set(taps.map(lambda number: settled(store, f"Lan {number}").member_id, range(8)))
    assert len(found) == len(Members(store).teams()) == 1


def test_it_is_remembered_by_the_next_process(store):
    now = settled(store)
    second = open_store(store.url)
    assert current_member(second) == now
    second.close()


@pytest.mark.parametrize(
    ("team", "commune", "member", "code"),
    [
        ("", "24988", "Lan", "team.unnamed"),
        (" \u200b\x00 ", "24988", "Lan", "team.unnamed"),
        ("Tổ 1", "99999", "Lan", "place.unknown"),
        ("Tổ 1", "24988", "\n", "member.unnamed"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_half_made(store, team, commune, member, code):
    with pytest.raises(OnboardingError) as refused:
        set_up_team(store, team=team, commune=commune, member=member)
    assert refused.value.code == code
    assert current_member(store) is None
    assert Members(store).teams() == []


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "../../x", "Lan 🐝", "L" * 10_000, unicodedata.normalize("NFD", "Ngọc")]
)
def test_a_hostile_name_is_only_a_name(store, name):
    found = settled(store, name)
    assert found.member == unicodedata.normalize("NFC", name)[:80]


def test_without_a_pin_the_machine_never_locks(store):
    settled(store)
    lock(store)
    assert not current_member(store, at=datetime.now(UTC) + 2 * IDLE).locked


@pytest.mark.parametrize("locked", [True, False], ids=["locked by hand", "locked by itself"])
def test_a_pin_taken_away_opens_no_machine_while_somebody_else_has_one(store, locked):
    lan = settled(store)
    mai = Members(store).add(lan.team_id, "Mai")
    set_pin(store, lan.team_id, lan.member_id, "2580")
    set_pin(store, lan.team_id, mai.id, "3691")
    if locked:
        lock(store)
    at = datetime.now(UTC) + (timedelta(0) if locked else 2 * IDLE)
    assert current_member(store, at=at).locked
    set_pin(store, lan.team_id, lan.member_id, None)
    assert current_member(store, at=at).locked
    set_pin(store, lan.team_id, mai.id, None)  # nobody is left who could open it
    assert not current_member(store, at=at).locked


def test_a_touch_puts_the_lock_off(store):
    settled(store)
    later = datetime.now(UTC) + timedelta(minutes=10)
    keep_alive(store, at=later)
    keep_alive(store, at=later + timedelta(seconds=5))
    assert current_member(store) is not None


def test_another_member_takes_the_seat(store):
    who = settled(store)
    mai = Members(store).add(who.team_id, "Mai")
    switch_member(store, mai.team_id, mai.id)
    assert (current_member(store).member, current_member(store).role) == ("Mai", Role.MEMBER)


def test_who_left_no_longer_sits_here_unlocked(store):
    who = settled(store)
    people = Members(store)
    mai = people.add(who.team_id, "Mai")
    switch_member(store, mai.team_id, mai.id)
    people.remove(mai.team_id, mai.id)
    assert current_member(store).locked
    assert [one.name for one in people.of(who.team_id)] == ["Lan"]
    assert [one.name for one in people.of(who.team_id, former=True)] == ["Lan", "Mai"]


def test_the_last_leader_cannot_be_removed(store):
    who = settled(store)
    with pytest.raises(OnboardingError, match=r"member\.last_leader"):
        Members(store).remove(who.team_id, who.member_id)


def test_two_members_of_one_name_are_told_apart_at_the_door(store):
    who = settled(store)
    with pytest.raises(OnboardingError) as refused:
        Members(store).add(who.team_id, "  LAN ")
    assert (refused.value.code, refused.value.field) == ("member.name_taken", "member")


def test_a_viewer_needs_an_area_and_sees_counts_only(store):
    who = settled(store)
    with pytest.raises(OnboardingError, match=r"member\.viewer_needs_area"):
        Members(store).add(who.team_id, "Ủy ban", Role.VIEWER)
    assert [what for what in ("counts", "visits", "people", "team", "areas", "store") if Role.VIEWER.may(what)] == [
        "counts"
    ]
