"""Changing seats, locking, and making an area, on the screens without a browser."""

from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from onboarding.members import Members, Role, current_member, lock, new_session, set_pin, switch_member
from onboarding.places import Areas, drawn
from onboarding.screens import current_member as member_screen

SCRIPT = str(Path(__file__).parents[2] / "onboarding" / "screens" / "main.py")


TEAM = "Tổ số 1"
COMMUNE = "29659"


def screen(code: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    button = [one for one in app.button if one.key == f"screen_{code}"]
    return button[0].click().run() if button else app


def said(app: AppTest) -> list[str]:
    return [one.value.replace("\\", "") for one in [*app.error, *app.success]]


def type_and_press(app: AppTest, field: str, value: str, button: str) -> AppTest:
    app.text_input(key=field).input(value)
    return app.button(key=button).click().run()


def test_a_member_joins_and_takes_the_seat_with_a_pin(store):
    app = type_and_press(screen("members"), "new_name_0", "Mai", "add_member")
    assert said(app) == ["Đã thêm vào tổ."]
    mai = next(one for one in Members(store).of(current_member(store).team_id) if one.name == "Mai")
    set_pin(store, mai.team_id, mai.id, "2580")
    app.button(key=f"seat_{mai.id}").click().run()
    app = type_and_press(app, f"pin_{mai.id}", "1111", "seat_in")
    assert said(app) == ["Mã chưa đúng. Hãy nhập lại."]
    assert current_member(store).member == "Lan"
    type_and_press(app, f"pin_{mai.id}", "2580", "seat_in")
    assert current_member(store).member == "Mai"


def test_a_refused_pin_stays_where_it_was_typed(store):
    app = type_and_press(screen("members"), "new_pin_0", "1234", "save_pin")
    assert said(app) == ["Mã PIN này ai cũng đoán được. Hãy chọn dãy số khó đoán hơn."]
    assert app.text_input(key="new_pin_0").value == "1234"
    app = type_and_press(app, "new_pin_0", "2580", "save_pin")
    assert said(app) == ["Đã lưu mã PIN."]
    assert current_member(store).has_pin


def test_a_locked_machine_shows_names_and_nothing_else(store):
    who = current_member(store)
    set_pin(store, who.team_id, who.member_id, "2580")
    lock(store)
    app = screen("members")
    assert [one.value for one in app.title] == ["Máy đang khóa"]
    assert [one.label for one in app.button] == ["Lan"]
    app.button(key=f"seat_{who.member_id}").click().run()
    type_and_press(app, f"pin_{who.member_id}", "2580", "seat_in")
    assert not current_member(store).locked


def test_a_member_sees_no_leaders_tools(store):
    mai = Members(store).add(current_member(store).team_id, "Mai")
    switch_member(store, mai.team_id, mai.id)
    assert "add_member" not in [one.key for one in screen("members").button]
    assert "area_since" not in [one.key for one in screen("areas").date_input]


def test_a_viewer_opens_no_file(store):
    Areas(store).add(drawn("Vùng", ["29659"], since=date(2026, 1, 1)))
    viewer = Members(store).add(current_member(store).team_id, "Ủy ban", Role.VIEWER, "vung")
    opened = screen("members")
    switch_member(store, viewer.team_id, viewer.id)
    assert [one.value for one in opened.run().title] == ["Chỉ xem số liệu"]


def test_a_viewer_gives_the_machine_back_and_only_a_pin_takes_it(store):
    Areas(store).add(drawn("Vùng", ["29659"], since=date(2026, 1, 1)))
    who, people = current_member(store), Members(store)
    viewer, mai = people.add(who.team_id, "Ủy ban", Role.VIEWER, "vung"), people.add(who.team_id, "Mai")
    app = screen("members").button(key=f"seat_{viewer.id}").click().run()
    assert said(app) == ["Đặt mã PIN cho tổ trưởng trước, rồi người xem mới ngồi vào máy này được."]
    assert current_member(store).member == "Lan"
    set_pin(store, who.team_id, who.member_id, "2580")
    screen("members").button(key=f"seat_{viewer.id}").click().run()
    assert current_member(store).role is Role.VIEWER
    app = screen("home").button(key="give_back").click().run()
    assert [one.label for one in app.button] == ["Lan"]
    assert mai.name not in [one.label for one in app.button]
    app.button(key=f"seat_{who.member_id}").click().run()
    type_and_press(app, f"pin_{who.member_id}", "2580", "seat_in")
    assert (current_member(store).member, current_member(store).locked) == ("Lan", False)


def test_beyond_this_machine_nobody_is_switched_to_without_a_pin(store, monkeypatch):
    who = current_member(store)
    mai = Members(store).add(who.team_id, "Mai")
    monkeypatch.setattr(member_screen, "token", lambda: new_session(store, who.team_id, who.member_id))
    assert f"seat_{mai.id}" not in [one.key for one in screen("members").button]
    set_pin(store, mai.team_id, mai.id, "2580")
    assert f"seat_{mai.id}" in [one.key for one in screen("members").button]


def test_an_area_is_put_together_from_an_old_district_and_kept(store):
    app = screen("areas")
    app.text_input(key="area_name_0").input("Khu vực Vũng Liêm").run()
    app.text_input(key="from_district_0_q").input("vung liem").run()
    app.button(key="from_district_0_0").click().run()
    assert str(app.query_params["xa"]).count(" ") == 6
    app.button(key="drop_29659").click().run()
    app.button(key="save_area").click().run()
    assert said(app) == ["Đã lưu địa bàn."]
    kept = Areas(store).get("khu-vuc-vung-liem")
    assert len(kept.communes) == 6
    assert "29659" not in kept.communes


def test_an_area_without_a_name_is_refused_and_nothing_is_lost(store):
    app = screen("areas")
    app.text_input(key="one_more_0_q").input("cai be").run()
    app.button(key="one_more_0_0").click().run()
    app.button(key="save_area").click().run()
    assert said(app) == ["Hãy đặt tên cho địa bàn báo cáo, ví dụ “Khu vực Vũng Liêm”."]
    assert "28360" in str(app.query_params["xa"])


def test_codes_nobody_knows_in_the_address_are_left_out(store):
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    app.button(key="screen_areas").click().run()
    app.query_params["xa"] = "99999 ../../x 28360 28360"
    app.run()
    assert [one.key for one in app.button if one.key and one.key.startswith("drop_")] == ["drop_28360"]


def test_a_locked_machine_opens_to_nobody_without_a_pin(store):
    lan = current_member(store)
    mai = Members(store).add(lan.team_id, "Mai")
    set_pin(store, lan.team_id, lan.member_id, "2580")
    app = screen("members")
    assert any("Mai chưa có mã PIN" in one.value for one in app.markdown)
    app.button(key="lock").click().run()
    assert [one.key for one in app.button if (one.key or "").startswith("seat_")] == [f"seat_{lan.member_id}"]
    shown = " ".join(one.value for one in [*app.markdown, *app.caption])
    assert "Mai chưa có mã PIN nên không tự mở được" in shown
    assert "không mã hóa dữ liệu" in shown
    assert current_member(store).locked
    assert current_member(store).member_id != mai.id


def test_a_button_pressed_before_the_lock_came_opens_nothing_after_it(store):
    lan = current_member(store)
    mai = Members(store).add(lan.team_id, "Mai")
    set_pin(store, lan.team_id, lan.member_id, "2580")
    app = screen("members")
    lock(store)
    app.button(key=f"seat_{mai.id}").click().run()
    assert (current_member(store).member, current_member(store).locked) == ("Lan", True)
