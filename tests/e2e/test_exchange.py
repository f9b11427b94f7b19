"""Two browsers, two machines: a team joins by the area's invitation, makes a visit and sends; the area sees a count
move and no person. A second team brings in the same vendor: still one."""

import io
import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from onboarding.business import Consent
from onboarding.exchange import enrolment
from onboarding.exchange.sending import send
from onboarding.members import set_up_team
from onboarding.store import open_store
from tests.exchange.conftest import HERE, hand_over
from tests.exchange.test_receiver import free_port, receiving

from .conftest import LAPTOP, PHONE, Server, accessible, fill, open_page, settled, shot, touch
from .test_visit import business, onboarded, step

pytestmark = pytest.mark.e2e
VENDOR, NUMBER = "Mật ong Hộ mẫu 1", "0900000123"
MATCH = Consent(purposes={"visit": True, "counts": True, "match": True})


@pytest.fixture
def commune(tmp_path: Path):
    """The area's machine, its leader settled, and its receiver's address."""
    (tmp_path / "area").mkdir()
    made = Server(tmp_path / "area")
    kept = open_store(f"sqlite:///{made.data / 'kit.db'}")
    set_up_team(kept, team="Xã mẫu", commune=HERE, member="Hoa")
    made.start()
    port = free_port()
    with receiving(kept.url, port):
        yield made, kept, f"http://127.0.0.1:{port}"
    made.kill()
    assert "Traceback" not in made.log.read_text()
    kept.close()


def second_team(folder: Path, invitation: str, consent: Consent) -> None:
    """Another laptop that brings in a vendor with the same number, and sends."""
    folder.mkdir()
    laptop = open_store(f"sqlite:///{folder / 'kit.db'}")
    enrolment.join(laptop, invitation)
    hand_over(laptop, phone=NUMBER, consent=consent)
    send(laptop, team="Tổ mẫu 2", commune=HERE, patience=0)
    laptop.close()


def test_a_team_joins_visits_and_sends_and_the_area_counts_one(browser: Browser, server, store, commune, tmp_path):
    area_server, area_store, address = commune
    area = open_page(browser, area_server, LAPTOP)
    assert onboarded(area, area_server) == 0
    area.goto(f"{area_server.url}/receive_batches")
    settled(area)
    fill(area, "Địa chỉ nhận, nếu xã có", address)
    touch(area, "Tạo lời mời", exact=True)
    code = area.locator("code", has_text="KIT-MOI-1.")
    expect(code).to_be_visible()
    invitation = code.inner_text()
    picture = area.get_by_alt_text("Mã lời mời cho máy của tổ")
    expect(picture).to_have_js_property("complete", True)
    picture.evaluate("picture => picture.scrollIntoView({block: 'center'})")
    assert zxingcpp.read_barcode(Image.open(io.BytesIO(picture.screenshot()))).text == invitation
    accessible(area)
    shot(area, "receive-batches")

    team = open_page(browser, server, PHONE)
    team.goto(server.url)
    settled(team)
    business(team)
    team.get_by_text("Tên chủ hộ, số điện thoại (không bắt buộc)").click()
    fill(team, "Số điện thoại", NUMBER)
    for number in range(2, 7):
        step(team, number)
    team.get_by_role("button", name="Trao bộ mang về", exact=True).click()
    expect(team.get_by_text("Đã trao bộ mang về")).to_be_visible()
    team.goto(f"{server.url}/send_to_area")
    settled(team)
    fill(team, "Lời mời của xã", invitation)
    touch(team, "Nối", exact=True)
    expect(team.get_by_text(re.compile("0 xã đã nhận"))).to_be_visible()
    accessible(team)
    shot(team, "send-to-area")
    touch(team, "Gửi cho xã (")
    expect(team.get_by_text("Không còn gì chờ gửi")).to_be_visible()

    assert onboarded(area, area_server) == 1
    seen = [area.content()]
    area.goto(f"{area_server.url}/receive_batches")
    settled(area)
    expect(area.get_by_text(re.compile("Tổ số thôn mẫu"))).to_be_visible()
    seen.append(area.content())
    assert not any(person in page for page in seen for person in (VENDOR, NUMBER, "Lan"))

    invitations = [enrolment.invite(area_store, HERE, "Xã mẫu", url=address) for _ in range(2)]
    second_team(tmp_path / "second", invitations[0], MATCH)
    assert onboarded(area, area_server) == 1
    second_team(tmp_path / "third", invitations[1], Consent(purposes={"visit": True, "counts": True}))
    assert onboarded(area, area_server) == 2  # this vendor was not asked: nobody can tell that it is the same one
    assert team.problems == area.problems == []
