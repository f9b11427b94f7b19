"""The listing step in a real browser: beside each other on a laptop, above each other on a phone, copied for real."""

import os
import re

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from onboarding.listings import category
from onboarding.members import set_up_team
from onboarding.store import open_store
from tests.visits_of import visits_of

from .conftest import LAPTOP, PHONE, Server, accessible, fill, open_page, settled, shot, touch

pytestmark = pytest.mark.e2e
OWN = "Nhà tôi theo đàn ong ba đời rồi, mật ngon nhất vùng, chữa ho hay lắm."
TITLE = "Mật ong hoa cà phê Hưng Yên, ong nuôi, màu hổ phách, chai 500 ml"


@pytest.fixture
def visit(server: Server) -> str:
    """The address of a visit at its listing step, some of it answered."""
    os.environ.setdefault("ONBOARDING_KEY", "dGhlIHRlc3RzJyBvd24ga2V5LCAzMiBieXRlcyBsb25nIQ==")
    store = open_store(f"sqlite:///{server.data / 'kit.db'}")
    set_up_team(store, team="Tổ số thôn mẫu", commune="24988", member="Lan")
    sample = msgspec.to_builtins(category("mat_ong").sample)
    data = {
        "business": {"name": "Hộ mẫu 1", "commune": "24988", "trade": "mat_ong", "phone": "0900 000 001"},
        "listing": {"category": "mat_ong", "answers": sample["answers"], "price": 185000, "own_words": OWN},
        "photo_count": 1,
    }
    made = visits_of(store).create(team="Tổ số thôn mẫu", member="Lan", commune="24988", data=data)
    visits_of(store).save(made.id, {}, rev=made.rev, step=2)
    store.close()
    return f"{server.url}/visit?d={made.id}"


def pasted(page: Page) -> str:
    """What a person would paste now, line ends as everywhere."""
    return str(page.evaluate("navigator.clipboard.readText()")).replace("\r\n", "\n")


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_draft_lives_beside_its_questions_and_is_copied(browser: Browser, server: Server, visit: str, size):
    page = open_page(browser, server, size)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    page.goto(visit)
    expect(page.get_by_role("heading", name="Bước 3/6 · Bài đăng bán")).to_be_visible()
    settled(page)
    accessible(page)
    shot(page, f"3-bai-dang-{'dien-thoai' if size == PHONE else 'may-tinh'}")
    asked, shown = page.locator(".st-key-wide .stTextInput").first, page.locator(".kit-post")
    expect(asked).to_be_visible()
    expect(shown).to_be_visible(visible=size == LAPTOP)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    fill(page, "Đặt đàn ong ở đâu?", "Hưng Yên")
    if size == PHONE:
        page.get_by_role("radio", name="Bài đăng").click()
        expect(asked).to_be_hidden()
    expect(page.locator(".kit-post .title")).to_have_text(TITLE)
    expect(page.locator(".kit-post mark.stop")).to_have_text("chữa ho")
    touch(page, "Đổi thành “ngon”")
    expect(page.locator(".kit-post mark.look")).to_have_count(0)
    touch(page, "Bỏ đoạn này")
    expect(page.locator(".kit-post mark")).to_have_count(0)
    if size == PHONE:
        settled(page)
        accessible(page)
    expect(page.get_by_label("Chủ hộ nói gì về món này?")).to_have_value("Nhà tôi theo đàn ong ba đời rồi, mật ngon.")
    page.get_by_role("button", name="Chép cả bài").click()
    expect(page.get_by_text("Đã chép. Mở nơi bán rồi dán vào.")).to_be_visible()
    text = pasted(page)
    assert text.startswith(f"{TITLE}\n\nGiá: 185.000 ₫ / chai 500 ml\n\n")
    assert text.endswith("#quaque")
    assert page.problems == []


def test_an_edit_by_hand_survives_a_refresh_and_a_change_of_facts(browser: Browser, server: Server, visit: str):
    page = open_page(browser, server, LAPTOP)
    page.goto(visit)
    settled(page)
    page.get_by_text("Đổi tên món, sửa bài").click()
    settled(page)
    body = page.get_by_label("Bài", exact=True)
    body.fill(body.input_value().replace("Nhà tôi có", "Nhà tui có"))
    page.keyboard.press("Tab")
    settled(page)
    expect(page.locator(".kit-post")).to_contain_text("Nhà tui có mật ong nuôi")
    page.reload()
    settled(page)
    fill(page, "Quay mật tháng nào?", "tháng 4")
    expect(page.locator(".kit-post")).to_contain_text("Nhà tui có mật ong nuôi")
    expect(page.locator(".kit-post")).to_contain_text("Mật quay vào tháng 4")
    accessible(page)
    assert page.problems == []


def test_a_text_is_copied_where_the_browser_has_no_clipboard(browser: Browser, server: Server, visit: str):
    page = open_page(browser, server, PHONE)
    page.context.grant_permissions(["clipboard-read"], origin=server.url)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(visit)
    settled(page)
    fill(page, "Chủ hộ nói gì về món này?", "Nhà tôi theo đàn ong ba đời rồi.")  # nothing that must be mended first
    page.get_by_role("radio", name="Bài đăng").click()
    page.get_by_role("button", name="Chép cả bài").click()
    expect(page.get_by_text("Đã chép. Mở nơi bán rồi dán vào.")).to_be_visible()
    page.get_by_role("radio", name="Câu hỏi").click()
    page.get_by_label("Chủ hộ nói gì về món này?").fill("")
    page.keyboard.press("Control+V")
    expect(page.get_by_label("Chủ hộ nói gì về món này?")).to_have_value(re.compile("^Mật ong hoa cà phê"))
    assert page.problems == []
