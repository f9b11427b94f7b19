"""The five kinds of account side by side for the answers. Nothing is ranked, nobody is paid.

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
from ..languages import today
from .answers import Answers, Verdict, judge
from .applicability import NOT_IN_FORCE, classes_for
from .freshness import REVIEW, doubts_about
from .reference_data import ReferenceData, load_reference
from .schema import Account, Statement

CELLS = ("cap", "above", "bank_account", "smartphone", "speaker")
"""What is compared, in the order of the table: month cap, above it, bank account, smartphone, loudspeaker."""


class Cell(Part, frozen=True, kw_only=True):
    """What one kind of account means on one point: text, pages, and the doubts about it."""

    text: Words
    source: tuple[str, ...]
    doubts: tuple[str, ...]


class Row(Part, frozen=True, kw_only=True):
    """One kind of account. `fits`: True, False (`because`), or None until asked (`asks`).

    `papers` are the documents it asks for (`optional`: only for who has them); `providers` offer it, by name.
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


def compare(
    facts: Mapping[str, Any], day: date | None = None, *, reference: ReferenceData | None = None
) -> tuple[Row, ...]:
    """A row for each kind of account, always all five and in the same order."""
    reference, day = reference or load_reference(), day or today()
    answers = Answers.from_json(facts).settled()
    return tuple(_row(account, reference, answers, day) for account in reference.accounts)


def fitting(facts: Mapping[str, Any], *, reference: ReferenceData | None = None) -> dict[str, str]:
    """Every provider by code, in order of name: empty, or the code of why it cannot serve the vendor."""
    reference = reference or load_reference()
    answers = Answers.from_json(facts).settled()
    named = sorted(reference.providers.values(), key=lambda provider: provider.name.casefold())
    return {provider.code: classes_for(reference, provider, answers)[1] for provider in named}


def _row(account: Account, reference: ReferenceData, answers: Answers, day: date) -> Row:
    verdict = judge(account.fits, answers)
    if not all(reference.in_force(law, day) for law in account.law):
        verdict = Verdict(False, (), NOT_IN_FORCE)
    judged = {name: judge(reference.documents[name.removesuffix("?")].when, answers).holds for name in account.papers}
    wanted = [name for name, holds in judged.items() if holds is not False]
    return Row(
        code=account.code,
        name=account.name,
        fits=verdict.holds,
        because=verdict.because,
        asks=verdict.asks,
        papers=tuple(name.removesuffix("?") for name in wanted),
        optional=tuple(name.removesuffix("?") for name in wanted if name.endswith("?") or judged[name] is None),
        cells={key: _cell(key, getattr(account, key), reference, day) for key in CELLS},
        providers=_offering(account, reference),
    )


def _cell(key: str, statement: Statement, reference: ReferenceData, day: date) -> Cell:
    kind = key if key in REVIEW else ""
    return Cell(
        text=reference.fill(statement.text, day),
        source=statement.source,
        doubts=doubts_about(statement, reference, day, kind=kind, texts=[statement.text.vi]),
    )


def _offering(account: Account, reference: ReferenceData) -> tuple[str, ...]:
    offering = [each for each in reference.providers.values() if set(each.classes) & set(account.classes)]
    return tuple(each.code for each in sorted(offering, key=lambda each: each.name.casefold()))
