"""The checklist of one vendor with one provider: who does what and how, when, with which documents, on what law.

>>> facts = {"registered_hkd": False, "exempt_from_registration": True, "phone_type": "smartphone"}
>>> listed = checklist("momo", facts, day=date(2026, 11, 24))
>>> listed.ask_first
('revenue_band', 'sells_on_platform')
>>> [step.id for step in listed.next_steps()]
['b1.consent', 'b2.profile', 'b3.cccd']
>>> [(step.id, step.because) for step in listed.hidden if step.id in ("b6.register", "o1.docs")]
[('b6.register', 'wallet.because.exempt'), ('o1.docs', 'wallet.because.other_class')]
>>> reference = load_reference()
>>> deadline("einvoice", Answers(crossed_on=date(2026, 11, 1)), reference, date(2026, 11, 24))
datetime.date(2027, 1, 30)
>>> deadline("revenue", Answers(), reference, date(2026, 11, 24))
datetime.date(2027, 1, 31)
>>> deadline("account_notice", Answers(started_on=date(2026, 9, 1)), reference, date(2026, 11, 24))
datetime.date(2027, 1, 31)
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from ..catalogue import Part, Words
from ..languages import day as day_text
from ..languages import say, today
from .answers import Answers, Reading, read_notes
from .applicability import CandidateStep, Stage
from .freshness import doubts_about, is_old
from .plan import Due, Plan, StepStatus, plan, schedule
from .reference_data import ReferenceData, load_reference
from .schema import Note, Way, Who

NEXT = 3
"""How many steps a vendor is sent home with: more than three are not remembered."""


class Step(Part, frozen=True, kw_only=True):
    """One step as it stands for this vendor today.

    `how` is how it is done, `ways` every way it may be done with this phone. `due`: now; later (`blocked_by` names the
    steps to do first); waiting (on the provider); done. `documents` are codes, those also in `optional` only for who
    has them. `gives`: what is there when it is done. `stale`: read too long ago. `doubts`: every reason to read the
    official page again. `stop`: why it cannot go on today, of the `stops` it may have. `by`: the last day the law
    gives, `overdue` when it has passed. `read`, `read_on`: what the member read on the official page, and when.
    """

    id: str
    title: Words
    who: Who
    how: Way
    ways: tuple[Way, ...]
    due: Due
    stage: Stage
    documents: tuple[str, ...]
    optional: tuple[str, ...]
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    law: tuple[str, ...]
    source: tuple[str, ...]
    verified: bool | None
    basis: str
    as_of: date
    stale: bool
    doubts: tuple[str, ...]
    blocked_by: tuple[str, ...]
    stop: str
    stops: tuple[str, ...]
    by: date | None
    overdue: bool
    read: str
    read_on: date | None
    notes: tuple[Note, ...]


class Hidden(Part, frozen=True, kw_only=True):
    """A step that does not apply, and the code of the sentence that says why (its blanks in `details`)."""

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
    """The steps in order, those that do not apply, and the answers to ask for first.

    `unsuitable`: the code of why this provider cannot serve the vendor, or empty.
    """

    provider: str
    day: date
    steps: tuple[Step, ...]
    hidden: tuple[Hidden, ...]
    ask_first: tuple[str, ...] = ()
    unsuitable: str = ""

    def step(self, name: str) -> Step | None:
        """The step of that id, if it applies."""
        return next((step for step in self.steps if step.id == name), None)

    def next_steps(self, most: int = NEXT, *, vendor_only: bool = False) -> tuple[Step, ...]:
        """The first undone steps, in order; `vendor_only` without those the team or the provider does."""
        undone = (step for step in self.steps if step.due != "done" and step.who != "provider")
        return tuple(step for step in undone if not vendor_only or step.who != "helper")[:most]


def checklist(
    provider: str,
    facts: Mapping[str, Any],
    *,
    done: Collection[str] = (),
    notes: Mapping[str, Mapping[str, str]] | None = None,
    day: date | None = None,
    reference: ReferenceData | None = None,
) -> Checklist:
    """The checklist with `provider`, from the answers (`facts`), what is ticked and what was noted, on a day.

    `facts`: CONTRACT's five answers, any of them missing; `done`: step ids; `notes`: by step id, `{"stop": CODE}`
    why it cannot go on, `{"read": text, "read_on": ISO day}` what the member read on the official page.

    Raises OnboardingError `wallet.unknown_provider`, `checklist.wrong_fact`, `checklist.contradiction`,
    `checklist.wrong_note`.
    """
    reference, day = reference or load_reference(), day or today()
    answers, readings = Answers.from_json(facts).consistent().settled(), read_notes(notes or {})
    ordered = plan(reference, reference.provider(provider), answers, day)
    statuses = schedule(ordered, done, readings)
    steps = tuple(
        _step(c, statuses[c.step.id], readings.get(c.step.id, Reading()), reference, answers, day)
        for c in ordered.steps
    )
    return Checklist(
        provider=provider,
        day=day,
        steps=steps,
        hidden=_hidden(ordered, reference, day),
        ask_first=ordered.ask_first,
        unsuitable=ordered.unsuitable,
    )


def _hidden(ordered: Plan, reference: ReferenceData, day: date) -> tuple[Hidden, ...]:
    return tuple(
        Hidden(id=c.step.id, title=reference.fill(c.step.title, day), because=c.because, details=c.details)
        for c in ordered.excluded
    )


_AWAY_FROM_PHONE: Mapping[Way, Who] = {
    "counter": "vendor_at_counter",
    "post": "vendor_on_paper",
    "paper": "vendor_on_paper",
}


def _who(step_who: Who, how: Way) -> Who:
    """Who does it when done in that way: at a counter the vendor goes, by post or on paper the vendor writes."""
    if step_who == "vendor_on_own_device" and how in _AWAY_FROM_PHONE:
        return _AWAY_FROM_PHONE[how]
    return "vendor_with_helper_beside" if how == "team_phone" else step_who


def _step(
    candidate: CandidateStep,
    status: StepStatus,
    reading: Reading,
    reference: ReferenceData,
    answers: Answers,
    day: date,
) -> Step:
    definition = candidate.step
    stale, doubts = _trust(candidate, reading, reference, day)
    by = deadline(definition.by, answers, reference, day)
    return Step(
        id=definition.id,
        title=reference.fill(definition.title, day),
        who=_who(definition.who, candidate.ways[0]),
        how=candidate.ways[0],
        ways=candidate.ways,
        due=status.due,
        stage=candidate.stage,
        documents=candidate.documents,
        optional=candidate.optional,
        needs=tuple(sorted(candidate.needs)),
        gives=tuple(sorted(candidate.gives)),
        law=candidate.law,
        source=definition.source,
        verified=definition.verified,
        basis=definition.basis,
        as_of=definition.as_of,
        stale=stale,
        doubts=doubts,
        blocked_by=status.blocked_by,
        stop=status.stop,
        stops=definition.stops,
        by=by,
        overdue=by is not None and by < day and status.due != "done",
        read=reading.read,
        read_on=reading.read_on,
        notes=tuple(Note(text=reference.fill(note.text, day), source=note.source) for note in candidate.notes),
    )


def _trust(
    candidate: CandidateStep, reading: Reading, reference: ReferenceData, day: date
) -> tuple[bool, tuple[str, ...]]:
    """Whether it was read too long ago, and every doubt; neither when the member read the official page lately."""
    if reading.read_on is not None and not is_old(reading.read_on, day, reference):
        return False, ()
    definition = candidate.step
    sentences = [definition.title.vi, *(note.text.vi for note in candidate.notes)]
    doubts = doubts_about(definition, reference, day, law=candidate.law, texts=sentences)
    stale = definition.verified is not None and is_old(definition.as_of, day, reference, definition.basis)
    return stale, doubts


def deadline(kind: str, answers: Answers, reference: ReferenceData, day: date) -> date | None:
    """The day for a step's `by`, or None where the law names none or the answers do not tell."""
    if kind == "einvoice" and answers.crossed_on:
        days = reference.days("einvoice_days_after_crossing", day)
        return _quarter_end(answers.crossed_on) + timedelta(days=days)
    if kind == "revenue":
        return _next_notice(answers, reference, day)
    if kind == "account_notice" and answers.started_on:
        return _first_notice(answers.started_on, reference, day)
    return None


def _quarter_end(day: date) -> date:
    """The last day of the quarter: the 30 days run from the end of the tax period, not from the crossing."""
    month = (day.month - 1) // 3 * 3 + 4
    return date(day.year + month // 13, (month - 1) % 12 + 1, 1) - timedelta(days=1)


def _first_notice(started: date, reference: ReferenceData, day: date) -> date | None:
    """A new household sends the account notice with its first revenue notice; older ones had a last day in 2026."""
    last = reference.rule("account_notice_last_day", day)
    if last is not None and started.isoformat() < str(last.value)[:4]:
        return date.fromisoformat(str(last.value))
    half = started.month <= 6
    rule = reference.rule("revenue_notice_first_half" if half else "revenue_notice_yearly", day)
    return date.fromisoformat(f"{started.year + (not half)}-{rule.value}") if rule else None


def _next_notice(answers: Answers, reference: ReferenceData, day: date) -> date | None:
    keys = ["revenue_notice_yearly"]
    if answers.started_on and answers.started_on.year == day.year and answers.started_on.month <= 6:
        keys.append("revenue_notice_first_half")
    rules = [rule for key in keys if (rule := reference.rule(key, day))]
    days = [date.fromisoformat(f"{year}-{rule.value}") for rule in rules for year in (day.year, day.year + 1)]
    return min((each for each in days if each >= day), default=None)
