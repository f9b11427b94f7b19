"""A believable visit, ready to print."""

from datetime import date
from io import BytesIO

import msgspec
import pytest
from PIL import Image, ImageDraw

from onboarding.payments.symbol import draw
from onboarding.printing import (
    Agreed,
    Blank,
    Call,
    ChannelText,
    Code,
    Danger,
    PackContents,
    Product,
    Receipt,
    SalesBook,
    Step,
    TranslatedLine,
    TranslatedPage,
)

DOUBTS = ("Chưa ai kiểm chứng.", "Đã đọc từ lâu.")
PAYLOAD = "00020101021138570010A00000072701270006970436011300110012345670208QRIBFTTA53037045802VN6304B3C2"
SIGN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path d="M8 8h32v32H8z" fill="#0b6b4f"/></svg>'


def jpeg(side: int = 600) -> bytes:
    """A picture with some detail in it."""
    picture = Image.effect_noise((side, side), 60).convert("RGB")
    ImageDraw.Draw(picture).ellipse((side // 4, side // 4, side * 3 // 4, side * 3 // 4), fill=(200, 140, 40))
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=90)
    return kept.getvalue()


@pytest.fixture(scope="session")
def contents() -> PackContents:
    texts = (
        ChannelText(
            channel="Facebook", title="Mật ong rừng, chai 500 ml", text="🐝 Mật ong rừng.\nGiá 180.000 ₫.\n#matong"
        ),
        ChannelText(channel="Zalo", title="Mật ong rừng", text="Mật ong rừng\n\nGiao trong ngày quanh chợ."),
    )
    code = Code(symbol=draw(PAYLOAD), bank="Vietcombank", last_four="4567", holder="NGUYEN THI MAU", number="7F3A21")
    return PackContents(
        business="Hộ mẫu 1 Mật ong rừng",
        owner="Nguyễn Thị Mẫu",
        phone="0900 000 000",
        address="Sạp 12, chợ Mẫu\nXã Mẫu, tỉnh Lâm Đồng",
        day=date(2026, 11, 24),
        code=code,
        codes=tuple(msgspec.structs.replace(code, amount=n * 5000, title=f"Chai {n}") for n in range(1, 8)),
        products=(Product(title="Mật ong rừng nguyên chất", price=180000, unit="chai", texts=texts, photos=(jpeg(),)),),
        provider="Ví Mẫu",
        steps=(
            Step(title="Mở ứng dụng, vào mục bán hàng", who="Chủ hộ", due="24/11/2026", done=True, source="vi-mau.vn"),
            Step(title="Chờ duyệt", who="Ví Mẫu", doubts=DOUBTS, documents=("Giấy chứng nhận đăng ký",)),
        ),
        next_steps=(
            Step(title="Hỏi tại quầy: giấy tờ, phí", how="Ra quầy", due="Làm được ngay", notes=("Ghi lại.",)),
            Step(title="Mở tài khoản", how="Ra quầy", documents=("Thẻ căn cước",), doubts=DOUBTS),
        ),
        calls=(Call(label="Tổ thôn 3"), Call(label="Báo lừa đảo", number="156", for_what="Gọi hoặc nhắn tin")),
        blanks=(Blank(label="Phí"), Blank(label="Số hỗ trợ", value="hỏi ở quầy")),
        translations=(
            TranslatedPage(
                language="Ê Đê",
                lines=(
                    TranslatedLine(
                        text="(lời do xã ghi) Ƀ ƀ Č č Ñ ñ Ĭ ĭ Ŏ ŏ Ŭ ŭ H’Bia Kƀăng", meaning="Không đưa mã OTP cho ai"
                    ),
                ),
                typed_on="26/11/2026",
            ),
            TranslatedPage(
                language="ភាសាខ្មែរ",
                lines=(TranslatedLine(text="ភាសាខ្មែរ (lời do xã ghi)", meaning="Không đưa mã OTP"),),
            ),
        ),
        sales_book=SalesBook(notes=("Giữ sổ.",), dates=("31/01/2027: báo doanh thu",), source="Thông tư mẫu."),
        calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        dangers=(
            Danger(picture=SIGN, title="Mã QR bị dán đè", text="Mỗi sáng quét thử mã. Giữ thẻ bên mình.", source="A"),
            Danger(title="Hỏi mã OTP", text="Ai hỏi mã OTP đều là kẻ gian."),
        ),
        consent=Receipt(
            answers=(
                Agreed(purpose="Giữ thông tin lượt hỗ trợ", yes=True),
                Agreed(purpose="Giữ ảnh sản phẩm", yes=False),
            ),
            at="06:42 24/11/2026",
            witness="Lê Văn Mẫu",
            read_aloud=True,
            keeper="Tổ thôn 3",
            number="5C0E91",
        ),
        team="Tổ thôn 3",
        member="Lê Văn Mẫu",
    )
