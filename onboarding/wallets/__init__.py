"""Opening the right account: what to bring, who does what, what the law says today; neutral between providers.

`checklist(provider, facts)` is the common steps, those of her kind of account, the provider's own, and the common
ones again. Five answers decide; a missing one is "not asked yet" and what depends on it waits. Each step carries
its law, pages, day and whether anybody verified it; numbers come from `rules.toml` with their days. The kit never
touches her papers, her OTP or her signature, and ships no fee, review time or hotline that nobody verified.

    providers/<code>.toml   one provider, its classes and its own steps; adding one touches nothing else
    classes/<code>.toml     a kind of account in law: whom it fits, its cap, its steps
    accounts.toml           the five kinds side by side
    law.toml rules.toml sources.toml documents.toml common_before.toml common_after.toml
    safety.toml skills.toml the two-minute talk with its quiz, the five basic skills

What a bank, wallet or retailer runs locally is no file: a team is told of it, and keeps it with `Offers` until its day.

>>> sorted(providers())[:3]
['agribank', 'bidv', 'kienlongbank']
"""

from collections.abc import Mapping

from .checklist import Checklist, Hidden, Step, checklist
from .comparison import Cell, Row, compare, fitting
from .labels import BASIS_WORDS, BLANKS, CELL_WORDS, DUE_WORDS, KIND_WORDS, QUESTIONS, WHO_WORDS
from .offer_store import Offers
from .offers import Offer, checked_offer, current
from .reference_data import Book, read_book
from .return_dates import FollowUp, follow_ups, this_week
from .safety import safety_talk, skills
from .schema import FIVE, Answers, Document, Law, Note, Provider, Source
from .stops import STOP_WORDS, STOPS

__all__ = [
    "Answers",
    "BASIS_WORDS",
    "BLANKS",
    "Book",
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
    "read_book",
    "safety_talk",
    "skills",
    "sources",
    "this_week",
]


def providers() -> Mapping[str, Provider]:
    """Every provider by code, in order of code; the order ranks nothing."""
    return read_book().providers


def documents() -> Mapping[str, Document]:
    """The papers steps ask for, by code."""
    return read_book().documents


def laws() -> Mapping[str, Law]:
    """The legal texts steps rest on, by code; `tt25.name` is part `name` of law `tt25`."""
    return read_book().laws


def sources() -> Mapping[str, Source]:
    """The pages that were read, by code."""
    return read_book().sources
