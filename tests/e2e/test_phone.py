"""The team's phone: one button on the laptop, one QR, and the phone is in; one button, and it is out.

Everything goes over this machine's own network address, as a phone beside the laptop would come.
"""

import io
import re
import subprocess
from types import SimpleNamespace

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from onboarding.members.network import own_addresses
from tests.needed import needed

from .conftest import LAPTOP, PHONE, Server, accessible, open_page, settled, shot, touch
from .test_visit import business, jpeg, listing, photos

__all__ = ["jpeg"]  # a fixture

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def network() -> None:
    needed(own_addresses(), "a network address of its own")


def scanned(page: Page) -> str:
    """What a phone's camera reads off the laptop's screen."""
    code = page.get_by_alt_text("Mã ghép điện thoại")
    expect(code).to_be_visible()
    expect(code).to_have_js_property("complete", True)
    found = zxingcpp.read_barcode(Image.open(io.BytesIO(code.screenshot())))
    assert found is not None
    return found.text


def phone_page(browser: Browser, link: str) -> Page:
    origin = re.match(r"https?://[^/]+", link)[0]
    page = open_page(browser, SimpleNamespace(url=origin), PHONE)
    page.goto(link)
    return page


@pytest.fixture
def laptop(browser: Browser, server: Server, store) -> Page:
    page = open_page(browser, server, LAPTOP)
    page.goto(server.url)
    settled(page)
    touch(page, "Dùng điện thoại của tổ")
    return page


def test_one_button_one_scan_and_the_phone_works_until_it_is_turned_off(browser, laptop, jpeg):
    accessible(laptop)
    shot(laptop, "phone-off")
    touch(laptop, "Bật", exact=True)
    link = scanned(laptop)
    assert not link.startswith(("http://127.", "http://localhost"))
    accessible(laptop)
    shot(laptop, "phone-on")

    phone = phone_page(browser, link)
    phone.get_by_role("button", name="Ghép máy này").click()
    settled(phone)
    expect(phone.get_by_text("Lan · Tổ số thôn mẫu")).to_be_visible()
    expect(laptop.get_by_text(re.compile("Máy đang vào"))).to_be_visible()
    assert scanned(laptop) != link  # a new code for the next phone; the old one is spent

    business(phone)
    photos(phone, jpeg)
    listing(phone)
    assert phone.problems == []

    touch(laptop, "Tắt", exact=True)
    expect(laptop.get_by_role("button", name="Bật", exact=True)).to_be_visible()
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        phone_page(browser, link)
    laptop.get_by_role("button", name="Về trang đầu").first.click()
    settled(laptop)
    expect(laptop.get_by_text(re.compile("Mật ong Hộ mẫu"))).to_be_visible()
    assert laptop.problems == []


def test_a_stranger_on_the_wifi_gets_the_sign_in_and_nothing_else(browser, laptop):
    touch(laptop, "Bật", exact=True)
    origin = re.match(r"http://[^/]+", scanned(laptop))[0]
    stranger = phone_page(browser, f"{origin}/visit")
    expect(stranger).to_have_url(re.compile("/signin$"))
    for path in ("/media/x.png", "/_stcore/host-config", "/_stcore/metrics", "/fonts/BeVietnamPro-Regular.woff2"):
        assert stranger.request.get(origin + path).status == 401, path
    assert stranger.request.get(origin, headers={"host": "evil.test"}).status == 421
    opened = stranger.evaluate(
        """origin => new Promise(done => {
            const line = new WebSocket(origin.replace("http", "ws") + "/_stcore/stream")
            line.onopen = () => done("open"); line.onerror = () => done("refused")
        })""",
        origin,
    )
    assert opened == "refused"


def test_a_phone_put_out_is_out_and_the_laptop_goes_on(browser, laptop):
    touch(laptop, "Bật", exact=True)
    phone = phone_page(browser, scanned(laptop))
    phone.get_by_role("button", name="Ghép máy này").click()
    settled(phone)
    laptop.get_by_role("button", name="Cho ra").first.click()
    expect(laptop.get_by_role("button", name="Cho ra")).to_have_count(0)
    touch(phone, "Thành viên tổ")
    expect(phone.get_by_text("Đã đăng xuất")).to_be_visible()
    expect(laptop.get_by_alt_text("Mã ghép điện thoại")).to_be_visible()


def test_https_with_a_certificate_of_its_own(browser, laptop):
    laptop.get_by_text("Cần chụp ảnh bằng trang web").click()
    settled(laptop)
    touch(laptop, "Bật", exact=True)
    link = scanned(laptop)
    assert link.startswith("https://")
    shown = laptop.get_by_text(re.compile("SHA-256")).inner_text()
    assert re.search(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", shown)
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Ghép máy này").click()
    settled(page)
    assert page.evaluate("isSecureContext")
    ours = [cookie for cookie in context.cookies() if cookie["name"].startswith("onboarding_")]
    assert len(ours) == 2
    assert all(cookie["secure"] and cookie["httpOnly"] for cookie in ours)


@pytest.fixture
def hotspot():
    """A second network of this machine, the likeliest a phone is in; `leave` takes it away."""
    name, address = "kithot0", "192.168.137.77"

    def ip(*words: str) -> int:
        return subprocess.run(["ip", *words], check=False, capture_output=True).returncode

    try:
        made = ip("link", "add", name, "type", "veth", "peer", "name", "kithot1")
    except FileNotFoundError:
        made = 1
    if made or ip("addr", "add", f"{address}/24", "dev", name) or ip("link", "set", name, "up"):
        ip("link", "del", name) if not made else None
        needed(False, "the right to make a network (root and iproute2)")
    yield SimpleNamespace(address=address, leave=lambda: ip("link", "del", name))
    ip("link", "del", name)


def test_a_laptop_that_leaves_the_hotspot_says_so_and_goes_on_in_another_network(browser, server, store, hotspot):
    laptop = open_page(browser, server, LAPTOP)
    laptop.goto(f"{server.url}/phone")
    settled(laptop)
    expect(laptop.get_by_text(re.compile(r"Máy này đang ở \d+ mạng"))).to_be_visible()
    touch(laptop, "Bật", exact=True)
    assert scanned(laptop).startswith(f"http://{hotspot.address}:")
    hotspot.leave()
    expect(laptop.get_by_text("Mạng của máy tính đã đổi")).to_be_visible()  # by itself, nobody presses anything
    touch(laptop, "Dùng mạng mới")
    assert scanned(laptop).startswith(f"http://{own_addresses()[0]}:")
    assert laptop.problems == []
