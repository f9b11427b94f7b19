"""Keeping the facts alive: what is stale, unverified or blank on a day, per file.

>>> [one.blanks for one in upkeep(date(2026, 11, 24)) if one.code == "vnpt_epay"]
[('fees', 'hotline', 'speaker')]
>>> [one.stale for one in upkeep(date(2027, 3, 1)) if one.code == "bidv"]
[('bidv.1',)]
"""

from collections.abc import Iterable, Mapping
from datetime import date

from ..catalogue import Part
from .freshness import UNVERIFIED, amber, is_old
from .labels import BLANKS
from .reference_data import Book, read_book
from .schema import Item, Provider


class State(Part, frozen=True, kw_only=True):
    """How one file stands on a day: step ids that are old, unverified or amber for any reason, and its blanks."""

    code: str
    name: str
    stale: tuple[str, ...]
    unverified: tuple[str, ...]
    amber: Mapping[str, tuple[str, ...]]
    blanks: tuple[str, ...]
    oldest: date


def upkeep(day: date | None = None, *, book: Book | None = None) -> list[State]:
    """The common steps, each kind of account, then each provider, in order of code."""
    book, day = book or read_book(), day or date.today()
    common = _state("common", "", (*book.before, *book.after), (), book, day)
    kinds = [_state(code, one.name.vi, one.steps, (), book, day) for code, one in book.classes.items()]
    each = [_state(code, one.name, one.steps, blanks(one), book, day) for code, one in book.providers.items()]
    return [common, *kinds, *each]


def blanks(provider: Provider) -> tuple[str, ...]:
    """What nobody has read on an official page of this provider yet."""
    return tuple(key for key in BLANKS if getattr(provider, key) is None)


def _state(code: str, name: str, steps: Iterable[Item], blank: tuple[str, ...], book: Book, day: date) -> State:
    items = [step for step in steps if step.verified is not None]
    reasons = {item.id: amber(item, book, day, recheck=item.recheck, law=item.law, texts=texts(item)) for item in items}
    return State(
        code=code,
        name=name,
        stale=tuple(item.id for item in items if is_old(item.as_of, day, book)),
        unverified=tuple(key for key, codes in reasons.items() if UNVERIFIED in codes),
        amber={key: codes for key, codes in reasons.items() if codes},
        blanks=blank,
        oldest=min((item.as_of for item in items), default=day),
    )


def texts(item: Item) -> list[str]:
    """A step's sentences as the file has them, numbers not filled in."""
    return [item.title.vi, *(note.text.vi for note in item.notes)]
