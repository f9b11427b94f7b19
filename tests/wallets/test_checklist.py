"""What the vendor is asked for, what not, and why: the traps of the wallet checklist."""

from datetime import date
from itertools import product

import pytest

from onboarding.errors import OnboardingError
from onboarding.languages import LANGUAGES, say
from onboarding.wallets import FIVE, Checklist, checklist, load_reference

DAY = date(2026, 11, 24)
BOOK = load_reference()
OPTIONS = {"revenue_band": ("le_1bn", "gt_1bn"), "phone_type": ("smartphone", "feature")}
NEED_CERTIFICATE = {"k1.docs", "o1.docs", "vnpay.1", "vnptepay.1", "bidv.1", "payon.1"}
START = ("b1.consent", "b2.profile", "b3.cccd", "b4.sim")


def answers(**changed):
    usual = {"registered_hkd": True, "exempt_from_registration": False, "revenue_band": "le_1bn"}
    return {**usual, "phone_type": "smartphone", "sells_on_platform": False, **changed}


def street_vendor(**changed):
    return answers(registered_hkd=False, exempt_from_registration=True, **changed)


def checklist_for(provider, facts, **more) -> Checklist:
    return checklist(provider, facts, day=more.pop("day", DAY), reference=BOOK, **more)


def due(found, name):
    return found.step(name).due


def why(found):
    return {one.id: one.because for one in found.hidden}


def every_answer(missing=True):
    for values in product(*((*OPTIONS.get(name, (True, False)), *((None,) if missing else ())) for name in FIVE)):
        facts = {name: value for name, value in zip(FIVE, values, strict=True) if value is not None}
        if not (facts.get("registered_hkd") and facts.get("exempt_from_registration")):
            yield facts


@pytest.mark.parametrize("provider", BOOK.providers)
def test_an_exempt_street_vendor_is_never_asked_for_a_certificate(provider):
    for facts in every_answer():
        if facts.get("exempt_from_registration") and not facts.get("registered_hkd"):
            found = checklist_for(provider, facts)
            assert all("gcn_hkd" not in step.documents for step in found.steps), facts
            assert found.step("b6.register") is None
            assert not NEED_CERTIFICATE & {step.id for step in found.steps}, facts


def test_a_household_that_must_register_brings_the_certificate_after_registering():
    found = checklist_for("bidv", answers(registered_hkd=False), done=START)
    assert due(found, "b6.register") == "now"
    assert (due(found, "k1.docs"), found.step("k1.docs").blocked_by) == (
        "later",
        ("b7.choose", "b6.register", "bidv.2"),
    )
    ready = (*START, "b6.register", "b7.choose", "bidv.2")
    assert due(checklist_for("bidv", answers(registered_hkd=False), done=ready), "k1.docs") == "now"


def test_a_registered_household_with_a_personal_name_account_hears_all_three_readings_of_the_law():
    found = checklist_for("bidv", answers(account_name="person"))
    for name in ("k1.docs", "a1.name"):
        told = [note for note in found.step(name).notes if "tt25_nopenalty" in note.source]
        assert told
        assert {"tt25_law", "tt25_notall"} <= set(told[0].source)
    quiet = checklist_for("bidv", answers(account_name="household"))
    assert not any("tt25_nopenalty" in note.source for note in quiet.step("a1.name").notes)


def test_the_name_to_look_for_follows_the_registration():
    assert "HỘ KINH DOANH" in checklist_for("bidv", answers()).step("a1.name").notes[0].text.vi
    assert "tên chủ hộ" in checklist_for("bidv", street_vendor()).step("a1.name").notes[0].text.vi


def test_an_expired_id_stops_the_account_and_says_where_to_go():
    found = checklist_for("momo", street_vendor(), done=START, notes={"b3.cccd": {"stop": "id_expired"}})
    stopped = found.step("b3.cccd")
    assert (stopped.due, stopped.stop) == ("now", "wallet.stop.id_expired")
    assert "công an" in say("vi", stopped.stop)
    account = [step for step in found.steps if step.stage in ("class", "provider")]
    assert account
    assert all(step.due == "later" and "b3.cccd" in step.blocked_by for step in account)


def test_a_sim_in_anothers_name_stops_the_account():
    found = checklist_for("viettel_money", street_vendor(), done=START, notes={"b4.sim": {"stop": "sim_other_name"}})
    assert found.step("m1.open").blocked_by[0] == "b4.sim"
    assert "sang tên" in say("vi", found.step("b4.sim").stop)


def test_consent_withdrawn_half_way_stops_everything_after_it():
    ticked = (*START, "w1.open", "a7.safety")
    found = checklist_for("momo", street_vendor(), done=ticked, notes={"b1.consent": {"stop": "consent_withdrawn"}})
    assert due(found, "b1.consent") == "now"
    open_ones = [step for step in found.steps if step.id not in (*ticked, "b1.consent")]
    assert {step.due for step in open_ones} == {"later"}
    assert all("b1.consent" in step.blocked_by for step in open_ones)


def test_revenue_crossing_a_billion_within_the_year_brings_the_einvoice_and_its_last_day():
    before, after = (
        checklist_for("mb", answers()),
        checklist_for("mb", answers(revenue_band="gt_1bn", crossed_on="2026-11-10")),
    )
    assert before.step("a6.einvoice") is None
    assert why(before)["a6.einvoice"] == "wallet.because.below_threshold"
    assert after.step("a6.einvoice").by == date(2027, 1, 30), "30 days from the end of the quarter"
    assert why(after)["a5.revenue"] == "wallet.because.above_threshold"


def test_the_threshold_is_that_of_the_day():
    assert "1 tỷ đồng" in checklist_for("mb", {}).step("b2.profile").title.vi
    assert "1 tỷ đồng" in checklist_for("mb", {}, day=date(2026, 1, 1)).step("b2.profile").title.vi, (
        "in force from 1 January"
    )


def test_a_law_of_a_later_day_is_not_applied():
    early = checklist_for("viettel_money", street_vendor(), day=date(2025, 12, 31))
    assert why(early)["m1.open"] == "wallet.because.not_in_force"
    said = next(one for one in early.hidden if one.id == "m1.open").why("vi")
    assert "Nghị định 368/2025/NĐ-CP" in said
    assert "01/01/2026" in said
    assert checklist_for("viettel_money", street_vendor(), day=date(2026, 1, 1)).step("m1.open")


def test_a_part_of_a_law_has_its_own_day():
    assert checklist_for("bidv", answers(), day=date(2026, 2, 28)).step("k1.docs").law == ("tt17",)
    assert checklist_for("bidv", answers(), day=date(2026, 3, 1)).step("k1.docs").law == ("tt25.name", "tt17")


def test_consent_is_asked_whatever_the_clock_of_the_laptop_says():
    assert checklist_for("momo", {}, day=date(2001, 1, 1)).step("b1.consent")


def test_a_mobifone_vendor_is_shown_nothing_of_viettel():
    own = checklist_for("mobifone_money", street_vendor(operator="mobifone"))
    assert not any("viettel" in step.id or "*998#" in step.title.vi for step in own.steps)
    other = checklist_for("viettel_money", street_vendor(operator="mobifone"))
    assert other.unsuitable == "wallet.misfit.other_operator"
    assert not any(step.stage in ("class", "provider") for step in other.steps)
    assert other.step("b7.choose").stop == other.unsuitable


def test_a_keypad_phone_gets_ussd_and_no_app():
    found = checklist_for("viettel_money", street_vendor(phone_type="feature"))
    assert found.step("m3.ussd")
    assert checklist_for("viettel_money", street_vendor()).step("m3.ussd") is None
    assert why(checklist_for("bidv", street_vendor(phone_type="feature")))["p2.app"] == "wallet.because.feature_phone"
    assert checklist_for("momo", street_vendor(phone_type="feature")).unsuitable == "wallet.misfit.needs_smartphone"


def test_a_provider_that_takes_registered_households_only_says_so_to_a_street_vendor():
    assert checklist_for("vnpt_epay", street_vendor()).unsuitable == "wallet.misfit.needs_registration"


def test_a_provider_with_two_kinds_of_account_takes_the_one_that_fits():
    assert {step.id for step in checklist_for("momo", answers()).steps if step.stage == "class"} == {"o2.face"}
    person = {step.id for step in checklist_for("momo", street_vendor()).steps if step.stage == "class"}
    assert person == {"w1.open", "w2.check"}
    mobile = {step.id for step in checklist_for("viettel_money", street_vendor()).steps if step.stage == "class"}
    assert mobile == {"m1.open"}


@pytest.mark.parametrize("provider", BOOK.providers)
def test_nothing_that_depends_on_a_missing_answer_is_hidden_for_it(provider):
    """A step hidden while an answer is missing stays hidden whatever the answer turns out to be."""
    for facts in every_answer():
        missing = [name for name in FIVE if name not in facts]
        if len(missing) != 1 or facts.get("exempt_from_registration"):
            continue
        hidden = set(why(checklist_for(provider, facts)))
        for value in OPTIONS.get(missing[0], (True, False)):
            if missing[0] == "exempt_from_registration" and value and facts["registered_hkd"]:
                continue
            shown = {step.id for step in checklist_for(provider, {**facts, missing[0]: value}).steps}
            assert not hidden & shown, (facts, missing, value)


WHO_FOR_HOW = {
    "together": {"vendor_with_helper_beside"},
    "team_phone": {"vendor_with_helper_beside"},
    "own_phone": {"vendor_on_own_device"},
    "any_phone": {"vendor_on_own_device", "vendor_with_helper_beside"},
    "counter": {"vendor_at_counter"},
    "post": {"vendor_on_paper"},
    "paper": {"vendor_on_paper"},
    "team": {"helper"},
    "provider": {"provider"},
}


@pytest.mark.parametrize("provider", BOOK.providers)
def test_who_does_a_step_goes_with_how_it_is_done(provider):
    for facts in every_answer(missing=False):
        odd = [step.id for step in checklist_for(provider, facts).steps if step.who not in WHO_FOR_HOW[step.how]]
        assert odd == [], facts


def test_an_unanswered_question_is_asked_first_and_neither_branch_is_shown():
    found = checklist_for("zalopay", {})
    assert found.ask_first == FIVE
    assert found.hidden == ()
    shown = {step.id for step in found.steps}
    assert not shown & {"a5.revenue", "a6.einvoice", "a9.book", "b5.vneid", "w1.open", "o1.docs", "b6.register"}
    assert len(found.steps) < 12
    assert checklist_for("zalopay", answers()).ask_first == ()


@pytest.mark.parametrize(
    ("facts", "pair"),
    [
        ({"registered_hkd": True, "exempt_from_registration": True}, ("registered_hkd", "exempt_from_registration")),
        ({"registered_hkd": False, "account_name": "household"}, ("registered_hkd", "account_name")),
        (
            {"exempt_from_registration": True, "account_name": "household"},
            ("exempt_from_registration", "account_name"),
        ),
        ({"revenue_band": "le_1bn", "crossed_on": "2026-11-01"}, ("revenue_band", "crossed_on")),
        ({"registered_hkd": True, "needs_online_registration": True}, ("registered_hkd", "needs_online_registration")),
    ],
)
def test_answers_that_contradict_each_other_are_refused_with_both_named(facts, pair):
    with pytest.raises(OnboardingError) as caught:
        checklist_for("momo", facts)
    assert caught.value.code == "checklist.contradiction"
    assert (caught.value.details["other"], caught.value.field) == pair


@pytest.mark.parametrize("provider", BOOK.providers)
def test_no_act_is_asked_twice_and_none_before_what_it_needs(provider):
    """What a step gives is what it does: no two steps give the same, and what a step needs is there before it."""
    for facts in every_answer():
        found = checklist_for(provider, facts)
        given = [thing for step in found.steps for thing in step.gives]
        assert len(given) == len(set(given)), facts
        assert all(step.gives for step in found.steps)
        there: set[str] = set()
        for step in found.steps:
            lacking = set(step.needs) - there
            assert not lacking & (set(given) | {"account", "qr", "terms"}), (facts, step.id, lacking)
            there |= set(step.gives)
        assert len(found.steps) <= 20, (facts, len(found.steps))


@pytest.mark.parametrize("provider", BOOK.providers)
def test_a_keypad_phone_always_has_a_way(provider):
    for facts in every_answer(missing=False):
        if facts["phone_type"] == "feature":
            found = checklist_for(provider, facts)
            assert all(step.how != "own_phone" and "own_phone" not in step.ways for step in found.steps)
            if not found.unsuitable:
                assert found.step("a4.tax_account").ways == ("counter", "post")
                assert found.step("a1.name")


def test_the_same_act_stood_twice_in_these_plans_before():
    """BIDV opened an account twice, MoMo and Viettel signed twice, banks were asked their terms after opening."""
    for provider, word in (("bidv", "mở tài khoản"), ("vietcombank", "mở tài khoản"), ("viettel_money", "ký hợp đồng")):
        facts = street_vendor() if provider == "viettel_money" else answers()
        titles = [step.title.vi.casefold() for step in checklist_for(provider, facts).steps]
        assert sum(word in title for title in titles) == 1, (provider, titles)
    momo = [step.id for step in checklist_for("momo", street_vendor()).steps]
    assert momo.index("momo.1") < momo.index("momo.3") < momo.index("momo.2") < momo.index("momo.4")
    bank = [step.id for step in checklist_for("agribank", answers()).steps]
    assert bank.index("b7.choose") < bank.index("agribank.1") < bank.index("k1.docs")


def test_todays_steps_come_first_and_next_is_three_of_them():
    found = checklist_for("bidv", answers())
    ids = [step.id for step in found.steps]
    away = next(n for n, step in enumerate(found.steps) if step.how in ("counter", "provider"))
    assert ids.index("a7.safety") < away
    assert [step.id for step in found.next_steps()] == ["b1.consent", "b2.profile", "b3.cccd"]
    later = checklist_for("bidv", answers(), done=(*START, "b7.choose", "a7.safety", "a9.book"))
    assert [step.id for step in later.next_steps(vendor_only=True)] == ["bidv.2", "k1.docs", "k4.app"]


def test_any_bank_serves_a_bank_nobody_could_read_about():
    found = checklist_for("any_bank", answers())
    assert {"any_bank.1", "k1.docs", "k5.qr"} <= {step.id for step in found.steps}
    assert "wallet.amber.unverified" in found.step("any_bank.1").doubts


def test_the_account_notice_says_the_day_that_passed_and_the_next_one():
    old = checklist_for("bidv", answers(started_on="2020-05-01")).step("a4.tax_account")
    assert (old.by, old.overdue) == (date(2026, 7, 31), True)
    assert any("31/07/2026 đã qua" in note.text.vi for note in old.notes)
    new = checklist_for("bidv", answers(started_on="2026-09-01")).step("a4.tax_account")
    assert (new.by, new.overdue) == (date(2027, 1, 31), False)
    assert any("Trung tâm Phục vụ hành chính công cấp xã" in note.text.vi for note in new.notes)


def test_tax_a_platform_withheld_is_asked_back():
    notes = checklist_for("bidv", answers(sells_on_platform=True)).step("a5.revenue").notes
    assert any("hoàn" in note.text.vi for note in notes)
    assert not any("hoàn" in note.text.vi for note in checklist_for("bidv", answers()).step("a5.revenue").notes)


@pytest.mark.parametrize("provider", BOOK.providers)
def test_every_combination_of_answers_ends_without_a_dead_step(provider):
    """Ticking whatever is due, again and again, ends: all is done, or the choice says why it must be made anew."""
    for facts in every_answer(missing=False):
        done: set[str] = set()
        while True:
            found = checklist_for(provider, facts, done=done)
            ready = {s.id for s in found.steps if s.due in ("now", "waiting") and not s.blocked_by and not s.stop}
            if not ready - done:
                break
            done |= ready
        left = [step.id for step in found.steps if step.due != "done"]
        stuck = {"b7.choose", "b8.reopen", "a8.follow"} | {step.id for step in found.steps if step.stage == "provider"}
        assert not left if not found.unsuitable else set(left) <= stuck, (facts, left)


@pytest.mark.parametrize("provider", BOOK.providers)
def test_every_step_says_who_when_and_on_what_it_rests(provider):
    for facts in every_answer():
        found = checklist_for(provider, facts)
        ids = [step.id for step in found.steps] + [one.id for one in found.hidden]
        assert len(ids) == len(set(ids))
        for step in found.steps:
            assert step.source or step.verified is not True
            assert (step.due == "waiting") <= (step.who == "provider")
            assert step.verified is not False or "wallet.amber.unverified" in step.doubts
        assert all(one.because and one.why(lang) for one in found.hidden for lang in LANGUAGES)


def test_facts_age_in_their_own_time():
    """A page is read again after half a year; what a law says holds until the law changes."""
    fresh, old = (
        checklist_for("momo", street_vendor(), day=date(2027, 5, 23)),
        checklist_for("momo", street_vendor(), day=date(2027, 7, 1)),
    )
    assert not any(step.stale for step in fresh.steps)
    assert {step.id for step in old.steps if step.stale} == {"momo.1", "momo.3", "momo.2", "momo.4"}
    assert all("wallet.amber.old" in step.doubts for step in old.steps if step.stale)
    assert not any(
        step.stale for step in checklist_for("momo", street_vendor(), day=date(2036, 1, 1)).steps if step.basis == "law"
    )


def test_what_was_read_on_the_official_page_takes_the_amber_away_for_its_time():
    note = {"momo.1": {"read": "  không thu phí \u0000", "read_on": "2026-11-24"}}
    step = checklist_for("momo", street_vendor(), notes=note).step("momo.1")
    assert (step.doubts, step.read, step.read_on, step.verified) == ((), "không thu phí", DAY, True)
    later = checklist_for("momo", street_vendor(), notes=note, day=date(2027, 6, 1)).step("momo.1")
    assert "wallet.amber.secondhand" in later.doubts


def test_a_number_nobody_verified_shows_amber_on_the_step_that_uses_it():
    assert "wallet.amber.number" in checklist_for("mb", answers(revenue_band="gt_1bn")).step("a6.einvoice").doubts
    assert checklist_for("mb", answers()).step("a5.revenue").doubts == (), "read in full on 25 November"


def test_the_revenue_notice_has_its_next_day():
    assert checklist_for("mb", answers()).step("a5.revenue").by == date(2027, 1, 31)
    begun = checklist_for("mb", answers(started_on="2026-03-01"), day=date(2026, 6, 1))
    assert begun.step("a5.revenue").by == date(2026, 7, 31)


def test_tax_notice_test_payment_and_safety_talk_come_last():
    ids = [step.id for step in checklist_for("bidv", answers()).steps]
    assert ids[-1] == "a8.follow"
    assert ids.index("k5.qr") < ids.index("a1.name") < ids.index("a3.print")
    assert due(checklist_for("bidv", answers(), done=START), "a4.tax_account") == "later"


def test_the_providers_own_step_is_waited_for():
    ticked = (*START, "b7.choose", "b8.reopen", "w1.open", "w2.check", "momo.1", "momo.3")
    found = checklist_for("momo", street_vendor(), done=ticked)
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
        checklist_for("momo", facts)
    assert (caught.value.code, caught.value.field) == ("checklist.wrong_fact", field)


def test_a_null_answer_is_a_missing_one():
    assert checklist_for("momo", dict.fromkeys(FIVE)) == checklist_for("momo", {})


@pytest.mark.parametrize("code", ["", "../../x", "=cmd|", "MoMo", "momo\u0000", "🍯" * 5000])
def test_an_unknown_provider_is_refused_with_those_there_are(code):
    with pytest.raises(OnboardingError) as caught:
        checklist_for(code, {})
    assert caught.value.code == "wallet.unknown_provider"
    assert "momo" in str(caught.value.details["known"])


@pytest.mark.parametrize("note", [{"stop": "=cmd|"}, {"read_on": "hôm nay"}, {"number": "001099000001"}])
def test_a_note_that_does_not_fit_names_its_step(note):
    with pytest.raises(OnboardingError) as caught:
        checklist_for("momo", {}, notes={"b3.cccd": note})
    assert (caught.value.code, caught.value.field) == ("checklist.wrong_note", "b3.cccd")


def test_a_long_note_is_cut_and_ticks_of_another_provider_do_no_harm():
    found = checklist_for(
        "momo", street_vendor(), done=["bidv.1", "../../x"], notes={"momo.1": {"read": "a\u0302" * 10_000}}
    )
    assert len(found.step("momo.1").read) == 300
    assert "done" not in {step.due for step in found.steps}
