"""KiotViet's workbook for "Nhập hàng hóa từ file dữ liệu": a row a variant, variants tied by the first one's code."""

from collections.abc import Iterator, Sequence

from ...channels import Channel
from .goods import Goods
from .tables import Row, as_workbook

SUFFIX, CHANNEL = ".xlsx", "kiotviet_xlsx"


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_workbook([row for item in items for row in _rows(item)], place)


def _rows(item: Goods) -> Iterator[Row]:
    for at, choice in enumerate(item.rows):
        yield {
            "Nhóm hàng(3 Cấp)": item.kind,
            "Mã hàng": choice.sku,
            "Tên hàng": item.title,
            "Thương hiệu": item.brand,
            "Giá bán": choice.price,
            "Tồn kho": choice.stock,
            "ĐVT": choice.unit,
            "Thuộc tính": f"{item.option}:{choice.name}" if choice.name else "",
            "Mã HH Liên quan": item.rows[0].sku if at else "",
            "Hình ảnh (url1,url2...)": ",".join(item.photos),
            "Trọng lượng": item.weight,
            "Mô tả": item.text,
        }
