"""What she is asked for, what she is not, and why: the traps of the wallet checklist."""

from datetime import date
from itertools import product

import pytest

from onboarding.errors import OnboardingError
from onboarding.languages import LANGUAGES, say
from onboarding.wallets import FIVE, Checklist, checklist, read_book

DAY = date(2026, 11, 24)
BOOK = read_book()
OPTIONS = {"revenue_band": ("le_1bn", "gt_1bn"), "phone_type": ("smartphone", "feature")}
NEED_CERTIFICATE = {"k1.docs", "o1.docs", "vnpay.1", "vnptepay.1", "bidv.1", "payon.1"}
START = ("b1.consent", "b2.profile", "b3.cccd", "b4.sim")


def answers(**changed):
    usual = {"registered_hkd": True, "exempt_from_registration": False, "revenue_band": "le_1bn"}
    return {**usual, "phone_type": "smartphone", "sells_on_platform": False, **changed}


def street_vendor(**changed):
    return answers(registered_hkd=False, exempt_from_registration=True, **changed)


def hers(provider, facts, **more) -> Checklist:
    return checklist(provider, facts, day=more.pop("day", DAY), book=BOOK, **more)


def due(found, name):
    return found.step(name).due


def why(found):
    return {one.id: one.because for one in found.hidden}


def every_answer(missing=True):
    for values in product(*((*OPTIONS.get(name, (True, False)), *((None,) if missing else ())) for name in FIVE)):
        yield {name: value for name, value in zip(FIVE, values, strict=True) if value is not None}


@pytest.mark.parametrize("provider", BOOK.providers)
def test_an_exempt_street_vendor_is_never_asked_for_a_certificate(provider):
    for facts in every_answer():
        if facts.get("exempt_from_registration") and not facts.get("registered_hkd"):
            found = hers(provider, facts)
            assert all("gcn_hkd" not in step.documents for step in found.steps), facts
            assert found.step("b6.register") is None
            assert not NEED_CERTIFICATE & {step.id for step in found.steps}, facts


def test_a_household_that_must_register_brings_the_certificate_after_registering():
    found = hers("bidv", answers(registered_hkd=False), done=START)
    assert due(found, "b6.register") == "now"
    assert (due(found, "k1.docs"), found.step("k1.docs").blocked_by) == ("later", ("b6.register",))
    assert due(hers("bidv", answers(registered_hkd=False), done=(*START, "b6.register")), "k1.docs") == "now"


def test_a_registered_household_with_a_personal_name_account_hears_all_three_readings_of_the_law():
    found = hers("bidv", answers(account_name="person"))
    for name in ("k1.docs", "a1.name"):
        told = [note for note in found.step(name).notes if "tt25_nopenalty" in note.source]
        assert told
        assert {"tt25_law", "tt25_notall"} <= set(told[0].source)
    quiet = hers("bidv", answers(account_name="household"))
    assert not any("tt25_nopenalty" in note.source for note in quiet.step("a1.name").notes)


def test_the_name_to_look_for_follows_the_registration():
    assert "HỘ KINH DOANH" in hers("bidv", answers()).step("a1.name").notes[0].text.vi
    assert "tên chủ hộ" in hers("bidv", street_vendor()).step("a1.name").notes[0].text.vi


def test_an_expired_id_stops_the_account_and_says_where_to_go():
    found = hers("momo", street_vendor(), done=START, notes={"b3.cccd": {"stop": "id_expired"}})
    stopped = found.step("b3.cccd")
    assert (stopped.due, stopped.stop) == ("now", "wallet.stop.id_expired")
    assert "công an" in say("vi", stopped.stop)
    account = [step for step in found.steps if step.stage in ("class", "provider")]
    assert account
    assert all(step.due == "later" and "b3.cccd" in step.blocked_by for step in account)


def test_a_sim_in_anothers_name_stops_the_account():
    found = hers("viettel_money", street_vendor(), done=START, notes={"b4.sim": {"stop": "sim_other_name"}})
    assert found.step("m1.open").blocked_by == ("b4.sim",)
    assert "sang tên" in say("vi", found.step("b4.sim").stop)


def test_consent_withdrawn_half_way_stops_everything_after_it():
    ticked = (*START, "w1.open", "a7.safety")
    found = hers("momo", street_vendor(), done=ticked, notes={"b1.consent": {"stop": "consent_withdrawn"}})
    assert due(found, "b1.consent") == "now"
    open_ones = [step for step in found.steps if step.id not in (*ticked, "b1.consent")]
    assert {step.due for step in open_ones} == {"later"}
    assert all("b1.consent" in step.blocked_by for step in open_ones)


def test_revenue_crossing_a_billion_within_the_year_brings_the_einvoice_and_its_last_day():
    before, after = hers("mb", answers()), hers("mb", answers(revenue_band="gt_1bn", crossed_on="2026-11-10"))
    assert before.step("a6.einvoice") is None
    assert why(before)["a6.einvoice"] == "wallet.because.below_threshold"
    assert after.step("a6.einvoice").by == date(2026, 12, 10)
    assert why(after)["a5.revenue"] == "wallet.because.above_threshold"


def test_the_threshold_is_that_of_the_day():
    assert "1 tỷ đồng" in hers("mb", {}).step("b2.profile").title.vi
    assert "500 triệu đồng" in hers("mb", {}, day=date(2026, 2, 1)).step("b2.profile").title.vi


def test_a_law_of_a_later_day_is_not_applied():
    early = hers("viettel_money", street_vendor(), day=date(2025, 12, 31))
    assert why(early)["m1.open"] == "wallet.because.not_in_force"
    said = next(one for one in early.hidden if one.id == "m1.open").why("vi")
    assert "Nghị định 368/2025/NĐ-CP" in said
    assert "01/01/2026" in said
    assert hers("viettel_money", street_vendor(), day=date(2026, 1, 1)).step("m1.open")


def test_a_part_of_a_law_has_its_own_day():
    assert hers("bidv", answers(), day=date(2026, 2, 28)).step("k1.docs").law == ("tt17",)
    assert hers("bidv", answers(), day=date(2026, 3, 1)).step("k1.docs").law == ("tt25.name", "tt17")


def test_consent_is_asked_whatever_the_clock_of_the_laptop_says():
    assert hers("momo", {}, day=date(2001, 1, 1)).step("b1.consent")


def test_a_mobifone_vendor_is_shown_nothing_of_viettel():
    own = hers("mobifone_money", street_vendor(operator="mobifone"))
    assert not any("viettel" in step.id or "*998#" in step.title.vi for step in own.steps)
    other = hers("viettel_money", street_vendor(operator="mobifone"))
    assert other.misfit == "wallet.misfit.other_operator"
    assert not any(step.stage in ("class", "provider") for step in other.steps)
    assert other.step("b7.choose").stop == other.misfit


def test_a_keypad_phone_gets_ussd_and_no_app():
    found = hers("viettel_money", street_vendor(phone_type="feature"))
    assert found.step("m3.ussd")
    assert hers("viettel_money", street_vendor()).step("m3.ussd") is None
    assert why(hers("bidv", street_vendor(phone_type="feature")))["p2.app"] == "wallet.because.feature_phone"
    assert hers("momo", street_vendor(phone_type="feature")).misfit == "wallet.misfit.needs_smartphone"


def test_a_provider_that_takes_registered_households_only_says_so_to_a_street_vendor():
    assert hers("vnpt_epay", street_vendor()).misfit == "wallet.misfit.needs_registration"


def test_a_provider_with_two_kinds_of_account_takes_the_one_that_fits():
    assert {step.id for step in hers("momo", answers()).steps if step.stage == "class"} == {"o1.docs", "o2.face"}
    person = {step.id for step in hers("momo", street_vendor()).steps if step.stage == "class"}
    assert person == {"w1.open", "w2.check", "w3.agree", "w4.bank"}
    mobile = {step.id for step in hers("viettel_money", street_vendor()).steps if step.stage == "class"}
    assert mobile == {"m1.open", "m2.sign"}


@pytest.mark.parametrize("provider", BOOK.providers)
def test_nothing_that_depends_on_a_missing_answer_is_hidden_for_it(provider):
    """A step hidden while an answer is missing stays hidden whatever the answer turns out to be."""
    for facts in every_answer():
        missing = [name for name in FIVE if name not in facts]
        if len(missing) != 1 or facts.get("exempt_from_registration"):
            continue
        hidden = set(why(hers(provider, facts)))
        for value in OPTIONS.get(missing[0], (True, False)):
            shown = {step.id for step in hers(provider, {**facts, missing[0]: value}).steps}
            assert not hidden & shown, (facts, missing, value)


def test_steps_that_wait_for_an_answer_say_for_which():
    found = hers("zalopay", {})
    assert found.step("b5.vneid").due == "waiting"
    assert found.step("b5.vneid").waits_for == ("sells_on_platform",)
    assert set(found.step("w1.open").waits_for) <= set(FIVE)
    assert found.hidden == ()


@pytest.mark.parametrize("provider", BOOK.providers)
def test_every_combination_of_answers_ends_without_a_dead_step(provider):
    """Ticking whatever is due, again and again, ends: all is done, or the choice says why it must be made anew."""
    for facts in every_answer(missing=False):
        done: set[str] = set()
        while True:
            found = hers(provider, facts, done=done)
            ready = {s.id for s in found.steps if s.due in ("now", "waiting") and not s.blocked_by and not s.stop}
            if not ready - done:
                break
            done |= ready
        left = [step.id for step in found.steps if step.due != "done"]
        assert left == ([] if not found.misfit else ["b7.choose", "a8.follow"]), (facts, left)


@pytest.mark.parametrize("provider", BOOK.providers)
def test_every_step_says_who_when_and_on_what_it_rests(provider):
    for facts in every_answer():
        found = hers(provider, facts)
        ids = [step.id for step in found.steps] + [one.id for one in found.hidden]
        assert len(ids) == len(set(ids))
        for step in found.steps:
            assert step.source or step.verified is not True
            assert (step.due == "waiting") >= bool(step.waits_for)
            assert step.verified is not False or "wallet.amber.unverified" in step.amber
        assert all(one.because and one.why(lang) for one in found.hidden for lang in LANGUAGES)


def test_ninety_days_on_every_fact_asks_to_be_read_again():
    fresh, old = hers("bidv", answers(), day=date(2027, 2, 22)), hers("bidv", answers(), day=date(2027, 2, 23))
    assert not any(step.stale for step in fresh.steps)
    told = [step for step in old.steps if step.verified is not None]
    assert all(step.stale and "wallet.amber.old" in step.amber for step in told)
    assert not any(step.stale for step in old.steps if step.verified is None)


def test_what_was_read_on_the_official_page_takes_the_amber_away_for_ninety_days():
    note = {"momo.1": {"read": "  không thu phí \u0000", "read_on": "2026-11-24"}}
    step = hers("momo", street_vendor(), notes=note).step("momo.1")
    assert (step.amber, step.read, step.read_on, step.verified) == ((), "không thu phí", DAY, True)
    later = hers("momo", street_vendor(), notes=note, day=date(2027, 3, 1)).step("momo.1")
    assert "wallet.amber.secondhand" in later.amber


def test_a_number_nobody_verified_shows_amber_on_the_step_that_uses_it():
    assert "wallet.amber.number" in hers("mb", answers()).step("a5.revenue").amber
    assert "wallet.amber.date_unknown" in hers("mb", answers()).step("a5.revenue").amber


def test_the_revenue_notice_has_its_next_day():
    assert hers("mb", answers()).step("a5.revenue").by == date(2027, 1, 31)
    begun = hers("mb", answers(started_on="2026-03-01"), day=date(2026, 6, 1))
    assert begun.step("a5.revenue").by == date(2026, 7, 31)


def test_tax_notice_test_payment_and_safety_talk_come_last():
    ids = [step.id for step in hers("bidv", answers()).steps]
    assert ids[-6:] == ["a2.test", "a3.print", "a4.tax_account", "a5.revenue", "a7.safety", "a8.follow"]
    assert due(hers("bidv", answers(), done=START), "a4.tax_account") == "later"


def test_the_providers_own_step_is_waited_for():
    ticked = (*START, "momo.1", "momo.3")
    found = hers("momo", street_vendor(), done=ticked)
    assert (due(found, "momo.2"), due(found, "momo.4")) == ("waiting", "later")
    assert found.step("momo.4").blocked_by == ("momo.2",)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"phone_type": "nokia"}, "phone_type"),
        ({"registered_hkd": "yes"}, "registered_hkd"),
        ({"cccd": "001099000001"}, "cccd"),
        ({"revenue_band": ["le_1bn"]}, "revenue_band"),
    ],
)
def test_an_answer_that_does_not_fit_is_named(facts, field):
    with pytest.raises(OnboardingError) as caught:
        hers("momo", facts)
    assert (caught.value.code, caught.value.field) == ("checklist.wrong_fact", field)


def test_a_null_answer_is_a_missing_one():
    assert hers("momo", dict.fromkeys(FIVE)) == hers("momo", {})


@pytest.mark.parametrize("code", ["", "../../x", "=cmd|", "MoMo", "momo\u0000", "🍯" * 5000])
def test_an_unknown_provider_is_refused_with_those_there_are(code):
    with pytest.raises(OnboardingError) as caught:
        hers(code, {})
    assert caught.value.code == "wallet.unknown_provider"
    assert "momo" in str(caught.value.details["known"])


@pytest.mark.parametrize("note", [{"stop": "=cmd|"}, {"read_on": "hôm nay"}, {"number": "001099000001"}])
def test_a_note_that_does_not_fit_names_its_step(note):
    with pytest.raises(OnboardingError) as caught:
        hers("momo", {}, notes={"b3.cccd": note})
    assert (caught.value.code, caught.value.field) == ("checklist.wrong_note", "b3.cccd")


def test_a_long_note_is_cut_and_ticks_of_another_provider_do_no_harm():
    found = hers("momo", {}, done=["bidv.1", "../../x"], notes={"momo.1": {"read": "a\u0302" * 10_000}})
    assert len(found.step("momo.1").read) == 300
    assert "done" not in {step.due for step in found.steps}
