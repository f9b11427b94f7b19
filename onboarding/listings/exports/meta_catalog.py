"""The product file of a Meta catalogue (Facebook, Instagram): CSV, price as `185000 VND`, links left to fill in."""

from collections.abc import Sequence

from ...channels import Channel
from .goods import Goods
from .tables import as_csv

SUFFIX, CHANNEL = ".csv", "meta_catalog"


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_csv(
        [
            {
                "id": choice.sku,
                "title": f"{item.title[: 197 - len(choice.name)]} - {choice.name}" if choice.name else item.title,
                "description": item.text,
                "availability": "out of stock" if choice.stock == 0 else "in stock",
                "condition": "new",
                "price": f"{choice.price} VND",
                "link": "",
                "image_link": item.photos[0] if item.photos else "",
                "brand": item.brand or item.seller,
                "quantity_to_sell_on_facebook": choice.stock,
                "item_group_id": item.sku if choice.name else "",
                "size": choice.name,
                "shipping_weight": f"{item.weight} g" if item.weight else "",
            }
            for item in items
            for choice in item.rows
        ],
        place,
    )
