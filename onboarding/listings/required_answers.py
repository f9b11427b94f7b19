"""Required answers of a listing: what the law or a label wants, and what to ask the vendor as no text shows it."""

from collections.abc import Mapping
from typing import Any

from ..business import Facts
from .rulebook import Rule, Wanted

_CONTACT = {"nguoi_chiu_trach_nhiem": "name", "dia_chi": "address"}
"""Answers that may stand among the contact details instead."""


def owed(rule: Rule, facts: Facts, asked: set[str] | None) -> tuple[Wanted, ...]:
    """What the rule wants and neither an answer nor a contact detail gives; only what is `asked` (None: anything)."""
    return tuple(wanted for wanted in rule.wants if _askable(wanted, asked, rule) and not _given(wanted, facts))


def _askable(wanted: Wanted, asked: set[str] | None, rule: Rule) -> bool:
    return asked is None or bool(rule.proofs) or not asked.isdisjoint(wanted.any_of)


def _given(wanted: Wanted, facts: Facts) -> bool:
    return any(_values(code, facts.answers, facts.contact) for code in wanted.any_of)


def _values(code: str, answers: Mapping[str, Any], contact: Mapping[str, str]) -> bool:
    told = (answers.get(code), contact.get(_CONTACT.get(code, "")))
    return any(value is not None and str(value).strip() not in ("", "[]", "()") for value in told)


def labels(wanted: tuple[Wanted, ...], language: str) -> str:
    """Their names, for the sentence."""
    return ", ".join(one.label.in_(language) for one in wanted)
