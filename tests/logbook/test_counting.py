"""Counts equal what a slow, plain recount of the same visits says, on both engines, however they are cut."""

import random
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.logbook.periods import day_of, month_of, quarter_of, week_of
from onboarding.places import communes, communes_of
from onboarding.store.schema import new_id

YES = Consent(purposes={"visit": True, "counts": True, "follow_up": True})
WHOLE = communes_of("01")
HERE = [code for code, one in communes().items() if one.province_code in ("01", "68")][:6]


def visits(seed: int, many: int) -> list[tuple[str, str, Rung, str, str, str, datetime]]:
    """(business, commune, rung, team, trade, wallet, moment), in no order."""
    dice = random.Random(seed)
    found = []
    for number in range(many):
        commune, team = dice.choice(HERE), f"Tổ {dice.randint(1, 4)}"
        trade, wallet = dice.choice(["honey", "noodles", ""]), dice.choice(["momo", "zalopay", ""])
        when = datetime(2026, 9, 20, 1, tzinfo=UTC) + timedelta(hours=dice.randint(0, 24 * 70))
        for rung in list(Rung)[: dice.randint(1, 7)]:
            found.append((f"{number:032x}", commune, rung, team, trade, wallet, when))
            when += timedelta(hours=dice.randint(0, 200))
    dice.shuffle(found)
    return found


@pytest.fixture
def told(store):
    log, rows = Logbook(store), visits(7, 36)
    for business, commune, rung, team, trade, wallet, when in rows:
        about = BusinessSnapshot(trade=trade, wallet=wallet, consent=YES)
        log.record(business, business, commune, rung, team=team, member="An", about=about, happened_at=when)
    return log, rows


def recount(rows, by, rung, since=None, until=None, communes=None, team=None):
    cells = Counter()
    for _, commune, reached, of_team, trade, wallet, when in rows:
        day = day_of(when)
        if "rung" not in by and reached != rung:
            continue
        if (since and day < since) or (until and day > until) or (communes and commune not in communes):
            continue
        if team and of_team != team:
            continue
        values = {
            "commune": commune, "week": week_of(day), "month": month_of(day), "quarter": quarter_of(month_of(day)),
            "rung": reached.value, "team": of_team, "trade": trade, "wallet": wallet,
        }  # fmt: skip
        cells[tuple(values[cut] for cut in by)] += 1
    return dict(cells)


DIMENSIONS = [(), ("commune",), ("week",), ("month",), ("quarter",), ("rung",), ("team",), ("trade",), ("wallet",)]
DIMENSIONS += [
    ("commune", "week"),
    ("commune", "rung"),
    ("commune", "month", "rung"),
    ("week", "team"),
    ("rung", "trade"),
]
PERIODS = [
    (None, None),
    (date(2026, 10, 1), date(2026, 10, 31)),
    (date(2026, 10, 5), date(2026, 10, 18)),
    (date(2026, 10, 7), date(2026, 11, 11)),
    (date(2026, 10, 7), date(2026, 10, 9)),
    (None, date(2026, 10, 14)),
    (date(2026, 10, 14), None),
]


def test_every_cut_and_period_equals_a_plain_recount(told):
    log, rows = told
    for folded in (False, True):
        if folded:
            assert log.roll_up() > 0
        for by in DIMENSIONS:
            for since, until in PERIODS:
                for where in (None, HERE[:2], WHOLE):
                    found = log.count(where, by=by, since=since, until=until, exact=True)
                    mine = {tuple(row[cut] for cut in by): row["n"] for row in found.rows if row["n"]}
                    want = recount(rows, by, Rung.HANDED_OVER, since, until, where)
                    assert mine == want, (folded, by, since, until, where)
                    alone = recount(rows, (), Rung.HANDED_OVER, since, until, where)
                    assert found.total == alone.get((), 0)


def test_one_team_is_counted_alone(told):
    log, rows = told
    found = log.count(by=("commune",), filters={"team": "Tổ 2"}, exact=True)
    assert {(row["commune"],): row["n"] for row in found.rows} == recount(
        rows, ("commune",), Rung.HANDED_OVER, team="Tổ 2"
    )


def test_provinces_add_up_from_their_communes(told):
    log, rows = told
    by_commune = recount(rows, ("commune",), Rung.PREPARED)
    want = Counter()
    for (code,), n in by_commune.items():
        want[communes()[code].province_code] += n
    for _ in range(2):
        found = log.count(by=("province",), rung=Rung.PREPARED, exact=True)
        assert {row["province"]: row["n"] for row in found.rows} == dict(want)
        assert found.rows[0]["name"].startswith(("Thành phố", "Tỉnh"))
        log.roll_up()


def test_folding_twice_changes_nothing(told):
    log, _ = told
    before = log.count(by=("province", "rung"), exact=True)
    log.roll_up()
    assert log.roll_up() == 0
    assert log.count(by=("province", "rung"), exact=True).rows == before.rows


def test_folding_while_others_record_loses_nothing(store):
    log, stop = Logbook(store), threading.Event()

    def work():
        for _ in range(40):
            one = new_id()
            log.record(
                one, one, HERE[0], Rung.HANDED_OVER, team="Tổ 1", member="An", about=BusinessSnapshot(consent=YES)
            )

    def fold():
        while not stop.is_set():
            log.roll_up()

    folders = [threading.Thread(target=fold) for _ in range(2)]
    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in (*folders, *workers):
        one.start()
    for one in workers:
        one.join()
    stop.set()
    for one in folders:
        one.join()
    assert log.count(by=("province",), exact=True).total == 120
    assert log.count(HERE[:1], exact=True).total == 120


def test_a_number_says_what_it_counts_and_as_of_when(told):
    log, _ = told
    plain = log.count(by=("week",), since=date(2026, 10, 1)).as_json()
    assert plain["rung"] == "handed_over"
    assert plain["since"] == "2026-10-01"
    assert plain["counted_at"]
    assert plain["last_written"]


def test_what_cannot_be_asked_is_refused_in_words(store):
    log = Logbook(store)
    for by, code in ((("name",), "counts.bad_cut"), (("week", "month"), "counts.one_of_a_kind")):
        with pytest.raises(OnboardingError) as caught:
            log.count(by=by)
        assert caught.value.code == code
    with pytest.raises(OnboardingError) as caught:
        log.count(since=date(2026, 2, 1), until=date(2026, 1, 1))
    assert caught.value.code == "counts.backwards"


def test_an_empty_log_counts_nothing(store):
    found = Logbook(store).count(by=("province",))
    assert (found.rows, found.total, found.last_written) == ([], 0, None)


def test_former_codes_stand_in_their_own_units_and_as_of_today(store):
    log = Logbook(store)
    old = BusinessSnapshot(units="2025-01-01", consent=YES)
    for code in ("00004", "00007"):  # the first went whole into a ward of today, the second was divided
        one = new_id()
        log.record(one, one, code, Rung.HANDED_OVER, team="Tổ 1", member="An", about=old)
    recorded = log.count(by=("commune",), exact=True)
    today = log.count(by=("commune",), as_of=date(2026, 1, 1), exact=True)
    assert recorded.total == today.total == 2
    assert today.unallocated == 1
    for folded in (False, True):
        assert (folded, log.count(["00004"], exact=True).total) == (folded, 1)
        assert (folded, log.count(["00007"], exact=True).total) == (folded, 0)
        assert (folded, log.count(communes_of("01"), by=("week",), exact=True).total) == (folded, 1)
        log.roll_up()
    assert sorted(row["commune"] for row in today.rows) == ["", "00004"]
