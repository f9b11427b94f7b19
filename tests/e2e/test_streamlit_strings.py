"""When the kit is gone or an address is wrong, the page says so in the visitor's language and goes on by itself."""

import re

import pytest
from playwright.sync_api import Browser, expect

from .conftest import PHONE, Server, open_page, settled

pytestmark = pytest.mark.e2e


def test_a_wrong_address_says_where_it_leads(browser: Browser, server: Server):
    page = open_page(browser, server, PHONE)
    page.goto(f"{server.url}/khong-co")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Không có trang này")
    expect(dialog).to_contain_text("Đang mở trang đầu.")
    dialog.get_by_role("button", name="Đóng").click()
    expect(page.get_by_role("heading", name="Bộ hỗ trợ hộ kinh doanh")).to_be_visible()


def test_a_kit_switched_off_is_waited_for_in_words(browser: Browser, server: Server):
    page = open_page(browser, server, PHONE)
    page.goto(server.url)
    settled(page)
    server.kill()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Mất kết nối", timeout=60_000)
    expect(dialog).to_contain_text("Điều đã ghi vẫn còn")
    assert not re.search("[Ss]treamlit", dialog.inner_text())
    server.start()
    expect(dialog).to_have_count(0, timeout=90_000)
    expect(page.get_by_label("Tên tổ")).to_be_enabled()


@pytest.mark.usefixtures("store")
def test_streamlits_own_words_are_read_aloud_in_ours(browser: Browser, server: Server):
    page = open_page(browser, server, PHONE)
    page.goto(f"{server.url}/counts")
    expect(page.locator(".kit-total .n")).to_be_visible()
    expect(page.get_by_label("Mở", exact=True).first).to_be_attached()
    expect(page.get_by_label("Open", exact=True)).to_have_count(0)
    page.goto(f"{server.url}/bulk_codes")
    expect(page.get_by_role("button", name="Chọn tệp trên máy").last).to_be_visible()
    page.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"x"})
    expect(page.get_by_text("Tệp này không đúng loại. Hãy chọn tệp khác.")).to_be_visible()
