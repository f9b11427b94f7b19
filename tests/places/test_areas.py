"""A reporting area is a named, dated group of communes, and its past does not change."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.errors import OnboardingError
from onboarding.places import Areas, communes, drawn, group

CODES = sorted(communes())[:12]
NEW_YEAR = date(2026, 1, 1)
SUBSETS = st.sets(st.sampled_from(CODES), min_size=1)
DAYS = st.integers(0, 300).map(lambda number: NEW_YEAR + timedelta(number))


@pytest.fixture
def areas(store):
    return Areas(store)


@settings(max_examples=200)
@given(first=SUBSETS, changes=st.lists(st.tuples(DAYS, SUBSETS), max_size=5))
def test_a_change_holds_from_its_day_and_the_days_before_stay(first, changes):
    area = drawn("Vùng thử", first, since=NEW_YEAR)
    for day, wanted in changes:
        before = {earlier: area.on(earlier) for earlier in (NEW_YEAR, day - timedelta(1)) if earlier < day}
        area = area.with_communes(wanted, on=day)
        assert all(area.on(earlier) == held for earlier, held in before.items())
        assert set(area.on(day)) == set(area.on(date(2030, 1, 1))) == set(area.communes) == wanted


@settings(max_examples=100)
@given(first=SUBSETS, changes=st.lists(st.tuples(DAYS, SUBSETS), max_size=4), since=DAYS, until=DAYS)
def test_spans_cover_every_day_once_with_what_held_on_it(first, changes, since, until):
    area = drawn("Vùng thử", first, since=NEW_YEAR)
    for day, wanted in changes:
        area = area.with_communes(wanted, on=day)
    seen = []
    for a, b, codes in area.spans(since, until):
        assert all(area.on(a + timedelta(step)) == codes for step in range((b - a).days + 1))
        seen += [a + timedelta(step) for step in range((b - a).days + 1)]
    assert seen == [since + timedelta(step) for step in range((until - since).days + 1)]


def test_an_area_ends_with_its_last_day():
    area = drawn("Vùng thử", CODES, since=NEW_YEAR).ended(date(2026, 6, 30))
    assert (len(area.on(date(2026, 6, 30))), area.on(date(2026, 7, 1))) == (12, ())


def test_an_area_may_begin_from_an_old_district():
    area = drawn("Khu vực Vũng Liêm", group("859").communes, since=NEW_YEAR)
    assert area.on(NEW_YEAR) == tuple(sorted(group("859").communes))


@pytest.mark.parametrize(
    ("name", "codes", "until", "refusal"),
    [
        ("", CODES, None, ("area.unnamed", "name")),
        ("\u200b \x00", CODES, None, ("area.unnamed", "name")),
        ("Vùng", [], None, ("area.empty", "communes")),
        ("Vùng", ["99999"], None, ("place.unknown", "commune")),
        ("Vùng", CODES, date(2025, 12, 31), ("area.backwards", "until")),
    ],
)
def test_an_area_that_cannot_be_is_refused_beside_its_field(name, codes, until, refusal):
    with pytest.raises(OnboardingError) as refused:
        drawn(name, codes, since=NEW_YEAR, until=until)
    assert (refused.value.code, refused.value.field) == refusal


def test_a_change_outside_the_days_of_an_area_is_refused():
    area = drawn("Vùng", CODES, since=NEW_YEAR, until=date(2026, 12, 31))
    for day in (date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(OnboardingError, match=r"area\.day_outside"):
            area.with_communes(CODES[:2], on=day)
    with pytest.raises(OnboardingError, match=r"area\.day_outside"):
        area.ended(date(2025, 1, 1))


def test_an_area_is_kept_and_read_back_the_same(areas):
    made = areas.add(drawn("Khu vực Vũng Liêm", CODES, since=NEW_YEAR, rules={"rung": "paid", "target": 400}))
    assert areas.get(made.code) == made
    changed = made.with_communes(CODES[:3], on=date(2026, 5, 1)).ended(date(2026, 12, 31))
    areas.change(changed)
    assert areas.get(made.code) == changed
    assert areas.all() == [changed]
    assert areas.all(on=date(2027, 1, 1)) == []


def test_two_areas_of_one_name_get_two_codes(areas):
    made = [areas.add(drawn("Vùng 1", CODES, since=NEW_YEAR)).code for _ in range(3)]
    assert made == ["vung-1", "vung-1-2", "vung-1-3"]


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "../../x", "Vùng 🐝", "V" * 10_000, unicodedata.normalize("NFD", "Vũng Liêm"), "%_%"]
)
def test_a_hostile_name_is_only_a_name(areas, name):
    made = areas.add(drawn(name, CODES, since=NEW_YEAR))
    assert areas.get(made.code).name == unicodedata.normalize("NFC", name)[:120]
    assert made.code.replace("-", "").isalnum()
    assert made.code.isascii()


def test_an_area_nobody_made_is_refused(areas):
    with pytest.raises(OnboardingError, match=r"area\.unknown"):
        areas.get("nowhere")
    with pytest.raises(OnboardingError, match=r"area\.unknown"):
        areas.change(drawn("Vùng lạ", CODES, since=NEW_YEAR))
