"""What is missing before a hand-over: named, in its step, the worst first."""

from datetime import date

import pytest

from onboarding.business import CONSENT_WORDS, Visit
from onboarding.services.readiness import STOP, before_hand_over

DAY = date(2026, 11, 25)
WHOLE = {
    "business": {"name": "Hộ mẫu 1", "commune": "24988", "trade": "mat_ong"},
    "consent": {"purposes": dict.fromkeys(CONSENT_WORDS, True), "at": "2026-11-24T03:00:00+00:00"},
    "listing": {"category": "mat_ong", "answers": {"loai_hoa": "hoa cà phê"}, "price": 125_000, "unit": "chai"},
    "payment": {
        "bank": "970436", "account": "0011004321987", "holder": "CHU HO MAU",
        "seen": {"holder": "CHU HO MAU", "bank": "970436", "last_four": "1987"},
    },
}  # fmt: skip
PHOTO = [{"advice": []}]


def items(photos=PHOTO, **changes):
    return [(item.level, item.step) for item in before_hand_over(Visit.from_row({**WHOLE, **changes}), photos, DAY)]


def test_a_whole_visit_lacks_nothing():
    assert items() == []


def test_a_pack_that_was_said_is_what_the_price_is_of():
    answers = {**WHOLE["listing"]["answers"], "quy_cach": "chai 500 ml"}
    assert items(listing={**WHOLE["listing"], "answers": answers, "unit": ""}) == []


@pytest.mark.parametrize(
    ("changes", "item"),
    [
        ({"consent": {"purposes": {"visit": False}}}, (STOP, "business")),
        ({"business": {**WHOLE["business"], "name": " "}}, ("wait", "business")),
        ({"payment": {}}, ("wait", "payment")),
        (
            {"checklist": {"provider": "momo", "facts": {"registered_hkd": True, "exempt_from_registration": True}}},
            ("wait", "wallet"),
        ),
        ({"payment": {**WHOLE["payment"], "seen": {}}}, ("wait", "payment")),
        ({"payment": {**WHOLE["payment"], "account": "abc"}}, (STOP, "payment")),
        (
            {"payment": {**WHOLE["payment"], "seen": {**WHOLE["payment"]["seen"], "last_four": "0000"}}},
            (STOP, "payment"),
        ),
        ({"listing": None}, ("wait", "listing")),
        ({"listing": {**WHOLE["listing"], "price": None}}, ("wait", "listing")),
        ({"listing": {**WHOLE["listing"], "unit": ""}}, ("wait", "listing")),
        ({"listing": {**WHOLE["listing"], "own_words": "Mật ong chữa khỏi ung thư."}}, (STOP, "listing")),
        ({"photos": []}, ("wait", "photos")),
        ({"photos": [{"advice": [{"code": "photo.blurred"}]}]}, ("wait", "photos")),
    ],
)
def test_each_thing_missing_is_named_with_its_step(changes, item):
    assert item in items(**changes)


@pytest.mark.parametrize(
    ("checklist", "words"),
    [
        ({"provider": "khong_co"}, "không còn trong bộ này"),
        ({"provider": "momo", "facts": {"registered_hkd": True, "exempt_from_registration": True}}, "trái nhau"),
        ({"provider": "momo", "facts": {"phone_type": "nokia"}}, "không đọc được"),
    ],
)
def test_why_no_checklist_can_be_made_is_said_in_its_own_words(checklist, words):
    (item,) = before_hand_over(Visit.from_row({**WHOLE, "checklist": checklist}), PHOTO, DAY)
    assert words in item.words
    assert item.step == "wallet"


def test_a_photo_somebody_accepted_is_no_question():
    assert items(photos=[{"advice": [{"code": "photo.blurred"}], "accepted": True}]) == []


def test_what_stops_comes_first():
    levels = [level for level, _step in items(photos=[], payment={}, consent={})]
    assert levels == sorted(levels, key=lambda level: level != STOP)
    assert levels[0] == STOP
