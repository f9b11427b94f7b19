"""What to bring, who does what, what the law says today: her steps with one provider, and why others are not hers.

>>> hers = {"registered_hkd": False, "exempt_from_registration": True, "phone_type": "smartphone"}
>>> found = checklist("momo", hers, day=date(2026, 11, 24))
>>> [step.id for step in found.steps if step.due == "now"]
['b1.consent', 'b2.profile', 'b3.cccd', 'b4.sim', 'b7.choose', 'b8.reopen', 'a7.safety']
>>> [step.waits_for for step in found.steps if step.id == "b5.vneid"]
[('sells_on_platform',)]
>>> [(step.id, step.because) for step in found.hidden if step.id in ("b6.register", "o1.docs")]
[('b6.register', 'wallet.because.exempt'), ('o1.docs', 'wallet.because.exempt')]
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Literal

from ..catalogue import Part, Words
from ..languages import day as day_text
from ..languages import say
from .applicability import Candidate, plan
from .deadlines import deadline
from .freshness import amber, is_old
from .reference_data import Book, read_book
from .scheduling import Standing, stand
from .schema import Answers, Note, Who
from .visit_notes import Reading, read_notes

Due = Literal["now", "later", "waiting", "done"]


class Step(Part, frozen=True, kw_only=True):
    """One step as it stands for her today.

    `due`: now; later (`blocked_by` names the steps to do first); waiting (on the provider, or for the answers in
    `waits_for`); done. `stage`: before, class, provider or after. `documents` are codes of `documents()`, those also
    in `optional` only if she has them. `stale`: read too long ago. `amber`: every reason to read the page again.
    `stop`: why it cannot go on today, of the `stops` it may have. `by`: the last day the law gives.
    `read`, `read_on`: what the member read on the official page, and when.
    """

    id: str
    title: Words
    who: Who
    due: Due
    stage: Literal["before", "class", "provider", "after"]
    documents: tuple[str, ...]
    optional: tuple[str, ...]
    law: tuple[str, ...]
    source: tuple[str, ...]
    verified: bool | None
    basis: str
    as_of: date
    stale: bool
    amber: tuple[str, ...]
    blocked_by: tuple[str, ...]
    waits_for: tuple[str, ...]
    stop: str
    stops: tuple[str, ...]
    by: date | None
    read: str
    read_on: date | None
    notes: tuple[Note, ...]


class Hidden(Part, frozen=True, kw_only=True):
    """A step that is not hers, and the code of the sentence that says why (its blanks in `details`)."""

    id: str
    title: Words
    because: str
    details: Mapping[str, str] = {}

    def why(self, language: str) -> str:
        """The sentence that says why."""
        blanks = {
            key: day_text(date.fromisoformat(value), language) if key == "day" else value
            for key, value in self.details.items()
        }
        return say(language, self.because, **blanks)


class Checklist(Part, frozen=True, kw_only=True):
    """Her steps in order, and those that are not for her. `misfit`: why this provider cannot serve her, or empty."""

    provider: str
    day: date
    steps: tuple[Step, ...]
    hidden: tuple[Hidden, ...]
    misfit: str = ""

    def step(self, name: str) -> Step | None:
        """The step of that id, if it is hers."""
        return next((step for step in self.steps if step.id == name), None)


def checklist(
    provider: str,
    facts: Mapping[str, Any],
    *,
    done: Collection[str] = (),
    notes: Mapping[str, Mapping[str, str]] | None = None,
    day: date | None = None,
    book: Book | None = None,
) -> Checklist:
    """Her steps with `provider`, from what she answered (`facts`), what is ticked and what was noted, on a day.

    `facts`: CONTRACT's five answers, any of them missing; `done`: step ids; `notes`: by step id, `{"stop": CODE}`
    why it cannot go on, `{"read": text, "read_on": ISO day}` what the member read on the official page.

    Raises OnboardingError `wallet.unknown_provider`, `checklist.wrong_fact`, `checklist.wrong_note`.
    """
    book, day = book or read_book(), day or date.today()
    answers, readings = Answers.from_json(facts).settled(), read_notes(notes or {})
    found, misfit = plan(book, book.provider(provider), answers, day)
    standings = stand(found, done, readings, misfit)
    steps = tuple(
        _step(candidate, standings[candidate.item.id], readings.get(candidate.item.id, Reading()), book, answers, day)
        for candidate in found
        if not candidate.because
    )
    hidden = tuple(
        Hidden(id=one.item.id, title=book.fill(one.item.title, day), because=one.because, details=one.details)
        for one in found
        if one.because
    )
    return Checklist(provider=provider, day=day, steps=steps, hidden=hidden, misfit=misfit)


def _step(candidate: Candidate, standing: Standing, reading: Reading, book: Book, answers: Answers, day: date) -> Step:
    item = candidate.item
    fresh = reading.read_on is not None and not is_old(reading.read_on, day, book)
    notes = candidate.notes
    texts = [item.title.vi, *(note.text.vi for note in notes)]
    reasons = () if fresh else amber(item, book, day, recheck=item.recheck, law=candidate.law, texts=texts)
    return Step(
        id=item.id,
        title=book.fill(item.title, day),
        who=item.who,
        due=standing.due,
        stage=candidate.stage,
        documents=candidate.documents,
        optional=candidate.optional,
        law=candidate.law,
        source=item.source,
        verified=item.verified,
        basis=item.basis,
        as_of=item.as_of,
        stale=item.verified is not None and not fresh and is_old(item.as_of, day, book),
        amber=reasons,
        blocked_by=standing.blocked_by,
        waits_for=candidate.asks,
        stop=standing.stop,
        stops=item.stops,
        by=deadline(item.by, answers, book, day),
        read=reading.read,
        read_on=reading.read_on,
        notes=tuple(Note(text=book.fill(note.text, day), source=note.source) for note in notes),
    )
