"""Who is being helped, what they agreed to, how far they are, and the visit as one value.

A `Visit` is the shape of VISIT.json on the command line and of a visit in the wizard; it is parsed
once, at the boundary, by `Visit.from_json`, and trusted after that.

>>> visit = Visit.from_json({"business": {"name": "Hộ mẫu 1", "commune": "24000"}})
>>> visit.business.name, visit.lang, visit.consent.agreed("counts")
('Hộ mẫu 1', 'vi', False)
"""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from .catalogue import Part
from .errors import OnboardingError
from .languages import N_


class Rung(StrEnum):
    """The ladder of evidence, lowest first; each rung is an event with who, when and what was seen."""

    STARTED = "started"
    PREPARED = "prepared"
    QR_CHECKED = "qr_checked"
    HANDED_OVER = "handed_over"
    PAID = "paid"
    MERCHANT = "merchant"
    ACTIVE = "active"

    @property
    def step(self) -> int:
        """Its place on the ladder, from 0."""
        return _STEPS[self]


_STEPS = {rung: step for step, rung in enumerate(Rung)}

COUNTS_FROM = Rung.HANDED_OVER
"""From this rung on a business counts as onboarded."""


class Keeps(StrEnum):
    """A kind of data about the vendor that may outlive the hand-over, if a purpose that keeps it was agreed to."""

    COUNT = "count"
    """An event and sums without a name: commune, trade, wallet provider, rung, day, team."""
    NAME = "name"
    """Name, owner, address, what was typed for the listing and its texts, the checklist."""
    PAYMENT = "payment"
    """Bank, holder's name, last four digits and keyed fingerprints of the code; the account number never."""
    PHONE = "phone"
    PHOTOS = "photos"
    """The cleaned photos; originals never."""
    RETURN_VISIT = "return_visit"


class Purpose(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A purpose consent is asked for: its sentence, what it lets the kit keep, and the purposes it needs beside it."""

    words: str
    keeps: frozenset[Keeps]
    needs: tuple[str, ...] = ()
    optional: bool = False
    """Asked with the others, but a hand-over does not wait for the answer: unanswered is no."""


PURPOSES: Mapping[str, Purpose] = {
    "visit": Purpose(
        words=N_("Ghi lượt hỗ trợ này: tên hộ, xã, việc đã làm."), keeps=frozenset({Keeps.NAME, Keeps.PAYMENT})
    ),
    "counts": Purpose(
        words=N_("Tính vào số hộ đã hỗ trợ của xã. Chỉ là con số, không có tên."), keeps=frozenset({Keeps.COUNT})
    ),
    "photos": Purpose(
        words=N_("Giữ ảnh sản phẩm để lần sau in lại."), keeps=frozenset({Keeps.PHOTOS}), needs=("visit",)
    ),
    "follow_up": Purpose(
        words=N_("Tổ gọi hoặc ghé lại sau 7 và 30 ngày."),
        keeps=frozenset({Keeps.PHONE, Keeps.RETURN_VISIT}),
        needs=("visit",),
    ),
    "match": Purpose(
        words=N_("Giữ số điện thoại để xã không tính hộ này hai lần."),
        keeps=frozenset({Keeps.PHONE}),
        needs=("visit", "counts"),
        optional=True,
    ),
}
"""What each purpose allows. Photos and return visits need the visit itself: without it nothing says whose they are."""

CONSENT_WORDS = {code: purpose.words for code, purpose in PURPOSES.items()}
"""What each purpose says on screen and on the vendor's receipt."""

CONSENT_VERSION = "2026-11-26"
"""The day the wording of the consent questions last changed; stored with each consent."""


class Consent(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Answers by purpose (yes, no; absent: not asked), which wording, when, who witnessed, whether it was read aloud.

    >>> some = Consent(purposes={"visit": False, "photos": True})
    >>> some.answer("visit"), some.answer("counts"), some.agreed("photos"), some.not_asked()
    (False, None, False, ('counts',))
    """

    purposes: Mapping[str, bool | None] = {}
    version: str = ""
    at: str = ""
    witness: str = ""
    read_aloud: bool = False

    def answer(self, purpose: str) -> bool | None:
        """Yes, no, or None: nobody asked."""
        return self.purposes.get(purpose)

    def agreed(self, purpose: str) -> bool:
        """Whether the vendor said yes to a purpose and to those it needs."""
        needs = PURPOSES[purpose].needs if purpose in PURPOSES else ()
        return self.answer(purpose) is True and all(self.answer(other) is True for other in needs)

    def allows(self, what: Keeps) -> bool:
        """Whether an agreed purpose lets this kind of data outlive the hand-over."""
        return any(what in purpose.keeps and self.agreed(code) for code, purpose in PURPOSES.items())

    def not_asked(self, *, photos: bool = True) -> tuple[str, ...]:
        """The purposes that must still be asked before a hand-over. `photos`: whether the visit has any.

        A purpose that needs one already refused is not asked about: its answer would change nothing.
        """
        return tuple(
            code
            for code, purpose in PURPOSES.items()
            if self.answer(code) is None
            and not purpose.optional
            and (photos or code != "photos")
            and not any(self.answer(other) is False for other in purpose.needs)
        )


class Business(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A household business. `commune` is its code in the unit set of 2025-07-01; `trade` a product category."""

    name: str = ""
    commune: str = ""
    trade: str = ""
    owner: str = ""
    phone: str = ""
    address: str = ""


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
        _check_consent(visit.consent)
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
        """A visit from a draft's data, which may hold free keys of the screens beside the visit's own.

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
    """The listings of a draft's further products by id, oldest first; those taken out are left out.

    >>> further_products({"products": {"b": {"listing": {"category": "gao"}}, "a": {"removed": True}}})
    {'b': {'category': 'gao'}}
    """
    kept = data.get("products") or {}
    return {at: kept[at].get("listing") or {} for at in sorted(kept) if kept[at] and not kept[at].get("removed")}


def _of(part: type[Part], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What a draft holds of a part, without the screens' own keys beside it."""
    return {name: kept[name] for name in part.__struct_fields__ if kept.get(name) is not None}


_ID = re.compile("[0-9A-Za-z_-]{0,64}")


def _check_consent(consent: Consent) -> None:
    """Refuse answers to purposes nobody asks about, and a moment that is none."""
    for purpose in consent.purposes:
        if purpose not in PURPOSES:
            raise OnboardingError(
                "visit.wrong_value", field=f"consent.purposes.{purpose[:40]}", reason=f"one of {', '.join(PURPOSES)}"
            )
    try:
        if consent.at and not 2000 <= datetime.fromisoformat(consent.at).year < 2200:
            raise ValueError(f"no such moment: {consent.at[:40]}")
    except ValueError as error:
        raise OnboardingError("visit.wrong_value", field="consent.at", reason=str(error)) from error


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
