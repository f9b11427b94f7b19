"""Return visits, the calendar file, and the offers a team adds."""

import re
from datetime import UTC, date, datetime

import pytest

from onboarding.errors import OnboardingError
from onboarding.wallets import checked_offer, checklist, current, follow_ups, this_week
from onboarding.wallets.return_dates import Event, calendar

DAY = date(2026, 11, 24)
STREET = {"registered_hkd": False, "exempt_from_registration": True, "phone_type": "smartphone"}
START = (
    "b1.consent",
    "b2.profile",
    "b3.cccd",
    "b4.sim",
    "b7.choose",
    "b8.reopen",
    "w1.open",
    "w2.check",
    "momo.1",
    "momo.3",
)


def test_a_visit_is_come_back_to_after_seven_and_thirty_days():
    found = follow_ups(DAY, day=DAY)
    assert [(one.key, one.due) for one in found] == [
        ("first_week", date(2026, 12, 1)),
        ("still_used", date(2026, 12, 24)),
    ]


def test_what_waits_on_the_provider_and_what_the_law_dates_are_on_the_list():
    facts = {**STREET, "revenue_band": "le_1bn", "sells_on_platform": False}
    found = follow_ups(DAY, checklist=checklist("momo", facts, done=START, day=DAY), day=DAY)
    assert [(one.key, one.due.isoformat()) for one in found] == [
        ("first_week", "2026-12-01"),
        ("waits.momo.2", "2026-12-01"),
        ("still_used", "2026-12-24"),
        ("by.a5.revenue", "2027-01-31"),
    ]


def test_what_is_ticked_leaves_the_list():
    assert [one.key for one in follow_ups(DAY, done=["first_week"], day=DAY)] == ["still_used"]


def test_this_week_is_seven_days_and_whatever_is_overdue():
    found = follow_ups(DAY, day=DAY)
    assert this_week(found, date(2026, 11, 24)) == []
    assert [one.key for one in this_week(found, date(2026, 11, 25))] == ["first_week"]
    assert [one.key for one in this_week(found, date(2027, 5, 1))] == ["first_week", "still_used"]


def unfold(text: str) -> list[str]:
    return re.sub("\r\n ", "", text).split("\r\n")


HOSTILE = ["=cmd|' /C calc'!A0", "a,b;c\\d\nEND:VEVENT", "Nguye\u0302\u0303n 🍯" * 40, "ắ" * 10_000, "\r\nBEGIN:VEVENT"]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_cannot_break_the_calendar(title):
    text = calendar([Event(DAY, title, "7f-1")], made=datetime(2026, 11, 24, tzinfo=UTC))
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[-1] == ""
    whole = unfold(text)
    assert [whole.count(mark) for mark in ("BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR")] == [1, 1, 1]


def test_what_the_format_reserves_is_escaped():
    assert "SUMMARY:a\\,b\\;c\\\\d\\ne" in unfold(calendar([Event(DAY, "a,b;c\\d\ne", "7f-1")]))


def test_an_event_is_a_whole_day_with_a_reminder_and_a_steady_id():
    made = datetime(2026, 11, 24, tzinfo=UTC)
    lines = unfold(calendar([Event(date(2026, 12, 31), "Tổ ghé lại", "7f-1", "Xem mã")], made=made))
    for line in ("DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "SUMMARY:Tổ ghé lại"):
        assert line in lines
    for line in ("UID:7f-1@onboarding-kit", "TRIGGER:PT8H", "DTSTAMP:20261124T000000Z", "DESCRIPTION:Xem mã"):
        assert line in lines


def test_no_event_is_still_a_calendar():
    assert unfold(calendar([], made=datetime(2026, 11, 24, tzinfo=UTC)))[0] == "BEGIN:VCALENDAR"


def told(**changed):
    usual = {"title": "Tặng loa", "by": "Ngân hàng A", "told_on": "2026-11-20", "ends": "2026-12-31"}
    return {**usual, **changed}


def test_an_offer_leaves_the_page_after_its_last_day():
    offers = [checked_offer(told(), day=DAY), checked_offer(told(title="Khác", ends="2026-11-30"), day=DAY)]
    assert [one.title for one in current(offers, DAY)] == ["Khác", "Tặng loa"]
    assert [one.title for one in current(offers, date(2026, 12, 31))] == ["Tặng loa"]
    assert current(offers, date(2027, 1, 1)) == []


def test_an_offer_of_one_provider_is_not_shown_with_another():
    offers = [checked_offer(told(provider="momo"), day=DAY), checked_offer(told(title="Chung"), day=DAY)]
    assert [one.title for one in current(offers, DAY, "bidv")] == ["Chung"]
    assert len(current(offers, DAY, "momo")) == 2


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"ends": "2026-11-23"}, "offer.ended", "ends"),
        ({"told_on": "2026-11-25"}, "offer.told_later", "told_on"),
        ({"by": " \u200b "}, "offer.incomplete", "by"),
        ({"title": ""}, "offer.incomplete", "title"),
        ({"ends": "cuối năm"}, "offer.incomplete", "offer"),
        ({"commission": 5}, "offer.incomplete", "offer"),
    ],
)
def test_an_offer_without_an_end_or_a_teller_is_refused(changed, code, field):
    with pytest.raises(OnboardingError) as caught:
        checked_offer(told(**changed), day=DAY)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    ("title", "asks"),
    [
        ("Tặng loa, chỉ cần đọc mã OTP cho nhân viên", "secret"),
        ("Nhận quà: gửi o.t.p và mật khẩu", "secret"),
        ("Gửi ảnh chụp căn cước để nhận tiền", "secret"),
        ("Đặt cọc 200.000 nhận loa", "deposit"),
        ("CHUYỂN KHOẢN TRƯỚC phí nhận loa", "deposit"),
        ("Cài UltraViewer để hỗ trợ mở tài khoản", "remote"),
        ("Nhân viên điều khiển từ xa, cài giúp", "remote"),
        ("Tải tệp .apk nhận 50.000", "remote"),
    ],
)
def test_an_offer_worded_as_frauds_are_is_refused(title, asks):
    with pytest.raises(OnboardingError) as caught:
        checked_offer(told(title=title), day=DAY)
    assert (caught.value.code, caught.value.details["asks"]) == ("offer.looks_like_fraud", asks)


@pytest.mark.parametrize("title", ["Miễn phí loa, không cần đặt cọc", "Lẩu hotpot tặng kèm", "Miễn phí ba tháng đầu"])
def test_an_honest_offer_is_kept(title):
    assert checked_offer(told(title=title), day=DAY).title == title


def test_an_offers_text_is_composed_and_cut():
    offer = checked_offer(told(title="a\u0302" * 10_000), day=DAY)
    assert offer.title == "â" * 200
