"""schema.org Product as JSON-LD, to put into a web page; safe inside a script element."""

import json
from collections.abc import Sequence
from typing import Any

from ...channels import Channel
from .goods import Goods

SUFFIX, CHANNEL = ".jsonld", "schema_org"


def product(item: Goods) -> dict[str, Any]:
    """One product; what is not known is left out."""
    known: dict[str, Any] = {
        "@type": "Product",
        "name": item.title,
        "description": item.text,
        "sku": item.sku,
        "category": item.kind,
        "image": list(item.photos),
        "brand": {"@type": "Brand", "name": item.brand} if item.brand else None,
        "countryOfOrigin": {"@type": "Country", "name": item.origin} if item.origin else None,
        "offers": {
            "@type": "Offer",
            "price": item.price,
            "priceCurrency": "VND",
            "availability": f"https://schema.org/{'OutOfStock' if item.stock == 0 else 'InStock'}",
            "itemCondition": "https://schema.org/NewCondition",
            **({"seller": {"@type": "Organization", "name": item.seller}} if item.seller else {}),
        },
    }
    return {name: value for name, value in known.items() if value}


def write(items: Sequence[Goods], place: Channel) -> bytes:
    found = [product(item) for item in items]
    whole = {"@context": "https://schema.org", **(found[0] if len(found) == 1 else {"@graph": found})}
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    return text.replace("<", "\\u003c").encode()
