"""Phone bundle: one HTML page that works with the network off, and a ZIP of everything by readable names."""

import base64
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import jinja2
from PIL import Image

from ..languages import day, money, say, slug
from .contents import PackContents, Product
from .embedded_fonts import family_names, font_faces
from .letters import settled
from .thermal import DOTS, receipt_picture

MOST_PHOTOS = 3_000_000
"""Bytes all photos together may take on the vendor's phone."""
SMALLER = ((1200, 85), (1000, 80), (800, 75), (640, 70), (480, 60), (320, 50))
"""Longest side in pixels and JPEG quality, tried in turn until the photos fit."""
PAGE = "1-mo-tren-dien-thoai.html"
_TEMPLATE = Path(__file__).parent / "phone.html"
_AMOUNT = Path(__file__).parent / "amount.html"


def bundle(contents: PackContents, pdf: bytes, *, most: int = MOST_PHOTOS) -> bytes:
    """A ZIP of the paper, the page, the QR, the receipt-printer picture, photos and texts; photos within `most` bytes.

    The same contents and PDF give the same bytes.
    """
    zipped = BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for name, data in files(contents, pdf, most=most).items():
            packed = zipfile.ZIP_STORED if name.endswith((".jpg", ".png", ".pdf")) else zipfile.ZIP_DEFLATED
            archive.writestr(_entry(name, contents), data, packed, 6)
    return zipped.getvalue()


def page_in(zipped: bytes) -> bytes:
    """The page out of a bundle."""
    with zipfile.ZipFile(BytesIO(zipped)) as archive:
        return archive.read(PAGE)


def _entry(name: str, contents: PackContents) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (contents.day.year, contents.day.month, contents.day.day, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    return entry


def files(contents: PackContents, pdf: bytes, *, most: int = MOST_PHOTOS) -> dict[str, bytes]:
    """The files of the bundle by name. Names are plain letters, so that any phone and any chat keeps them."""
    contents = settled(contents, contents.lang)
    photos = within([photo for product in contents.products for photo in product.photos], most)
    entries = {PAGE: phone_page(contents, most=most).encode("utf8"), "2-bo-mang-ve.pdf": pdf}
    if amount := amount_page(contents):
        entries["6-go-so-tien-hien-ma.html"] = amount.encode("utf8")
    if contents.calendar:
        entries["5-ngay-phai-nho.ics"] = contents.calendar.encode("utf8")
    if contents.code:
        entries["3-ma-qr.png"] = contents.code.symbol.png(16)
        entries |= {f"4-ma-qr-may-in-hoa-don-{paper}mm.png": receipt_picture(contents, paper) for paper in DOTS}
    at = iter(photos)
    for number, product in enumerate(contents.products, 1):
        entries |= _product_files(number, product, [next(at) for _ in product.photos])
    return entries


def _product_files(number: int, product: Product, photos: Sequence[bytes]) -> dict[str, bytes]:
    stem = f"san-pham-{number}-{slug(product.title, 40)}"
    entries = {f"{stem}/anh-{at}.jpg": photo for at, photo in enumerate(photos, 1)}
    for at, text in enumerate(product.texts, 1):
        entries[f"{stem}/tin-dang-{at}-{slug(text.channel, 30)}.txt"] = f"{text.title}\n\n{text.rest}\n".encode(
            "utf-8-sig"
        )
    return entries


def within(photos: Sequence[bytes], most: int) -> list[bytes]:
    """The photos, made smaller together until they take at most `most` bytes; untouched if they already do."""
    fitting = list(photos)
    for side, quality in SMALLER:
        if sum(map(len, fitting)) <= most:
            break
        fitting = [_smaller(photo, side, quality) for photo in photos]
    return fitting


def _smaller(photo: bytes, side: int, quality: int) -> bytes:
    jpeg = BytesIO()
    with Image.open(BytesIO(photo)) as picture:
        picture.thumbnail((side, side))
        picture.convert("RGB").save(jpeg, "JPEG", quality=quality, optimize=True)
    return jpeg.getvalue()


def phone_page(contents: PackContents, *, most: int = MOST_PHOTOS) -> str:
    """One HTML page that needs nothing else: photos, texts with copy buttons, the QR to save, the checklist."""
    contents = settled(contents, contents.lang)
    photos = iter(within([photo for product in contents.products for photo in product.photos], most))
    products = [
        {
            "title": p.title,
            "price": _price(p, contents.lang),
            "photos": [_data(next(photos), "jpeg") for _ in p.photos],
            "texts": [{"channel": t.channel, "title": t.title if t.apart else "", "text": t.text} for t in p.texts],
        }
        for p in contents.products
    ]
    page = _template(_TEMPLATE, _TEMPLATE.stat().st_mtime_ns).render(
        c=contents,
        families=family_names(),
        w=_words(contents.lang),
        day=day(contents.day, contents.lang),
        products=products,
        qr=_data(contents.code.symbol.png(10), "png") if contents.code else "",
        calendar=_calendar(contents.calendar),
        key=slug(f"{contents.business} {contents.day.isoformat()}", 60),
        amount=money(contents.code.amount, contents.lang) if contents.code and contents.code.amount else "",
    )
    return page.replace("/*fonts*/", font_faces(page), 1)


def amount_page(contents: PackContents) -> str:
    """One HTML page that draws the vendor's code with an amount typed by the vendor, offline; "" where it cannot.

    JavaScript makes the text and the symbol (checked against `payments.payload` and decoders in Chromium). A wallet's
    own code, or one that has its amount already, is not changed.
    """
    code = contents.code
    text = str(getattr(code.symbol, "payload", "")) if code else ""
    if code is None or code.amount is not None or code.apps or "0010A000000727" not in text:
        return ""
    lang = contents.lang
    words = {
        "title": say(lang, "Gõ số tiền, hiện mã"),
        "amount": say(lang, "Số tiền khách trả (đồng)"),
        "code": say(lang, "Mã QR nhận tiền"),
        "look": say(lang, "Xem đúng ngân hàng và 4 số cuối rồi hãy chuyển."),
        "needs_js": say(lang, "Trang này cần JavaScript: mở bằng trình duyệt của máy, không mở trong khung chat."),
    }
    return _template(_AMOUNT, _AMOUNT.stat().st_mtime_ns).render(
        lang=lang, w=words, payload=text, bank=code.bank, last_four=code.last_four, holder=code.holder
    )


def _price(product: Product, lang: str) -> str:
    """The price with its unit: "180.000 ₫ / chai"."""
    if product.price is None:
        return ""
    amount = money(product.price, lang)
    return f"{amount} / {product.unit}" if product.unit else amount


def _calendar(text: str) -> str:
    """The calendar file as a link, so that it needs no second file and no JavaScript; "" without one."""
    coded = base64.b64encode(text.encode("utf8")).decode("ascii")
    return f"data:text/calendar;charset=utf-8;base64,{coded}" if text else ""


def _data(picture: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode('ascii')}"


def dialled(typed: str) -> str:
    """What a tap on a telephone number dials: the first where several are written, "" where none can be told.

    >>> dialled("0901 234 567 - 0907 654 321"), dialled("+84 (90) 123.4567 Zalo"), dialled("hỏi cháu")
    ('0901234567', '+84901234567', '')
    """
    plain = unicodedata.normalize("NFKC", typed)
    parts = re.split(r"\s[-–—]\s|[/,;|&\n]|\b(?:hoặc|và|or|and)\b", plain)
    numbers = [re.sub(r"[^0-9+*#]", "", part) for part in parts]
    return next((number for number in numbers if 3 <= len(number) <= 15), "")


@lru_cache(maxsize=2)
def _template(path: Path, stamp: int) -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["tel"] = dialled
    environment.filters["inline"] = lambda svg: _data(svg, "svg+xml")
    return environment.from_string(path.read_text("utf8"))


def _words(lang: str) -> dict[str, Any]:
    return {
        "qr": say(lang, "Mã QR nhận tiền"),
        "save_qr": say(lang, "Lưu mã QR"),
        "save_photo": say(lang, "Lưu ảnh"),
        "bank": say(lang, "Ngân hàng"),
        "last": say(lang, "4 số cuối"),
        "holder": say(lang, "Tên người nhận"),
        "amount": say(lang, "Số tiền"),
        "untried": say(lang, "Chưa quét thử"),
        "look": say(lang, "Xem đúng ngân hàng và 4 số cuối rồi hãy chuyển."),
        "photo": say(lang, "Ảnh"),
        "at": say(lang, "Đăng ở"),
        "take": say(lang, "Chép lời đăng"),
        "take_title": say(lang, "Chép tiêu đề"),
        "contents": say(lang, "Trong trang này"),
        "next": say(lang, "Ba việc tới"),
        "calls": say(lang, "Gọi ai"),
        "how": say(lang, "Cách làm"),
        "papers": say(lang, "Mang theo"),
        "calendar": say(lang, "Lưu ngày phải nhớ vào lịch"),
        "hold_photo": say(lang, "Nhấn giữ vào ảnh để lưu."),
        "hold_text": say(lang, "Nhấn giữ vào lời đăng để chép."),
        "refused": say(lang, "Máy không cho chép. Lời đăng đã được chọn: nhấn giữ rồi bấm Chép."),
        "copied": say(lang, "Đã chép. Mở nơi bán rồi dán vào."),
        "steps": say(lang, "Việc cần làm"),
        "who": say(lang, "Ai làm"),
        "due": say(lang, "Khi nào"),
        "again": say(lang, "Đọc lại trang chính thức trước khi làm."),
        "safe": say(lang, "Giữ tiền an toàn"),
        "translated": say(lang, "Bằng tiếng của chủ hộ"),
        "typed": say(lang, "Lời do xã ghi ngày {day}; bộ này không dịch."),
        "offline": say(lang, "Trang này mở được cả khi không có mạng."),
    }
