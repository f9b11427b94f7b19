"""KiotViet's workbook for "Nhập hàng hóa từ file dữ liệu"."""

from collections.abc import Sequence

from ...channels import Channel
from .goods import Goods
from .tables import as_workbook

SUFFIX, CHANNEL = ".xlsx", "kiotviet_xlsx"


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_workbook(
        [
            {
                "Nhóm hàng(3 Cấp)": item.kind,
                "Mã hàng": item.sku,
                "Tên hàng": item.title,
                "Thương hiệu": item.brand,
                "Giá bán": item.price,
                "Tồn kho": item.stock,
                "ĐVT": item.unit,
                "Hình ảnh (url1,url2...)": ",".join(item.photos),
                "Trọng lượng": item.weight,
                "Mô tả": item.text,
            }
            for item in items
        ],
        place,
    )
