"""A new laptop in three steps: the file of the old one, its passphrase, one button; and the team goes on there."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.visits_of import visits_of

from .conftest import LAPTOP, Server, accessible, fill, open_page, settled, touch

pytestmark = pytest.mark.e2e
PHRASE = "ba con gà qua cầu"
ACCOUNT = "0011004321987"
DATA = {
    "business": {"name": "Mật ong Hộ mẫu 1", "commune": "24988", "trade": "mat_ong"},
    "payment": {"bank": "970436", "account": ACCOUNT, "service": "account", "holder": "CHU HO MAU"},
}


@pytest.fixture
def new_laptop(tmp_path: Path):
    (tmp_path / "new").mkdir()
    made = Server(tmp_path / "new")
    made.start()
    yield made
    made.kill()
    assert "Traceback" not in made.log.read_text()


def opened(browser: Browser, server: Server) -> Page:
    page = open_page(browser, server, LAPTOP)
    page.goto(server.url)
    settled(page)
    return page


def test_a_backup_with_a_passphrase_opens_on_a_new_laptop(browser, server, store, new_laptop, tmp_path):
    visits_of(store).create(team="Tổ số thôn mẫu", member="Lan", commune="24988", data=DATA)
    old = opened(browser, server)
    touch(old, "Sao lưu và khôi phục")
    expect(old.get_by_text("Chưa sao lưu lần nào.")).to_be_visible()
    accessible(old)
    fill(old, "Cụm mật khẩu", PHRASE)
    touch(old, "Chuẩn bị tệp để tải về")
    with old.expect_download() as coming:
        old.get_by_role("button", name=re.compile(r"Tải .+\.age")).click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    assert ACCOUNT.encode() not in file.read_bytes()
    settled(old)
    expect(old.get_by_text("Lần sao lưu gần nhất")).to_be_visible()

    new = opened(browser, new_laptop)
    touch(new, "Máy mới")
    new.locator("input[type=file]").set_input_files(file)
    fill(new, "Cụm mật khẩu của tệp", PHRASE)
    touch(new, "Khôi phục", exact=True)
    expect(new.get_by_text("Lan · Tổ số thôn mẫu")).to_be_visible()
    new.get_by_role("button", name=re.compile("Mật ong Hộ mẫu 1")).click()
    settled(new)
    new.goto(re.sub("step=[a-z]+", "step=payment", new.url))
    settled(new)
    expect(new.get_by_label("Số tài khoản")).to_have_value(ACCOUNT)
    assert old.problems == new.problems == []
