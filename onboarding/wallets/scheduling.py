"""When each step is due: now, after others, waiting on the provider, done; and the last day the law gives.

>>> from onboarding.wallets.reference_data import load_reference
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
from typing import Literal, NamedTuple

from .applicability import CandidateStep
from .labels import STOPS
from .plan import Plan
from .reference_data import ReferenceData
from .schema import Answers
from .visit_notes import Reading

CHOICE = "b7.choose"
"""The step that chooses the provider; it is stopped when the provider cannot serve the vendor."""

Due = Literal["now", "later", "waiting", "done"]


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
