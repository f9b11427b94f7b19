"""LAN mode: the whole wizard behind the gate, a phone paired by the link its screen shows."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from onboarding.members import Members, new_pairing, set_password, set_up_team
from onboarding.screens import steps
from onboarding.store import open_store
from tests.visits_of import visits_of

from .conftest import LAPTOP, PHONE, ROOT, Server, accessible, open_page, settled, shot, touch

pytestmark = pytest.mark.e2e
WORD = "mật ong rừng U Minh"
FILLED = {
    "business": {"name": "Mật ong Hộ mẫu 1", "commune": "29659", "trade": "mat_ong"},
    "payment": {"bank": "970436", "account": "0011004321987", "service": "account", "holder": "CHU HO MAU"},
}


class Guarded(Server):
    """The same wizard, listening behind the gate."""

    def start(self) -> None:
        words = ["streamlit", "run", "streamlit_app.py", "--server.headless", "true", "--server.port", str(self.port)]
        environment = {**os.environ, "ONBOARDING_DB": f"sqlite:///{self.data / 'kit.db'}", "ONBOARDING_LAN": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=environment,
            stdout=self.log.open("a"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)


@pytest.fixture
def guarded(tmp_path: Path):
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    who = set_up_team(store, team="Tổ số 1", commune="29659", member="Lan")
    set_password(store, who.team_id, who.member_id, WORD)
    server = Guarded(tmp_path)
    server.store, server.who = store, who
    server.start()
    yield server
    server.kill()
    store.close()
    assert "Traceback" not in server.log.read_text()


def signed_in(browser: Browser, guarded: Guarded) -> Page:
    page = open_page(browser, guarded, LAPTOP)
    page.goto(guarded.url)
    page.get_by_label("Tên của bạn").fill("lan")
    page.get_by_label("Mật khẩu").fill(WORD)
    page.get_by_role("button", name="Vào").click()
    settled(page)
    return page


@pytest.mark.e2e
def test_the_pack_opens_to_print_behind_the_gate_and_her_phone_fetches_it_once(
    browser: Browser, guarded: Guarded
) -> None:
    drafts = visits_of(guarded.store)
    made = drafts.create(team="Tổ số 1", member="Lan", commune="29659", data=FILLED)
    names = steps.codes()
    drafts.save(made.id, {}, rev=made.rev, step=names.index("handover"))
    laptop = signed_in(browser, guarded)
    laptop.goto(f"{guarded.url}/visit?d={made.id}")
    settled(laptop)
    expect(laptop.get_by_text(re.compile(r"Trang 1/\d"))).to_be_visible()
    first = laptop.get_by_alt_text("Trang 1/").get_attribute("src")
    touch(laptop, "Trang sau")
    second = laptop.get_by_alt_text("Trang 2/")
    expect(second).to_be_visible()
    assert second.evaluate("one => one.complete && one.naturalWidth > 300")
    assert second.get_attribute("src") != first
    with laptop.context.expect_page() as opened:
        laptop.get_by_role("button", name="Mở để in").click()
    assert printable(opened.value)

    laptop.get_by_text("Cho điện thoại của chủ hộ").click()
    touch(laptop, "Gửi sang điện thoại")
    expect(laptop.get_by_alt_text("Mã để chủ hộ tải bộ mang về")).to_be_visible()
    link = re.sub(r"^http://[^/]+", guarded.url, laptop.get_by_text(re.compile("/mang-ve/")).inner_text())
    phone = open_page(browser, guarded, PHONE)
    phone.goto(link)
    accessible(phone)
    phone.get_by_role("button", name="Mở trên máy này").click()
    expect(phone.get_by_role("heading", name="Mã QR nhận tiền")).to_be_visible()
    phone.goto(link)
    expect(phone.get_by_role("button", name="Mở trên máy này")).to_have_count(0)
    assert laptop.problems == phone.problems == []


def printable(page: Page) -> bool:
    """Whether the browser's own PDF viewer, with its print button, came up in this tab."""
    for _ in range(100):
        if any(frame.url.startswith("chrome-extension:") for frame in page.frames):
            return True
        page.wait_for_timeout(100)
    return False


@pytest.mark.e2e
def test_a_laptop_signs_in_with_a_password_and_a_phone_by_a_link(browser: Browser, guarded: Guarded) -> None:
    laptop = open_page(browser, guarded, LAPTOP)
    laptop.goto(guarded.url)
    expect(laptop).to_have_url(re.compile("/signin$"))
    accessible(laptop)
    shot(laptop, "signin")
    laptop.get_by_label("Tên của bạn").fill("lan")
    laptop.get_by_label("Mật khẩu").fill("wrong wrong wrong")
    laptop.get_by_role("button", name="Vào").click()
    expect(laptop.get_by_role("alert")).to_have_text("Tên hoặc mật khẩu chưa đúng. Hãy nhập lại.")
    laptop.get_by_label("Tên của bạn").fill("lan")
    laptop.get_by_label("Mật khẩu").fill(WORD)
    laptop.get_by_role("button", name="Vào").click()
    settled(laptop)
    expect(laptop.get_by_text("Lan · Tổ số 1")).to_be_visible()
    assert laptop.evaluate("document.cookie").find("onboarding_session") == -1

    mai = Members(guarded.store).add(guarded.who.team_id, "Mai")
    link = f"{guarded.url}/signin?pair={new_pairing(guarded.store, mai.team_id, mai.id)}"
    phone = open_page(browser, guarded, PHONE)
    phone.goto(link)
    accessible(phone)
    shot(phone, "pairing")
    phone.get_by_role("button", name="Ghép máy này").click()
    settled(phone)
    expect(phone.get_by_text("Mai · Tổ số 1")).to_be_visible()

    touch(laptop, "Thành viên tổ")
    touch(laptop, "Tạo mã ghép")
    expect(laptop.get_by_alt_text("Mã ghép điện thoại")).to_be_visible()
    shot(laptop, "pair-code")

    Members(guarded.store).remove(mai.team_id, mai.id)
    touch(phone, "Thành viên tổ")
    expect(phone.get_by_text("Đã đăng xuất")).to_be_visible()
    assert laptop.problems == phone.problems == []
