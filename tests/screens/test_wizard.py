"""The wizard without a browser: what is typed is saved, comes back, and is never overwritten by an older screen."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from onboarding.business import PURPOSES
from onboarding.languages import VIETNAM, clean, today
from onboarding.listings import categories
from onboarding.logbook import Logbook
from onboarding.members import Members
from onboarding.screens import sample, steps
from onboarding.screens.navigation import screens
from onboarding.screens.session import demo_url
from onboarding.screens.steps import business
from onboarding.services import hand_over, maintenance, return_visits
from onboarding.store import Store, close_all, open_store
from onboarding.store.schema import new_id
from onboarding.visits import Visits
from onboarding.visits.upkeep import NOTICE_DAYS, OPEN_DAYS
from tests.visits_of import visits_of

from .taps import answer, answers, unfold

ROOT = Path(__file__).parents[2]
HOSTILE = ["=cmd|' /C calc'!A0", "../../x", "Nguye\u0302\u0303n 🍯", "<script>alert(1)</script>", "$x$ :red[y] # z"]
MUST_ASK = [code for code, purpose in PURPOSES.items() if not purpose.optional]


def home() -> AppTest:
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()


def press(at: AppTest, key: str) -> AppTest:
    return at.button(key=key).click().run()


def begin() -> AppTest:
    at = press(home(), "start")
    assert not at.exception
    return at


def resume(store: Store) -> AppTest:
    return press(home(), f"open_{visits_of(store).open_ones()[0].id}")


def field(at: AppTest, label: str):
    return next(one for one in [*at.text_input, *at.text_area] if one.label.startswith(label))


def only(store: Store):
    drafts = visits_of(store)
    (one,) = drafts.open_ones()
    return drafts.load(one.id)


def test_the_first_run_asks_who_is_here(tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{tmp_path / 'new.db'}")
    at = home()
    assert not at.exception
    assert [field.label for field in at.text_input][:3] == ["Tên tổ", "Xã, phường, đặc khu", "Tên của bạn"]
    close_all()


def test_opening_the_home_screen_makes_no_visit(store):
    home()
    home()
    assert visits_of(store).open_ones() == []


def test_a_visit_begins_with_the_teams_commune_and_nothing_ticked(store):
    at = begin()
    made = only(store)
    assert made.data["business"] == {"commune": "24988"}
    assert [box.value for box in at.checkbox] == [False] * len(at.checkbox)
    assert answers(at) == dict.fromkeys(PURPOSES)
    assert any(f"Còn {len(MUST_ASK)} câu phải hỏi" in caption.value for caption in at.caption)


def test_every_field_saves_itself_and_comes_back(store):
    field(begin(), "Tên hộ").set_value("Mật ong Hộ mẫu 1").run()
    assert only(store).data["business"]["name"] == "Mật ong Hộ mẫu 1"
    assert field(resume(store), "Tên hộ").value == "Mật ong Hộ mẫu 1"


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_are_kept_as_words(store, typed):
    at = field(begin(), "Tên hộ").set_value(typed).run()
    assert not at.exception
    assert only(store).data["business"]["name"] == clean(typed)
    assert not press(at, "next").exception
    assert not home().exception


def test_a_name_of_300_characters_is_shortened_and_said(store):
    at = field(begin(), "Tên hộ").set_value("Ê\u0301🍯" * 150).run()
    assert len(only(store).data["business"]["name"]) <= 120
    assert any("120" in warning.value for warning in at.warning)


def test_a_field_nobody_touched_keeps_its_place_on_the_page(store):
    at = begin()
    before = [one.key for one in at.text_input]
    at = at.run().run()
    assert [one.key for one in at.text_input] == before


def test_next_and_back_lose_nothing(store):
    at = field(begin(), "Tên hộ").set_value("Hộ mẫu 2").run()
    at = press(press(at, "next"), "back")
    assert field(at, "Tên hộ").value == "Hộ mẫu 2"
    assert only(store).step == 0


def test_every_step_draws_on_an_empty_visit(store):
    at = begin()
    for number, step in enumerate(steps.in_order(), 1):
        assert not at.exception, step.__name__
        assert at.title[0].value.startswith(f"Bước {number}/{len(steps.in_order())}")
        at = press(at, "next")


def test_two_tabs_both_win_on_different_fields(store):
    left = begin()
    right = begin()  # nothing is written in it yet: the same one
    field(left, "Tên hộ").set_value("Hộ mẫu 3").run()
    field(unfold(right, "Tên chủ hộ"), "Số điện thoại").set_value("0900 000 000").run()
    left.run()
    kept = only(store).data["business"]
    assert (kept["name"], kept["phone"]) == ("Hộ mẫu 3", "0900 000 000")


def test_an_older_tab_shows_the_newer_words_instead_of_overwriting_them(store):
    left = field(begin(), "Tên hộ").set_value("Cũ").run()
    right = resume(store)
    field(right, "Tên hộ").set_value("Mới").run()
    left.run()
    assert only(store).data["business"]["name"] == "Mới"
    assert field(left, "Tên hộ").value == "Mới"


def test_english_is_one_touch_away(store):
    at = press(home(), "lang_en")
    assert at.button(key="start").label == "Start a visit"


def test_every_screen_on_the_home_page_draws(store):
    for code in screens():
        assert not press(home(), f"screen_{code}").exception, code


def test_sample_data_live_in_a_store_of_their_own(store):
    at = press(home(), "try_demo")
    assert any("dữ liệu mẫu" in warning.value for warning in at.warning)
    assert [one.label for one in at.button if one.key.startswith("open_")]
    at = press(at, "start")
    assert at.query_params["demo"] in ("1", ["1"])
    assert visits_of(store).open_ones() == []
    assert Logbook(store).count(exact=True).total == 0


def test_the_sample_team_s_log_and_its_count_agree(store):
    sample_store = open_store(demo_url())
    sample.make(sample_store)
    team = Members(sample_store).teams()[0]
    handed = Visits(sample_store, team.id).open_ones(state="handed_over")
    counted = {row["team"]: row["n"] for row in Logbook(sample_store).count(by=("team",), exact=True).rows}
    assert len(handed) == counted[team.name] == len(sample.HANDED_OVER)
    assert return_visits.due_this_week(sample_store, team.id, today())
    sample_store.close()


def test_who_sat_there_is_the_witness_of_the_consent(store):
    press(begin(), "agree_all")
    kept = only(store).data["consent"]
    assert (kept["witness"], kept["read_aloud"]) == ("Lan", True)
    assert kept["purposes"] == dict.fromkeys(PURPOSES, True)


def test_a_refusal_is_an_answer_and_taking_it_back_is_not_asked_again(store):
    at = begin()
    at = answer(at, "photos", False)
    assert not at.exception
    assert only(store).data["consent"]["purposes"] == {"photos": False}
    assert any(f"Còn {len(MUST_ASK) - 1} câu phải hỏi" in caption.value for caption in at.caption)


def test_another_team_s_visit_does_not_open(store):
    theirs = Visits(store, new_id()).create(team="Tổ khác", member="An", data={"business": {"name": "Hộ của tổ khác"}})
    at = begin()
    at.query_params["d"] = theirs.id
    at.run()
    assert any("Không thấy lượt hỗ trợ này" in info.value for info in at.info)
    assert not [button for button in home().button if theirs.id in (button.key or "")]


def test_two_visits_begun_in_the_same_minute_keep_their_own_words(store):
    drafts = visits_of(store)
    first, second = (drafts.create(team="Tổ số thôn mẫu", member="Lan").id for _ in range(2))
    drafts.save(first, {"business.owner": "Chủ hộ mẫu"}, rev=1)
    at = press(home(), f"open_{first}")
    field(at, "Tên hộ").set_value("Hộ mẫu 1").run()
    at.query_params["d"] = second
    at.run()
    assert field(at, "Tên hộ").value == ""
    field(at, "Tên hộ").set_value("Hộ mẫu 2").run()
    assert [drafts.load(one).data["business"]["name"] for one in (first, second)] == ["Hộ mẫu 1", "Hộ mẫu 2"]


def test_no_screen_shortens_an_id():
    shortened = re.compile(r"(\bid|_id|'id'\]|batch)\[(:\d+|-\d+:)\]")
    sources = (ROOT / "onboarding" / "screens").rglob("*.py")
    assert [(path.name, found[0]) for path in sources if (found := shortened.search(path.read_text("utf8")))] == []


def test_a_deleted_visit_comes_back_with_one_tap(store):
    field(begin(), "Tên hộ").set_value("Hộ mẫu 1").run()
    (visit,) = visits_of(store).open_ones()
    at = press(home(), f"drop_{visit.id}")
    assert visits_of(store).open_ones() == []
    assert any("Đã xóa: Hộ mẫu 1" in text.value for text in at.text)
    at = press(at, "undo_drop")
    assert at.button(key=f"open_{visit.id}")
    assert [one.id for one in visits_of(store).open_ones()] == [visit.id]


def test_a_visit_long_untouched_says_when_it_goes_and_is_kept_with_one_tap(store):
    field(begin(), "Tên hộ").set_value("Hộ mẫu 1").run()
    (visit,) = visits_of(store).open_ones()
    later = datetime.now(VIETNAM).date() + timedelta(days=OPEN_DAYS)
    maintenance.erase_open_visits(store, later)
    gone = later + timedelta(days=NOTICE_DAYS)
    at = home()
    said = [text.value for text in at.text if f"{gone:%d/%m/%Y}" in text.value]
    assert said
    assert "Hộ mẫu 1" in said[0]
    press(at, f"keep_{visit.id}")
    assert visits_of(store).to_be_erased() == []


def test_a_visit_nobody_wrote_in_is_not_in_the_way(store):
    begin()
    assert not [button for button in home().button if (button.key or "").startswith("open_")]


def test_many_open_visits_are_searched_without_marks(store):
    for number in range(12):
        visits_of(store).create(team="Tổ số thôn mẫu", member="Lan", data={"business": {"name": f"Quán số {number}"}})
    at = home()
    assert len([button for button in at.button if (button.key or "").startswith("open_")]) == 8
    at = at.text_input(key="open_q").set_value("quan so 11").run()
    assert [b.label.split(" · ")[0] for b in at.button if (b.key or "").startswith("open_")] == ["Quán số 11"]


def test_a_visit_opened_again_stays_in_the_log_with_its_trade(store):
    data = {
        "business": {"name": "Hộ mẫu 1", "commune": "24988", "trade": "mat_ong"},
        "consent": {"purposes": dict.fromkeys(PURPOSES, True), "at": "2026-11-24T06:00:00+07:00"},
    }
    visit = visits_of(store).create(team="Tổ số thôn mẫu", member="Lan", data=data)
    hand_over(store, visit.id, team_id=visit.team_id)
    visits_of(store).reopen(visit.id)
    at = press(home(), "screen_log")
    (line,) = [button.label for button in at.button if (button.key or "").startswith("log_")]
    assert "Mật ong" in line
    assert "đang mở lại để sửa" in line


def test_any_trade_is_found_without_marks_and_stays_in_sight(store):
    at = begin()
    at = field(at, "Mặt hàng khác").set_value("giat ui").run()
    at = next(button for button in at.button if button.label == "Giặt ủi").click().run()
    assert only(store).data["business"]["trade"] == "giat_ui"
    assert next(group for group in at.button_group if group.label == "Bán mặt hàng gì").value == "giat_ui"


def test_a_trade_offered_as_a_button_exists():
    assert set(business.ONE_TAP) <= set(categories())
