"""The visit as one value: the shape of VISIT.json on the command line and of a visit in the wizard.

It is parsed once, at the boundary, by `Visit.from_json`, and trusted after that.

>>> visit = Visit.from_json({"business": {"name": "Hộ mẫu 1", "commune": "24000"}})
>>> visit.business.name, visit.lang, visit.consent.agreed("counts")
('Hộ mẫu 1', 'vi', False)
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from ..catalogue import Part
from ..errors import OnboardingError
from .consent import Consent, check_consent
from .product import Facts


class Business(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A household business. `commune` is its code in the unit set of 2025-07-01; `trade` a product category."""

    name: str = ""
    commune: str = ""
    trade: str = ""
    owner: str = ""
    phone: str = ""
    address: str = ""


class Payment(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the vendor's code says: bank and account, or `code`, the string scanned from the wallet's own code.

    `seen` is what a banking app showed when the code was scanned: holder's name, bank, last four digits.
    """

    bank: str = ""
    account: str = ""
    service: str = ""
    holder: str = ""
    amount: int | None = None
    purpose: str = ""
    code: str = ""
    seen: Mapping[str, Any] = {}


class Progress(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How far the vendor's checklist is: provider, answers about the business, step ids done, and notes by step id."""

    provider: str = ""
    facts: Mapping[str, Any] = {}
    done: tuple[str, ...] = ()
    notes: Mapping[str, Mapping[str, str]] = {}


class Visit(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One sitting with a business. `id` is 32 hex digits; `texts` are drafts edited by hand, by channel code.

    `listings`: further products, after `listing`; `product_texts`: their drafts edited by hand, by the product's id.
    `team_contact`: whom the vendor calls to take the consent back, as the receipt says it.
    """

    business: Business = Business()
    consent: Consent = Consent()
    listing: Facts | None = None
    listings: tuple[Facts, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = {}
    product_texts: Mapping[str, Mapping[str, Mapping[str, str]]] = {}
    channels: tuple[str, ...] = ()
    payment: Payment = Payment()
    checklist: Progress = Progress()
    lang: str = "vi"
    id: str = ""
    team: str = ""
    member: str = ""
    team_contact: str = ""

    @classmethod
    def from_json(cls, table: Mapping[str, Any]) -> "Visit":
        """A visit from plain JSON; an OnboardingError `visit.wrong_value` names the key that does not fit.

        The first of `listings` becomes `listing` where that is not given; the same product given twice counts once.
        """
        try:
            visit = msgspec.convert(table, cls)
        except msgspec.ValidationError as error:
            reason, _, where = str(error).partition(" - at `")
            field = where.rstrip("`").removeprefix("$.") or None
            raise OnboardingError("visit.wrong_value", field=field, reason=reason) from error
        check_consent(visit.consent)
        if not _ID.fullmatch(visit.id):  # a visit's id names files and calendar entries
            raise OnboardingError("visit.wrong_value", field="id", reason="letters, digits, - and _ only, at most 64")
        products: list[Facts] = []
        for facts in (visit.listing, *visit.listings):
            if facts is not None and facts not in products:
                products.append(facts)
        return msgspec.structs.replace(visit, listing=next(iter(products), None), listings=tuple(products[1:]))

    @property
    def products(self) -> tuple[Facts, ...]:
        """Every product of the visit, the first one first."""
        return (*((self.listing,) if self.listing else ()), *self.listings)

    @classmethod
    def from_row(cls, data: Mapping[str, Any]) -> "Visit":
        """A visit from its stored data, which may hold free keys of the screens beside the visit's own.

        >>> kept = {"ticks": {"b3-cccd": True}, "remarks": {"momo-1": {"read": "không khác"}}}
        >>> progress = Visit.from_row({"checklist": kept}).checklist
        >>> progress.done, progress.notes
        (('b3.cccd',), {'momo.1': {'read': 'không khác'}})
        """
        mine = {key: data[key] for key in cls.__struct_fields__ if data.get(key) is not None}
        for key, part in _PARTS.items():
            if isinstance(mine.get(key), Mapping):
                mine[key] = _of(part, mine[key])
        if isinstance(data.get("checklist"), Mapping):
            mine["checklist"] = _progress(data["checklist"])
        if not mine.get("listing", {}).get("category"):
            mine.pop("listing", None)
        further = further_products(data)
        mine["listings"] = [*mine.get("listings", ()), *({**_of(Facts, listing), "id": product}
                            for product, listing in further.items() if listing.get("category"))]  # fmt: skip
        mine["product_texts"] = {product: data["products"][product].get("texts") or {} for product in further}
        return cls.from_json(mine)

    def as_json(self) -> dict[str, Any]:
        """The same visit as plain JSON."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def further_products(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The listings of a visit's further products by id, oldest first; those taken out are left out.

    >>> further_products({"products": {"b": {"listing": {"category": "gao"}}, "a": {"removed": True}}})
    {'b': {'category': 'gao'}}
    """
    kept = data.get("products") or {}
    return {at: kept[at].get("listing") or {} for at in sorted(kept) if kept[at] and not kept[at].get("removed")}


def removed_products(data: Mapping[str, Any]) -> frozenset[str]:
    """The ids of products taken out of a visit again: neither shown nor kept once it is handed over."""
    return frozenset(at for at, own in (data.get("products") or {}).items() if not own or own.get("removed"))


def _of(part: type[Part], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What a visit's data holds of a part, without the screens' own keys beside it."""
    return {name: kept[name] for name in part.__struct_fields__ if kept.get(name) is not None}


_ID = re.compile("[0-9A-Za-z_-]{0,64}")


_PARTS: Mapping[str, type[Part]] = {
    "business": Business,
    "consent": Consent,
    "listing": Facts,
    "payment": Payment,
    "checklist": Progress,
}


def _progress(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A visit keeps each tick and remark at a path of its own (`b3-cccd` for step b3.cccd), so that two tabs merge."""
    mine = {name: kept[name] for name in Progress.__struct_fields__ if kept.get(name) is not None}
    ticks = {name.replace("-", "."): on for name, on in (kept.get("ticks") or {}).items()}
    remarks = {name.replace("-", "."): remark for name, remark in (kept.get("remarks") or {}).items()}
    done = dict.fromkeys([*mine.get("done", ()), *ticks])
    mine["done"] = [step for step in done if ticks.get(step, True)]
    return {**mine, "notes": {**mine.get("notes", {}), **remarks}}
