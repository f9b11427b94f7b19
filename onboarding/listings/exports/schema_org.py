"""schema.org Product as JSON-LD, to put into a web page; safe inside a script element."""

import json
from collections.abc import Sequence
from typing import Any

from ...channels import Channel
from .goods import SIZES, Choice, Goods

SUFFIX, CHANNEL = ".jsonld", "schema_org"


def product(item: Goods) -> dict[str, Any]:
    """One product, or the group of its variants, each with its own offer; what is not known is left out."""
    known: dict[str, Any] = {
        "@type": "ProductGroup" if item.choices else "Product",
        "name": item.title,
        "description": item.text,
        "sku": "" if item.choices else item.sku,
        "productGroupID": item.sku if item.choices else "",
        "category": item.kind,
        "image": list(item.photos),
        "brand": {"@type": "Brand", "name": item.brand} if item.brand else None,
        "countryOfOrigin": {"@type": "Country", "name": item.origin} if item.origin else None,
        "variesBy": "https://schema.org/size" if item.option == SIZES else "",
        "hasVariant": [_variant(item, choice) for choice in item.choices],
        "offers": None if item.choices else _offer(item, item.price, item.stock),
    }
    return {name: value for name, value in known.items() if value}


def _variant(item: Goods, choice: Choice) -> dict[str, Any]:
    """A size or a dish as a product of its own, under the group."""
    size = {"size": choice.name} if item.option == SIZES else {}
    photos = {"image": item.photos[0]} if item.photos else {}
    offer = _offer(item, choice.price, item.stock if choice.stock is None else choice.stock)
    named = {"@type": "Product", "name": f"{item.title} – {choice.name}", "sku": choice.sku}
    return {**named, **size, **photos, "offers": offer}


def _offer(item: Goods, price: int, stock: int | None) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "price": price,
        "priceCurrency": "VND",
        "availability": f"https://schema.org/{'OutOfStock' if stock == 0 else 'InStock'}",
        "itemCondition": "https://schema.org/NewCondition",
        **({"seller": {"@type": "Organization", "name": item.seller}} if item.seller else {}),
    }


def write(items: Sequence[Goods], place: Channel) -> bytes:
    found = [product(item) for item in items]
    whole = {"@context": "https://schema.org", **(found[0] if len(found) == 1 else {"@graph": found})}
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    return text.replace("<", "\\u003c").encode()
