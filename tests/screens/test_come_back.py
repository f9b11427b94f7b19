"""The list of return visits on screen: a line goes when what was seen is chosen."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from onboarding.drafts import Drafts
from onboarding.handover import hand_over
from onboarding.members import settle
from onboarding.screens import checklist_view, come_back
from onboarding.store import Store, close_all, the_store

ROOT = Path(__file__).parents[2]
TEAM = "Tổ số thôn mẫu"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{tmp_path / 'kit.db'}")
    opened = the_store()
    settle(opened, team=TEAM, commune="24988", member="Lan")
    yield opened
    close_all()


def handed_over(store: Store, name: str) -> str:
    consent = {"purposes": {"visit": True, "follow_up": True}, "at": "2026-11-24T06:00:00+07:00"}
    data = {"business": {"name": name, "commune": "24988"}, "consent": consent}
    made = Drafts(store).create(team=TEAM, member="Lan", data=data)
    hand_over(store, made.id)
    return made.id


def opened(monkeypatch: pytest.MonkeyPatch, days: int) -> AppTest:
    day = checklist_view.today() + timedelta(days=days)
    monkeypatch.setattr(come_back, "today", lambda: day)
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    at = at.button(key="way_come_back").click().run()
    assert not at.exception
    return at


def test_nobody_due_says_so(store, monkeypatch):
    handed_over(store, "Hộ mẫu 1")
    assert "chưa có ai cần ghé lại" in "".join(block.value for block in opened(monkeypatch, 0).markdown)


@pytest.mark.parametrize("name", ["Hộ mẫu 1", "$x$ :red[y] # z", "<script>alert(1)</script>"])
def test_a_line_goes_when_what_was_seen_is_noted(store, monkeypatch, name):
    visit = handed_over(store, name)
    at = opened(monkeypatch, 8)
    assert any(name in block.value for block in at.text)
    at = at.selectbox[0].set_value("no_customer_yet").run()
    at = next(one for one in at.button if one.label == "Ghi lại").click().run()
    assert len(at.selectbox) == 0
    kept = Drafts(store).load(visit)
    assert kept
    assert kept.data["checklist"]["seen"]["first_week"]["what"] == "no_customer_yet"
