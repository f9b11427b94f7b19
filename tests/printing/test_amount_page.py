"""The page that shows a code for an amount typed on the vendor's phone: its JavaScript says what Python says."""

import random
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import sync_playwright

from onboarding.payments import BankAccount, draw, payload, read
from onboarding.printing.phone import amount_page, files
from tests.printing.measuring import with_

ACCOUNT = BankAccount.typed("970436", "0011001234567", None).account
LONG = BankAccount.typed("970436", "0011001234567891234", None).account


def of(contents, account=ACCOUNT, purpose=None):
    return with_(contents, code=with_(contents.code, symbol=draw(payload(account, None, purpose)), amount=None))


@pytest.fixture(scope="module")
def browser():
    system = Path("/usr/bin/chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=str(system) if system.exists() else None, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


def opened(browser, contents, tmp_path, **options):
    file = tmp_path / "so-tien.html"
    file.write_text(amount_page(contents), "utf8")
    context = browser.new_context(viewport={"width": 360, "height": 760}, **options)
    context.set_offline(True)
    page = context.new_page()
    page.goto(file.as_uri())
    return page


@pytest.mark.e2e
@pytest.mark.parametrize(("account", "purpose"), [(ACCOUNT, None), (ACCOUNT, "MAT ONG"), (LONG, None)])
def test_its_text_is_pythons_for_ten_thousand_amounts(browser, contents, tmp_path, account, purpose):
    chance = random.Random(len(account.number))
    amounts = [*range(1, 2000), *(chance.randrange(1, 10 ** chance.randrange(4, 13)) for _ in range(8000)), 10**13 - 1]
    page = opened(browser, of(contents, account, purpose), tmp_path)
    made = page.evaluate("amounts => amounts.map(withAmount)", amounts)
    assert made == [payload(account, amount, purpose) for amount in amounts]


@pytest.mark.e2e
def test_its_symbol_is_read_for_short_and_long_codes(browser, contents, tmp_path):
    for account, purpose in ((ACCOUNT, None), (LONG, "THANH TOAN MAT ONG RUNG A")):
        page = opened(browser, of(contents, account, purpose), tmp_path)
        for amount in (1, 1000, 45_000, 125_000, 1_250_000, 999_999_999, 10**13 - 1):
            rows = page.evaluate("amount => symbol(withAmount(amount))", amount)
            picture = Image.new("L", (len(rows) + 8, len(rows) + 8), 255)
            for y, row in enumerate(rows):
                for x, dark in enumerate(row):
                    picture.putpixel((x + 4, y + 4), 0 if dark else 255)
            large = picture.resize((picture.width * 6, picture.height * 6), Image.Resampling.NEAREST)
            assert [found.text for found in zxingcpp.read_barcodes(large)] == [payload(account, amount, purpose)]


@pytest.mark.e2e
def test_what_is_typed_is_drawn_on_the_screen(browser, contents, tmp_path):
    page = opened(browser, of(contents), tmp_path)
    page.get_by_label("Số tiền khách trả (đồng)").fill("125.000")
    assert page.locator("#sum").inner_text() == "125.000 ₫"
    seen = Image.open(BytesIO(page.locator("svg").screenshot()))
    (found,) = zxingcpp.read_barcodes(seen)
    assert read(found.text).amount == 125_000
    page.get_by_label("Số tiền khách trả (đồng)").fill("không")
    assert page.locator("svg").count() == 0


@pytest.mark.e2e
def test_without_javascript_it_says_that_it_needs_it(browser, contents, tmp_path):
    page = opened(browser, of(contents), tmp_path, java_script_enabled=False)
    assert page.get_by_text("Trang này cần JavaScript").is_visible()


def test_a_code_with_its_own_amount_or_a_wallets_code_has_no_such_page(contents):
    assert amount_page(with_(contents, code=with_(contents.code, amount=5000))) == ""
    assert amount_page(with_(contents, code=with_(contents.code, apps="MoMo"))) == ""
    assert amount_page(with_(contents, code=None)) == ""
    assert "6-go-so-tien-hien-ma.html" in files(of(contents), b"")
