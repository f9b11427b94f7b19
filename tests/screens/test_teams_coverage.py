"""Teams and people on the count page; a lone team on its own machine is not told that it sent nothing."""

from datetime import date

from onboarding.members import Members, current_member
from tests.screens.test_counts import HERE, OVER, fill, page, text, view


def test_teams_members_and_who_was_heard_are_told(store):
    people, who = Members(store), current_member(store)
    people.add(who.team_id, "Bình")
    team = people.add_team("Tổ mẫu 2", HERE)
    chi = people.add(team.id, "Chi")
    people.practised(team.id, chi.id, date(2026, 11, 24))
    fill(store, HERE, 6, team=who.team)
    said = text(page())
    assert "2 tổ, 3 thành viên ghi trong máy này" in said
    assert "1 thành viên đã làm xong lượt tập" in said
    assert "1 tổ có số liệu trong tháng này" in said
    assert people.sizes() == {who.team_id: 2, team.id: 1}


def test_a_lone_team_on_its_own_machine_is_not_told_it_sent_nothing(store):
    said = text(page())
    assert "Tổ chưa gửi" not in said


def test_a_viewer_is_not_told_when_a_team_last_sent(store):
    people = Members(store)
    people.add_team("Tổ mẫu im lặng", HERE)
    fill(store, HERE, 6, when=OVER)
    assert "Tổ mẫu im lặng" in text(page())
    view(store)
    said = text(page())
    assert "Tổ mẫu im lặng" not in said
    assert "Độ phủ của tổ" not in said
