"""One product as plain values, ready for any file's columns."""

import base64
import hashlib
import html
from collections.abc import Mapping, Sequence

import regex

from ...business import Facts
from ...catalogue import Part
from ...errors import OnboardingError
from ...languages import clean, slug
from ..answers import pack_words, read_answers, sale_of, variant_stock, variants_of, whole_number
from ..answers.menu import MOST_PRICE
from ..categories import Category, category
from ..draft import Draft
from ..text import tidy

SIZES = "Kích cỡ"
"""The option of variants that are sizes."""


class Choice(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One variant, or one item of a menu, as a shop lists it: its own SKU and price; `stock` None where not known.

    `unit`: what the price is of.
    """

    name: str
    sku: str
    price: int
    stock: int | None = None
    unit: str = ""


class Goods(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`price` in đồng of one `unit`, `weight` in grams, `size` in cm (length, width, height).

    `photos` are names of files; `choices` are variants, `option` what tells them apart ("Kích cỡ").
    """

    sku: str
    title: str
    text: str
    description: str
    price: int
    unit: str = ""
    stock: int | None = None
    weight: int | None = None
    size: tuple[str, str, str] = ("", "", "")
    brand: str = ""
    seller: str = ""
    origin: str = ""
    pack: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    option: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def html(self) -> str:
        """The description as paragraphs and line breaks, everything typed escaped."""
        blocks = html.escape(self.description, quote=False).split("\n\n")
        return "".join(f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks if block.strip())

    @property
    def first_paragraph(self) -> str:
        return self.description.split("\n\n")[0]

    @property
    def rows(self) -> tuple[Choice, ...]:
        """Its variants, or itself as the only one."""
        return self.choices or (Choice(name="", sku=self.sku, price=self.price, stock=self.stock, unit=self.unit),)


def all_goods(listings: Sequence[tuple[Facts, Draft]]) -> tuple[Goods, ...]:
    """Each product's values, its SKU unlike the others'; a product that may not go out is refused."""
    if not listings:
        raise OnboardingError("export.nothing", field="facts")
    taken: set[str] = set()
    return tuple(_goods(facts, made, taken) for facts, made in listings)


def _goods(facts: Facts, made: Draft, taken: set[str]) -> Goods:
    _may_go_out(facts, made)
    kind = category(made.category)
    phrases = read_answers(kind, facts).phrases
    sku = _unlike(phrases.get("sku") or stable_sku(facts, kind, phrases), taken)
    sale = sale_of(facts)
    price = sale.price if sale else 0
    choices = _choices(facts, sku, price, sale.unit if sale else "")
    return Goods(
        sku=sku,
        title=_line(made.title),
        text=clean(made.text),
        description=clean(made.description),
        price=price or min((choice.price for choice in choices if choice.price), default=0),
        unit=sale.unit if sale else "",
        stock=whole_number(facts.answers.get("ton_kho"), "count"),
        weight=whole_number(facts.answers.get("khoi_luong_goi_g"), "weight"),
        size=_size(str(facts.answers.get("kich_thuoc_goi_cm") or "")),
        brand=phrases.get("thuong_hieu", ""),
        seller=phrases.get("nguoi_chiu_trach_nhiem", ""),
        origin=phrases.get("xuat_xu", ""),
        pack=phrases.get("quy_cach", ""),
        kind=" ".join(kind.name.vi.replace(",", " ").split()),
        tags=tuple(tag.lstrip("#") for tag in made.hashtags),
        photos=photo_names(sku, facts.photos),
        option=("Món" if facts.items else SIZES if _sized(choices) else "Loại") if choices else "",
        choices=choices,
    )


def _sized(choices: Sequence[Choice]) -> bool:
    return all(regex.fullmatch(r"\d?X{0,3}[SML]|\d{2}", choice.name) for choice in choices)


def _choices(facts: Facts, sku: str, price: int, unit: str) -> tuple[Choice, ...]:
    """Variants or menu items with a price each, names alike only once."""
    named = [(v.name, v.price, variant_stock(v), unit) for v in variants_of(facts)] if not facts.items else []
    named = named or [(item.name, item.price, None, tidy(item.unit, 40)) for item in facts.items[:50]]
    unlike: dict[str, Choice] = {}
    for name, own, stock, per in named:
        words = tidy(name, 60)
        cost = own if own and 0 < own < MOST_PRICE else price
        if words and cost:
            code = f"{sku}-{slug(words, 20)}"
            unlike.setdefault(code, Choice(name=words, sku=code, price=cost, stock=stock, unit=per))
    return tuple(unlike.values())


def stable_sku(facts: Facts, kind: Category, phrases: Mapping[str, str]) -> str:
    """A SKU that stays when the title or the text is edited: of the product's id, or of what it is and who sells it.

    `GAO-3F7KQ2XN`: the category's initials and 40 bits of a digest.
    """
    named = next((phrases[q.code] for q in kind.asked if q.required and q.code in phrases), "")
    who = "|".join(str(facts.contact.get(key) or "") for key in ("name", "phone"))
    identity = facts.id or "|".join((who, phrases.get("ten_goi", ""), named, pack_words(facts)))
    digest = hashlib.sha256(f"{kind.code}|{identity}".encode()).digest()[:5]
    initials = "".join(word[0] for word in kind.code.split("_")) if "_" in kind.code else kind.code[:3]
    return f"{initials.upper()}-{base64.b32encode(digest).decode()}"


def photo_names(sku: str, photos: Sequence[str]) -> tuple[str, ...]:
    """Names for the photo files, so that a person finds them: `mat-ong-1.jpg`, at most nine.

    >>> photo_names("mat-ong", ["IMG_1.jpg", "../x.PNG"])
    ('mat-ong-1.jpg', 'mat-ong-2.png')
    """
    return tuple(f"{slug(sku)}-{at}{_ending(name)}" for at, name in enumerate(photos[:9], 1))


def _ending(name: str) -> str:
    found = regex.search(r"\.(jpe?g|png|webp|gif)$", name, regex.IGNORECASE)
    return found[0].lower() if found else ".jpg"


def _may_go_out(facts: Facts, made: Draft) -> None:
    missing = next((lack for lack in made.lacks if lack.stops), None)
    if missing:
        label = missing.label.vi if missing.label else missing.field
        raise OnboardingError("export.lacks", field=missing.field, title=made.title, label=label)
    blocking = [finding for finding in made.findings if finding.severity == "block"]
    if blocking:
        words = blocking[0].message
        raise OnboardingError("export.blocked", field=blocking[0].field, title=made.title, why=words)
    priced = [*(item.price for item in facts.items), *(variant.price for variant in facts.variants)]
    if facts.currency != "VND" or (not made.price and not any(priced)):
        raise OnboardingError("export.no_price", field="price", title=made.title)
    named = [(item.name, item.price) for item in facts.items] + [(one.name, one.price) for one in facts.variants]
    for name, own in named:  # with a slip for a price it would go out at the product's
        if own is not None and not 0 < own < MOST_PRICE:
            raise OnboardingError("export.no_price", field="price", title=tidy(name, 60) or made.title)


def _unlike(text: str, taken: set[str]) -> str:
    """The SKU, numbered where another product of the file has it."""
    base = _line(text)[:46] or "hang"
    number, code = 1, base
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    taken.add(code)
    return code


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _size(text: str) -> tuple[str, str, str]:
    """Three numbers of a size in cm, or none: `20 × 15 × 10` → ('20', '15', '10')."""
    found = regex.findall(r"\d{1,4}(?:[.,]\d{1,2})?", text)
    if len(found) != 3 or regex.search(r"\d ?mm|\d ?m(?!\w)", text):
        return ("", "", "")
    long, wide, high = (side.replace(",", ".") for side in found)
    return (long, wide, high)
