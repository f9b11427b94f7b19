"""A step is written once, counted once for a business, only as far as the vendor agreed, and taken back whole."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.logbook.withdrawal import forget_before
from onboarding.store.schema import METADATA, new_id
from onboarding.store.schema.logbook import business, echo, event, mark, tally, tombstone

COMMUNE = "24988"
YES = Consent(purposes={"visit": True, "counts": True, "follow_up": True}, version="2026-11-24")
HOA = BusinessSnapshot(
    name="Mật ong Hoa", owner="Nguyễn Thị Hoa", phone="0901 234 567", address="Chợ Đơn Dương", trade="mat_ong",
    wallet="momo", bank="970436", last_four="4567", qr="ab" * 16, photos=("cd" * 16,), consent=YES,
)  # fmt: skip


def give(log, about=HOA, *, business=None, visit=None, rung=Rung.HANDED_OVER, team="Tổ 1", **more):
    business = business or new_id()
    return log.record(visit or business, business, COMMUNE, rung, team=team, member="An", about=about, **more)


def total(log, **asked):
    return log.count(by=(), exact=True, **asked).total


def rows(store, table):
    with store.reading() as conn:
        return [row._asdict() for row in conn.execute(select(table))]


def recounted(store):
    """The tally as it should be, from the events alone; both must be equal after anything."""
    with store.reading() as conn:
        groups = (event.c.commune, event.c.rung)
        want = {tuple(row[:2]): row[2] for row in conn.execute(select(*groups, func.count()).group_by(*groups))}
        kept = select(tally.c.commune, tally.c.rung, tally.c.n).where(tally.c.facet == "total", tally.c.n != 0)
        return want, {tuple(row[:2]): row[2] for row in conn.execute(kept)}


@pytest.fixture
def log(store):
    made = Logbook(store)
    yield made
    want, kept = recounted(store)
    assert kept == want


def test_a_step_recorded_ten_times_is_one_event(log, store):
    hoa = new_id()
    ids = {give(log, business=hoa).event_id for _ in range(10)}
    assert len(ids) == 1
    assert total(log) == 1
    assert len(rows(store, event)) == 1
    assert rows(store, echo) == []


def test_a_double_tap_from_two_threads_is_one_event(log, store):
    hoa, found = new_id(), []
    taps = [threading.Thread(target=lambda: found.append(give(log, business=hoa))) for _ in range(8)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    assert [one.new for one in found].count(True) == 1
    assert total(log) == 1


def test_two_teams_that_bring_in_one_business_count_it_once(log, store):
    first = give(log, team="Tổ 1")
    again = give(log, team="Tổ 2", about=HOA)
    assert (first.new, first.same_as) == (True, None)
    assert again.counted
    assert again.same_as is not None
    assert total(log) == 1
    assert [row["team"] for row in rows(store, echo)] == ["Tổ 2"]
    assert sorted(one.counted for one in log.evidence([COMMUNE])) == [False, True]


def test_the_same_phone_of_another_business_counts_apart_when_the_member_says_so(log):
    give(log)
    other = BusinessSnapshot(name="Gạo Bình", phone="0901234567", consent=YES, distinct=True)
    assert give(log, about=other).same_as is None
    assert total(log) == 2


def test_a_phone_learnt_later_finds_the_business_counted_before(log, store):
    give(log, team="Tổ 1")
    late = new_id()
    bare = BusinessSnapshot(name="Mat ong Hoa", consent=YES)
    give(log, about=bare, business=late, rung=Rung.STARTED)
    give(log, about=bare, business=late)
    assert total(log) == 2
    told = give(log, about=HOA, business=late, rung=Rung.PAID)
    assert told.new
    assert total(log) == 1
    assert total(log, rung=Rung.STARTED) == 1
    assert [row["state"] for row in rows(store, business) if row["id"] == late] == ["same"]


def test_who_refuses_to_be_counted_is_not_and_may_still_be_kept(log, store):
    kept = BusinessSnapshot(name="Hộ kín", consent=Consent(purposes={"visit": True, "counts": False}))
    found = give(log, about=kept)
    assert (found.counted, found.because, total(log)) == (False, "refused", 0)
    assert [row["name"] for row in rows(store, business)] == ["Hộ kín"]
    assert rows(store, event) == []


def test_who_refuses_everything_leaves_nothing(log, store):
    hoa = new_id()
    no = Consent(purposes={"visit": False, "counts": False})
    assert (
        give(log, about=BusinessSnapshot(name="Hộ kín", phone="0901234567", consent=no), business=hoa).because
        == "refused"
    )
    assert give(log, about=BusinessSnapshot(name="Hộ kín"), business=hoa).because == "not_asked"
    assert log.record(hoa, hoa, COMMUNE, Rung.HANDED_OVER, team="Tổ 1", member="An").because == "not_asked"
    for table in (business, event, echo, mark, tally):
        assert rows(store, table) == []


def test_counting_alone_keeps_no_person(log, store):
    only = Consent(purposes={"counts": True})
    about = BusinessSnapshot(
        name="Mật ong Hoa", owner="Hoa", phone="0901234567", address="Chợ", last_four="4567", consent=only
    )
    give(log, about=about, seen={"name": "NGUYEN THI HOA", "matched": True})
    (row,) = rows(store, business)
    assert {row[name] for name in ("name", "name_key", "owner", "phone", "address", "last_four")} == {""}
    assert rows(store, event)[0]["seen"] == {"matched": True}
    assert total(log) == 1


def test_no_account_number_can_be_written(store):
    names = {column.name for table in METADATA.sorted_tables for column in table.columns}
    assert not names & {"account", "account_number", "card", "identity", "tax_code", "otp"}


def test_a_higher_rung_stands_for_the_one_that_counts_until_its_own_evidence_comes(log, store):
    hoa, early = new_id(), datetime(2026, 11, 2, 2, tzinfo=UTC)
    give(log, business=hoa, rung=Rung.PAID, happened_at=early + timedelta(days=9))
    assert total(log) == 1
    assert total(log, until=date(2026, 11, 8)) == 0
    give(log, business=hoa, happened_at=early)
    assert total(log) == 1
    assert total(log, until=date(2026, 11, 8)) == 1
    assert rows(store, echo) == []


def test_withdrawal_takes_person_evidence_and_count_and_leaves_a_stone(log, store):
    hoa = new_id()
    for rung in (Rung.STARTED, Rung.HANDED_OVER):
        give(log, business=hoa, rung=rung)
    give(log, about=BusinessSnapshot(name="Gạo Bình", consent=YES))
    told = log.withdraw(hoa, member="An")
    assert set(told["rungs"]) == {"started", "handed_over"}
    assert total(log) == 1
    gone = next(row for row in rows(store, business) if row["id"] == hoa)
    assert (gone["state"], gone["name"], gone["phone"], gone["qr"], gone["consent"]) == ("withdrawn", "", "", "", {})
    assert rows(store, mark) == []
    assert len(rows(store, tombstone)) == 1


def test_what_was_withdrawn_does_not_come_back_but_she_may(log):
    hoa, before = new_id(), datetime.now(UTC) - timedelta(days=1)
    give(log, business=hoa)
    log.withdraw(hoa, member="An")
    assert give(log, business=hoa).because == "withdrawn"
    assert give(log, happened_at=before).because == "withdrawn"
    assert give(log).counted
    assert total(log) == 1


def test_withdrawing_twice_or_a_stranger_is_said_plainly(log):
    with pytest.raises(OnboardingError) as caught:
        log.withdraw(new_id(), member="An")
    assert caught.value.code == "log.no_business"


def test_joined_entries_count_once(log):
    one, other = new_id(), new_id()
    give(log, business=one, about=BusinessSnapshot(name="Mật ong Hoa", consent=YES))
    give(log, business=other, about=BusinessSnapshot(name="Mat ong Hoa 2", consent=YES))
    assert total(log) == 2
    log.join(other, into=one)
    assert total(log) == 1
    with pytest.raises(OnboardingError):
        log.join(one, into=one)


def test_persons_are_forgotten_after_their_time_and_still_counted(log, store):
    hoa = new_id()
    give(log, business=hoa)
    assert forget_before(log.store, [COMMUNE], date(2020, 1, 1)) == 0
    assert forget_before(log.store, [COMMUNE], date(2099, 1, 1)) == 1
    assert log.business(hoa).name == ""
    assert total(log) == 1
    assert rows(store, mark) == []


@pytest.mark.parametrize("clock", [-3650, 3650])
def test_a_clock_ten_years_off_loses_no_step(log, clock):
    give(log, happened_at=datetime.now(UTC) + timedelta(days=clock))
    assert total(log) == 1


@pytest.mark.parametrize(
    "name", ["Mật ong Hoa", "🍯" * 300, "x" * 10_000, '=cmd|"/c calc"!A1', "../../x", "a\x00b\ud800c"]
)
def test_any_name_can_be_written_and_read(log, name):
    hoa = new_id()
    give(log, business=hoa, about=BusinessSnapshot(name=name, owner=name, address=name, consent=YES))
    assert len(log.business(hoa).name) <= 400


@pytest.mark.parametrize(
    ("visit", "commune", "code"),
    [("x", COMMUNE, "log.bad_id"), ("A" * 32, COMMUNE, "log.bad_id"), ("1" * 32, "../x", "log.bad_commune")],
)
def test_what_is_not_an_id_never_reaches_the_store(log, visit, commune, code):
    with pytest.raises(OnboardingError) as caught:
        log.record(visit, "1" * 32, commune, Rung.STARTED, team="", member="", about=HOA)
    assert caught.value.code == code
