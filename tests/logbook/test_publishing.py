"""A published number stays; what comes later is told beside it; targets; teams not heard of."""

from datetime import UTC, date, datetime, timedelta

import pytest

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.logbook.periods import week_of
from onboarding.store.schema import new_id

HERE, THERE = "24988", "24955"
AREA = [HERE, THERE]
YES = Consent(purposes={"counts": True})
OCTOBER = datetime(2026, 10, 14, 3, tzinfo=UTC)


@pytest.fixture
def log(store):
    made = Logbook(store)
    for number in range(16):
        give(made, HERE if number < 9 else THERE)
    return made


def give(log, commune=HERE, when=OCTOBER, team="Tổ 1"):
    one = new_id()
    log.record(
        one,
        one,
        commune,
        Rung.HANDED_OVER,
        team=team,
        member="An",
        about=BusinessSnapshot(consent=YES),
        happened_at=when,
    )
    return one


def refused(code, act):
    with pytest.raises(OnboardingError) as caught:
        act()
    assert caught.value.code == code


def test_later_arrivals_are_told_beside_a_published_number(log):
    assert log.publish("don-duong", AREA, "2026-10", member="Lan") == 2
    for _ in range(6):
        give(log)
    found = log.revision("don-duong", "2026-10", exact=True)
    assert (found.n, found.later, found.member) == (16, 6, "Lan")
    rows = log.revision("don-duong", "2026-10", exact=True).rows
    assert {row["commune"]: (row["n"], row["later"]) for row in rows} == {HERE: (9, 6), THERE: (7, 0)}


def test_a_withdrawal_is_told_as_less_and_the_published_number_stays(log):
    gone = [give(log) for _ in range(5)]
    log.publish("don-duong", AREA, "2026-10", member="Lan")
    for one in gone:
        log.withdraw(one, member="Lan")
    found = log.revision("don-duong", "2026-10", exact=True)
    assert (found.n, found.later) == (21, -5)


def test_what_came_later_is_not_told_where_it_points_at_persons(log):
    for area, communes in (("don-duong", AREA), ("mot-xa", [HERE])):
        log.publish(area, communes, "2026-10", member="Lan")
    give(log)
    found = log.revision("don-duong", "2026-10")
    assert (found.later, [row["later"] for row in found.rows], found.n % 5) == (None, [None, None], 0)
    assert log.revision("mot-xa", "2026-10").later is None
    assert log.revision("mot-xa", "2026-10", exact=True).later == 1


def test_a_period_is_published_once_and_only_when_it_is_over(log):
    log.publish("don-duong", AREA, "2026-10", member="Lan")
    refused("period.published", lambda: log.publish("don-duong", AREA, "2026-10", member="Lan"))
    now = week_of(datetime.now(UTC).date() + timedelta(days=7))
    refused("period.not_over", lambda: log.publish("don-duong", AREA, now, member="Lan"))
    refused("period.unknown", lambda: log.publish("don-duong", AREA, "tháng 10", member="Lan"))
    refused("period.not_published", lambda: log.revision("don-duong", "2026-09"))


def test_a_target_is_set_changed_and_taken_away(log):
    for n, kept in ((40, 40), (60, 60), (0, None)):
        log.set_target("don-duong", "2026-Q4", n)
        assert log.target("don-duong", "2026-Q4") == kept
    assert log.target("don-duong", "2027") is None


def test_teams_that_sent_nothing_come_first(log):
    found = log.reporting_status([("Tổ 1", HERE), ("Tổ 2", HERE), ("Tổ 3", THERE)], date(2026, 1, 1))
    assert [(one.team, one.reported) for one in found] == [("Tổ 2", False), ("Tổ 3", False), ("Tổ 1", True)]
    assert found[-1].last_at is not None
    late = log.reporting_status([("Tổ 1", HERE)], date.today() + timedelta(days=3))
    assert late[0].reported is False


def test_a_team_is_heard_of_from_where_it_works_and_two_of_one_name_each_from_their_own(log):
    give(log, THERE, team="Tổ lưu động")
    assert [
        one.reported for one in log.reporting_status([("Tổ lưu động", HERE), ("Tổ 1", THERE)], date(2026, 1, 1))
    ] == [
        True,
        True,
    ]
    give(log, HERE, team="Tổ thôn 2")
    found = log.reporting_status([("Tổ thôn 2", HERE), ("Tổ thôn 2", THERE)], date(2026, 1, 1))
    assert [(one.commune, one.reported) for one in found] == [(THERE, False), (HERE, True)]
