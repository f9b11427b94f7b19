"""Shopify's product CSV: one row a product, one more for each further photo."""

from collections.abc import Iterator, Sequence

from ...channels import Channel
from ...languages import slug
from .goods import Goods
from .tables import Row, as_csv

SUFFIX, CHANNEL = ".csv", "shopify_csv"


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_csv([row for item in items for row in _rows(item)], place)


def _rows(item: Goods) -> Iterator[Row]:
    handle = slug(item.sku)
    yield {
        "Handle": handle,
        "Title": item.title,
        "Body (HTML)": item.html,
        "Vendor": item.brand or item.seller,
        "Type": item.kind,
        "Tags": ", ".join(item.tags),
        "Published": "TRUE",
        "Option1 Name": "Title",
        "Option1 Value": "Default Title",
        "Variant SKU": item.sku,
        "Variant Grams": item.weight,
        "Variant Inventory Qty": item.stock,
        "Variant Price": item.price,
        "Image Src": item.photos[0] if item.photos else "",
        "Image Alt Text": item.title if item.photos else "",
        "SEO Title": item.title[:70],
        "SEO Description": item.first_paragraph[:160],
    }
    for photo in item.photos[1:]:
        yield {"Handle": handle, "Image Src": photo, "Image Alt Text": item.title}
