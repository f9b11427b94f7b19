"""Haravan's product CSV: weight in grams, a row a variant, one more row for each further photo."""

from collections.abc import Iterator, Sequence

from ...channels import Channel
from ...languages import slug
from .goods import Goods
from .tables import Row, as_csv

SUFFIX, CHANNEL = ".csv", "haravan_csv"

_EMPTY = {"Hiển thị": "", "Quản lý tồn kho": "", "Đặt hàng khi hết hàng": "", "Có giao hàng không?": ""}


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_csv([row for item in items for row in _rows(item)], place)


def _rows(item: Goods) -> Iterator[Row]:
    url = slug(item.sku)
    for at, choice in enumerate(item.rows):
        yield {
            **(_product(item) if at == 0 else {"Hiển thị": ""}),
            "Url": url,
            "Thuộc tính 1": item.option or ("Quy cách" if item.pack else ""),
            "Giá trị thuộc tính 1": choice.name or item.pack,
            "Mã phiên bản sản phẩm": choice.sku,
            "Khối lượng": item.weight,
            "Số lượng tồn kho": choice.stock,
            "Giá": choice.price,
        }
    for photo in item.photos[1:]:
        yield {**_EMPTY, "Url": url, "Link hình": photo, "Mô tả hình": item.title}


def _product(item: Goods) -> Row:
    """What only a product's first row says."""
    return {
        "Tên": item.title,
        "Mô tả": item.html,
        "Trích dẫn": item.first_paragraph,
        "Hãng": item.brand or item.seller,
        "Loại sản phẩm": item.kind,
        "Tag": ", ".join(item.tags),
        "Link hình": item.photos[0] if item.photos else "",
        "Mô tả hình": item.title if item.photos else "",
    }
