"""The whole visit in a real browser, with a real JPEG, a power cut in the middle, and the QR read off the paper."""

import io
import re
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from .conftest import LAPTOP, PHONE, Server, accessible, fill, handbook, open_page, settled, shot, strip, touch
from .photos import from_a_phone

ACCOUNT = "0011004321987"
PAYLOAD = "00020101021138570010A00000072701270006970436011300110043219870208QRIBFTTA53037045802VN6304"
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def jpeg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("phone") / "IMG_0001.jpg"
    path.write_bytes(from_a_phone())
    return path


def step(page: Page, number: int) -> None:
    """Go on to a step with the button, and look at it."""
    touch(page, "Tiếp tục", exact=True)
    expect(page.get_by_role("heading", name=f"Bước {number}/6")).to_be_visible()


def look(page: Page, name: str) -> None:
    accessible(page)
    shot(page, name)


def settle_team(page: Page, server: Server) -> None:
    page.goto(server.url)
    fill(page, "Tên tổ", "Tổ số thôn mẫu")
    page.get_by_label("Xã, phường, đặc khu", exact=True).fill("phu quy")
    page.get_by_role("button", name="Đặc khu Phú Quý").click()
    expect(page.get_by_text("Đặc khu Phú Quý, Tỉnh Lâm Đồng")).to_be_visible()
    settled(page)
    fill(page, "Tên của bạn", "Lan")
    expect(page.get_by_role("button", name="Vào bộ công cụ")).to_be_enabled()
    look(page, "0-nguoi-dung")
    touch(page, "Vào bộ công cụ")
    expect(page.get_by_role("button", name="Bắt đầu lượt hỗ trợ")).to_be_visible()
    look(page, "0-trang-dau")


def business(page: Page) -> None:
    touch(page, "Bắt đầu lượt hỗ trợ")
    expect(page.get_by_role("heading", name="Bước 1/6")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    touch(page, "Đã đọc to, chủ hộ đồng ý tất cả")
    fill(page, "Tên hộ, tên quầy", "Mật ong Hộ mẫu 1")
    page.get_by_role("radio", name="Mật ong").click()
    settled(page)
    look(page, "1-ho-kinh-doanh")


def photos(page: Page, jpeg: Path) -> None:
    step(page, 2)
    page.locator("#pick").set_input_files(jpeg)
    expect(page.get_by_text("Ảnh bìa")).to_be_visible(timeout=60_000)
    settled(page)
    look(page, "2-anh-san-pham")


def listing(page: Page) -> None:
    step(page, 3)
    page.get_by_role("radio", name="hoa cà phê").click()
    settled(page)
    page.get_by_role("radio", name="ong nuôi").click()
    settled(page)
    fill(page, "Đặt đàn ong ở đâu?", "Krông Năng, Đắk Lắk")
    fill(page, "Bán chai hay hũ, bao nhiêu?", "chai 500 ml")
    fill(page, "Giá bán (đồng)", "185k")
    fill(page, "Giá đó là của", "chai")
    if page.viewport_size["width"] == PHONE[0]:
        page.get_by_role("radio", name="Bài đăng").click()
    expect(page.get_by_text("Mật ong hoa cà phê").first).to_be_visible()
    look(page, "3-bai-dang-ban")


def wallet(page: Page) -> None:
    step(page, 5)
    for answer in ("Chưa có", "Không phải đăng ký"):
        page.get_by_role("radio", name=answer, exact=True).first.click()
        settled(page)
    page.get_by_role("radio", name="Điện thoại thông minh").click()
    settled(page)
    page.get_by_role("radio", name=re.compile("MoMo")).click()
    settled(page)
    expect(page.get_by_role("heading", name=re.compile("MoMo"))).to_be_visible()
    look(page, "5-vi-va-giay-to")


def payment(page: Page) -> None:
    step(page, 4)
    page.get_by_label("Ngân hàng", exact=True).fill("vietcombank")
    page.get_by_role("button", name="Vietcombank").first.click()
    settled(page)
    fill(page, "Số tài khoản", "0011 0043.21987")
    fill(page, "Tên chủ tài khoản", "CHU HO MAU")
    expect(page.get_by_text("0011 0043 2198 7")).to_be_visible()
    look(page, "4-ma-nhan-tien")


def prove(page: Page) -> None:
    fill(page, "Ứng dụng hiện tên", "CHU HO MAU")
    page.get_by_role("radio", name="Vietcombank").click()
    settled(page)
    fill(page, "Ứng dụng hiện 4 số cuối", "1987")
    expect(page.get_by_text("Đúng tên, đúng ngân hàng, đúng 4 số cuối")).to_be_visible()


def pages_of(pdf: bytes, dpi: int) -> list[Image.Image]:
    return [page.render(scale=dpi / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def codes_on(pdf: bytes, dpi: int) -> tuple[set[str], set[str]]:
    """What each of the two decoders reads off the pages."""
    pictures = [np.asarray(page.convert("L")) for page in pages_of(pdf, dpi)]
    by_zxing = {code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)}
    by_opencv = {t for p in pictures for t in cv2.QRCodeDetectorAruco().detectAndDecodeMulti(p)[1] if t}
    return by_zxing, by_opencv


def hand_over(page: Page, folder: Path) -> tuple[bytes, bytes]:
    step(page, 6)
    expect(page.get_by_role("button", name=re.compile("Tải tệp in"))).to_be_visible()
    settled(page)
    look(page, "6-trao-bo-mang-ve")
    taken = []
    page.get_by_text("Cho điện thoại của chủ hộ").click()
    for words in ("Tải tệp in", "Tải gói"):
        with page.expect_download() as download:
            page.get_by_role("button", name=re.compile(words)).click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        taken.append(path.read_bytes())
    page.get_by_role("button", name="Trao bộ mang về", exact=True).dblclick()
    expect(page.get_by_text("Đã trao bộ mang về")).to_be_visible()
    settled(page)
    look(page, "7-da-trao")
    touch(page, "Chủ hộ rút lại đồng ý")
    expect(page.get_by_role("dialog")).to_contain_text("Không lấy lại được")
    accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    return taken[0], taken[1]


def onboarded(page: Page, server: Server) -> int:
    page.goto(f"{server.url}/counts")
    total = page.locator(".kit-total .n")
    expect(total).to_be_visible()
    settled(page)
    return int(re.sub(r"\D", "", total.inner_text()) or 0)


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_whole_visit(browser: Browser, server: Server, tmp_path: Path, jpeg: Path, size: tuple[int, int]):
    page = open_page(browser, server, size)
    settle_team(page, server)
    before = onboarded(page, server)
    page.goto(server.url)
    business(page)
    photos(page, jpeg)
    listing(page)
    payment(page)
    here = page.url

    server.kill()  # a power cut, and the same laptop on again
    server.start()
    page.goto(here)
    expect(page.get_by_role("heading", name="Bước 4/6")).to_be_visible()
    expect(page.get_by_label("Số tài khoản", exact=True)).to_have_value("0011 0043.21987")
    prove(page)
    wallet(page)
    pdf, bundle = hand_over(page, tmp_path)

    for dpi in (150, 300):
        by_zxing, by_opencv = codes_on(pdf, dpi)
        assert by_zxing == by_opencv
        assert len(by_zxing) == 1
        assert by_zxing.pop().startswith(PAYLOAD)
    inside = zipfile.ZipFile(io.BytesIO(bundle)).namelist()
    assert [name for name in inside if name.endswith(".jpg")]
    assert [name for name in inside if name.endswith(".txt")]
    assert [name for name in inside if "qr" in name and name.endswith(".png")]

    assert onboarded(page, server) == before + 1
    look(page, "8-so-lieu")
    strip("2-anh-san-pham", "3-bai-dang-ban", "4-ma-nhan-tien", "6-trao-bo-mang-ve")
    handbook(
        business="1-ho-kinh-doanh", photos="2-anh-san-pham", listing="3-bai-dang-ban", payment="4-ma-nhan-tien",
        wallet="5-vi-va-giay-to", handover="6-trao-bo-mang-ve",
    )  # fmt: skip
    assert page.problems == []  # type: ignore[attr-defined]


def test_the_clean_photo_is_square_upright_and_says_nothing_of_where_it_was_taken(
    browser: Browser, server: Server, tmp_path: Path, jpeg: Path
):
    page = open_page(browser, server, PHONE)
    settle_team(page, server)
    business(page)
    photos(page, jpeg)
    page.get_by_role("radio", name="Nền thật").click()
    settled(page)
    expect(page.get_by_role("radio", name="Nền thật")).to_be_checked()
    from onboarding.store import open_store

    store = open_store(f"sqlite:///{server.data / 'kit.db'}")
    from tests.visits_of import visits_of

    drafts = visits_of(store)
    visit = drafts.open_ones()[0].id
    ((photo, _meta),) = drafts.photos(visit)
    with Image.open(io.BytesIO(drafts.photo(visit, photo, "clean") or b"")) as made:
        assert (made.format, made.size, dict(made.getexif()), made.info.get("exif")) == ("JPEG", (1200, 1200), {}, None)
    store.close()
    assert page.problems == []  # type: ignore[attr-defined]
