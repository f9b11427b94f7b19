"""One product as answered once, the shape of FACTS.json: answers, price, pack, variants, menu, papers."""

from collections.abc import Mapping
from typing import Any

from ..catalogue import Part


class Certificate(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A paper that lets a claim stand: its kind, number, last day (ISO date, or empty), stars of an OCOP decision."""

    kind: str
    number: str = ""
    expires: str = ""
    stars: int | None = None


class Pack(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The unit of sale: `amount` of `unit` (25 kg, 4 pieces), and its price in whole đồng where one was given."""

    amount: float
    unit: str
    price: int | None = None


class Variant(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One choice of a product (a size, a colour) with its own price and stock where they differ."""

    name: str
    price: int | None = None
    stock: int | str | None = None


class MenuItem(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One dish or service of a menu; `price` in whole đồng, of one `unit`."""

    name: str
    price: int | None = None
    unit: str = ""


class Facts(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One product, as answered once: FACTS.json. `price` in whole đồng of one `unit`; `photos` are file names or ids.

    `pack`: what is sold, when the price is of something else (32,000 ₫ a kilo, sold as a 25 kg sack).
    `id`: stays when the words change; exports make the SKU of it.
    """

    category: str
    id: str = ""
    answers: Mapping[str, Any] = {}
    price: int | None = None
    currency: str = "VND"
    unit: str = ""
    pack: Pack | None = None
    variants: tuple[Variant, ...] = ()
    items: tuple[MenuItem, ...] = ()
    own_words: str = ""
    photos: tuple[str, ...] = ()
    proofs: tuple[Certificate, ...] = ()
    contact: Mapping[str, str] = {}
