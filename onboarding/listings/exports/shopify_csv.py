"""Shopify product CSV, headers of its template since 2025: a row a variant, one for each further photo."""

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
    for at, choice in enumerate(item.rows):
        photo = item.photos[at] if at < len(item.photos) else ""
        yield {
            **(_product(item) if at == 0 else {}),
            "URL handle": handle,
            "SKU": choice.sku,
            "Option1 name": (item.option or "Title") if at == 0 else "",
            "Option1 value": choice.name or "Default Title",
            "Price": choice.price,
            "Inventory tracker": "shopify" if choice.stock is not None else "",
            "Inventory quantity": choice.stock,
            "Continue selling when out of stock": "DENY",
            "Weight value (grams)": item.weight,
            "Weight unit for display": "g" if item.weight else "",
            "Requires shipping": "TRUE",
            "Fulfillment service": "manual",
            "Charge tax": "FALSE",
            **_photo(item, photo, at),
        }
    for at in range(len(item.rows), len(item.photos)):
        yield {"URL handle": handle, **_photo(item, item.photos[at], at)}


def _product(item: Goods) -> Row:
    """What only a product's first row says."""
    return {
        "Title": item.title,
        "Description": item.html,
        "Vendor": item.brand or item.seller,
        "Type": item.kind,
        "Tags": ", ".join(item.tags),
        "Published on online store": "TRUE",
        "Status": "Active",
        "SEO title": item.title[:70],
        "SEO description": item.first_paragraph[:160],
    }


def _photo(item: Goods, photo: str, at: int) -> Row:
    return {"Product image URL": photo, "Image position": at + 1, "Image alt text": item.title} if photo else {}
