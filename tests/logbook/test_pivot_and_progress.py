"""Pivot tables, days between rungs and who waits: every number again, by pandas, from the raw events."""

import random
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import select

from onboarding.business import Consent, Rung
from onboarding.logbook import BusinessSnapshot, Logbook, progress, recent
from onboarding.logbook.periods import month_of, week_of
from onboarding.logbook.pivot import pivot
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import event
from tests.exchange.conftest import HERE, THERE

YES = Consent(purposes={"visit": True, "counts": True})


@pytest.fixture
def filled(store):
    log = Logbook(store)
    for _ in range(60):
        business, at = new_id(), datetime.now(UTC) - timedelta(days=random.randint(30, 120))
        about = BusinessSnapshot(consent=YES, wallet=random.choice(["momo", "vcb", ""]))
        place = random.choice([HERE, THERE])
        for rung in (Rung.HANDED_OVER, Rung.PAID, Rung.MERCHANT)[: random.randint(1, 3)]:
            log.record(business, business, place, rung, team="Tổ mẫu", member="An", about=about, happened_at=at)
            at += timedelta(days=random.randint(0, 9))
    return log


def frame(log):
    with log.store.reading() as conn:
        rows = [row._asdict() for row in conn.execute(select(event))]
    raw = pd.DataFrame(rows)
    raw["week"], raw["month"] = raw["day"].map(week_of), raw["day"].map(month_of)
    return raw


@pytest.mark.parametrize("across", ["week", "month", "rung"])
def test_a_pivot_holds_what_pandas_counts_and_its_totals_agree(filled, across):
    answer = filled.count([HERE, THERE], by=("commune", across), exact=True)
    table, raw = pivot(answer, "commune", across), frame(filled)
    wanted = raw if across == "rung" else raw[raw["rung"] == "handed_over"]
    for row, cells in zip(table.rows, table.cells, strict=True):
        for column, n in zip(table.columns, cells, strict=True):
            assert n == ((wanted["commune"] == row) & (wanted[across] == column)).sum()
    assert table.column_totals == [sum(column) for column in zip(*table.cells, strict=True)]
    if across == "rung":
        assert table.row_totals is None
    else:
        assert sum(table.row_totals) == sum(table.column_totals) == table.total == 60


def test_days_between_rungs_are_the_medians_pandas_finds(filled):
    raw = frame(filled)
    days = raw.pivot_table(index="subject_key", columns="rung", values="day", aggfunc="first")
    with filled.store.reading() as conn:
        found = {(step.rung, step.after): step for step in progress.steps(conn, [HERE, THERE]).steps}
    for before, after in ((Rung.HANDED_OVER, Rung.PAID), (Rung.PAID, Rung.MERCHANT)):
        both = days[[before.value, after.value]].dropna()
        spent = (pd.to_datetime(both[after.value]) - pd.to_datetime(both[before.value])).dt.days
        assert found[before, after].businesses == len(both)
        assert found[before, after].days == spent.median()


def test_who_waits_for_a_wallet_is_counted_by_wallet(filled):
    raw, today = frame(filled), datetime.now(UTC).date()
    approved = set(raw[raw["rung"] == "merchant"]["subject_key"])
    given = raw[(raw["rung"] == "handed_over") & (raw["wallet"] != "") & ~raw["subject_key"].isin(approved)]
    late = given[given["day"].map(lambda day: (today - day).days >= progress.WAITING_DAYS)]
    with filled.store.reading() as conn:
        found = {one.wallet: one.businesses for one in progress.waiting(conn, [HERE, THERE], today).waiting}
    assert found == late.groupby("wallet").size().to_dict()


def test_of_very_many_events_the_newest_days_are_read_and_the_first_is_told(filled, monkeypatch):
    raw, today = frame(filled), datetime.now(UTC).date()
    monkeypatch.setattr(progress, "MOST", 30)
    with filled.store.reading() as conn:
        found = progress.steps(conn, [HERE, THERE])
        queues = progress.waiting(conn, [HERE, THERE], today)
    on = raw.groupby("day").size().sort_index(ascending=False).cumsum()
    assert found.since == on[on >= 30].index[0]
    days = raw.pivot_table(index="subject_key", columns="rung", values="day", aggfunc="first")
    for step in found.steps:
        both = days[[step.rung.value, step.after.value]].dropna()
        assert step.businesses == (both.max(axis=1) >= found.since).sum()
    approved = set(raw[raw["rung"] == "merchant"]["subject_key"])
    given = raw[(raw["rung"] == "handed_over") & (raw["wallet"] != "") & ~raw["subject_key"].isin(approved)]
    late = given[given["day"].map(lambda day: queues.since <= day <= today - timedelta(days=progress.WAITING_DAYS))]
    assert {one.wallet: one.businesses for one in queues.waiting} == late.groupby("wallet").size().to_dict()
    assert {one.wallet: one.most for one in queues.waiting} == {
        wallet: (today - day).days for wallet, day in late.groupby("wallet")["day"].min().items()
    }


def test_what_only_follows_from_a_higher_rung_is_no_step_and_waits_for_nobody(store):
    """Paid was seen without a hand-over: the hand-over counts, but nobody knows its day."""
    log, today = Logbook(store), datetime.now(UTC).date()
    business, at = new_id(), datetime.now(UTC) - timedelta(days=60)
    about = BusinessSnapshot(consent=YES, wallet="momo")
    log.record(business, business, HERE, Rung.PAID, team="Tổ mẫu", member="An", about=about, happened_at=at)
    assert log.count([HERE], exact=True).total == 1
    with store.reading() as conn:
        assert progress.steps(conn, [HERE]).steps == []
        assert progress.waiting(conn, [HERE], today).waiting == []


def test_the_fewest_newest_days_that_hold_enough(filled):
    raw = frame(filled)
    with filled.store.reading() as conn:
        for _ in range(20):
            until = random.choice([None, datetime.now(UTC).date() - timedelta(days=random.randint(0, 100))])
            rungs = random.choice([tuple(Rung), (Rung.HANDED_OVER,)])
            least = random.randint(1, 140)
            seen = raw[raw["rung"].isin([rung.value for rung in rungs])]
            seen = seen[seen["day"] <= until] if until else seen
            on = seen.groupby("day").size().sort_index(ascending=False).cumsum()
            wanted = next(iter(on[on >= least].index), None)
            assert recent.first_day(conn, [HERE, THERE], until, rungs, least) == wanted
