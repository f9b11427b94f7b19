"""The wallet step and the safety talk without a browser: answers, choice, ticks, reasons and readings are saved."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from onboarding.business import Visit
from onboarding.screens import fields, steps
from onboarding.screens.visit import checklist, offers
from onboarding.store import Store
from onboarding.visits import VisitRow
from onboarding.wallets import Offers
from tests.screens.taps import unfold
from tests.visits_of import visits_of

ROOT = Path(__file__).parents[2]
HOSTILE = ["=cmd|' /C calc'!A0", "../../x", "Nguye\u0302\u0303n 🍯", "<script>alert(1)</script>", "x" * 10_000]


@pytest.fixture(autouse=True)
def on_a_day_the_facts_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    for screen in (checklist, offers):
        monkeypatch.setattr(screen, "today", lambda: date(2026, 11, 24))


def visit(store: Store, *, agreed: bool = True, **kept) -> AppTest:
    """The wizard at its wallet step, on a visit with these things in its checklist."""
    codes = steps.codes()
    data = {"lang": "vi", "consent": {"purposes": {"visit": agreed}}, "checklist": kept}
    made = visits_of(store).create(team="Tổ số thôn mẫu", member="Lan", data=data)
    visits_of(store).save(made.id, {}, rev=made.rev, step=codes.index("wallet"))
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    return at.button(key=f"open_{made.id}").click().run()


def kept(store: Store) -> VisitRow:
    drafts = visits_of(store)
    (one,) = drafts.open_ones()
    found = drafts.load(one.id)
    assert found
    return found


def choices(at: AppTest, label: str):
    return next(group for group in at.button_group if group.label.startswith(label))


def box(at: AppTest, title: str):
    return next(one for one in at.checkbox if title in one.label.replace("\\", ""))


def said(at: AppTest) -> str:
    assert not at.exception
    return "\n".join(str(block.value) for block in [*at.get("html"), *at.markdown, *at.warning, *at.caption])


BEFORE_MOMO = ("b7-choose", "b8-reopen", "w1-open", "w2-check", "a9-book")
"""What is ticked before MoMo's own registration comes up."""

STREET = {
    "registered_hkd": False,
    "exempt_from_registration": True,
    "revenue_band": "le_1bn",
    "phone_type": "smartphone",
    "sells_on_platform": False,
}


def test_five_questions_and_nothing_is_answered_for_her(store):
    at = visit(store)
    assert not at.exception
    labels = [group.label for group in at.button_group]
    assert sum("?" in label for label in labels) == 4
    assert all(not group.value for group in at.button_group)


def test_a_no_is_kept_as_an_answer_and_asks_the_next_question(store):
    at = visit(store)
    choices(at, "Hộ đã có giấy").set_value(False).run()
    assert kept(store).data["checklist"]["facts"] == {"registered_hkd": False}
    assert choices(at, "Hộ có thuộc diện")


def test_providers_stand_by_name_and_those_that_cannot_serve_her_say_why(store):
    at = visit(store, facts={**STREET, "phone_type": "feature"})
    names = choices(at, "Xếp theo tên").options
    words = [option.content if hasattr(option, "content") else str(option) for option in names]
    assert words == sorted(words, key=str.casefold)
    assert "MoMo" not in words
    assert "Nơi này cần điện thoại thông minh" in said(at).replace("\\", "")


def test_choosing_a_provider_shows_the_checklist_and_ticks_what_stands_already(store):
    at = visit(store, facts=STREET)
    at = choices(at, "Xếp theo tên").set_value("momo").run()
    data = kept(store).data["checklist"]
    assert data["provider"] == "momo"
    assert data["ticks"] == {"b1-consent": True, "b2-profile": True, "b7-choose": True}
    assert [box.label for box in at.checkbox if "Hỏi ý chủ hộ" in box.label]
    assert Visit.from_row(kept(store).data).checklist.done == ("b1.consent", "b2.profile", "b7.choose")


def test_without_consent_or_answers_nothing_is_ticked_for_her(store):
    at = visit(store, agreed=False, provider="momo")
    assert kept(store).data["checklist"]["ticks"] == {"b7-choose": True}
    assert "Hỏi trước: Hộ đã có giấy" in said(at)


def test_a_tick_saves_and_brings_what_comes_next(store):
    at = unfold(visit(store, facts=STREET, provider="momo"), "Các việc sau đó")
    assert "**" not in box(at, "Mở ví bằng").label, "not open yet"
    before = [one.label.split(" :small")[0].strip("*") for one in at.checkbox]
    at = box(at, "Xem thẻ căn cước").check().run()
    at = box(at, "SIM chính chủ").check().run()
    at = box(at, "Mở trang chính thức").check().run()
    assert box(at, "Mở ví bằng").label.startswith("**"), "open now"
    assert [one.label.split(" :small")[0].strip("*") for one in at.checkbox] == before, "nothing moves at a tick"
    assert {"b3-cccd", "b4-sim"} <= {k for k, on in kept(store).data["checklist"]["ticks"].items() if on}


def test_what_comes_later_is_folded_and_a_tick_folds_nothing_that_was_shown(store):
    at = unfold(visit(store, facts=STREET, provider="momo"), "Các việc sau đó")

    def folded(at):
        (fold,) = [one for one in at.expander if one.label == "Các việc sau đó"]
        return {one.label.split(" :small")[0].strip("*") for one in fold.checkbox}

    later = folded(at)
    assert later
    at = box(at, "Xem thẻ căn cước").check().run()
    fewer = folded(box(at, "SIM chính chủ").check().run())
    assert fewer <= later
    at = box(at, "Xem thẻ căn cước").uncheck().run()
    assert folded(at) == fewer, "taken back, it stays where it is"


def test_a_reason_to_stop_is_kept_and_says_what_to_do(store):
    at = visit(store, facts=STREET, provider="momo")
    stop = next(one for one in at.selectbox if "Thẻ hết hạn" in one.options)
    at = stop.set_value("id_expired").run()
    assert kept(store).data["checklist"]["remarks"] == {"b3-cccd": {"stop": "id_expired"}}
    assert "công an xã, phường" in said(at)


def test_what_was_read_today_is_kept_with_its_day_and_without_numbers_of_hers(store):
    ticks = dict.fromkeys(("b1-consent", "b2-profile", "b3-cccd", "b4-sim", *BEFORE_MOMO), True)
    at = visit(store, facts=STREET, provider="momo", ticks=ticks)
    assert "Đọc lại trang chính thức hôm nay" in said(at)
    field = next(one for one in at.text_input if one.label.startswith("Trang chính thức"))
    at = field.set_value("Cần thẻ 001 099 000 001, phí 0 đồng").run()
    (remark,) = kept(store).data["checklist"]["remarks"].values()
    assert remark == {"read": "Cần thẻ …, phí 0 đồng", "read_on": "2026-11-24"}


def test_a_registered_household_whose_app_showed_a_personal_name_hears_all_readings(store):
    facts = {**STREET, "registered_hkd": True, "exempt_from_registration": False}
    at = visit(
        store,
        facts=facts,
        provider="bidv",
        ticks=dict.fromkeys(("b3-cccd", "b4-sim", "b7-choose", "a9-book", "bidv-2"), True),
    )
    assert "không có mức phạt riêng" not in said(at)
    drafts, made = visits_of(store), kept(store)
    drafts.save(made.id, {"payment.seen.holder": "NGUYEN THI MAU"}, rev=made.rev)
    assert "không có mức phạt riêng" in said(at.run())


def test_one_touch_says_the_page_was_read_and_is_the_same(store):
    ticks = dict.fromkeys(("b3-cccd", "b4-sim", *BEFORE_MOMO), True)
    at = visit(store, facts=STREET, provider="momo", ticks=ticks)
    at = next(one for one in at.button if one.label.startswith("Đã đọc hôm nay")).click().run()
    (remark,) = kept(store).data["checklist"]["remarks"].values()
    assert remark == {"read": "không khác", "read_on": "2026-11-24"}


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_in_a_note_stay_words(store, typed):
    ticks = dict.fromkeys(("b3-cccd", "b4-sim", *BEFORE_MOMO), True)
    at = visit(store, facts=STREET, provider="momo", ticks=ticks)
    field = next(one for one in at.text_input if one.label.startswith("Trang chính thức"))
    at = field.set_value(typed).run()
    assert not at.exception
    (remark,) = kept(store).data["checklist"]["remarks"].values()
    assert len(remark["read"]) <= 300
    assert "<script>" not in "".join(str(block.value) for block in at.get("html") if "kit-step" in str(block.value))


def test_a_provider_that_is_gone_or_answers_that_do_not_fit_ask_again(store):
    at = visit(store, provider="nowhere", facts={"phone_type": "nokia", "x": 1})
    assert not at.exception
    assert choices(at, "Chủ hộ dùng điện thoại")


def test_a_provider_that_no_longer_fits_says_so_and_stays_chosen(store):
    at = visit(store, facts={**STREET, "phone_type": "feature"}, provider="momo")
    assert "Nơi này cần điện thoại thông minh" in said(at)
    assert kept(store).data["checklist"]["provider"] == "momo"


def test_the_step_is_done_when_questions_and_choice_are_made(store):
    from onboarding.screens.steps import wallet

    assert not wallet.done({})
    assert not wallet.done({"checklist": {"facts": STREET}})
    assert not wallet.done({"checklist": {"provider": "momo", "facts": {"registered_hkd": True}}})
    assert wallet.done({"checklist": {"provider": "momo", "facts": STREET}})
    registered = {k: v for k, v in STREET.items() if k != "exempt_from_registration"} | {"registered_hkd": True}
    assert wallet.done({"checklist": {"provider": "momo", "facts": registered}})
    assert not wallet.done({"checklist": {"provider": "momo", "facts": {"phone_type": "nokia"}}})


def test_the_talk_leads_through_six_pictures_and_three_questions_and_ticks_its_step(store):
    at = visit(store, facts=STREET, provider="momo")
    at = at.button(key="safety").click().run()
    for _picture in range(6):
        assert 'class="kit-threat"' in said(at)
        at = at.button(key="next").click().run()
    assert len(at.radio) == 3
    at = at.radio[1].set_value(at.radio[1].options[2]).run()
    assert len(at.success) == 1
    at = at.button(key="next").click().run()
    at = box(at, "Đã đọc cùng").check().run()
    assert kept(store).data["checklist"]["ticks"]["a7-safety"] is True
    at = at.button(key="next").click().run()
    assert at.title[0].value.endswith("Ví và giấy tờ")


def test_the_talk_needs_no_visit(store):
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    at = at.button(key="screen_safety").click().run()
    assert not at.exception
    assert at.title[0].value == "Giữ tiền an toàn"


def offered(at: AppTest, title: str, **fields) -> AppTest:
    at = unfold(at, "Ưu đãi tại địa phương")
    at = next(one for one in at.text_input if one.label == "Ưu đãi gì?").set_value(title).run()
    at = next(one for one in at.text_input if one.label == "Ai cho biết?").set_value(fields["by"]).run()
    at = at.date_input[0].set_value(fields["ends"]).run()
    assert at.date_input[0].value == fields["ends"]
    at = next(one for one in at.selectbox if one.label == "Của nơi nào?").set_value(fields.get("of")).run()
    at = at.button(key="offer_add").click().run()
    assert not at.exception
    return at


def test_an_offer_told_to_the_team_is_kept_shown_and_can_be_taken_off(store):
    at = offered(visit(store, facts=STREET, provider="momo"), "Tặng loa", by="MoMo ở chợ", ends=date(2026, 12, 31))
    assert "Tặng loa" in said(at)
    assert "MoMo ở chợ cho biết ngày 24/11/2026; Lan ghi" in said(at).replace("\\", "")
    assert (at.text_input[-1].value, at.date_input[0].value) == ("", None)
    assert not kept(store).data["offer"]
    at = next(one for one in at.button if one.label == "Bỏ: Tặng loa").click().run()
    assert Offers(store).running("24988", date(2026, 11, 24)) == []


def test_another_providers_offer_and_one_that_ended_are_not_shown(store, monkeypatch):
    told = {"title": "Tặng loa", "by": "A", "told_on": "2026-11-24", "ends": "2026-11-30", "provider": "bidv"}
    Offers(store).add("24988", told, day=date(2026, 11, 24))
    Offers(store).add("24988", {**told, "title": "Giảm phí", "provider": ""}, day=date(2026, 11, 24))
    shown = said(visit(store, facts=STREET, provider="momo"))
    assert ("Giảm phí" in shown, "Tặng loa" in shown) == (True, False)
    monkeypatch.setattr(offers, "today", lambda: date(2026, 12, 1))
    assert "Giảm phí" not in said(visit(store))


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_in_an_offer_stay_words(store, typed):
    at = offered(visit(store, facts=STREET), typed, by=typed, ends=date(2026, 12, 31), of="momo")
    (one,) = Offers(store).running("24988", date(2026, 11, 24))
    assert one.provider == "momo"
    assert fields.plain(one.title) in said(at)


def test_a_leader_corrects_a_fact_and_the_checklist_shows_whose_it_is(store, tmp_path, monkeypatch):
    monkeypatch.setattr("onboarding.screens.facts.corrections_file", lambda: tmp_path / "facts_corrections.jsonl")
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    at = at.button(key="screen_facts").click().run()
    assert not at.exception
    assert at.title[0].value == "Sửa phí, số hỗ trợ"
    at.selectbox[0].set_value("bidv")
    at.selectbox[1].set_value("fees")
    at.text_input[0].set_value("0 đồng")
    at.text_input[1].set_value("https://bidv.com.vn/")
    at = next(one for one in at.button if one.label == "Ghi lại").click().run()
    assert not at.exception
    assert "BIDV, Phí: 0 đồng" in said(at).replace("\\", "")
    assert (tmp_path / "facts_corrections.jsonl").exists()


def test_a_leader_types_words_in_another_language_for_the_paper(store, tmp_path, monkeypatch):
    monkeypatch.setattr("onboarding.screens.facts.translations_file", lambda: tmp_path / "translations.jsonl")
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    at = at.button(key="screen_facts").click().run()
    save = "Ghi lời này"
    at = next(one for one in at.button if one.label == save).click().run()
    assert not at.exception
    assert not (tmp_path / "translations.jsonl").exists(), "nothing typed, nothing kept"
    at.text_input[2].set_value("Ê Đê")
    at.selectbox[2].set_value("safety.otp")
    at.text_area[0].set_value("(lời do xã ghi) Ƀ ƀ")
    at = next(one for one in at.button if one.label == save).click().run()
    assert not at.exception
    assert "(lời do xã ghi) Ƀ ƀ" in said(at).replace("\\", "")
    assert (tmp_path / "translations.jsonl").exists()
