"""A viewer who asks for everything, and subtracts, learns no number from one to four."""

import os
import shutil
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise

import pytest

from onboarding.business import COUNTS_FROM, Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook, cube, demo
from onboarding.logbook.periods import span
from onboarding.places import communes
from onboarding.store import open_store
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import published_cell, published_week

YES = Consent(purposes={"visit": True, "counts": True})
PROVINCE = sorted(code for code, one in communes().items() if one.province_code == "68")
AREA = PROVINCE[:12]
WEEKLY = [(), ("commune",), ("week",), ("month",), ("quarter",), ("rung",), ("commune", "week"), ("commune", "month"),
          ("commune", "rung"), ("week", "rung"), ("commune", "week", "rung")]  # fmt: skip
FINER = [("team",), ("trade",), ("wallet",), ("commune", "team"), ("commune", "trade"), ("commune", "wallet")]


@pytest.fixture(scope="module", params=range(int(os.environ.get("CUBE_SEEDS") or 2)))
def demo_folder(request, tmp_path_factory):
    """A demo log of one province's size of work, with few businesses in most cells."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    folder.mkdir()
    store = open_store(f"sqlite:///{folder / 'kit.db'}")
    demo.fill(store, 2500, seed=request.param)
    store.close()
    return folder


@pytest.fixture
def log(demo_folder, tmp_path):
    """The demo log in a store of the test's own."""
    shutil.copytree(demo_folder, tmp_path / "data")
    store = open_store(f"sqlite:///{tmp_path / 'data' / 'kit.db'}")
    yield Logbook(store)
    store.close()


def published(log):
    with log.store.reading() as conn:
        return [row._asdict() for row in conn.execute(published_cell.select())]


def test_every_answer_is_a_sum_of_published_cells(log):
    log.count(AREA)
    cells = [cell for cell in published(log) if cell["commune"] in set(AREA)]
    for by in WEEKLY:
        for row in log.count(AREA, by=by).rows:
            rung = row.get("rung", COUNTS_FROM.value)
            same = [
                cell["n"]
                for cell in cells
                if cell["facet"] == "total"
                and cell["rung"] == rung
                and row.get("commune", cell["commune"]) == cell["commune"]
                and row.get("week", cell["week"]) == cell["week"]
                and row.get("month", row.get("quarter", "")) in ("", *_labels(cell["week"]))
            ]
            assert row["n"] == sum(same), (by, row)
    for by in FINER:
        for row in log.count(AREA, by=by).rows:
            facet = by[-1]
            same = [
                cell["n"]
                for cell in cells
                if cell["facet"] == facet
                and cell["value"] == row[facet]
                and row.get("commune", cell["commune"]) == cell["commune"]
            ]
            assert row["n"] == sum(same), (by, row)


def _labels(week):
    thursday = span(week)[0] + timedelta(days=3)
    return f"{thursday:%Y-%m}", f"{thursday.year}-Q{(thursday.month + 2) // 3}"


def attacked(log):
    """Recovered cells of one to four: intervals from every published cell, tightened through all that ties numbers.

    The attacker knows the rule, every cell, all teams, that totals only grow, that a higher rung holds no more than a
    lower one, and that teams (categories, wallets) add up to the commune.
    """
    shown = defaultdict(Counter)
    log.count(PROVINCE)
    with log.store.reading() as conn:
        weeks = sorted(conn.execute(published_week.select()).scalars())
    for cell in published(log):
        shown[cell["commune"], cell["facet"], cell["value"], cell["rung"]][cell["week"]] += cell["n"]
    truth, finer = true_totals(log, weeks)
    found = 0
    for commune in {key[0] for key in truth} & set(PROVINCE):
        box = {}
        for rung in Rung:
            running = 0
            for week in weeks:
                running += shown[commune, "total", "", rung.value][week]
                box[rung.step, week] = cube.bounds(running)
        tighten(box, weeks)
        low, high = box[COUNTS_FROM.step, weeks[-1]]
        low, high, values = finer_bounds(commune, finer, shown, low, high)
        found += sum(least == most and 0 < least < cube.BASE for least, most in values)
        found += low == high and 0 < low < cube.BASE
        for (step, week), (least, most) in box.items():
            assert least <= truth[commune, list(Rung)[step].value][week] <= most
            found += least == most and 0 < least < cube.BASE
            before = box.get((step, weeks[weeks.index(week) - 1]), (0, 0)) if week != weeks[0] else (0, 0)
            fewest, largest = max(0, least - before[1]), most - before[0]
            found += fewest == largest and 0 < fewest < cube.BASE
    return found


def tighten(box, weeks):
    """Interval propagation to its end through growth over weeks and the order of rungs."""
    pairs = [((step, one), (step, other)) for step in range(7) for one, other in pairwise(weeks)]
    pairs += [((step + 1, week), (step, week)) for step in range(6) for week in weeks]
    changed = True
    while changed:
        changed = False
        for smaller, larger in pairs:
            new_large = (max(box[larger][0], box[smaller][0]), box[larger][1])
            new_small = (box[smaller][0], min(box[smaller][1], box[larger][1]))
            changed = changed or (new_large, new_small) != (box[larger], box[smaller])
            box[larger], box[smaller] = new_large, new_small


def finer_bounds(commune, finer, shown, low, high):
    boxes = []
    for facet in ("team", "trade", "wallet"):
        names = [key for key in finer if key[0] == commune and key[1] == facet]
        box = [cube.bounds(sum(shown[(*key, COUNTS_FROM.value)].values())) for key in names]
        boxes.append(box)
        low, high = max(low, sum(one for one, _ in box)), min(high, sum(other for _, other in box))
    values = []
    for box in boxes:
        lows, highs = sum(one for one, _ in box), sum(other for _, other in box)
        values += [(max(one, low - highs + other), min(other, high - lows + one)) for one, other in box]
    return low, high, values


def true_totals(log, weeks):
    truth, finer = defaultdict(dict), {}
    exact = Counter()
    for row in log.count(PROVINCE, by=("commune", "week", "rung"), exact=True).rows:
        exact[row["commune"], row["rung"], row["week"]] += row["n"]
    for commune in {key[0] for key in exact}:
        for rung in Rung:
            running = 0
            for week in weeks:
                running += exact[commune, rung.value, week]
                truth[commune, rung.value][week] = running
    for facet in ("team", "trade", "wallet"):
        for row in log.count(PROVINCE, by=("commune", facet), exact=True).rows:
            finer[row["commune"], facet, row[facet]] = row["n"]
    return truth, finer


def test_nobody_recovers_a_small_cell_by_intervals(log):
    assert attacked(log) == 0


def test_nobody_recovers_a_small_cell_by_differences_of_what_may_be_asked(log):
    """Every pair of answers over periods, areas and dimensions: no difference is ever one to four."""
    spans = [(None, None), *((date(2026, month, 1), date(2026, month, 28)) for month in range(1, 12)),
             (date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 3, 5), date(2026, 3, 29)), (None, date(2026, 10, 31)),
             (None, date(2026, 11, 1))]  # fmt: skip
    areas = [PROVINCE, PROVINCE[:1], PROVINCE[1:], PROVINCE[:40], PROVINCE[40:], PROVINCE[5:7]]
    answers = {log.count(area, by=(), since=since, until=until).total for area in areas for since, until in spans}
    for by in FINER:
        answers |= {row["n"] for row in log.count(PROVINCE, by=by).rows}
    assert not [pair for pair in combinations(sorted(answers), 2) if 0 < pair[1] - pair[0] < cube.BASE]


@pytest.mark.parametrize(
    "asked",
    [{"by": ("team", "week")}, {"by": ("team",), "rung": Rung.PAID}, {"by": ("trade", "rung")},
     {"filters": {"team": "x"}, "since": date(2026, 1, 1)}, {"by": ("trade",), "filters": {"team": "x"}}],
)  # fmt: skip
def test_what_is_not_published_is_refused(log, asked):
    with pytest.raises(OnboardingError, match=r"counts\.viewer_coarse"):
        log.count(PROVINCE, **asked)


def give(log, commune="24988", at=None, **more):
    one = new_id()
    log.record(one, one, commune, Rung.HANDED_OVER, team="Tổ 1", member="An", happened_at=at,
               about=BusinessSnapshot(consent=YES, **more))  # fmt: skip
    return one


@pytest.fixture
def fresh(store):
    return Logbook(store)


def test_what_was_published_never_changes_and_later_news_come_with_the_next_week(fresh):
    log, start = fresh, datetime(2026, 9, 7, 3, tzinfo=UTC)
    ids = [give(log, at=start + timedelta(days=number)) for number in range(14)]
    assert cube.publish_due(log.store, date(2026, 9, 21)) == ["2026-W37", "2026-W38"]
    before = published(log)
    for one in ids[:7]:
        log.withdraw(one, member="An")
    for _ in range(11):
        give(log, at=start)
    assert cube.publish_due(log.store, date(2026, 9, 21)) == []
    give(log, at=start + timedelta(days=15))
    assert cube.publish_due(log.store, date(2026, 9, 28)) == ["2026-W39"]
    after = published(log)
    assert [cell for cell in after if cell["week"] < "2026-W39"] == before
    total = sum(cell["n"] for cell in after if cell["facet"] == "total")
    assert abs(total - 19) < cube.BASE


def test_an_open_week_and_a_clock_of_another_century_are_not_published(fresh):
    now = datetime.now(UTC)
    for at in (now, datetime(1970, 1, 5, tzinfo=UTC), datetime(2099, 1, 5, tzinfo=UTC)):
        for _ in range(9):
            give(fresh, at=at)
    assert cube.publish_due(fresh.store, now.date()) == []
    assert fresh.count(by=("week",)).rows == []


def test_a_shown_total_is_right_on_average():
    secret, many = b"s" * 32, 3000
    for n in (1, 3, 7, 12):
        shown = [cube.rounded(n, secret, (str(number), "u", "total", "", "paid")) for number in range(many)]
        assert all(abs(one - n) < cube.BASE and one % cube.BASE == 0 for one in shown)
        assert abs(sum(shown) / many - n) < 0.35
    assert cube.rounded(0, secret, ("1", "u", "total", "", "paid")) == 0
