"""Sapo's product workbook; a further row repeats the alias for each further photo."""

from collections.abc import Iterator, Sequence

from ...channels import Channel
from ...languages import slug
from .goods import Goods
from .tables import Row, as_workbook

SUFFIX, CHANNEL = ".xlsx", "sapo_xlsx"


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_workbook([row for item in items for row in _rows(item)], place)


def _rows(item: Goods) -> Iterator[Row]:
    alias = slug(item.sku)
    yield {
        "Đường dẫn/Alias": alias,
        "Tên sản phẩm*": item.title,
        "Thuộc tính 1": "Quy cách" if item.pack else "",
        "Giá trị thuộc tính 1": item.pack,
        "Mã SKU": item.sku,
        "Đơn vị tính": item.unit,
        "Nhãn hiệu": item.brand or item.seller,
        "Loại sản phẩm": item.kind,
        "Tags": ", ".join(item.tags),
        "Ảnh đại diện": item.photos[0] if item.photos else "",
        "Chú thích ảnh": item.title if item.photos else "",
        "Thẻ tiêu đề(SEO Title)": item.title[:70],
        "Thẻ mô tả(SEO Description)": item.first_paragraph[:160],
        "Mô tả sản phẩm": item.html,
        "Mô tả ngắn": item.first_paragraph,
        "Khối lượng": item.weight,
        "Đơn vị khối lượng": "g" if item.weight else "",
        "Giá": item.price,
    }
    for photo in item.photos[1:]:
        yield {"Đường dẫn/Alias": alias, "Ảnh đại diện": photo, "Hiển thị*": "", "Yêu cầu vận chuyển": ""}
