"""The ward's list on screen: brought in by the leader, picked from while a name is typed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from onboarding.logbook.files.ward_file import preview
from onboarding.logbook.files.ward_list import batches, keep, many
from onboarding.members import Members, current_member, switch_member
from onboarding.store import Store
from tests.visits_of import visits_of

SCRIPT = str(Path(__file__).parents[2] / "onboarding" / "screens" / "main.py")
LIST = "Tên hộ kinh doanh,Chủ hộ,SĐT,Số CCCD\nMật ong *Hoa*,Nguyễn Thị Hoa,0901234567,012345678901\n,B,0902345678,\n"


TEAM = "Tổ 1"


def page() -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    return next(one for one in app.button if one.key == "screen_ward_list").click().run()


def text(app: AppTest) -> str:
    return "\n".join(
        str(one.value) for kind in ("html", "markdown", "text", "error", "warning") for one in app.get(kind)
    )


def waiting(store: Store) -> int:
    with store.reading() as conn:
        return many(conn, "24988")


def test_a_list_is_looked_at_then_taken_in_and_out(store):
    app = page()
    app.file_uploader[0].upload("danh-sach.csv", LIST.encode()).run()
    assert "Không nhận cột: Số CCCD" in text(app)
    assert "012345678901" not in text(app)
    assert "1 dòng cần sửa" in text(app)
    assert waiting(store) == 0
    app = app.button(key="take_list").click().run()
    assert waiting(store) == 1
    with store.reading() as conn:
        batch = batches(conn)[0]["id"]
    app.button(key=f"undo_{batch}").click().run()
    assert waiting(store) == 0


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_what_is_no_list_is_said_and_nothing_is_kept(store, data):
    app = page()
    app.file_uploader[0].upload("x.csv", data).run()
    assert not app.exception
    assert app.error
    assert waiting(store) == 0


def test_a_member_who_does_not_lead_is_told_whom_to_ask(store):
    team = current_member(store).team_id
    switch_member(store, team, Members(store).add(team, "Mai").id)
    app = page()
    assert "Nhờ tổ trưởng" in text(app)
    assert not app.file_uploader


def test_a_name_being_typed_finds_the_list_and_a_touch_fills_in(store):
    rows, at = preview(LIST.encode(), "x").rows, datetime.now(UTC)
    store.write(lambda conn: keep(conn, rows, "24988", "x", "Lan", at))
    drafts = visits_of(store)
    visit = drafts.create(team="Tổ 1", member="Lan", data={"business": {"commune": "24988", "name": "mat ong"}})
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    app.button(key=f"open_{visit.id}").click().run()
    offered = [one for one in app.button if (one.key or "").startswith("listed_")]
    assert len(offered) == 1
    offered[0].click().run()
    assert not app.exception
    assert drafts.load(visit.id).data["business"] == {
        "commune": "24988", "name": "Mật ong *Hoa*", "owner": "Nguyễn Thị Hoa", "phone": "0901234567",
    }  # fmt: skip
    assert waiting(store) == 0
