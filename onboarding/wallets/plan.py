"""Plan of a checklist: provider steps merged in, topologically sorted, today's first, and when each step is due.

Every step gives at least one thing, and nothing is given twice, so no act is asked of the vendor twice under two
names. What an unanswered question decides is left out; `ask_first` names the question.

>>> from onboarding.wallets.reference_data import load_reference
>>> reference = load_reference()
>>> facts = Answers(registered_hkd=True, revenue_band="le_1bn", phone_type="smartphone", sells_on_platform=False)
>>> ordered = plan(reference, reference.providers["bidv"], facts, date(2026, 11, 24))
>>> [candidate.step.id for candidate in ordered.steps if candidate.stage == "class"]
['k1.docs', 'k2.bank', 'k4.app', 'k5.qr']
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

import msgspec

from ..errors import OnboardingError
from .answers import FIVE, Answers, Reading
from .applicability import CandidateStep, candidates
from .labels import STOPS
from .reference_data import ReferenceData
from .schema import Note, Provider

TODAY = frozenset({"together", "own_phone", "any_phone", "team_phone", "paper", "team"})
"""Ways that need nobody who is not at the stall: such steps come first."""

CHOICE = "b7.choose"
"""The step that chooses the provider; it is stopped when the provider cannot serve the vendor."""

Due = Literal["now", "later", "waiting", "done"]

_ACCOUNT = ("class", "provider")


class Plan(NamedTuple):
    """`steps` in order; `first` names, by step id, the steps to do before it; `ask_first` the unanswered questions.

    `unsuitable`: the code of why the provider cannot serve this vendor, or empty.
    """

    steps: tuple[CandidateStep, ...]
    excluded: tuple[CandidateStep, ...]
    first: Mapping[str, tuple[str, ...]]
    ask_first: tuple[str, ...]
    unsuitable: str


def plan(reference: ReferenceData, provider: Provider, answers: Answers, day: date) -> Plan:
    """The plan of one vendor with one provider on a day. `answers` must be settled.

    Raises OnboardingError `wallet.circular_steps` when the files ask for steps before each other.
    """
    judged, unsuitable = candidates(reference, provider, answers, day)
    pruned = _prune(_replaced(_extended(judged)), set(reference.documents), unsuitable)
    steps = [candidate for candidate in pruned if candidate.applies]
    first = {candidate.step.id: _before(candidate, steps) for candidate in steps}
    asked = {name for candidate in pruned if not candidate.because for name in candidate.asks}
    return Plan(
        steps=tuple(_ordered(steps, first)),
        excluded=tuple(candidate for candidate in pruned if candidate.because),
        first=first,
        ask_first=tuple(name for name in FIVE if name in (asked | set(answers.missing))),
        unsuitable=unsuitable,
    )


def _extended(judged: Sequence[CandidateStep]) -> list[CandidateStep]:
    """Each extension's words, documents and pages put on the step it extends."""
    extensions = [candidate for candidate in judged if candidate.step.extends]
    plain = {candidate.step.id: candidate for candidate in judged if not candidate.step.extends}
    for extension in extensions:
        target = plain.get(extension.step.extends)
        if target and not target.because and not extension.because:
            plain[target.step.id] = _extend(target, extension)
    return list(plain.values())


def _extend(target: CandidateStep, extension: CandidateStep) -> CandidateStep:
    step, more = target.step, extension.step
    merged = msgspec.structs.replace(
        step,
        source=tuple(dict.fromkeys((*step.source, *more.source))),
        recheck=step.recheck or more.recheck,
        stops=tuple(dict.fromkeys((*step.stops, *more.stops))),
    )
    return target._replace(
        step=merged,
        asks=tuple(dict.fromkeys((*target.asks, *extension.asks))),
        documents=tuple(dict.fromkeys((*target.documents, *extension.documents))),
        optional=tuple(dict.fromkeys((*target.optional, *extension.optional))),
        needs=target.needs | extension.needs,
        notes=(Note(text=more.title, source=more.source), *extension.notes, *target.notes),
    )


def _replaced(judged: Sequence[CandidateStep]) -> list[CandidateStep]:
    """Each replacement in the place of its targets: it takes over what they need and give, and what they wait for."""
    by_id = {candidate.step.id: candidate for candidate in judged}
    for candidate in judged:
        targets = [by_id[name] for name in candidate.step.replaces if name in by_id and not by_id[name].because]
        if candidate.because or not targets:
            continue
        gives = candidate.gives.union(*(target.gives for target in targets))
        needs = candidate.needs.union(*(target.needs for target in targets)) - gives
        asks = dict.fromkeys((*candidate.asks, *(ask for target in targets for ask in target.asks)))
        by_id[candidate.step.id] = candidate._replace(needs=needs, gives=gives, asks=tuple(asks))
        for target in targets:
            del by_id[target.step.id]
    return list(by_id.values())


def _prune(judged: Sequence[CandidateStep], documents: set[str], unsuitable: str) -> list[CandidateStep]:
    """Without steps whose need nobody gives: excluded with their giver, or waiting for the answer it waits for.

    A document nobody gives in this plan is one the vendor has.
    """
    pruned = list(judged)
    while True:
        given = frozenset[str]().union(*(candidate.gives for candidate in pruned if candidate.applies))
        changed = [_checked(candidate, pruned, given, documents, unsuitable) for candidate in pruned]
        if changed == pruned:
            return pruned
        pruned = changed


def _checked(
    candidate: CandidateStep,
    every: Sequence[CandidateStep],
    given: frozenset[str],
    documents: set[str],
    unsuitable: str,
) -> CandidateStep:
    lacking = candidate.needs - given if candidate.applies else frozenset()
    for need in sorted(lacking):
        givers = [other for other in every if need in (other.gives or other.step.gives)]
        asks = tuple(dict.fromkeys(ask for other in givers if not other.because for ask in other.asks))
        if asks:
            return candidate._replace(asks=asks)
        if need not in documents:
            because = unsuitable or next((other.because for other in givers if other.because), "")
            return candidate._replace(because=because or "wallet.because.not_so")
    return candidate


def _before(candidate: CandidateStep, steps: Sequence[CandidateStep]) -> tuple[str, ...]:
    """The ids of the steps to do before this one."""
    others = [other for other in steps if other is not candidate]
    return tuple(other.step.id for other in others if _comes_before(other, candidate))


def _comes_before(other: CandidateStep, candidate: CandidateStep) -> bool:
    if candidate.step.last:
        return not other.step.last
    blocks = other.step.blocks and candidate.stage in _ACCOUNT
    return blocks or bool(other.gives & candidate.needs)


def _ordered(steps: Iterable[CandidateStep], first: Mapping[str, tuple[str, ...]]) -> list[CandidateStep]:
    """Kahn's algorithm; of what is free, today's steps first, then in file order."""
    waiting, ordered = list(steps), list[CandidateStep]()
    placed: set[str] = set()
    while waiting:
        free = [candidate for candidate in waiting if placed.issuperset(first[candidate.step.id])]
        if not free:
            circle = ", ".join(candidate.step.id for candidate in waiting)
            raise OnboardingError("wallet.circular_steps", steps=circle)
        chosen = min(free, key=_not_today)
        waiting.remove(chosen)
        placed.add(chosen.step.id)
        ordered.append(chosen)
    return ordered


def _not_today(candidate: CandidateStep) -> bool:
    """A step for another place, or one the law gives time for."""
    return candidate.ways[0] not in TODAY or bool(candidate.step.by)


class StepStatus(NamedTuple):
    """Where a step stands: when it is due, the steps to do first, and the code of why it is stopped."""

    due: Due
    blocked_by: tuple[str, ...] = ()
    stop: str = ""


def schedule(plan: Plan, done: Collection[str], readings: Mapping[str, Reading]) -> dict[str, StepStatus]:
    """The status of every step by id. A stopped step is not done, whatever was ticked."""
    stops = {name: STOPS[reading.stop] for name, reading in readings.items() if reading.stop}
    if plan.unsuitable:
        stops[CHOICE] = plan.unsuitable
    undone = {c.step.id for c in plan.steps if c.step.id not in done or c.step.id in stops}
    halts = [c.step.id for c in plan.steps if c.step.blocks and c.step.id in stops]
    return {c.step.id: _status(c, plan, undone, stops, halts) for c in plan.steps}


def _status(
    candidate: CandidateStep, plan: Plan, undone: Collection[str], stops: Mapping[str, str], halts: list[str]
) -> StepStatus:
    """A stopped blocking step also holds up whatever comes after it in the plan."""
    name = candidate.step.id
    stop = stops.get(name, "")
    if name not in undone:
        return StepStatus("done")
    order = [other.step.id for other in plan.steps]
    before = [other for other in halts if order.index(other) < order.index(name)]
    blocked_by = tuple(other for other in order if other in undone and (other in plan.first[name] or other in before))
    if blocked_by:
        return StepStatus("later", blocked_by, stop)
    return StepStatus("waiting" if candidate.step.who == "provider" else "now", (), stop)
