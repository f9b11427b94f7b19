"""Haravan's product CSV; weight in grams, one more row for each further photo."""

from collections.abc import Iterator, Sequence

from ...channels import Channel
from ...languages import slug
from .goods import Goods
from .tables import Row, as_csv

SUFFIX, CHANNEL = ".csv", "haravan_csv"


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_csv([row for item in items for row in _rows(item)], place)


def _rows(item: Goods) -> Iterator[Row]:
    url = slug(item.sku)
    yield {
        "Url": url,
        "Tên": item.title,
        "Mô tả": item.html,
        "Trích dẫn": item.first_paragraph,
        "Hãng": item.brand or item.seller,
        "Loại sản phẩm": item.kind,
        "Tag": ", ".join(item.tags),
        "Thuộc tính 1": "Quy cách" if item.pack else "",
        "Giá trị thuộc tính 1": item.pack,
        "Mã phiên bản sản phẩm": item.sku,
        "Khối lượng": item.weight,
        "Số lượng tồn kho": item.stock,
        "Giá": item.price,
        "Link hình": item.photos[0] if item.photos else "",
        "Mô tả hình": item.title if item.photos else "",
    }
    empty = {"Hiển thị": "", "Quản lý tồn kho": "", "Đặt hàng khi hết hàng": "", "Có giao hàng không?": ""}
    for photo in item.photos[1:]:
        yield {**empty, "Url": url, "Link hình": photo, "Mô tả hình": item.title}
