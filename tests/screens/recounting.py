"""The counts page once more, by pandas from raw events and the calendar; nothing of the kit's counting is used."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import pandas as pd

from onboarding.business import Rung
from onboarding.listings import categories
from onboarding.logbook.words import rung_name
from onboarding.places import communes, label, provinces
from onboarding.screens.visit.checklist import today
from onboarding.wallets import providers
from tests.screens.reading_counts import PageRead

PLACES = ("24988", "24955", "00004")
VIETNAM = timezone(timedelta(hours=7))
ORDER = [rung.value for rung in Rung]


class Asked(NamedTuple):
    """The question: a place by its code in the address, a rung, days, the communes inside, whether one team alone."""

    here: str
    rung: str
    since: date | None
    until: date | None
    inside: set[str]
    team: bool

    def of(self, events: pd.DataFrame) -> pd.DataFrame:
        """The events of this rung inside."""
        return events[events["commune"].isin(self.inside) & (events["rung"] == self.rung)]


def iso(day: date) -> str:
    return "{}-W{:02d}".format(*day.isocalendar()[:2])


def last_month() -> date:
    return today().replace(day=1) - timedelta(days=1)


PERIOD = {
    "tuan": lambda: iso(today()), "tuan-truoc": lambda: iso(today() - timedelta(days=7)),
    "thang": lambda: f"{today():%Y-%m}", "thang-truoc": lambda: f"{last_month():%Y-%m}",
    "quy": lambda: f"{today().year}-Q{(today().month + 2) // 3}", "nam": lambda: str(today().year),
}  # fmt: skip


def days_of(chosen: str) -> tuple[date | None, date | None]:
    """First and last day of a period of the filters, as the calendar has them."""
    now = pd.Timestamp(today())
    frequency = {"tuan": "W", "thang": "M", "quy": "Q", "nam": "Y"}.get(chosen.removesuffix("-truoc"))
    if frequency is None:
        return None, None
    period = now.to_period(frequency) - int(chosen.endswith("-truoc"))
    return period.start_time.date(), period.end_time.date()


def start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC)


def percent(n: int, of: int) -> str:
    """A share to one place, halves up."""
    return f"{(2000 * n + of) // (2 * of) / 10:g}".replace(".", ",")


def within(frame: pd.DataFrame, since: date | None, until: date | None) -> pd.DataFrame:
    frame = frame[frame["day"] >= since] if since else frame
    return frame[frame["day"] <= until] if until else frame


def before(asked: Asked) -> tuple[date, date]:
    """As many days just before, of what is over of the days asked for."""
    assert asked.since
    assert asked.until
    long = min(asked.until, today()) - asked.since
    return asked.since - long - timedelta(days=1), asked.since - timedelta(days=1)


def short(code: str) -> str:
    return label(code).partition(", ")[0]


def week_words(day: date) -> str:
    monday = day - timedelta(days=day.weekday())
    return f"Tuần {day.isocalendar().week}, {monday:%d/%m} – {monday + timedelta(days=6):%d/%m/%Y}"


def values_of(frame: pd.DataFrame, cut: str) -> pd.Series:
    """What each event is told under in a table cut so."""
    if cut == "province":
        return frame["commune"].map(lambda code: provinces()[communes()[code].province_code].name)
    if cut in ("week", "month"):
        return frame["day"].map(week_words if cut == "week" else lambda day: f"{day:%m/%Y}")
    names = {
        "commune": short, "rung": lambda rung: rung_name("vi", rung),
        "trade": lambda code: categories()[code].name.in_("vi") if code else "Chưa ghi",
        "wallet": lambda code: providers()[code].name if code else "Chưa ghi",
    }  # fmt: skip
    return frame[cut].map(names.get(cut, str))


def recount(frame: pd.DataFrame, cut: str) -> Counter[str]:
    """Each value of a cut, as people read it, and how many."""
    return Counter(values_of(frame, cut))


def check_table(rows: list[list[int | str]], frame: pd.DataFrame, whole: pd.DataFrame, cut: str) -> None:
    """`frame`: events of the rung asked for; `whole`: of every rung, for cuts by rung."""
    heads, *body = rows
    if "," in cut:
        check_cross(heads, body, whole if cut.endswith("rung") else frame, *cut.split(","))
        return
    frame = whole if cut == "rung" else frame
    if cut == "team" and len(heads) == 3:  # told commune by commune
        told = Counter({(line[0], line[1]): line[2] for line in body})
        assert told == Counter(zip(values_of(frame, "commune"), frame["team"], strict=True))
        return
    told = Counter({str(line[0]): line[1] for line in body if line[1]})
    assert len(told) == sum(bool(line[1]) for line in body)
    assert told == recount(frame, cut), cut


def check_cross(heads, body, frame: pd.DataFrame, down: str, across: str) -> None:
    """Every cell in its row and column, and the totals."""
    *lines, sums = body
    over = frame["day"].map(iso) if across == "week" else values_of(frame, across)
    if across == "week":
        years = over.str[:4].nunique() > 1
        over = over.map(lambda week: f"T{week[6:]}/{week[:4]}" if years else f"T{week[6:]}")
    totals = heads[-1] == "Tổng"
    assert totals == (across != "rung")
    columns = heads[1 : -1 if totals else None]
    assert len(set(columns)) == len(columns)
    cells = {(line[0], column): n for line in lines for column, n in zip(columns, line[1:], strict=False) if n}
    wanted_cells = Counter(zip(values_of(frame, down), over, strict=True))
    assert cells == dict(wanted_cells), {*cells.items()} ^ {*wanted_cells.items()}
    wanted = Counter(over)
    assert sums[0] == "Tổng"
    assert sums[1 : len(columns) + 1] == [wanted[column] for column in columns]
    if totals:
        assert {line[0]: line[-1] for line in lines} == dict(recount(frame, down))
        assert sums[-1] == len(frame)


def check_comparisons(told: PageRead, chosen: pd.DataFrame, asked: Asked) -> None:
    """The period before; or this week and the last, where no days were asked for."""
    found = chosen[chosen["rung"] == asked.rung]
    if asked.since:
        assert told.line(rf"Kỳ liền trước \([^)]*\): {len(within(found, *before(asked)))}$"), asked
        return
    monday = today() - timedelta(days=today().weekday())
    weeks = found["day"].map(iso)
    now, last = (sum(weeks == iso(monday - timedelta(days=back))) for back in (0, 7))
    assert told.line(rf"Tuần này, từ {monday:%d/%m/%Y}: {now} hộ. Cả tuần trước: {last} hộ.$"), asked


def check_funnel(told: PageRead, chosen: pd.DataFrame, asked: Asked) -> None:
    """Who stays behind, days from rung to rung, and who waits for which wallet."""
    n = Counter(chosen["rung"])
    parts = [(n[after] / n[at], ORDER.index(at)) for at, after in pairwise(ORDER) if n[at] >= 20]
    line = told.line("Ít hộ đi tiếp nhất: từ “([^”]*)” \\((\\d+) hộ\\) sang “([^”]*)” \\((\\d+) hộ\\).$")
    assert bool(line) == bool(parts and not asked.since)
    if line:
        at = next(rung for rung in ORDER if rung_name("vi", rung) == line[1])
        after = ORDER[ORDER.index(at) + 1]
        assert (int(line[2]), line[3], int(line[4])) == (n[at], rung_name("vi", after), n[after])
        assert n[after] / n[at] == min(parts)[0]
    if asked.here == "tat-ca" or asked.team:
        return
    seen = chosen[~chosen["seen"].map(lambda seen: "implied_by" in seen)]
    rows = told.table("Số ngày giữa các mức")[1:]
    days = {tuple(line[0].split(" → ")): (line[1], str(line[2])) for line in rows}
    assert days == {pair: (len(all_days), f"{median(all_days):g}".replace(".", ","))
                    for pair, all_days in steps(within(seen, None, asked.until), asked.since).items()}  # fmt: skip
    given = seen[(seen["rung"] == "handed_over") & (seen["wallet"] != "")]
    approved = set(chosen[chosen["rung"].isin(["merchant", "active"])]["subject_key"])
    given = given[~given["subject_key"].isin(approved)]
    waits = given[given["day"] <= today() - timedelta(days=14)].groupby("wallet")["day"].agg(["size", "min"])
    wanted = {f"{providers()[wallet].name}: {row['size']} hộ, lâu nhất {(today() - row['min']).days} ngày"
              for wallet, row in waits.iterrows()}  # fmt: skip
    assert {line for line in told.lines if " hộ, lâu nhất " in line} == wanted


def steps(seen: pd.DataFrame, since: date | None) -> dict[tuple[str, str], list[int]]:
    """Days from rung to rung by business, of steps whose later day is not before `since`."""
    found: dict[tuple[str, str], list[int]] = {}
    for _subject, rows in seen.groupby("subject_key"):
        ordered = sorted(zip(rows["rung"], rows["day"], strict=True), key=lambda pair: ORDER.index(pair[0]))
        for (at, first), (after, then) in pairwise(ordered):
            if since is None or max(first, then) >= since:
                pair = (rung_name("vi", at), rung_name("vi", after))
                found.setdefault(pair, []).append(max(0, (then - first).days))
    return found


def check_bars(told: PageRead, frame: pd.DataFrame, asked: Asked) -> None:
    """The chart over time: at most 26 bars, empty weeks between drawn as nought, and the same in words."""
    weekly = not asked.since or (asked.until - asked.since).days <= 182
    days = sorted(frame["day"])
    steps = pd.period_range(days[0], days[-1], freq="W" if weekly else "M")
    bars, words = told.bars
    if len(steps) < 2:
        assert bars == {}
        return
    names = [(iso(one.start_time.date()) if weekly else f"{one:%Y-%m}") for one in steps[-26:]]
    counted = Counter(map(iso, days)) if weekly else Counter(f"{day:%Y-%m}" for day in days)
    assert list(bars.values()) == [counted[name] for name in names]
    assert list(bars) == [f"T{name[6:]}" if weekly else f"{name[5:]}/{name[:4]}" for name in names]
    assert words == "; ".join(f"{name}: {counted[name]}" for name in names)


def check_places(told: PageRead, frame: pd.DataFrame, asked: Asked) -> None:
    """The tiles, and the communes without any."""
    if len(asked.inside) == 1:
        assert told.tiles == {}
        return
    places = recount(frame, "province" if asked.here == "tat-ca" else "commune")
    kinds = ("Thành phố ", "Tỉnh ", "Đặc khu ", "Phường ", "Xã ")
    assert told.tiles == {bare(name, kinds): n for name, n in places.items()}
    if asked.here == "68" and not asked.team:
        assert told.line(rf"Chưa có hộ nào \({len(asked.inside) - len(places)} xã, phường\): ")


def bare(name: str, kinds: tuple[str, ...]) -> str:
    return next((name.removeprefix(kind) for kind in kinds if name.startswith(kind)), name)
