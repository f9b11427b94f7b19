"""Who looked at a person's data is kept, once a look, by id only."""

from datetime import UTC, datetime, timedelta

from onboarding.members import (
    Members,
    current_member,
    list_accesses,
    log_access,
    purge_access_log,
    set_up_team,
    switch_member,
)

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_a_look_is_kept_once_in_ten_minutes_and_names_who_looked(store):
    who = set_up_team(store, team="Tổ số 1", commune="24988", member="Lan")
    for minutes in (0, 1, 9, 11):
        log_access(store, who, "business", "a" * 32, NOW + timedelta(minutes=minutes))
    log_access(store, who, "photo", "a" * 32, NOW)
    mai = Members(store).add(who.team_id, "Mai")
    switch_member(store, mai.team_id, mai.id)
    log_access(store, current_member(store), "business", "a" * 32, NOW + timedelta(minutes=1))
    found = list_accesses(store, who.team_id)
    assert sorted((look.member, look.what) for look in found) == [
        ("Lan", "business"),
        ("Lan", "business"),
        ("Lan", "photo"),
        ("Mai", "business"),
    ]
    assert found[0].read_at == NOW + timedelta(minutes=11)
    assert len(list_accesses(store, who.team_id, since=NOW + timedelta(minutes=1))) == 2


def test_looks_of_one_team_are_not_anothers(store):
    who = set_up_team(store, team="Tổ số 1", commune="24988", member="Lan")
    log_access(store, who, "business", "a" * 32, NOW)
    assert list_accesses(store, Members(store).add_team("Tổ số 2", "24988").id) == []


def test_what_is_too_long_is_cut_and_old_looks_are_forgotten(store):
    who = set_up_team(store, team="Tổ số 1", commune="24988", member="Lan")
    log_access(store, who, "x" * 10_000, "=cmd|' /C calc'!A0" * 100, NOW)
    assert (len(list_accesses(store, who.team_id)[0].what), len(list_accesses(store, who.team_id)[0].subject)) == (
        64,
        64,
    )
    assert purge_access_log(store, NOW) == 0
    assert purge_access_log(store, NOW + timedelta(seconds=1)) == 1
    assert list_accesses(store, who.team_id) == []
