"""What one listing offers a choice of: variants (sizes, colours), and the items of a menu, each with its price."""

import re

from ...business import Facts, MenuItem, Variant
from ...errors import OnboardingError
from ...languages import money
from ...languages.currency import parse_money
from ..text import first_capital, tidy
from .pack import whole_number
from .sizes import sizes_of

MOST = 50
"""Items shown and exported."""

LONGEST_NAME = 120
"""As long as a line of a typed menu may be."""

MOST_PRICE = 10**12
"""Đồng; a larger number is no price."""


_PRICED_LINE = re.compile(
    r"(?P<name>.*?\w.*?)[\s;:,–-]+(?P<price>\d[\d.,]*\s*(?:k|nghìn|ngàn|đ|đồng|vnd|₫|tr|triệu)?)", re.IGNORECASE
)


def menu_of(typed: str) -> tuple[tuple[MenuItem, ...], tuple[tuple[int, OnboardingError], ...]]:
    """The items of a menu typed a line each, and the lines whose price cannot be read, by number, with why.

    >>> [(item.name, item.price) for item in menu_of("bún bò 35k\\nTrà đá\\nchả cuốn; 12.000")[0]]
    [('bún bò', 35000), ('Trà đá', None), ('chả cuốn', 12000)]
    """
    items: list[MenuItem] = []
    wrong: list[tuple[int, OnboardingError]] = []
    for at, line in enumerate(typed.splitlines(), 1):
        words = tidy(line, LONGEST_NAME)
        priced = _PRICED_LINE.fullmatch(words)
        try:
            price = parse_money(priced["price"]) if priced else None
        except OnboardingError as error:
            wrong.append((at, error))
            continue
        if words:
            items.append(MenuItem(name=priced["name"].strip(" ;:,–-") if priced else words, price=price))
    return tuple(items[:MOST]), tuple(wrong)


def variants_of(facts: Facts) -> tuple[Variant, ...]:
    """The variants given; where none were, the garment sizes of the answer ("S, M, L"), all at the same price."""
    given = [variant for variant in facts.variants[:MOST] if tidy(variant.name, 60)]
    if given:
        return tuple(given)
    sizes = sizes_of(tidy(str(facts.answers.get("bang_size") or ""), 60))
    return tuple(Variant(name=size) for size in sizes)


def variant_stock(variant: Variant) -> int | None:
    """Pieces in stock of a variant, however they were typed; None where not known."""
    return whole_number(variant.stock, "count")


def menu_lines(facts: Facts) -> tuple[str, ...]:
    """A price list of the menu's items, or of variants with prices of their own; () without any."""
    if facts.currency != "VND":  # its numbers would stand there as đồng
        return ()
    items = [_line(item.name, item.price, item.unit) for item in facts.items[:MOST]]
    items = items or [_line(variant.name, variant.price, "") for variant in facts.variants[:MOST] if variant.price]
    lines = [line for line in items if line]
    return ("Bảng giá:", *lines) if lines else ()


def _line(name: str, price: int | None, unit: str) -> str:
    words = first_capital(tidy(name, LONGEST_NAME))
    if not words:
        return ""
    if not price or not 0 < price < MOST_PRICE:
        return f"- {words}"
    of = tidy(unit, 30)
    return f"- {words}: {money(price, 'vi')}{f' / {of}' if of else ''}"
