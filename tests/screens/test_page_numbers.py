"""Every number of the counts page, under filters drawn at random, equals what pandas finds in the raw events."""

import os
import random
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pandas as pd
import pytest
from sqlalchemy import select

from onboarding.business import COUNTS_FROM, Consent, Rung
from onboarding.logbook import BusinessSnapshot, Logbook, denominators
from onboarding.logbook.periods import before, month_of, quarter_of, span, week_of
from onboarding.logbook.words import rung_name
from onboarding.places import communes, label
from onboarding.screens.visit.checklist import today
from onboarding.services.counts_report import names_of
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import event
from tests.screens.test_counts import page, text

MANY = int(os.environ.get("ONBOARDING_FILTERS", "3"))
"""Filters drawn; 200 in the longer run before a release."""
TEAM, COMMUNE = "Tổ số thôn mẫu", "24988"
PLACES = ("24988", "24955", "00004")
HOUSEHOLDS = {"24988": 80, "24955": 700}
YES = Consent(purposes={"visit": True, "counts": True, "follow_up": True})
CUTS = ("commune", "week", "month", "rung", "team", "trade", "wallet", "commune,week", "commune,month", "commune,rung")
PERIODS = ("", "tuan", "tuan-truoc", "thang", "thang-truoc", "quy", "nam")


@pytest.fixture
def events(store):
    """A log of some seventy businesses over the last year; its raw events as a table."""
    log, dice = Logbook(store), random.Random()
    for _ in range(70):
        business, commune, team = new_id(), dice.choice(PLACES), f"Tổ {dice.randint(1, 3)}"
        about = BusinessSnapshot(
            trade=dice.choice(["mat_ong", "gao", ""]), wallet=dice.choice(["momo", ""]), consent=YES
        )
        when = datetime.now(UTC) - timedelta(hours=dice.choice([dice.randint(0, 400), dice.randint(0, 9000)]))
        for rung in list(Rung)[: dice.randint(1, 7)]:
            log.record(new_id(), business, commune, rung, team=team, member="An", about=about, happened_at=when)
            when = min(when + timedelta(hours=dice.randint(0, 100)), datetime.now(UTC))
    table = "Mã;Số hộ\n" + "".join(f"{code};{n}\n" for code, n in HOUSEHOLDS.items())
    rows = denominators.read(table.encode(), "x.csv").rows
    store.write(lambda conn: denominators.keep(conn, rows, today() - timedelta(days=600), "Phòng Kinh tế mẫu", "Lan"))
    with store.reading() as conn:
        return pd.DataFrame([dict(row._mapping) for row in conn.execute(select(event))])


class Tables(HTMLParser):
    """The cells of each table, and the lines of each list, by the name or class they carry."""

    def __init__(self, html):
        super().__init__()
        self.tables, self.lists, self._into = {}, {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if tag == "div" and known.get("role") == "region":
            self._rows = self.tables.setdefault(known["aria-label"], [])
        elif tag in ("ol", "ul"):
            self._rows = self.lists.setdefault(known.get("class", ""), [])
        elif tag in ("tr", "li"):
            self._rows.append([])
        elif tag in ("td", "th", "b", "span") or (tag == "li" and self._rows):
            self._rows[-1].append("") if getattr(self, "_rows", None) else None
            self._into = tag

    def handle_endtag(self, tag):
        if tag == self._into:
            self._into = None

    def handle_data(self, data):
        if self._into and getattr(self, "_rows", None):
            self._rows[-1][-1] += data


def shown(cell):
    return int(str(cell).replace(".", "")) if str(cell).replace(".", "").isdigit() else str(cell)


def days_of(chosen):
    """First and last day of a period of the filters, as the calendar has them."""
    last_month = today().replace(day=1) - timedelta(days=1)
    named = {
        "tuan": week_of(today()), "tuan-truoc": week_of(today() - timedelta(days=7)), "thang": month_of(today()),
        "thang-truoc": month_of(last_month), "quy": quarter_of(month_of(today())), "nam": str(today().year),
    }  # fmt: skip
    return span(named[chosen]) if chosen else (None, None)


def percent(n, of):
    """A share to one place, halves up."""
    tenths = (2000 * n + of) // (2 * of)
    return f"{tenths / 10:g}".replace(".", ",")


def within(frame, since, until):
    chosen = frame
    chosen = chosen[chosen["day"] >= since] if since else chosen
    return chosen[chosen["day"] <= until] if until else chosen


VALUES = {
    "week": week_of, "month": month_of, "rung": lambda rung: rung_name("vi", rung),
    "commune": lambda code: label(code).partition(", ")[0],
}  # fmt: skip


def recount(frame, cut):
    """What the table must hold: each value of a cut, as people read it, and how many."""
    source = frame["day"] if cut in ("week", "month") else frame[cut]
    names = names_of((cut,), "vi")
    words = VALUES.get(cut, lambda value: names.get(value, value))
    return Counter(words(value) for value in source)


def check_table(html, frame, whole, cut):
    """`frame`: events of the rung asked for; `whole`: of every rung, for cuts by rung."""
    rows = Tables(html).tables["Bảng số liệu"]
    body = rows[1:]
    if cut == "rung":
        frame = whole
    if "," not in cut:
        if cut == "team":  # told commune by commune
            cells = Counter((line[-3].partition(", ")[0] if len(line) > 2 else "", line[-2]) for line in body)
            assert max(cells.values(), default=1) == 1
            assert sum(shown(line[-1]) for line in body) == len(frame)
            told = Counter()
            for line in body:
                told[line[-2]] += shown(line[-1])
            assert told == recount(frame, cut)
            return
        told = Counter({line[-2].partition(", ")[0] if cut == "commune" else line[-2]: shown(line[-1]) for line in body
                        if shown(line[-1])})  # fmt: skip
        wanted = recount(frame, cut)
        assert sorted(told.values()) == sorted(wanted.values()), (cut, told, wanted)
        if cut != "wallet" and cut != "trade":  # an unnamed one is told in words
            assert dict(told) == dict(wanted)
        return
    down, across = cut.split(",")
    frame = whole if across == "rung" else frame
    sums = [shown(cell) for cell in body[-1][1:]]
    if across == "rung":
        assert sums == [n for _, n in sorted(Counter(frame["rung"]).items(), key=lambda pair: Rung(pair[0]).step)]
    else:
        assert sums[-1] == len(frame)
        assert sorted(sums[:-1]) == sorted(recount(frame, across).values())
        assert {line[0]: shown(line[-1]) for line in body[:-1]} == dict(recount(frame, down))
    cells = Counter(shown(cell) for line in body[:-1] for cell in line[1 : (None if across == "rung" else -1)])
    source = frame["rung"] if across == "rung" else frame["day"].map(VALUES[across])
    wanted = Counter(frame.groupby([frame[down], source]).size())
    assert {n: many for n, many in cells.items() if n} == dict(wanted)


def check_beside(rows, frame, ever, of_team):
    """The communes side by side: counted in these days, and of all their businesses since the beginning."""
    told = {line[0]: line for line in rows[1:]}
    for code, households in HOUSEHOLDS.items():
        line = told[VALUES["commune"](code)]
        assert shown(line[1]) == sum(frame["commune"] == code)
        assert shown(line[-2]) == households
        share = f"{percent(sum(ever['commune'] == code), households)}%"
        assert of_team or line[-1] == share


@pytest.mark.parametrize("draw", range(MANY))
def test_every_number_of_the_page_equals_the_raw_events(events, draw):
    dice = random.Random()
    asked = {
        "noi": dice.choice(["tat-ca", "24988", "68"]), "ky": dice.choice(PERIODS),
        "bac": dice.choice([rung.value for rung in Rung]),
    }  # fmt: skip
    if asked["noi"] == "68" and dice.random() < 0.4:
        asked["xa"] = "24955"
    cut = dice.choice(CUTS)
    if asked["noi"] != "tat-ca" and dice.random() < 0.4:
        asked["to"] = f"Tổ {dice.randint(1, 3)}"
    app = page(**{name: value for name, value in asked.items() if value})
    if asked["noi"] != "tat-ca" and app.get("button_group"):
        app = app.button_group(key="counts_by_commune").set_value(cut).run()
    html, here = text(app), asked.get("xa") or asked["noi"]
    inside = set(PLACES) if here == "tat-ca" else {here}
    if here == "68":
        inside = {code for code, one in communes().items() if one.province_code == "68"}
    since, until = days_of(asked["ky"])
    chosen = events[events["commune"].isin(inside)]
    if app.query_params.get("to"):
        chosen = chosen[chosen["team"] == asked["to"]]
    whole = within(chosen, since, until)
    frame = whole[whole["rung"] == asked["bac"]]
    told = re.search(r"<p class='n'>([^<]*)</p>", html)[1]
    assert shown(told) == len(frame), asked
    if whole.empty:
        assert "Chưa có hộ nào" in html
        return
    funnel = Tables(html).lists["kit-funnel"]
    assert {line[0]: shown(line[-1]) for line in funnel if shown(line[-1])} == dict(recount(whole, "rung")), asked
    if frame.empty:
        assert "Chưa hộ nào đạt mức đang chọn" in html
    elif here != "tat-ca":
        check_table(html, frame, whole, cut)
    if here == "68" and (beside := Tables(html).tables.get("Từng xã")):
        ever = within(events[events["rung"] == asked["bac"]], None, until)
        check_beside(beside, frame, ever, "to" in app.query_params)
    if since and until:
        earlier = within(chosen, *before(since, min(until, today())))
        earlier = earlier[earlier["rung"] == asked["bac"]]
        assert re.search(rf"Kỳ liền trước \([^)]*\): {len(earlier)}(?!\d)", html), asked
    if here in HOUSEHOLDS and "to" not in app.query_params:
        ever = within(events[(events["commune"] == here) & (events["rung"] == asked["bac"])], None, until)
        share = percent(len(ever), HOUSEHOLDS[here])
        assert f"Tính từ đầu: {share}% của {HOUSEHOLDS[here]} hộ kinh doanh" in html, asked


def test_a_wrong_number_would_be_noticed(events):
    """The check itself: a table with one business too many is refused."""
    app = page(noi="68", bac=COUNTS_FROM.value)
    html = text(app.button_group(key="counts_by_commune").set_value("month").run())
    inside = {code for code, one in communes().items() if one.province_code == "68"}
    whole = events[events["commune"].isin(inside)]
    frame = whole[whole["rung"] == COUNTS_FROM.value]
    check_table(html, frame, whole, "month")
    with pytest.raises(AssertionError):
        check_table(html, pd.concat([frame, frame.iloc[:1]]), whole, "month")
