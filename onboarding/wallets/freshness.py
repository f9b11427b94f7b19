"""How far a step may be trusted today: which pages said it, how long ago, and why it shows amber.

A step of our own way of working (`verified` left out) has nothing to go stale. What the member read on the
official page today, noted with its day, takes the amber away from this visit; the file stays as it is.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from ..languages import N_
from .number_text import blanks
from .reference_data import Book

UNVERIFIED = N_("wallet.amber.unverified")
OLD = N_("wallet.amber.old")
SECONDHAND = N_("wallet.amber.secondhand")
RECHECK = N_("wallet.amber.recheck")
GONE = N_("wallet.amber.gone")
DATE_UNKNOWN = N_("wallet.amber.date_unknown")
NUMBER = N_("wallet.amber.number")


class Said(Protocol):
    """What steps, cells of the comparison and provider facts have in common."""

    @property
    def source(self) -> tuple[str, ...]: ...
    @property
    def verified(self) -> bool | None: ...
    @property
    def as_of(self) -> date: ...


def is_old(as_of: date, day: date, book: Book) -> bool:
    """Whether it is longer ago than a reading holds (90 days, rules.toml)."""
    return day - as_of > timedelta(days=book.days("stale_after_days", day))


def amber(
    said: Said, book: Book, day: date, *, recheck: bool = False, law: Iterable[str] = (), texts: Iterable[str] = ()
) -> tuple[str, ...]:
    """The reasons to read the official page again today, as codes; empty when it stands.

    `law` the laws it rests on, `texts` its sentences before their numbers are filled in.
    """
    if said.verified is None:
        return ()
    pages = [book.sources[name] for name in said.source]
    secondhand = bool(pages) and all(page.grade == "C" for page in pages)
    numbers = [book.rule(key, day) for text in texts for key in blanks(text)]
    found = {
        UNVERIFIED: not said.verified,
        OLD: is_old(said.as_of, day, book),
        GONE: any(page.gone is not None and page.gone <= day for page in pages),
        SECONDHAND: secondhand,
        RECHECK: recheck and said.verified and not secondhand,
        DATE_UNKNOWN: any(not book.laws[name.partition(".")[0]].sure for name in law),
        NUMBER: any(rule and (rule.verified is False or is_old(rule.as_of, day, book)) for rule in numbers),
    }
    return tuple(code for code, so in found.items() if so)
