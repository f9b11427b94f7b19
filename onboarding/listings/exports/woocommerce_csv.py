"""WooCommerce's product CSV; weight in kilograms, price a plain number, variants as rows under their parent."""

from collections.abc import Iterator, Sequence

from ...channels import Channel
from .goods import Choice, Goods
from .tables import Row, as_csv

SUFFIX, CHANNEL = ".csv", "woocommerce_csv"


def write(items: Sequence[Goods], place: Channel) -> bytes:
    return as_csv([row for item in items for row in _rows(item)], place)


def _rows(item: Goods) -> Iterator[Row]:
    option, values = item.option or ("Quy cách" if item.pack else ""), [choice.name for choice in item.choices]
    yield {
        "Type": "variable" if item.choices else "simple",
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
        "Regular price": "" if item.choices else item.price,
        "Categories": item.kind,
        "Tags": ", ".join(item.tags),
        "Images": ", ".join(item.photos),
        "Attribute 1 name": option,
        "Attribute 1 value(s)": ", ".join(_value(value) for value in values or ([item.pack] if item.pack else [])),
        "Attribute 1 visible": 1 if option else "",
        "Attribute 1 global": 0 if option else "",
    }
    for choice in item.choices:
        yield _variation(item, choice)


def _variation(item: Goods, choice: Choice) -> Row:
    return {
        "Type": "variation",
        "SKU": choice.sku,
        "Name": f"{item.title} - {choice.name}",
        "Published": 1,
        "Tax status": "taxable",
        "In stock?": 0 if choice.stock == 0 else 1,
        "Stock": choice.stock,
        "Regular price": choice.price,
        "Parent": item.sku,
        "Attribute 1 name": item.option,
        "Attribute 1 value(s)": _value(choice.name),
        "Attribute 1 global": 0,
    }


def _value(text: str) -> str:
    """A comma tells values apart, so that one within a value becomes a semicolon."""
    return text.replace(",", ";")
