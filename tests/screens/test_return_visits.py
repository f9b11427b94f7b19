"""Return visits on screen: the member's own at home, the team's on its list; a line goes when seen."""

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from onboarding.screens import due_returns, fields, return_visits
from onboarding.screens.steps import handover as handover_step
from onboarding.screens.visit import checklist
from onboarding.services import hand_over
from onboarding.store import Store
from tests.visits_of import team_of, visits_of

ROOT = Path(__file__).parents[2]
TEAM = "Tổ số thôn mẫu"


def handed_over(store: Store, name: str, member: str = "Lan") -> str:
    consent = {"purposes": {"visit": True, "counts": False, "follow_up": True}, "at": "2026-11-24T06:00:00+07:00"}
    data = {"business": {"name": name, "commune": "24988"}, "consent": consent}
    made = visits_of(store).create(team=TEAM, member=member, data=data)
    hand_over(store, made.id, team_id=team_of(store))
    return made.id


def home(monkeypatch: pytest.MonkeyPatch, days: int) -> AppTest:
    day = checklist.today() + timedelta(days=days)
    for screen in (return_visits, due_returns, handover_step):
        monkeypatch.setattr(screen, "today", lambda: day)
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    assert not at.exception
    return at


def opened(monkeypatch: pytest.MonkeyPatch, days: int) -> AppTest:
    at = home(monkeypatch, days).button(key="screen_return_visits").click().run()
    assert not at.exception
    return at


def due_buttons(at: AppTest) -> list[str]:
    return [one.label.partition(" · ")[0] for one in at.button if (one.key or "").startswith("due_")]


def test_nobody_due_says_so(store, monkeypatch):
    handed_over(store, "Hộ mẫu 1")
    assert "chưa có ai cần ghé lại" in "".join(block.value for block in opened(monkeypatch, 0).markdown)


@pytest.mark.parametrize("name", ["Hộ mẫu 1", "$x$ :red[y] # z", "<script>alert(1)</script>"])
def test_a_line_goes_when_what_was_seen_is_noted(store, monkeypatch, name):
    visit = handed_over(store, name)
    at = opened(monkeypatch, 8)
    assert any(fields.plain(name) in block.value for block in at.subheader)
    at = at.selectbox[0].set_value("no_customer_yet").run()
    at = next(one for one in at.button if one.label == "Ghi lại").click().run()
    assert len(at.selectbox) == 0
    kept = visits_of(store).load(visit)
    assert kept
    assert kept.data["checklist"]["seen"]["first_week"]["what"] == "no_customer_yet"


def test_home_shows_whom_this_member_calls_on_this_week(store, monkeypatch):
    handed_over(store, "Hộ mẫu 1")
    handed_over(store, "Hộ của người khác", member="Hùng")
    assert due_buttons(home(monkeypatch, 0)) == []
    assert due_buttons(home(monkeypatch, 1)) == ["Hộ mẫu 1"]


def test_home_keeps_the_list_short(store, monkeypatch):
    for number in range(7):
        handed_over(store, f"Hộ mẫu {number}")
    at = home(monkeypatch, 7)
    assert len(due_buttons(at)) == due_returns.FEW
    assert any("Còn 2 hộ nữa" in block.value for block in at.caption)


def test_its_button_opens_the_visit_where_what_was_seen_is_noted(store, monkeypatch):
    visit = handed_over(store, "Hộ mẫu 1")
    at = home(monkeypatch, 8).button(key=f"due_{visit}").click().run()
    assert not at.exception
    at = at.selectbox[0].set_value("money_came").run()
    at = next(one for one in at.button if one.label == "Ghi lại").click().run()
    assert not at.exception
    assert visits_of(store).load(visit).data["checklist"]["seen"]["first_week"]["what"] == "money_came"
    assert due_buttons(home(monkeypatch, 8)) == []


def test_a_sale_seen_too_early_says_when_it_counts(store, monkeypatch):
    handed_over(store, "Hộ mẫu 1")
    at = opened(monkeypatch, 26)
    sale = next(one for one in at.selectbox if any("khách mua hàng" in option for option in one.options))
    sale.set_value("sale_seen").run()
    at = next(one for one in at.button if one.label == "Ghi lại").click().run()
    assert "cần đủ 30 ngày" in at.error[0].value
