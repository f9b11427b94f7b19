"""WooCommerce's product CSV; weight in kilograms, price a plain number."""

from collections.abc import Sequence

from ...channels import Channel
from .goods import Goods
from .tables import Row, as_csv

SUFFIX, CHANNEL = ".csv", "woocommerce_csv"


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_csv([_row(item) for item in items], place)


def _row(item: Goods) -> Row:
    return {
        "Type": "simple",
        "SKU": item.sku,
        "Name": item.title,
        "Published": 1,
        "Is featured?": 0,
        "Visibility in catalog": "visible",
        "Short description": item.first_paragraph,
        "Description": item.html,
        "Tax status": "taxable",
        "In stock?": 0 if item.stock == 0 else 1,
        "Stock": item.stock,
        "Weight (kg)": f"{item.weight / 1000:g}" if item.weight else "",
        "Length (cm)": item.size[0],
        "Width (cm)": item.size[1],
        "Height (cm)": item.size[2],
        "Allow customer reviews?": 1,
        "Regular price": item.price,
        "Categories": item.kind.replace(",", " "),
        "Tags": ", ".join(item.tags),
        "Images": ", ".join(item.photos),
        "Attribute 1 name": "Quy cách" if item.pack else "",
        "Attribute 1 value(s)": item.pack.replace(",", ";"),
        "Attribute 1 visible": 1 if item.pack else "",
        "Attribute 1 global": 0 if item.pack else "",
    }
