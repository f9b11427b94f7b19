"""The product file of Google Merchant Center: tab-separated, one line a product, links left to fill in."""

from collections.abc import Sequence

from ...channels import Channel
from .goods import Choice, Goods
from .tables import Row, as_tsv

SUFFIX, CHANNEL = ".tsv", "google_merchant"


def rows(item: Goods) -> list[Row]:
    """Google's attributes of one product, or of each of its variants, tied by `item_group_id`."""
    return [_row(item, choice) for choice in item.rows]


def _row(item: Goods, choice: Choice) -> Row:
    """No GTIN or MPN, so `identifier_exists` is no."""
    named = {"item_group_id": item.sku, "size": choice.name} if choice.name else {}
    return {
        **named,
        "id": choice.sku,
        "title": f"{item.title[: 147 - len(choice.name)]} - {choice.name}" if choice.name else item.title,
        "description": item.text,
        "link": "",
        "image_link": item.photos[0] if item.photos else "",
        "additional_image_link": ",".join(item.photos[1:]),
        "availability": "out_of_stock" if choice.stock == 0 else "in_stock",
        "price": f"{choice.price} VND",
        "brand": item.brand,
        "identifier_exists": "no",
        "condition": "new",
        "product_type": item.kind,
        "shipping_weight": f"{item.weight} g" if item.weight else "",
    }


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_tsv([row for item in items for row in rows(item)], place)
