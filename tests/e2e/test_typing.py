"""Nothing typed is lost: while typing, with the browser or the server gone, in two tabs, by back and by double taps."""

import os
import re
import signal
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from onboarding.members import current_member, verify
from onboarding.store import Store
from tests.visits_of import visits_of

from .conftest import PHONE, Server, fill, open_page, settled, touch, until

pytestmark = pytest.mark.e2e
NAME = "Tên hộ, tên quầy"


def begun(page: Page, server: Server) -> str:
    """A visit begun on this page; its address."""
    page.goto(server.url)
    touch(page, "Bắt đầu lượt hỗ trợ")
    expect(page.get_by_role("heading", name="Bước 1/6")).to_be_visible()
    settled(page)
    return page.url


def saved(store: Store) -> dict[str, str]:
    (visit,) = visits_of(store).open_ones()
    row = visits_of(store).load(visit.id)
    assert row
    return row.data["business"]


def wait_saved(page: Page) -> None:
    expect(page.locator("#kit-saved")).to_have_text("Đã lưu")


def test_a_browser_killed_in_the_middle_of_a_word_loses_nothing(browser: Browser, server: Server, store: Store):
    page = open_page(browser, server, PHONE)
    begun(page, server)
    page.get_by_label(NAME).press_sequentially("Mật ong Hộ mẫ", delay=20)
    wait_saved(page)
    page.context.close()  # nothing was left, nothing pressed
    assert saved(store)["name"] == "Mật ong Hộ mẫ"


def test_typing_goes_on_where_it_was_after_other_parts_of_the_page_changed(
    browser: Browser, server: Server, store: Store
):
    page = open_page(browser, server, PHONE)
    begun(page, server)
    field = page.get_by_label(NAME)
    field.press_sequentially("Hộ ")
    wait_saved(page)
    page.evaluate("window.kitTyping.rerun()")  # a run of the script while the field is still being written in
    settled(page)
    field.press_sequentially("mẫu 1")
    wait_saved(page)
    expect(field).to_have_value("Hộ mẫu 1")
    assert saved(store)["name"] == "Hộ mẫu 1"
    assert page.problems == []


def test_a_server_started_anew_takes_what_was_typed_while_it_was_away(browser: Browser, server: Server, store: Store):
    page = open_page(browser, server, PHONE)
    begun(page, server)
    page.get_by_label(NAME).press_sequentially("Hộ mẫu 2")
    server.kill()  # less than two seconds after the last key
    expect(page.locator("#kit-saved")).to_contain_text("đang chờ mạng")
    server.start()
    wait_saved(page)
    assert saved(store)["name"] == "Hộ mẫu 2"


def test_a_frozen_server_is_said_and_a_tap_repeated_meanwhile_counts_once(
    browser: Browser, server: Server, store: Store
):
    page = open_page(browser, server, PHONE)
    begun(page, server)
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        button = page.get_by_role("button", name="Tiếp tục")
        for _ in range(4):
            button.click(no_wait_after=True)
            page.wait_for_timeout(600)
        expect(page.locator("#kit-saved")).to_have_text("Đang chờ máy trả lời…")
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    settled(page)
    expect(page.get_by_role("heading", name="Bước 2/6")).to_be_visible()


def test_two_tabs_the_later_stands_and_the_earlier_comes_back_with_one_tap(
    browser: Browser, server: Server, store: Store
):
    left = open_page(browser, server, PHONE)
    address = begun(left, server)
    right = open_page(browser, server, PHONE)
    right.goto(address)
    settled(right)
    fill(left, NAME, "Hộ mẫu trái")
    until(left, lambda: saved(store).get("name") == "Hộ mẫu trái")
    fill(right, NAME, "Hộ mẫu phải")
    until(right, lambda: saved(store)["name"] == "Hộ mẫu phải")
    expect(right.get_by_text("Máy khác vừa ghi ô này: Hộ mẫu trái")).to_be_visible()
    touch(right, "Lấy lại câu đó")
    expect(right.get_by_label(NAME)).to_have_value("Hộ mẫu trái")
    assert saved(store)["name"] == "Hộ mẫu trái"
    expect(right.get_by_text("Máy khác vừa ghi")).to_have_count(0)


def test_two_tabs_are_told_also_when_the_page_is_drawn_before_the_text_is_posted(
    browser: Browser, server: Server, store: Store
):
    left = open_page(browser, server, PHONE)
    address = begun(left, server)
    right = open_page(browser, server, PHONE)
    right.route("**/typed", lambda route: route.abort())  # only the run of the script brings the text
    right.goto(address)
    settled(right)
    fill(left, NAME, "Hộ mẫu trái")
    until(left, lambda: saved(store).get("name") == "Hộ mẫu trái")
    fill(right, NAME, "Hộ mẫu phải")
    expect(right.get_by_text("Máy khác vừa ghi ô này: Hộ mẫu trái")).to_be_visible()
    assert saved(store)["name"] == "Hộ mẫu phải"


def test_the_back_button_goes_to_the_step_before(browser: Browser, server: Server, store: Store):
    page = open_page(browser, server, PHONE)
    begun(page, server)
    for step in (2, 3):
        touch(page, "Tiếp tục", exact=True)
        expect(page.get_by_role("heading", name=f"Bước {step}/6")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Bước 2/6")).to_be_visible()
    settled(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Bước 1/6")).to_be_visible()
    settled(page)
    page.go_forward()
    expect(page.get_by_role("heading", name="Bước 2/6")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Mã nhận tiền")).click()  # a tick of the line is a link
    expect(page.get_by_role("heading", name="Bước 4/6")).to_be_visible()
    assert page.problems == []


def test_a_double_tap_on_next_is_one_step(browser: Browser, server: Server, store: Store):
    page = open_page(browser, server, PHONE)
    begun(page, server)
    page.get_by_role("button", name="Tiếp tục").click(click_count=2, delay=30)
    settled(page)
    expect(page.get_by_role("heading", name="Bước 2/6")).to_be_visible()


def test_two_taps_a_quarter_of_a_second_apart_are_one_step(browser: Browser, server: Server, store: Store):
    page = open_page(browser, server, PHONE)
    begun(page, server)
    button = page.get_by_role("button", name="Tiếp tục")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    devtools = page.context.new_cdp_session(page)
    first = time.time()
    for apart in (0.0, 0.28):  # the time of the touch itself: a busy machine delivers late, the finger was not late
        time.sleep(max(0.0, first + apart - time.time()))
        at = {"timestamp": first + apart}
        devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point], **at})
        devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": [], **at})
    expect(page.get_by_role("heading", name="Bước 2/6")).to_be_visible()
    settled(page)
    expect(page.get_by_role("heading", name="Bước 2/6")).to_be_visible()
    assert page.problems == []


def test_a_pin_is_sent_whole_by_enter_and_by_a_quick_press(browser: Browser, server: Server, store: Store):
    page = open_page(browser, server, PHONE)
    for pin, send in (("258013", "Enter"), ("739264", "button")):
        page.goto(f"{server.url}/members")
        settled(page)
        field = page.get_by_label("Mã PIN mới")
        field.click()
        page.keyboard.insert_text(pin)
        if send == "Enter":
            page.keyboard.press("Enter")
        else:
            page.get_by_role("button", name="Lưu mã PIN").click()
        expect(page.get_by_text("Đã lưu mã PIN.")).to_be_visible()
        who = current_member(store)
        verify(store, who.team_id, who.member_id, pin)  # refused, it raises
    assert page.problems == []


def test_a_fold_closed_over_what_is_being_typed_keeps_it(browser: Browser, server: Server, store: Store):
    """Its fields are drawn only while it is open: closing it at once must not lose the last words."""
    page = open_page(browser, server, PHONE)
    begun(page, server)
    fold = page.get_by_text("Tên chủ hộ, số điện thoại")
    fold.click()
    page.get_by_label("Số điện thoại", exact=True).press_sequentially("0900 000 00")
    page.keyboard.type("1")
    fold.click()
    until(page, lambda: saved(store).get("phone") == "0900 000 001")
    settled(page)
    fold.click()
    expect(page.get_by_label("Số điện thoại", exact=True)).to_have_value("0900 000 001")
    assert page.problems == []


def test_a_bank_tapped_twice_in_a_hurry_is_chosen_and_can_be_changed(browser: Browser, server: Server, store: Store):
    page = open_page(browser, server, PHONE)
    page.goto(server.url)
    touch(page, "Chỉ làm mã QR")
    page.get_by_role("radio", name="Agribank").dblclick()
    settled(page)
    expect(page.get_by_text("Ngân hàng: Agribank")).to_be_visible()
    page.get_by_label("Số tài khoản").fill(" 1500.205-123 456 ")
    page.get_by_text("Ngân hàng: Agribank").click()
    page.get_by_role("radio", name="BIDV").click()
    settled(page)
    expect(page.get_by_text("Ngân hàng: BIDV")).to_be_visible()
    expect(page.get_by_label("Số tài khoản")).to_have_value(" 1500.205-123 456 ")
    assert page.problems == []
