"""Market day without a browser: from consent to a card on A4, the next vendor, and today's list."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from onboarding.logbook import Logbook
from onboarding.store import Store
from tests.visits_of import visits_of

ROOT = Path(__file__).parents[2]
ACCOUNT = "0011001234567"


def begin() -> AppTest:
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=90).run()
    return press(at, "screen_qr_only")


def press(at: AppTest, key: str) -> AppTest:
    at = at.button(key=key).click().run()
    assert not at.exception
    return at


def field(at: AppTest, label: str):
    return next(one for one in at.text_input if one.label.startswith(label))


def filled(at: AppTest, name: str = "Hộ mẫu 1") -> AppTest:
    """Consent, name, bank, account, holder: two taps and three fields."""
    at = press(at, "agree_all")
    at = field(at, "Tên hộ").set_value(name).run()
    at = next(group for group in at.button_group if group.label == "Ngân hàng").set_value("970436").run()
    at = field(at, "Số tài khoản").set_value(ACCOUNT).run()
    at = field(at, "Tên chủ tài khoản").set_value("CHU HO MAU").run()
    assert not at.exception
    return at


def states(store: Store) -> list[str]:
    drafts = visits_of(store)
    return [visit.state for state in ("open", "handed_over") for visit in drafts.open_ones(state=state)]


def counted(store: Store) -> int:
    return Logbook(store).count(exact=True).total


def test_a_vendor_is_counted_and_the_number_is_gone(store):
    at = press(press(filled(begin()), "trial_same"), "finish")
    assert states(store) == ["handed_over"]
    assert counted(store) == 1
    (visit,) = visits_of(store).open_ones(state="handed_over")
    kept = visits_of(store).load(visit.id)
    assert kept
    assert ACCOUNT not in str(kept.data)
    assert any("Hộ mẫu 1" in text.value for text in at.text)
    assert at.button(key="next_vendor")


def test_without_a_trial_the_card_says_so(store):
    at = press(filled(begin()), "finish")
    (card,) = at.session_state["cards_to_print"]
    assert card.code.untried
    at = press(filled(press(at, "next_vendor"), "Hộ mẫu 2"), "trial_same")
    at = press(at, "finish")
    assert [card.code.untried for card in at.session_state["cards_to_print"]] == [True, False]
    assert [card.business for card in at.session_state["cards_to_print"]] == ["Hộ mẫu 1", "Hộ mẫu 2"]


def test_a_trial_is_forgotten_when_the_number_changes(store):
    at = press(filled(begin()), "trial_same")
    assert any("Đã quét thử" in box.value for box in at.success)
    at = field(at, "Số tài khoản").set_value(ACCOUNT[:-1] + "8").run()
    assert not any("Đã quét thử" in box.value for box in at.success)


def test_nothing_is_handed_over_before_consent_was_asked(store):
    at = begin()
    at = field(at, "Tên hộ").set_value("Hộ mẫu 1").run()
    at = next(group for group in at.button_group if group.label == "Ngân hàng").set_value("970436").run()
    at = field(at, "Số tài khoản").set_value(ACCOUNT).run()
    at = press(at, "finish")
    assert at.error
    assert states(store) == ["open"]
    assert counted(store) == 0


@pytest.mark.parametrize("name", ["Hộ mẫu 1", "$x$ :red[y] # z", ":material/home:"])
def test_today_lists_whoever_was_helped_and_opens_the_rest_of_the_visit(store, name):
    at = press(filled(begin(), name), "finish")
    (button,) = [one for one in at.button if (one.key or "").startswith("today_")]
    at = press(at, button.key)
    assert at.title[0].value.startswith("Bước")


def test_a_double_tap_at_home_begins_one_visit(store):
    begin()
    begin()
    assert states(store) == ["open"]


def test_a_card_number_is_asked_about_as_in_the_payment_step(store):
    at = filled(begin())
    at = field(at, "Số tài khoản").set_value("9704361234567890").run()
    assert not at.exception
    (asked,) = [group for group in at.button_group if group.label == "Dãy số này là"]
    at = asked.set_value("account").run()
    assert not at.exception
    assert at.metric[0].value.replace(" ", "") == "9704361234567890"
