"""The five kinds of account side by side for her answers. Nothing is ranked, nobody is paid.

>>> rows = compare({"registered_hkd": False, "phone_type": "feature"}, date(2026, 11, 24))
>>> [(row.code, row.fits) for row in rows][:3]
[('wallet_personal', False), ('wallet_merchant', False), ('bank_hkd', None)]
>>> rows[3].cells["cap"].text.vi
'100 triệu đồng một tháng, mỗi khách, mỗi nhà mạng'
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ..catalogue import Part, Words
from .applicability import classes_for
from .conditions import NOT_IN_FORCE, Verdict, judge
from .freshness import amber
from .reference_data import Book, read_book
from .schema import Account, Answers, Told

CELLS = ("cap", "above", "bank_account", "smartphone", "speaker")
"""What is compared, in the order of the table: month cap, above it, bank account, smartphone, loudspeaker."""


class Cell(Part, frozen=True, kw_only=True):
    """What one kind of account means on one point: text, pages, and why it shows amber (or nothing)."""

    text: Words
    source: tuple[str, ...]
    amber: tuple[str, ...]


class Row(Part, frozen=True, kw_only=True):
    """One kind of account. `fits`: True, False (`because`), or None until she is asked (`asks`).

    `papers` are those it asks of her (`optional`: only if she has them); `providers` those that offer it, by name.
    """

    code: str
    name: Words
    fits: bool | None
    because: str
    asks: tuple[str, ...]
    papers: tuple[str, ...]
    optional: tuple[str, ...]
    cells: Mapping[str, Cell]
    providers: tuple[str, ...]


def compare(facts: Mapping[str, Any], day: date | None = None, *, book: Book | None = None) -> tuple[Row, ...]:
    """A row for each kind of account, always all five and in the same order."""
    book, day = book or read_book(), day or date.today()
    answers = Answers.from_json(facts).settled()
    return tuple(_row(account, book, answers, day) for account in book.accounts)


def fitting(facts: Mapping[str, Any], *, book: Book | None = None) -> dict[str, str]:
    """Every provider by code, in order of name: empty, or the code of why it cannot serve her."""
    book = book or read_book()
    answers = Answers.from_json(facts).settled()
    named = sorted(book.providers.values(), key=lambda provider: provider.name.casefold())
    return {provider.code: classes_for(book, provider, answers)[1] for provider in named}


def _row(account: Account, book: Book, answers: Answers, day: date) -> Row:
    verdict = judge(account.fits, answers)
    if not all(book.in_force(law, day) for law in account.law):
        verdict = Verdict(False, (), NOT_IN_FORCE)
    judged = {name: judge(book.documents[name.removesuffix("?")].when, answers).holds for name in account.papers}
    asked = [name for name, holds in judged.items() if holds is not False]
    return Row(
        code=account.code,
        name=account.name,
        fits=verdict.holds,
        because=verdict.because,
        asks=verdict.asks,
        papers=tuple(name.removesuffix("?") for name in asked),
        optional=tuple(name.removesuffix("?") for name in asked if name.endswith("?") or judged[name] is None),
        cells={key: _cell(getattr(account, key), book, day) for key in CELLS},
        providers=_offering(account, book),
    )


def _cell(told: Told, book: Book, day: date) -> Cell:
    return Cell(text=book.fill(told.text, day), source=told.source, amber=amber(told, book, day, texts=[told.text.vi]))


def _offering(account: Account, book: Book) -> tuple[str, ...]:
    offering = [one for one in book.providers.values() if set(one.classes) & set(account.classes)]
    return tuple(one.code for one in sorted(offering, key=lambda one: one.name.casefold()))
