"""Draw every sheet of a made-up visit into this folder, from the top of the tree: `python -m docs.sheets.draw`."""

from datetime import date
from io import BytesIO
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw, ImageFilter

from onboarding.business import CONSENT_VERSION, Visit
from onboarding.listings import category
from onboarding.payments import BankAccount, draw, payload
from onboarding.printing import PackContents, pack, pages, receipt_picture
from onboarding.printing.sheet import choose
from onboarding.services import contents_of, payment_code

HERE = Path(__file__).parent
DPI, GAP, DESK = 72, 18, (150, 145, 135)
PRICES = (("Chai 250 ml", 95_000), ("Chai 500 ml", 180_000), ("Chai 1 lít", 340_000), ("Hộp quà 2 chai", 375_000))
VISIT = {
    "id": "0190f2c4a1b27c3d8e9f0a1b2c7f3a21",
    "team": "Tổ số thôn mẫu",
    "member": "Lan",
    "business": {
        "name": "Mật ong Hộ mẫu 1",
        "owner": "Nguyễn Thị Mẫu",
        "phone": "0900 000 000",
        "address": "Sạp 12, chợ Mẫu\nXã Mẫu, tỉnh Lâm Đồng",
        "commune": "24988",
    },
    "consent": {
        "purposes": {"visit": True, "counts": True, "photos": False, "follow_up": True},
        "version": CONSENT_VERSION,
        "at": "2026-11-23T23:42:00+00:00",
        "witness": "Lan",
        "read_aloud": True,
    },
    "payment": {"bank": "970436", "account": "0011004321987", "service": "account", "holder": "NGUYEN THI MAU"},
    "checklist": {
        "provider": "momo",
        "facts": {
            "registered_hkd": True,
            "phone_type": "smartphone",
            "revenue_band": "le_1bn",
            "sells_on_platform": True,
        },
        "done": ["b3.cccd", "b4.sim"],
    },
}


def contents() -> PackContents:
    """The visit as the hand-over lays it out, with a code for each price beside it."""
    honey = category("mat_ong").sample
    listing = {"category": "mat_ong", "answers": dict(honey.answers), "price": honey.price, "unit": honey.unit}
    visit = Visit.from_json({**VISIT, "listing": listing})
    made = contents_of(visit, [jar()], day=date(2026, 11, 24), code=payment_code(visit.payment))
    assert made.code
    account = BankAccount.typed("970436", "0011004321987", None).account
    codes = [
        msgspec.structs.replace(made.code, symbol=draw(payload(account, price)), amount=price, title=title)
        for title, price in PRICES
    ]
    return msgspec.structs.replace(made, codes=tuple(codes))


def jar() -> bytes:
    """A jar of honey, drawn: no photo of anybody's goods is in the repository."""
    side = 1200
    picture = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((330, 1010, 900, 1080), fill=(225, 222, 216))
    picture = picture.filter(ImageFilter.GaussianBlur(18))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((350, 300, 850, 1050), 90, fill=(205, 130, 20))
    pen.rounded_rectangle((350, 300, 470, 1050), 60, fill=(226, 158, 48))
    pen.rounded_rectangle((390, 190, 810, 320), 28, fill=(60, 54, 44))
    pen.rounded_rectangle((350, 540, 850, 850), 6, fill=(250, 246, 236))
    pen.ellipse((540, 630, 660, 750), fill=(205, 130, 20))
    kept = BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.2)).save(kept, "JPEG", quality=88)
    return kept.getvalue()


def side_by_side(pictures: list[bytes]) -> Image.Image:
    """Pages on a desk, left to right."""
    opened = [Image.open(BytesIO(data)).convert("RGB") for data in pictures]
    width = sum(one.width + GAP for one in opened) + GAP
    desk = Image.new("RGB", (width, max(one.height for one in opened) + 2 * GAP), DESK)
    at = GAP
    for one in opened:
        desk.paste(one, (at, GAP))
        at += one.width + GAP
    return desk


def keep(name: str, pictures: list[bytes]) -> None:
    few = side_by_side(pictures).quantize(96, dither=Image.Dither.NONE)
    few.save(HERE / f"{name}.png", optimize=True)


def main() -> None:
    made = contents()
    for sheet in choose(made, None):
        keep(sheet.code, pages(pack(made, (sheet.code,)), DPI))
    keep("receipt", [receipt_picture(made, 58), receipt_picture(made, 80)])
    options = {"big": {"big": True}, "aloud": {"aloud": True}, "english": {"lang": "en"}}
    for name, option in options.items():
        other = msgspec.structs.replace(made, **option)
        keep(f"with_{name}", pages(pack(other, ("table_card", "safety", "consent")), 50))


if __name__ == "__main__":
    main()
