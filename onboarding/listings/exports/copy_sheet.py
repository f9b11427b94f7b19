"""A sheet to copy by hand, for places without a bulk file: plain text, one line a field, then the text whole."""

from collections.abc import Sequence

from ...channels import Channel
from ...languages import money
from .goods import Goods

SUFFIX, CHANNEL = ".txt", ""


def write(items: Sequence[Goods], place: Channel) -> bytes:
    """Windows line ends and a mark at the start, so that any notepad shows the letters right."""
    sheets = [_sheet(item, place) for item in items]
    return "\n\n\n".join(sheets).replace("\n", "\r\n").encode("utf-8-sig")


def _sheet(item: Goods, place: Channel) -> str:
    fields = {
        "Nơi đăng": place.name.vi,
        "Tên": item.title,
        "Giá": money(item.price, "vi") + (f" / {item.unit}" if item.unit else ""),
        "Nhóm hàng": item.kind,
        "Mã hàng": item.sku,
        "Số lượng": "" if item.stock is None else str(item.stock),
        "Nặng cả gói": f"{item.weight} g" if item.weight else "",
        "Cỡ gói (cm)": " × ".join(item.size) if item.size[0] else "",
        "Ảnh": ", ".join(item.photos),
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\n".join([*lines, "", item.text])
