"""Freshness of facts: how far one may be trusted on a day, and what to read again first.

Facts age by their kind: what a law says holds until the law changes, a fee is read again after 90 days, a hotline
after a year (rules.toml). A step of this kit's own procedure (`verified` left out) does not age. What the member
read on the official page today takes the doubts away from that visit; the file stays as it is.

>>> [state.blanks for state in upkeep(date(2026, 11, 24)) if state.code == "vnpt_epay"]
[('fees', 'hotline', 'speaker')]
>>> [state.stale for state in upkeep(date(2027, 7, 1)) if state.code == "momo"]
[('momo.1', 'momo.3', 'momo.2', 'momo.4')]
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Protocol

from ..catalogue import Part
from ..languages import N_, today
from .labels import BLANKS
from .reference_data import ReferenceData, load_reference
from .schema import Provider, StepDefinition, blanks

UNVERIFIED = N_("wallet.amber.unverified")
OLD = N_("wallet.amber.old")
SECONDHAND = N_("wallet.amber.secondhand")
RECHECK = N_("wallet.amber.recheck")
GONE = N_("wallet.amber.gone")
DATE_UNKNOWN = N_("wallet.amber.date_unknown")
NUMBER = N_("wallet.amber.number")
LAW_ENDED = N_("wallet.amber.law_ended")

REVIEW: Mapping[str, str] = {
    "fees": "review_fee_days",
    "speaker": "review_fee_days",
    "review_time": "review_fee_days",
    "hotline": "review_hotline_days",
    "provider_page": "review_page_days",
    "press": "review_page_days",
    "secondary_copy": "review_page_days",
    "memory": "review_page_days",
}
"""After how many days a fact of this kind is read again, by rule; a kind not here (law) holds until changed."""


class Fact(Protocol):
    """What steps, cells of the comparison and provider facts have in common."""

    @property
    def source(self) -> tuple[str, ...]: ...
    @property
    def verified(self) -> bool | None: ...
    @property
    def as_of(self) -> date: ...


def read_by(as_of: date, day: date, reference: ReferenceData, kind: str = "provider_page") -> date | None:
    """The day by which a fact of this kind read on `as_of` should be read again; None: it holds until changed."""
    key = REVIEW.get(kind)
    return as_of + timedelta(days=reference.days(key, day)) if key else None


def is_old(as_of: date, day: date, reference: ReferenceData, kind: str = "provider_page") -> bool:
    """Whether a fact of this kind should have been read again before `day`."""
    last = read_by(as_of, day, reference, kind)
    return last is not None and day > last


def doubts_about(
    fact: Fact,
    reference: ReferenceData,
    day: date,
    *,
    kind: str = "",
    law: Iterable[str] = (),
    texts: Iterable[str] = (),
) -> tuple[str, ...]:
    """The reasons to read the official page again today, as codes; empty when the fact stands.

    `kind`: a key of REVIEW; if empty the basis of a step, else `provider_page`; `law`: the laws it rests on; `texts`:
    its sentences before their numbers are filled in.
    """
    if fact.verified is None:
        return ()
    kind = kind or getattr(fact, "basis", "provider_page")
    pages = [reference.sources[name] for name in fact.source]
    laws = [reference.laws[name.partition(".")[0]] for name in law]
    secondhand = bool(pages) and all(page.grade == "C" for page in pages)
    numbers = [reference.rule(key, day) for text in texts for key in blanks(text)]
    doubts = {
        UNVERIFIED: not fact.verified,
        OLD: is_old(fact.as_of, day, reference, kind),
        GONE: any(page.gone is not None and page.gone <= day for page in pages),
        SECONDHAND: secondhand,
        RECHECK: bool(getattr(fact, "recheck", False)) and bool(fact.verified) and not secondhand,
        DATE_UNKNOWN: any(not each.sure for each in laws),
        LAW_ENDED: any(each.ended is not None and each.ended <= day for each in laws),
        NUMBER: any(rule and rule.verified is False for rule in numbers),
    }
    return tuple(code for code, so in doubts.items() if so)


class UpkeepState(Part, frozen=True, kw_only=True):
    """How one file stands on a day: step ids that are old, unverified or doubtful for any reason, and its blanks."""

    code: str
    name: str
    stale: tuple[str, ...]
    unverified: tuple[str, ...]
    doubts: Mapping[str, tuple[str, ...]]
    blanks: tuple[str, ...]
    oldest: date


class Review(Part, frozen=True, kw_only=True):
    """One fact to read again: whose, which, of what kind, when it was read and by when it is due again."""

    code: str
    item: str
    kind: str
    as_of: date
    read_by: date
    url: str


def upkeep(day: date | None = None, *, reference: ReferenceData | None = None) -> list[UpkeepState]:
    """The common steps, each account class, then each provider, in order of code."""
    reference, day = reference or load_reference(), day or today()
    common = _state("common", "", (*reference.before, *reference.after), (), reference, day)
    classes = [_state(code, each.name.vi, each.steps, (), reference, day) for code, each in reference.classes.items()]
    providers = [
        _state(code, each.name, each.steps, provider_blanks(each), reference, day)
        for code, each in reference.providers.items()
    ]
    return [common, *classes, *providers]


def reviews(day: date | None = None, *, reference: ReferenceData | None = None) -> list[Review]:
    """Every fact that ages, the one to read first at the front."""
    reference, day = reference or load_reference(), day or today()
    return sorted(_reviews(reference, day), key=lambda review: (review.read_by, review.code, review.item))


def _reviews(reference: ReferenceData, day: date) -> Iterator[Review]:
    groups = {"common": ("", (*reference.before, *reference.after))}
    groups |= {code: ("", each.steps) for code, each in reference.classes.items()}
    groups |= {code: (each.url, each.steps) for code, each in reference.providers.items()}
    for code, (url, steps) in groups.items():
        for step in steps:
            last = read_by(step.as_of, day, reference, step.basis)
            if last and step.verified is not None:
                pages = [reference.sources[name].url for name in step.source]
                yield Review(
                    code=code, item=step.id, kind=step.basis, as_of=step.as_of, read_by=last, url=(pages or [url])[0]
                )
    for code, provider in reference.providers.items():
        for key in BLANKS:
            statement = getattr(provider, key)
            last = read_by(statement.as_of, day, reference, key) if statement else None
            if last:
                yield Review(code=code, item=key, kind=key, as_of=statement.as_of, read_by=last, url=provider.url)


def provider_blanks(provider: Provider) -> tuple[str, ...]:
    """What nobody has read on an official page of this provider yet."""
    return tuple(key for key in BLANKS if getattr(provider, key) is None)


def _state(
    code: str,
    name: str,
    steps: Iterable[StepDefinition],
    blank: tuple[str, ...],
    reference: ReferenceData,
    day: date,
) -> UpkeepState:
    published = [step for step in steps if step.verified is not None]
    doubts = {step.id: doubts_about(step, reference, day, law=step.law, texts=texts(step)) for step in published}
    return UpkeepState(
        code=code,
        name=name,
        stale=tuple(step.id for step in published if is_old(step.as_of, day, reference, step.basis)),
        unverified=tuple(key for key, codes in doubts.items() if UNVERIFIED in codes),
        doubts={key: codes for key, codes in doubts.items() if codes},
        blanks=blank,
        oldest=min((step.as_of for step in published), default=day),
    )


def texts(step: StepDefinition) -> list[str]:
    """A step's sentences as the file has them, numbers not filled in."""
    return [step.title.vi, *(note.text.vi for note in step.notes)]
