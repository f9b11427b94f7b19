"""The same business twice is asked about; padded work is shown to the leader; nothing is decided by the machine."""

from datetime import UTC, date, datetime, timedelta

import pytest

from onboarding.business import Consent, Rung
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.store.schema import new_id

COMMUNE, NEXT = "24988", "24955"
YES = Consent(purposes={"visit": True, "counts": True})


@pytest.fixture
def log(store):
    return Logbook(store)


def give(log, about, *, commune=COMMUNE, team="Tổ 1", when=None):
    one = new_id()
    log.record(one, one, commune, Rung.HANDED_OVER, team=team, member="An", about=about, happened_at=when)
    return one


def known(**more):
    return BusinessSnapshot(consent=YES, **more)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"phone": "+84 901 234 567"}, "phone"),
        ({"qr": "ab" * 16}, "qr"),
        ({"photos": ("cd" * 16,)}, "photo"),
        ({"name": "MAT ONG  hoa"}, "name"),
        ({"name": "Hoa mật ong"}, "name"),
        ({"name": "Mật ong Hoà"}, "name"),
    ],
)
def test_a_business_already_there_is_found_as_it_is_typed(log, typed, why):
    hoa = give(log, known(name="Mật ong Hoa", phone="0901234567", qr="ab" * 16, photos=("cd" * 16,)))
    give(log, known(name="Gạo sạch Bình"))
    (found,) = log.find_duplicates(COMMUNE, BusinessSnapshot(**typed))
    assert (found.id, found.why) == (hoa, why)


@pytest.mark.parametrize(
    "typed", [{}, {"name": "ab"}, {"name": "Cà phê Sáng"}, {"phone": "không có"}, {"name": "🍯" * 500}]
)
def test_a_stranger_is_not_taken_for_somebody_else(log, typed):
    give(log, known(name="Mật ong Hoa", phone="0901234567"))
    assert log.find_duplicates(COMMUNE, BusinessSnapshot(**typed)) == []
    assert log.find_duplicates(NEXT, BusinessSnapshot(name="Mật ong Hoa")) == []


def test_a_business_is_not_its_own_double_and_a_withdrawn_one_is_nobodys(log):
    hoa = give(log, known(name="Mật ong Hoa", phone="0901234567"))
    assert log.find_duplicates(COMMUNE, BusinessSnapshot(phone="0901234567"), but=hoa) == []
    log.withdraw(hoa, member="An")
    assert log.find_duplicates(COMMUNE, BusinessSnapshot(name="Mật ong Hoa", phone="0901234567")) == []


def test_forty_in_an_hour_one_photo_and_one_phone_everywhere_are_shown(log):
    start = datetime(2026, 11, 20, 2, tzinfo=UTC)
    for number in range(40):
        photos = ("aa" * 16,) if number < 2 else ()
        phone = "0901234567" if number < 3 else ""
        about = known(name=f"Hộ mẫu {number}", photos=photos, phone=phone, distinct=True)
        give(log, about, when=start + timedelta(minutes=number))
    signs = {sign.kind: sign for sign in log.find_anomalies([COMMUNE], date(2026, 11, 1))}
    assert (signs["burst"].many, signs["burst"].member, signs["burst"].at[:10]) == (40, "An", "2026-11-20")
    assert (signs["photo"].many, signs["phone"].many) == (2, 3)
    assert log.count(by=(), exact=True).total == 40  # shown, not hidden from the count
    assert [sign.kind for sign in log.find_anomalies([COMMUNE], date(2026, 11, 21))] == ["phone", "photo"]


def test_honest_work_shows_no_sign(log):
    for number in range(12):
        give(log, known(name=f"Hộ mẫu {number}", phone=f"09012345{number:02d}", photos=(f"{number:032x}",)))
    assert log.find_anomalies([COMMUNE], date(2026, 1, 1)) == []


def test_one_phone_counted_in_two_communes_is_shown(log):
    for commune in (COMMUNE, NEXT):
        give(log, known(name="Mật ong Hoa", phone="0901234567"), commune=commune)
    (sign,) = log.find_anomalies([COMMUNE], date(2026, 1, 1))
    assert (sign.kind, sign.many) == ("communes", 2)


def test_what_another_team_recorded_is_asked_about_without_its_name(log):
    own_team, other_team = new_id(), new_id()
    give(Logbook(log.store, own_team), known(name="Mật ong Hoa", phone="0901234567"))
    asked = BusinessSnapshot(phone="0901234567")
    (theirs,), (own,) = (Logbook(log.store, team).find_duplicates(COMMUNE, asked) for team in (other_team, own_team))
    assert (theirs.name, theirs.why) == ("", "phone")
    assert own.name == "Mật ong Hoa"
