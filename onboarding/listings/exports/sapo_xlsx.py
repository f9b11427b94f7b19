"""Sapo's product workbook: a row a variant, a further row with the alias for each further photo."""

from collections.abc import Iterator, Sequence

from ...channels import Channel
from ...languages import slug
from .goods import Goods
from .tables import Row, as_workbook

SUFFIX, CHANNEL = ".xlsx", "sapo_xlsx"

STOCK = "Cửa hàng chính_Tồn kho"
"""Sapo names the stock column after the shop's branch; "Cửa hàng chính" is the branch of a new shop."""


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_workbook([row for item in items for row in _rows(item)], place)


def _rows(item: Goods) -> Iterator[Row]:
    alias = slug(item.sku)
    for at, choice in enumerate(item.rows):
        yield {
            **(_product(item) if at == 0 else {"Hiển thị*": "", "Yêu cầu vận chuyển": ""}),
            "Đường dẫn/Alias": alias,
            "Thuộc tính 1": item.option or ("Quy cách" if item.pack else ""),
            "Giá trị thuộc tính 1": choice.name or item.pack,
            "Mã SKU": choice.sku,
            "Đơn vị tính": choice.unit,
            "Quản lý kho": "Có" if choice.stock is not None else "Không",
            "Cho phép tiếp tục mua khi hết hàng": "Không",
            "Khối lượng": item.weight,
            "Đơn vị khối lượng": "g" if item.weight else "",
            "Giá": choice.price,
            STOCK: choice.stock,
        }
    for photo in item.photos[1:]:
        yield {"Đường dẫn/Alias": alias, "Ảnh đại diện": photo, "Hiển thị*": "", "Yêu cầu vận chuyển": ""}


def _product(item: Goods) -> Row:
    """What only a product's first row says."""
    return {
        "Tên sản phẩm*": item.title,
        "Nhãn hiệu": item.brand or item.seller,
        "Loại sản phẩm": item.kind,
        "Tags": ", ".join(item.tags),
        "Ảnh đại diện": item.photos[0] if item.photos else "",
        "Chú thích ảnh": item.title if item.photos else "",
        "Thẻ tiêu đề(SEO Title)": item.title[:70],
        "Thẻ mô tả(SEO Description)": item.first_paragraph[:160],
        "Mô tả sản phẩm": item.html,
        "Mô tả ngắn": item.first_paragraph,
    }
