"""Every number of the counts page, under filters drawn at random, equals what pandas finds in the raw events."""

import os
import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import select, update

from onboarding.business import COUNTS_FROM, Consent, Rung
from onboarding.logbook import BusinessSnapshot, Logbook, denominators, difficulties
from onboarding.members import Members
from onboarding.places import communes, provinces
from onboarding.screens.visit.checklist import today
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import difficulty, event
from onboarding.store.schema.visits import draft
from onboarding.visits import HANDED_OVER_ON
from tests.screens import recounting as again
from tests.screens.reading_counts import PageRead
from tests.screens.recounting import PLACES
from tests.screens.test_counts import page
from tests.visits_of import visits_of

MANY = int(os.environ.get("ONBOARDING_FILTERS", "3"))
"""Filters drawn; 200 in the longer run before a release."""
TEAM, COMMUNE = "Tổ số thôn mẫu", "24988"
HOUSEHOLDS = {"24988": 80, "24955": 700}
YES = Consent(purposes={"visit": True, "counts": True, "follow_up": True})
CUTS = ("week", "month", "rung", "team", "trade", "wallet", "commune", "commune,week", "commune,month", "commune,rung")
PERIODS = ("", "tuan", "tuan-truoc", "thang", "thang-truoc", "quy", "nam")


def record(store, dice, many, days=9000):
    """Businesses of three places and teams, some known by a higher rung alone, some approved slowly."""
    log = Logbook(store)
    for _ in range(many):
        business, commune, team = new_id(), dice.choice(PLACES), f"Tổ {dice.randint(1, 3)}"
        about = BusinessSnapshot(
            trade=dice.choice(["mat_ong", "gao", ""]), wallet=dice.choice(["momo", "zalopay", ""]), consent=YES
        )
        when = datetime.now(UTC) - timedelta(hours=dice.choice([dice.randint(0, 400), dice.randint(0, days)]))
        rungs = [Rung.PAID] if dice.random() < 0.1 else list(Rung)[: dice.randint(1, 7)]
        for rung in rungs:
            log.record(new_id(), business, commune, rung, team=team, member="An", about=about, happened_at=when)
            when = min(when + timedelta(hours=dice.randint(0, 100)), datetime.now(UTC))


def read_all(store, table):
    with store.reading() as conn:
        rows = [dict(row._mapping) for row in conn.execute(select(table))]
    return pd.DataFrame(rows, columns=[column.name for column in table.columns])


@pytest.fixture
def dice():
    return random.Random()


@pytest.fixture
def filled(store, dice):
    """A log of some seventy businesses over the last year, with all that stands beside it on the page."""
    record(store, dice, 70)
    table = "Mã;Số hộ\n" + "".join(f"{code};{n}\n" for code, n in HOUSEHOLDS.items())
    rows = denominators.read(table.encode(), "x.csv").rows
    store.write(lambda conn: denominators.keep(conn, rows, today() - timedelta(days=600), "Phòng Kinh tế mẫu", "Lan"))
    people = Members(store)
    for name, commune in (("Tổ 1", PLACES[0]), ("Tổ 2", PLACES[1]), ("Tổ im lặng", dice.choice(PLACES))):
        team = people.add_team(name, commune)
        for number in range(dice.randint(0, 3)):
            people.add(team.id, f"Người {number}")
    for _ in range(dice.randint(0, 30)):
        told = {"day": today() - timedelta(days=dice.randint(0, 90)), "team": "Tổ 1", "member": "An"}
        kinds = dice.sample(list(difficulties.kinds()), dice.randint(1, 3))
        place = dice.choice(PLACES)
        store.write(lambda conn, place=place, kinds=kinds, told=told: difficulties.note(conn, place, kinds, **told))
    for _ in range(dice.randint(0, 6)):
        leave_visit(store, dice)
    return store


def leave_visit(store, dice):
    """A visit of the own team: left open, or handed over some days ago, with or without consent to come back."""
    on, agreed = today() - timedelta(days=dice.randint(0, 40)), dice.random() < 0.8
    consent = {"purposes": {"visit": True, "counts": True, "follow_up": agreed}, "at": "2026-11-24T06:00:00+07:00"}
    data = {"business": {"name": "Hộ mẫu", "commune": COMMUNE}, "consent": consent, HANDED_OVER_ON: on.isoformat()}
    one = visits_of(store).create(team=TEAM, member="Lan", commune=COMMUNE, data=data).id
    state, touched = dice.choice(["open", "handed_over"]), datetime.now(UTC) - timedelta(days=dice.randint(0, 20))
    mine = update(draft).where(draft.c.id == one)
    store.write(lambda conn: conn.execute(mine.values(state=state, changed_at=touched)))
    if state == "handed_over":
        about = BusinessSnapshot(consent=YES)
        Logbook(store).record(one, one, COMMUNE, Rung.HANDED_OVER, team=TEAM, member="Lan", about=about)


def drawn(dice):
    """Place, days, rung and team as they stand in the address, and the cut of the table."""
    asked = {
        "noi": dice.choice(["tat-ca", "24988", "68"]), "ky": dice.choice(PERIODS),
        "bac": dice.choice([COUNTS_FROM.value, *(rung.value for rung in Rung)]),
    }  # fmt: skip
    if asked["noi"] == "68" and dice.random() < 0.4:
        asked["xa"] = "24955"
    if asked["noi"] != "tat-ca" and dice.random() < 0.3:
        asked["to"] = f"Tổ {dice.randint(1, 3)}"
    return {name: value for name, value in asked.items() if value}, dice.choice(CUTS)


def inside_of(here):
    if here == "tat-ca":
        return set(communes())
    return {code for code, one in communes().items() if one.province_code == here} or {here}


def opened(asked, cut):
    """The page under these filters, its table cut so where it can be, and the cut that it has."""
    app, cut = page(**asked), cut.replace("commune", "province") if asked["noi"] == "tat-ca" else cut
    one = len(inside_of(asked.get("xa") or asked["noi"])) == 1
    if one:
        cut = {"commune": "week"}.get(cut, cut.replace("commune,", "team,"))
    key = "counts_by_week" if one else "counts_by_province" if asked["noi"] == "tat-ca" else "counts_by_commune"
    if any(group.key == key for group in app.get("button_group")):
        app = app.button_group(key=key).set_value(cut).run()
    assert not app.exception
    return app, cut


@pytest.mark.parametrize("draw", range(MANY))
def test_every_number_of_the_page_equals_the_raw_events(filled, dice, draw):
    asked, cut = drawn(dice)
    here, rung = asked.get("xa") or asked["noi"], asked["bac"]
    log, (since, until) = Logbook(filled), again.days_of(asked.get("ky", ""))
    wanted = dice.choice([0, 7, 40])
    if since:
        log.set_target(here, again.PERIOD[asked["ky"]](), wanted, Rung(rung))
    published = since and until < today() and here != "tat-ca" and "to" not in asked
    earlier = read_all(filled, event)
    if published:
        log.publish(here, inside_of(here), again.PERIOD[asked["ky"]](), member="Lan", rung=Rung(rung))
        record(filled, dice, 8, days=800)
    events, inside = read_all(filled, event), inside_of(here)
    app, cut = opened(asked, cut)
    if "to" not in app.query_params:  # a team that sent nothing from here cannot be chosen
        asked.pop("to", None)
    chosen = events[events["commune"].isin(inside)]
    chosen = chosen[chosen["team"] == asked["to"]] if "to" in asked else chosen
    asked_for = again.Asked(here, rung, since, until, inside, "to" in asked)
    whole = again.within(chosen, since, until)
    frame, told = whole[whole["rung"] == rung], PageRead(app)
    assert told.total == len(frame), asked
    again.check_comparisons(told, chosen, asked_for)
    if since and wanted:
        assert told.line(rf"Chỉ tiêu kỳ này: {wanted}, đạt {again.percent(len(frame), wanted)}%$"), asked
    if published:
        was = len(again.within(earlier[earlier["commune"].isin(inside) & (earlier["rung"] == rung)], since, until))
        assert told.line(rf"Đã công bố {was} ngày .*; từ đó đến nay {re.escape(f'{len(frame) - was:+d}')}$"), asked
    check_shares(told, chosen, asked_for)
    check_work(told, filled, events, asked_for)
    if whole.empty:
        assert "Chưa có hộ nào" in told.html
        return
    assert {name: n for name, n in told.funnel.items() if n} == dict(again.recount(whole, "rung")), asked
    again.check_funnel(told, chosen, asked_for)
    if frame.empty:
        assert "Chưa hộ nào đạt mức đang chọn" in told.html
        return
    again.check_bars(told, frame, asked_for)
    again.check_places(told, frame, asked_for)
    again.check_table(told.table("Bảng số liệu"), frame, whole, cut)
    lines = [line for line in told.lines if re.match(r"\d\d/\d\d/\d{4} · ", line) and "không tính thêm" not in line]
    assert here == "tat-ca" or len(lines) == min(100, len(frame)), asked


def check_shares(told, chosen, asked):
    """Of how many businesses, for one commune with a table and for a province where most have none."""
    ever = again.within(chosen[chosen["rung"] == asked.rung], None, asked.until)
    if asked.here in HOUSEHOLDS and not asked.team:
        share = again.percent(sum(ever["commune"] == asked.here), HOUSEHOLDS[asked.here])
        assert told.line(rf"Tính từ đầu: {share}% của {HOUSEHOLDS[asked.here]} hộ kinh doanh"), asked
    if asked.here == "68" and not asked.team:
        assert told.line(rf"Mới có tổng số hộ kinh doanh của 2 trên {len(asked.inside)} xã")
    beside = told.table("Từng xã")
    if not beside:
        return
    counted = again.within(asked.of(chosen), asked.since, asked.until)
    before = again.within(asked.of(chosen), *again.before(asked)) if asked.since else None
    rows = {line[0]: line for line in beside[1:]}
    assert set(rows) >= {again.short(code) for code in counted["commune"]}
    for code in PLACES[:2]:
        line, n = rows[again.short(code)], sum(counted["commune"] == code)
        assert line[1] == n
        if before is not None:
            earlier = sum(before["commune"] == code)
            assert line[2:4] == [earlier, n - earlier]
        assert line[-2] == HOUSEHOLDS[code]
        assert asked.team or line[-1] == f"{again.percent(sum(ever['commune'] == code), HOUSEHOLDS[code])}%"


def check_work(told, store, events, asked):
    """Teams, what waits on Monday, and what vendors find hard."""
    teams = [team for team in Members(store).teams() if team.commune in asked.inside]
    sizes = Members(store).sizes()
    assert told.line(rf"{len(teams)} tổ, {sum(sizes.get(team.id, 0) for team in teams)} thành viên")
    if len(asked.inside) > 1 and asked.here != "tat-ca":
        assert told.line(rf"{len({team.commune for team in teams})} trên {len(asked.inside)} xã có tổ")
    written = events[events["commune"].isin({team.commune for team in teams})].groupby("team")["written_at"].max()
    month, week = (again.start(day) for day in (today().replace(day=1), today() - timedelta(days=7)))
    last = {team.name: written.get(team.name) for team in teams}
    assert told.line(rf"{sum(at is not None and at >= month for at in last.values())} tổ có số liệu trong tháng này")
    silent = {name for name, at in last.items() if at is None or at < week}
    named = {line.partition(":")[0] for line in told.lines if line.endswith(": chưa gửi lần nào")}
    assert named == {name for name, at in last.items() if at is None}
    if silent:
        assert told.line(rf"{len(silent)} trên {len(teams)} tổ chưa gửi")
    kept = read_all(store, draft)
    left = kept[(kept["state"] == "open") & (kept["changed_at"] < datetime.now(UTC) - timedelta(days=7))]
    back = [data for data in kept[kept["state"] == "handed_over"]["data"] if data["consent"]["purposes"]["follow_up"]]
    due = [data for data in back if date.fromisoformat(data[HANDED_OVER_ON]) < today()]  # in a week, less six days
    items = Counter({words.partition(" ")[2]: int(words.split()[0]) for words in told.monday})
    assert items["hộ đến hẹn ghé lại tuần này"] == len(due)
    assert items["lượt làm dở đã một tuần không ai mở"] == len(left)
    hard = read_all(store, difficulty)
    hard = again.within(hard[hard["commune"].isin(asked.inside)], asked.since, asked.until)
    names = {code: kind.words.in_("vi") for code, kind in difficulties.kinds().items()}
    if asked.here != "tat-ca":
        rows = {line[0]: line[1] for line in told.table("Chủ hộ gặp khó gì")[1:]}
        assert rows == {names[kind]: n for kind, n in hard.groupby("kind").size().items()}


@pytest.mark.parametrize("cut", ["month", "commune,week", "commune,rung"])
def test_a_wrong_number_would_be_noticed(filled, cut):
    """The check itself: a table with one business too many, or two cells changed about, is refused."""
    events = read_all(filled, event)
    whole = events[events["commune"].isin(inside_of("68"))]
    frame = whole[whole["rung"] == COUNTS_FROM.value]
    rows = PageRead(opened({"noi": "68", "bac": COUNTS_FROM.value}, cut)[0]).table("Bảng số liệu")
    again.check_table(rows, frame, whole, cut)
    with pytest.raises(AssertionError):
        again.check_table(rows, pd.concat([frame, frame.iloc[:1]]), pd.concat([whole, frame.iloc[:1]]), cut)
    if "," in cut:
        other = {PLACES[0]: PLACES[1], PLACES[1]: PLACES[0]}
        with pytest.raises(AssertionError):
            again.check_table(rows, frame.replace({"commune": other}), whole.replace({"commune": other}), cut)


def test_provinces_are_all_there():
    """What `inside_of` rests on: a province's code is no commune's."""
    assert not set(provinces()) & set(communes())
