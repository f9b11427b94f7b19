"""What goes to the vendor's phone: a ZIP by readable names, and one page that opens with the network off."""

import json
import re
import zipfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import sync_playwright

from onboarding.printing import bundle, files, pack, phone_page
from onboarding.printing.phone import dialled

with_ = msgspec.structs.replace


def noisy(side: int) -> bytes:
    kept = BytesIO()
    Image.effect_noise((side, side), 120).convert("RGB").save(kept, "JPEG", quality=95)
    return kept.getvalue()


def test_the_zip_has_the_paper_the_page_the_code_photos_and_texts(contents):
    pdf = pack(contents)
    with zipfile.ZipFile(BytesIO(bundle(contents, pdf))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert archive.read("2-bo-mang-ve.pdf") == pdf
        code = Image.open(BytesIO(archive.read("3-ma-qr.png")))
        text = archive.read("san-pham-1-mat-ong-rung-nguyen-chat/tin-dang-1-facebook.txt").decode("utf-8-sig")
    assert all(re.fullmatch(r"[a-z0-9./-]+", name) and ".." not in name for name in names)
    assert zxingcpp.read_barcodes(code)[0].text == contents.code.symbol.payload
    assert text.startswith("Mật ong rừng, chai 500 ml\n\n🐝 Mật ong rừng.\nGiá")


def test_the_same_visit_gives_the_same_zip(contents):
    pdf = pack(contents)
    assert bundle(contents, pdf) == bundle(contents, pdf)


def test_photos_stay_within_three_megabytes_together(contents):
    product = with_(contents.products[0], photos=tuple(noisy(1600) for _ in range(4)))
    heavy = with_(contents, products=(product,))
    assert sum(map(len, product.photos)) > 3_000_000
    made = files(heavy, b"")
    assert sum(len(data) for name, data in made.items() if name.endswith(".jpg")) <= 3_000_000
    assert len([name for name in made if name.endswith(".jpg")]) == 4


def test_small_photos_go_as_they_are(contents):
    assert contents.products[0].photos[0] in files(contents, b"").values()


def test_hostile_words_are_shown_and_never_run(contents):
    bad = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    page = phone_page(with_(contents, business=bad, products=(with_(contents.products[0], title=bad),)))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_visit_with_nothing_but_a_name_still_makes_a_page(contents):
    bare = with_(contents, code=None, products=(), steps=(), dangers=(), consent=None)
    assert "Hộ mẫu 1" in phone_page(bare)


@contextmanager
def opened(contents, tmp_path, *, width=390, zoom=100, **options):
    """The page in Chromium with the network off; `zoom`: the reader's own text size in percent."""
    file = tmp_path / "trang.html"
    page_text = phone_page(contents).replace("</head>", f"<style>html{{font-size:{zoom}%}}</style></head>")
    file.write_text(page_text, "utf8")
    system = Path("/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(system) if system.exists() else None,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        context.set_offline(True)
        page = context.new_page()
        page.goto(file.as_uri())
        yield page
        browser.close()


@pytest.mark.e2e
def test_without_javascript_the_whole_page_reads_and_nothing_pretends_to_work(contents, tmp_path):
    with opened(contents, tmp_path, java_script_enabled=False, accept_downloads=True) as page:
        assert page.locator("button:visible").count() == 0
        assert page.get_by_text("Nhấn giữ vào lời đăng để chép.").first.is_visible()
        assert page.get_by_text("Giao trong ngày quanh chợ.").is_visible()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Lưu mã QR").click()
        code = Image.open(saved.value.path())
        assert zxingcpp.read_barcodes(code)[0].text == contents.code.symbol.payload
        with page.expect_download() as saved:
            page.get_by_role("link", name="Lưu ngày phải nhớ vào lịch").click()
        assert Path(saved.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR")
        assert page.locator('a[href^="tel:156"]').count() == 1
        assert page.get_by_text("Hỏi tại quầy: giấy tờ, phí").is_visible()
        assert page.get_by_text("H’Bia Kƀăng").is_visible()


@pytest.mark.e2e
def test_a_refused_clipboard_is_said_and_ticks_stay_after_a_reload(contents, tmp_path):
    with opened(contents, tmp_path) as page:
        page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false }"
        )
        page.get_by_role("button", name="Chép lời đăng · Zalo").click()
        page.get_by_role("button", name="Máy không cho chép").wait_for()
        assert page.get_by_role("button", name="Đã chép").count() == 0
        assert "Giao trong ngày" in page.evaluate("getSelection().toString()")
        page.get_by_role("checkbox").nth(1).check()
        page.reload()
        assert page.get_by_role("checkbox").nth(1).is_checked()


@pytest.mark.e2e
def test_text_of_twice_the_size_fits_a_phone_of_360_pixels(contents, tmp_path):
    with opened(contents, tmp_path, width=360, zoom=200) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = Axe().run(page)
        assert found.violations_count == 0, json.dumps(found.response["violations"], indent=1)[:3000]


def test_a_price_names_its_unit(contents):
    product = with_(contents.products[0], price=180_000, unit="chai")
    assert "180.000 ₫ / chai" in phone_page(with_(contents, products=(product,)))


@pytest.mark.e2e
def test_the_page_opens_with_the_network_off_copies_saves_and_passes_axe(contents, tmp_path):
    file = tmp_path / "mo-tren-dien-thoai.html"
    file.write_text(phone_page(contents), "utf8")
    system = Path("/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(system) if system.exists() else None,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        context = browser.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_offline(True)
        page, wrong, asked = context.new_page(), [], []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        found = Axe().run(page)
        assert found.violations_count == 0, json.dumps(found.response["violations"], indent=1)[:3000]

        page.get_by_role("button", name="Chép lời đăng · Facebook").click()
        page.get_by_role("button", name="Đã chép").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == "🐝 Mật ong rừng.\nGiá 180.000 ₫.\n#matong"
        page.get_by_role("button", name="Chép tiêu đề · Facebook").click()
        page.wait_for_timeout(100)
        assert page.evaluate("navigator.clipboard.readText()") == "Mật ong rừng, chai 500 ml"
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
        page.get_by_role("button", name="Chép lời đăng · Zalo").click()
        page.wait_for_timeout(100)
        assert page.evaluate("navigator.clipboard.readText()").startswith("Mật ong rừng\n\nGiao trong ngày")
        assert page.get_by_role("button", name="Chép tiêu đề · Zalo").count() == 0

        with page.expect_download() as saved:
            page.get_by_role("link", name="Lưu mã QR").click()
        code = Image.open(saved.value.path())
        assert zxingcpp.read_barcodes(code)[0].text == contents.code.symbol.payload
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert all(url.startswith(("file:", "data:")) for url in asked)
        assert not wrong
        browser.close()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0901 234 567", "0901234567"),
        ("+84 (90) 123-4567", "+84901234567"),
        ("0901234567 - 0907654321", "0901234567"),
        ("0901234567/0907654321", "0901234567"),
        ("Zalo: 0901234567, gọi 0907654321", "0901234567"),
        ("０９０１２３４５６７", "0901234567"),
        ("113", "113"),
        ("hỏi cháu", ""),
        ("1" * 30, ""),
    ],
)
def test_a_tap_dials_one_number_that_was_written(typed, number):
    assert dialled(typed) == number


@pytest.mark.parametrize("name", ["ខ្មែរ សុខា", "ꨀꨇꩉ", "ꪼꪕ ꪎꪲꪙ"])
def test_letters_a_phone_may_lack_bring_their_font_and_others_do_not(name, contents):
    plain = phone_page(with_(contents, business="Hộ mẫu 1", translations=()))
    assert "@font-face" not in plain
    assert phone_page(with_(contents, business=name, translations=())).count("@font-face") == 1


@pytest.mark.e2e
def test_a_browser_draws_cham_letters_from_the_page_itself(contents, tmp_path):
    with opened(with_(contents, business="ꨀꨇꩉ", translations=()), tmp_path) as page:
        assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].map(font => font.status))") == [
            "loaded"
        ]
