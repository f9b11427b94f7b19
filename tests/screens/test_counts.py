"""The count page: every number with what it counts; a viewer reaches no person, no other area and no small cell."""

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook, denominators
from onboarding.members import Members, Role, current_member, switch_member
from onboarding.places import UNIT_SET, Areas, communes_of, drawn, label, provinces
from onboarding.screens.counts.filters import Filters
from onboarding.screens.counts.page import charts, filters, leader
from onboarding.screens.session import place_name
from onboarding.store import Store
from onboarding.store.schema import new_id

SCRIPT = str(Path(__file__).parents[2] / "onboarding" / "screens" / "main.py")
HERE, NEXT, FAR = "24988", "24955", "00004"
YES = Consent(purposes={"visit": True, "counts": True, "follow_up": True})
SECRET_NAME, SECRET_PHONE = "Mật ong Nguyễn Thị Bí Mật", "0912345678"


TEAM = "Tổ 1"
COMMUNE = HERE


OVER = datetime.now(UTC) - timedelta(days=12)
"""A moment in a week that is over."""


def phone_of(commune: str) -> str:
    """A number of each commune's own: one number in two communes would be one business."""
    return SECRET_PHONE if commune == HERE else f"0900{commune}1"


def fill(store: Store, commune: str, many: int, team: str = "Tổ 1", when: datetime | None = None) -> None:
    who = current_member(store)
    log = Logbook(store, who.team_id if who and who.team == team else "")
    for number in range(many):
        one = new_id()
        about = BusinessSnapshot(
            name=SECRET_NAME, phone=phone_of(commune) if not number else "", trade="mat_ong", consent=YES
        )
        log.record(one, one, commune, Rung.HANDED_OVER, team=team, member="Thành Viên Kín", about=about,
                   happened_at=when)  # fmt: skip


def view(store: Store) -> None:
    """A viewer of two communes sits down."""
    Areas(store).add(drawn("Khu vực khác", [FAR], since=date(2026, 1, 1)))
    area = Areas(store).add(drawn("Khu vực Tà Năng", [HERE, NEXT], since=date(2026, 1, 1)))
    team = current_member(store).team_id
    viewer = Members(store).add(team, "Ông Xem", Role.VIEWER, area.code)
    switch_member(store, team, viewer.id)


def page(**asked: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    for name, value in asked.items():
        app.query_params[name] = value
    app = next(one for one in app.button if one.key == "screen_counts").click().run()
    for name, value in asked.items():
        if app.query_params.get(name) != [value]:
            app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    """All a person can read on the page."""
    return "\n".join(
        str(one.value) for kind in ("html", "markdown", "caption", "text", "error") for one in app.get(kind)
    )


def total(app: AppTest) -> str:
    return re.search(r"<p class='n'>([^<]*)</p>", text(app))[1]


def test_a_member_sees_the_count_of_their_commune_with_its_meaning(store):
    fill(store, HERE, 3)
    fill(store, FAR, 2)
    app = page()
    assert total(app) == "3"
    assert "Xã Tà Năng, tỉnh Lâm Đồng" in text(app)
    assert "mỗi hộ tính một lần" in text(app)
    assert "Số liệu đến" in text(app)


@pytest.mark.parametrize(
    ("asked", "n"),
    [
        ({"noi": "tat-ca"}, "5"),
        ({"noi": "01"}, "2"),
        ({"bac": "paid"}, "0"),
        ({"ky": "tuan-truoc"}, "0"),
        ({"ky": "thang"}, "3"),
    ],
)
def test_filters_stand_in_the_address(store, asked, n):
    fill(store, HERE, 3)
    fill(store, FAR, 2)
    assert total(page(**asked)) == n


@pytest.mark.parametrize("cut", ["commune", "week", "month", "rung", "team", "trade", "wallet"])
def test_every_table_can_be_read(store, cut):
    fill(store, HERE, 6)
    fill(store, NEXT, 7, team="Tổ 2")
    app = page(noi="68", theo=cut)
    assert "kit-counts" in text(app)
    assert total(app) == "13"


def test_two_teams_of_one_name_are_told_apart(store):
    fill(store, HERE, 6)
    fill(store, NEXT, 7)
    Members(store).add_team("Tổ 1", NEXT)
    Members(store).add_team("Tổ 1", communes_of("68")[0])
    said = text(page(noi="68").button_group(key="counts_by_commune").set_value("team").run())
    cells = re.findall(r"<td class='n?'>([^<]*)</td>", said)
    assert [cells[at : at + 3] for at in range(0, len(cells), 3)] == [
        [label_of(NEXT), "Tổ 1", "7"],
        [label_of(HERE), "Tổ 1", "6"],
    ]
    assert f"Tổ 1 ({place_name(communes_of('68')[0])}): chưa gửi lần nào" in said
    assert said.count("chưa gửi lần nào") == 1


def label_of(commune: str) -> str:
    return label(commune, UNIT_SET).partition(",")[0]


def test_an_empty_log_is_said_plainly(store):
    app = page(noi="tat-ca", ky="quy")
    assert total(app) == "0"
    assert not app.error


@pytest.mark.parametrize(
    "asked",
    [
        {"noi": "../../x"},
        {"noi": "<script>"},
        {"ky": "x"},
        {"bac": "x"},
        {"tu": "x", "ky": "chon"},
        {"theo": "name"},
        {"to": "=cmd|"},
    ],
)
def test_an_address_made_up_shows_the_usual_page(store, asked):
    fill(store, HERE, 3)
    assert total(page(**asked)) == "3"


def test_a_viewer_sees_totals_and_no_small_cell(store):
    fill(store, HERE, 3, when=OVER)
    fill(store, NEXT, 30, when=OVER)
    view(store)
    app = page()
    assert total(app) == str(Logbook(store).count([HERE, NEXT]).total)
    assert all(int(n) % 5 == 0 for n in re.findall(r"<b>([^<]*)</b><span>", text(app)))
    assert "làm tròn đến bội số của 5" in text(app)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"noi": FAR},
        {"noi": "tat-ca"},
        {"noi": "khu-vuc-khac"},
        {"noi": "68", "xa": HERE},
        {"theo": "team"},
        {"ky": "tuan"},
        {"ky": "chon", "tu": OVER.date().isoformat(), "den": OVER.date().isoformat()},
    ],
)
def test_a_viewer_reaches_no_person_and_no_other_area(store, asked):
    fill(store, HERE, 12, when=OVER)
    fill(store, NEXT, 30, when=OVER)
    fill(store, FAR, 500, when=OVER)
    view(store)
    app = page(**asked)
    assert total(app) == str(Logbook(store).count([HERE, NEXT]).total)
    for secret in (SECRET_NAME, SECRET_PHONE, "Bí Mật", "Thành Viên Kín", "512", "542"):
        assert secret not in text(app)
    assert not app.expander
    assert {one.key for one in app.button} <= {"go_home", "go_help"}


def test_the_map_shades_each_province_of_today_and_the_two_archipelagos(store):
    fill(store, HERE, 30)
    fill(store, FAR, 3)
    fill(store, communes_of("46")[0], 9)
    answer = Logbook(store).count(by=("province",), exact=True)
    assert set(charts._outlines()) == set(provinces())
    drawing = ElementTree.fromstring(charts.land(answer))
    shades = [one.get("fill") for one in drawing.iter("{http://www.w3.org/2000/svg}path")]
    assert Counter(shades) == {"#7dc0a4": 1, "#fdfbf7": 31} | dict.fromkeys(set(shades) - {"#7dc0a4", "#fdfbf7"}, 1)
    assert [one.text for one in drawing.iter("{http://www.w3.org/2000/svg}text")] == ["Hoàng Sa", "Trường Sa"]
    assert page(noi="tat-ca").get("image")


def test_today_and_tomorrow_subtracted_show_a_viewer_nothing(store):
    """One more business this week: no number of any page a viewer may open moves, however it is asked."""
    fill(store, HERE, 12, when=OVER)
    fill(store, NEXT, 30, when=OVER)
    view(store)
    pages = [{"ky": ky, "bac": "handed_over"} for ky in ("", "tuan", "tuan-truoc", "thang", "quy", "nam", "chon")]
    read = [seen_numbers(page(**asked)) for asked in pages]
    fill(store, HERE, 2)  # one of them was counted before, by the vendor's phone
    assert [seen_numbers(page(**asked)) for asked in pages] == read
    assert any(str(Logbook(store).count([HERE, NEXT]).total) in numbers for numbers in read)
    switch_member(store, current_member(store).team_id, Members(store).of(current_member(store).team_id)[0].id)
    assert total(page(noi="khu-vuc-ta-nang")) == "43"


def seen_numbers(app: AppTest) -> list[str]:
    """Every number on the page but the moment of the newest event."""
    return re.findall(
        r"\d+|–", re.sub(r"Số liệu đến [\d:]+ [\d/]+|<style>.*?</style>|<[^>]*>", " ", text(app), flags=re.S)
    )


def test_a_period_of_which_no_week_is_over_says_so_to_a_viewer(monkeypatch):
    monkeypatch.setattr(filters, "_pick", lambda *asked: "thang")
    with pytest.raises(OnboardingError, match=r"counts\.no_week_over"):
        filters._closed(date(2026, 7, 3))
    assert filters._closed(date(2026, 11, 24)) == (date(2026, 11, 1), date(2026, 11, 22), "2026-11")


def test_a_viewer_without_an_area_is_told_what_to_do(store):
    area = Areas(store).add(drawn("Khu vực", [HERE], since=date(2026, 1, 1)))
    team = current_member(store).team_id
    viewer = Members(store).add(team, "Ông Xem", Role.VIEWER, area.code)
    Areas(store).change(area.ended(date(2026, 1, 2)))
    switch_member(store, team, viewer.id)
    fill(store, HERE, 12)
    app = page()
    assert not app.exception


def test_the_leader_sees_the_visits_behind_the_number_and_what_looks_padded(store):
    fill(store, HERE, 41)
    app = page()
    assert "Thành Viên Kín" in text(app)
    assert "41 hộ trong một giờ" in text(app)
    assert SECRET_NAME not in text(app)


@pytest.mark.parametrize("cut", ["commune", "province", "week", "month", "rung", "team", "trade", "wallet"])
def test_every_number_opens_to_its_events(store, cut):
    log = Logbook(store)
    for number in range(24):
        one, when = new_id(), datetime(2026, 9, 28, 3, tzinfo=UTC) + timedelta(days=number)
        about = BusinessSnapshot(trade=("mat_ong", "gao")[number % 2], wallet=("momo", "")[number % 3 > 0], consent=YES)
        where = (HERE, NEXT, FAR)[number % 3]
        for rung in (Rung.HANDED_OVER, Rung.PAID)[: 1 + number % 2]:
            log.record(one, one, where, rung, team=f"Tổ {number % 4}", member="An", about=about, happened_at=when)
    since, until = date(2026, 9, 30), date(2026, 10, 18)
    asked = Filters(code="x", name="", communes=frozenset([HERE, NEXT, FAR]), since=since, until=until, period="",
                  rung=Rung.HANDED_OVER, filters={}, exact=True)  # fmt: skip
    rows = log.count(asked.communes, by=(cut,), **asked.days).rows
    assert len(rows) > 1
    for row in rows:
        what = leader.behind(asked, row)
        proof = log.evidence(what.communes, what.rung, what.since, what.until, what.filters)
        assert len([one for one in proof if one.counted]) == row["n"], row


def test_the_leader_opens_a_number_of_the_table(store):
    fill(store, HERE, 6)
    fill(store, NEXT, 7, team="Tổ 2")
    app = page(noi="68")
    assert text(app).count(" · Thành Viên Kín · ") == 6  # of the own team; the other's members are not named
    app = next(one for one in app.selectbox if one.key == "proof_of_2").set_value(0).run()
    assert text(app).count(" · Tổ 2 · ") == 7
    assert " · Tổ 1 · " not in text(app)


def test_a_team_that_sent_nothing_is_named(store):
    Members(store).add_team("Tổ im lặng", HERE)
    fill(store, HERE, 6)
    app = page()
    assert "Tổ im lặng: chưa gửi lần nào" in text(app)
    assert "Tổ 1:" not in text(app)


def test_a_target_is_kept_and_compared(store):
    fill(store, HERE, 6)
    app = page(ky="thang")
    app.number_input[0].set_value(12).run()
    app = app.button(key="save_target").click().run()
    assert "Chỉ tiêu kỳ này: 12, đạt 50%" in text(app)


def test_a_share_is_told_with_its_source_and_never_without_one(store):
    fill(store, HERE, 6)
    assert "hộ kinh doanh (" not in text(page(noi=HERE))
    rows = denominators.read(f"Mã;Số hộ\n{HERE};60\n".encode(), "x.csv").rows
    store.write(lambda conn: denominators.keep(conn, rows, date(2026, 1, 1), "Phòng Kinh tế mẫu", "Lan"))
    assert "10% của 60 hộ kinh doanh (Phòng Kinh tế mẫu, số ngày 01/01/2026)" in text(page(noi=HERE))


def test_communes_furthest_behind_stand_first(store):
    fill(store, HERE, 6)
    fill(store, NEXT, 7)
    table = f"Mã;Số hộ\n{HERE};12\n{NEXT};700\n".encode()
    rows = denominators.read(table, "x.csv").rows
    store.write(lambda conn: denominators.keep(conn, rows, date(2026, 1, 1), "Phòng Kinh tế mẫu", "Lan"))
    said = text(page(noi="68"))
    assert "Mới có tổng số hộ kinh doanh của 2 trên" in said
    assert said.index("<td class='n'>1%</td>") < said.index("<td class='n'>50%</td>")


def address(app: AppTest) -> dict[str, str]:
    """What the address keeps of the filters."""
    kept = {name: app.query_params[name] for name in ("noi", "xa", "ky") if name in app.query_params}
    return {name: value if isinstance(value, str) else value[0] for name, value in kept.items()}


def touch_tile(app: AppTest, code: str) -> AppTest:
    """What the browser sends when a tile was pressed, by mouse, finger or Enter."""
    (tiles,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "kit_tiles"]
    states = app._tree.get_widget_states()
    message = json.dumps([{"event": "pick", "value": code}])
    states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{tiles.id}__events", json_trigger_value=message)
    return app._run(states).run()


def test_a_touched_tile_narrows_the_whole_page(store):
    """From the whole log to a province, to a commune: total, table and address follow, the days stay."""
    fill(store, HERE, 3)
    fill(store, NEXT, 4)
    fill(store, FAR, 2)
    app = page(noi="tat-ca", ky="thang")
    assert total(app) == "9"
    app = touch_tile(app, "68")
    assert (total(app), address(app)) == ("7", {"noi": "68", "ky": "thang"})
    app = touch_tile(app, NEXT)
    assert (total(app), address(app)) == ("4", {"noi": "68", "xa": NEXT, "ky": "thang"})
    assert "3" not in re.findall(r"<td class='n'>([^<]*)</td>", text(app))
    app = next(one for one in app.selectbox if str(one.key).startswith("counts_xa_")).set_value("").run()
    assert total(app) == "7"


@pytest.mark.parametrize(
    ("box", "choices"),
    [
        ("noi", ["tat-ca", "01", "68", "tat-ca"]),
        ("ky", ["tuan-truoc", "thang-truoc", "", "nam"]),
        ("bac", ["started", "paid", "handed_over", "started"]),
        ("xa", [NEXT, HERE, "", NEXT]),
    ],
)
def test_every_choice_in_a_row_in_the_same_box_holds(store, box, choices):
    fill(store, HERE, 3)
    fill(store, NEXT, 4)
    app = page(noi="68")
    for choice in choices:
        drawn = next(one for one in app.selectbox if str(one.key).startswith(f"counts_{box}_"))
        app = drawn.set_value(choice).run()
        drawn = next(one for one in app.selectbox if str(one.key).startswith(f"counts_{box}_"))
        assert (drawn.value, address(app).get(box, choice)) == (choice, choice)


def test_a_tile_that_is_not_there_is_not_followed(store):
    fill(store, HERE, 3)
    fill(store, NEXT, 4)
    app = touch_tile(page(noi="68"), FAR)
    assert (total(app), "xa" in app.query_params) == ("7", False)


def test_a_viewer_has_no_tile_to_touch(store):
    fill(store, HERE, 30, when=OVER)
    fill(store, NEXT, 30, when=OVER)
    view(store)
    app = page()
    assert not [one for one in app.get("bidi_component") if one.proto.component_name == "kit_tiles"]
    assert "kit-tiles" in text(app)


def test_one_commune_has_teams_by_week_and_no_table_of_itself_alone(store):
    fill(store, HERE, 6)
    fill(store, HERE, 5, team="Tổ 2")
    app = page(noi=HERE).button_group(key="counts_by_week").set_value("team,week").run()
    cells = re.findall(r"<td class='n?'>([^<]*)</td>", text(app))
    assert (cells[-1], {"Tổ 1", "Tổ 2"} <= set(cells)) == ("10", True)  # one phone in both


def test_a_cross_table_has_its_totals(store):
    fill(store, HERE, 6)
    fill(store, NEXT, 7)
    app = page(noi="68").button_group(key="counts_by_commune").set_value("commune,month").run()
    cells = re.findall(r"<td class='n?'>([^<]*)</td>", text(app))
    assert cells[-1] == "13"
    assert not app.exception
