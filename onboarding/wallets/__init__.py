"""Checklists for opening an account: what to bring, who does what, what the law says today; neutral on providers.

`checklist(provider, facts)` is the common steps, those of the kind of account, the provider's own, and the common
ones again. Five answers decide; a missing one is "not asked yet" and what depends on it waits. Each step carries
its law, pages, day and whether anybody verified it; numbers come from `rules.toml` with their days. The kit never
touches the vendor's papers, OTP or signature, and ships no fee, review time or hotline that nobody verified.

    providers/<code>.toml   one provider, its classes and its own steps; adding one touches nothing else
    classes/<code>.toml     a kind of account in law: whom it fits, its cap, its steps
    accounts.toml           the five kinds side by side
    law.toml rules.toml sources.toml documents.toml common_before.toml common_after.toml
    safety.toml skills.toml the two-minute talk with its quiz, the five basic skills

What a bank, wallet or retailer runs locally is no file: a team is told of it, and keeps it with `Offers` until its day.

>>> sorted(providers())[:3]
['agribank', 'any_bank', 'bidv']
"""

from collections.abc import Mapping
from datetime import date

from ..languages import today
from .answers import FIVE, Answers
from .checklist import Checklist, Hidden, Step, checklist
from .comparison import Cell, Row, compare, fitting
from .labels import (
    BASIS_WORDS,
    BLANKS,
    CELL_WORDS,
    DUE_WORDS,
    KIND_WORDS,
    QUESTIONS,
    STOP_WORDS,
    STOPS,
    WAY_WORDS,
    WHO_WORDS,
)
from .offers import Offer, Offers, checked_offer, current
from .reference_data import ReferenceData, load_reference
from .return_dates import FollowUp, follow_ups, this_week
from .safety import Skill, Talk
from .schema import Document, Law, Note, Provider, Source

__all__ = [
    "Answers",
    "BASIS_WORDS",
    "BLANKS",
    "ReferenceData",
    "CELL_WORDS",
    "Cell",
    "Checklist",
    "DUE_WORDS",
    "Document",
    "FIVE",
    "FollowUp",
    "Hidden",
    "KIND_WORDS",
    "Law",
    "Note",
    "Offer",
    "Offers",
    "Provider",
    "QUESTIONS",
    "Row",
    "STOPS",
    "STOP_WORDS",
    "Source",
    "Step",
    "WAY_WORDS",
    "WHO_WORDS",
    "checked_offer",
    "checklist",
    "compare",
    "current",
    "documents",
    "fitting",
    "follow_ups",
    "laws",
    "providers",
    "load_reference",
    "safety_talk",
    "skills",
    "sources",
    "this_week",
]


def providers() -> Mapping[str, Provider]:
    """Every provider by code, in order of code; the order ranks nothing."""
    return load_reference().providers


def documents() -> Mapping[str, Document]:
    """The papers steps ask for, by code."""
    return load_reference().documents


def laws() -> Mapping[str, Law]:
    """The legal texts steps rest on, by code; `tt25.name` is part `name` of law `tt25`."""
    return load_reference().laws


def sources() -> Mapping[str, Source]:
    """The pages that were read, by code."""
    return load_reference().sources


def safety_talk(day: date | None = None) -> Talk:
    """The two-minute safety talk with the numbers of that day filled in."""
    return load_reference().safety_talk(day or today())


def skills() -> tuple[Skill, ...]:
    """The five basic skills, each a tick of its own in a visit (`skill.<code>`)."""
    return load_reference().skills
