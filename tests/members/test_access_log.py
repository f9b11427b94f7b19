"""Who looked at a person's data is kept, once a look, by id only."""

from datetime import UTC, datetime, timedelta

from onboarding.members import Members, current_member, forget_looks, looked, looks, settle, sit

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_a_look_is_kept_once_in_ten_minutes_and_names_who_looked(store):
    who = settle(store, team="Tổ số 1", commune="24988", member="Lan")
    for minutes in (0, 1, 9, 11):
        looked(store, who, "business", "a" * 32, NOW + timedelta(minutes=minutes))
    looked(store, who, "photo", "a" * 32, NOW)
    mai = Members(store).add(who.team_id, "Mai")
    sit(store, mai.team_id, mai.id)
    looked(store, current_member(store), "business", "a" * 32, NOW + timedelta(minutes=1))
    found = looks(store, who.team_id)
    assert sorted((look.member, look.what) for look in found) == [
        ("Lan", "business"),
        ("Lan", "business"),
        ("Lan", "photo"),
        ("Mai", "business"),
    ]
    assert found[0].read_at == NOW + timedelta(minutes=11)
    assert len(looks(store, who.team_id, since=NOW + timedelta(minutes=1))) == 2


def test_looks_of_one_team_are_not_anothers(store):
    who = settle(store, team="Tổ số 1", commune="24988", member="Lan")
    looked(store, who, "business", "a" * 32, NOW)
    assert looks(store, Members(store).add_team("Tổ số 2", "24988").id) == []


def test_what_is_too_long_is_cut_and_old_looks_are_forgotten(store):
    who = settle(store, team="Tổ số 1", commune="24988", member="Lan")
    looked(store, who, "x" * 10_000, "=cmd|' /C calc'!A0" * 100, NOW)
    assert (len(looks(store, who.team_id)[0].what), len(looks(store, who.team_id)[0].subject)) == (64, 64)
    assert forget_looks(store, NOW) == 0
    assert forget_looks(store, NOW + timedelta(seconds=1)) == 1
    assert looks(store, who.team_id) == []
