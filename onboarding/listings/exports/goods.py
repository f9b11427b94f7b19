"""One product as plain values, ready for any file's columns."""

import html
from collections.abc import Sequence

import regex

from ...business import Facts
from ...catalogue import Part
from ...errors import OnboardingError
from ...languages import clean, slug
from ..answers import told
from ..categories import category
from ..draft import Draft
from ..text import tidy


class Goods(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`price` in đồng, `weight` in grams, `size` in cm (length, width, height); `photos` are names of files."""

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

    @property
    def html(self) -> str:
        """The description as paragraphs and line breaks, everything typed escaped."""
        blocks = html.escape(self.description, quote=False).split("\n\n")
        return "".join(f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks if block.strip())

    @property
    def first_paragraph(self) -> str:
        return self.description.split("\n\n")[0]


def all_goods(listings: Sequence[tuple[Facts, Draft]]) -> tuple[Goods, ...]:
    """Each product's values, its code unlike the others'; a product that may not go out is refused."""
    if not listings:
        raise OnboardingError("export.nothing", field="facts")
    taken: set[str] = set()
    return tuple(_goods(facts, made, taken) for facts, made in listings)


def _goods(facts: Facts, made: Draft, taken: set[str]) -> Goods:
    _may_go_out(facts, made)
    phrases = told(category(made.category), facts)
    sku = _code(phrases.get("sku") or slug(made.title, 40), taken)
    return Goods(
        sku=sku,
        title=_line(made.title),
        text=clean(made.text),
        description=clean(made.description),
        price=facts.price or 0,
        unit=tidy(facts.unit, 40),
        stock=_whole(phrases.get("ton_kho")),
        weight=_whole(phrases.get("khoi_luong_goi_g")),
        size=_size(phrases.get("kich_thuoc_goi_cm", "")),
        brand=phrases.get("thuong_hieu", ""),
        seller=phrases.get("nguoi_chiu_trach_nhiem", ""),
        origin=phrases.get("xuat_xu", ""),
        pack=phrases.get("quy_cach", ""),
        kind=category(made.category).name.vi,
        tags=tuple(tag.lstrip("#") for tag in made.hashtags),
        photos=photo_names(sku, facts.photos),
    )


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
    if not made.price:
        raise OnboardingError("export.no_price", field="price", title=made.title)


def _code(text: str, taken: set[str]) -> str:
    base = _line(text)[:46] or "hang"
    number, code = 1, base
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    taken.add(code)
    return code


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _whole(text: str | None) -> int | None:
    """A number of pieces or grams out of an answer; thousands may be set apart by dots.

    >>> _whole("1.200 g"), _whole("40"), _whole("nhiều")
    (1200, 40, None)
    """
    found = regex.match(r"(\d{1,3}(?:\.\d{3})+|\d{1,9})(?!\d)", text or "")
    return int(found[1].replace(".", "")) if found else None


def _size(text: str) -> tuple[str, str, str]:
    """Three numbers of a size, or none: `20 × 15 × 10` → ('20', '15', '10')."""
    found = regex.findall(r"\d{1,4}(?:[.,]\d{1,2})?", text)
    if len(found) != 3:
        return ("", "", "")
    long, wide, high = (one.replace(",", ".") for one in found)
    return (long, wide, high)
