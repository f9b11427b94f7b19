"""The product file of Google Merchant Center: tab-separated, one line a product, links left to fill in."""

from collections.abc import Sequence

from ...channels import Channel
from .goods import Goods
from .tables import Row, as_tsv

SUFFIX, CHANNEL = ".tsv", "google_merchant"


def row(item: Goods) -> Row:
    """Google's attributes of one product; no GTIN or MPN, so `identifier_exists` is no."""
    return {
        "id": item.sku,
        "title": item.title,
        "description": item.text,
        "link": "",
        "image_link": item.photos[0] if item.photos else "",
        "additional_image_link": ",".join(item.photos[1:]),
        "availability": "out_of_stock" if item.stock == 0 else "in_stock",
        "price": f"{item.price} VND",
        "brand": item.brand,
        "identifier_exists": "no",
        "condition": "new",
        "product_type": item.kind,
        "shipping_weight": f"{item.weight} g" if item.weight else "",
    }


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_tsv([row(item) for item in items], place)
