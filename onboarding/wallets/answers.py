"""What a visit tells the checklist: answers about the business, conditions on them, and the notes beside a step.

>>> Answers.from_json({"registered_hkd": False, "exempt_from_registration": True}).missing
('revenue_band', 'phone_type', 'sells_on_platform')
>>> Answers.from_json({"phone_type": "nokia"})
Traceback (most recent call last):
onboarding.errors.OnboardingError: checklist.wrong_fact {...}
>>> must = When(all=Answers(registered_hkd=False, exempt_from_registration=False))
>>> judge(must, Answers(registered_hkd=False))
Verdict(holds=None, asks=('exempt_from_registration',), because='')
>>> judge(must, Answers(registered_hkd=False, exempt_from_registration=True)).because
'wallet.because.exempt'
>>> read_notes({"momo.1": {"read": "phí 0 đồng", "read_on": "2026-11-24"}})["momo.1"].read_on
datetime.date(2026, 11, 24)
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

import msgspec

from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import N_, clean
from .labels import STOPS

FIVE = ("registered_hkd", "exempt_from_registration", "revenue_band", "phone_type", "sells_on_platform")
"""The answers that decide; one that is missing was not asked yet, and what depends on it waits for it."""

CONTRADICTIONS = (
    ({"registered_hkd": True}, {"exempt_from_registration": True}),
    ({"registered_hkd": False}, {"account_name": "household"}),
    ({"exempt_from_registration": True}, {"account_name": "household"}),
    ({"registered_hkd": True}, {"needs_online_registration": True}),
    ({"revenue_band": "le_1bn"}, {"crossed_on": ...}),
)
"""Pairs of answers that cannot both be true (`...`: any value); they are asked again, never guessed between."""

BECAUSE = {
    ("registered_hkd", True): N_("wallet.because.not_registered"),
    ("registered_hkd", False): N_("wallet.because.registered"),
    ("exempt_from_registration", True): N_("wallet.because.must_register"),
    ("exempt_from_registration", False): N_("wallet.because.exempt"),
    ("revenue_band", "le_1bn"): N_("wallet.because.above_threshold"),
    ("revenue_band", "gt_1bn"): N_("wallet.because.below_threshold"),
    ("phone_type", "smartphone"): N_("wallet.because.feature_phone"),
    ("phone_type", "feature"): N_("wallet.because.has_smartphone"),
    ("sells_on_platform", True): N_("wallet.because.no_platform"),
    ("sells_on_platform", False): N_("wallet.because.on_platform"),
    ("needs_online_registration", True): N_("wallet.because.registers_at_office"),
}
"""Why a condition fails, by the answer it wanted."""

NOT_SO = N_("wallet.because.not_so")

LONGEST_NOTE = 300
"""Letters of a note that are kept."""

MOST_DIGITS = 8
"""Longer runs of digits in a note may be an identity or account number, and are not kept."""


class Answers(Part, frozen=True, kw_only=True):
    """Answers about the business. After the five stand answers that only refine; missing, they count as no."""

    exempt_from_registration: bool | None = None
    registered_hkd: bool | None = None
    revenue_band: Literal["le_1bn", "gt_1bn"] | None = None
    phone_type: Literal["smartphone", "feature"] | None = None
    sells_on_platform: bool | None = None
    needs_online_registration: bool | None = None
    operator: Literal["viettel", "vinaphone", "mobifone", "other"] | None = None
    account_name: Literal["household", "person"] | None = None
    started_on: date | None = None
    crossed_on: date | None = None

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> "Answers":
        """The answers, or an OnboardingError `checklist.wrong_fact` that names the one that does not fit."""
        try:
            return msgspec.convert(dict(facts), cls)
        except msgspec.ValidationError as error:
            reason, _, where = str(error).partition(" - at `")
            field = where.rstrip("`").removeprefix("$.") or reason.rpartition("`")[0].rpartition("`")[2]
            raise OnboardingError("checklist.wrong_fact", field=field, answer=field, reason=reason) from error

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of the five were not asked yet; whether a trade is exempt matters to the unregistered only."""
        needless = "exempt_from_registration" if self.registered_hkd else ""
        return tuple(name for name in FIVE if getattr(self, name) is None and name != needless)

    @property
    def contradiction(self) -> tuple[str, str] | None:
        """The first two answers that cannot both be true, by name."""
        for pair in CONTRADICTIONS:
            named = [(name, wanted) for part in pair for name, wanted in part.items()]
            if all(self._is(name, wanted) for name, wanted in named):
                return named[0][0], named[1][0]
        return None

    def _is(self, name: str, wanted: object) -> bool:
        given = getattr(self, name)
        return given is not None and wanted in (..., given)

    def consistent(self) -> "Answers":
        """The same, or an OnboardingError `checklist.contradiction` that names both answers."""
        if pair := self.contradiction:
            raise OnboardingError("checklist.contradiction", field=pair[1], other=pair[0], answer=pair[1])
        return self

    def settled(self) -> "Answers":
        """The same, with what follows from an exempt trade: not registered, unless the vendor says otherwise."""
        if self.exempt_from_registration and self.registered_hkd is None:
            return msgspec.structs.replace(self, registered_hkd=False)
        return self


class When(Part, frozen=True, kw_only=True):
    """Holds when every answer in `all` is given so, and at least one in `any` (an empty `any` asks nothing)."""

    all: Answers = Answers()
    any: Answers = Answers()


ALWAYS = When()


class Verdict(NamedTuple):
    """`holds`: True, False (then `because`), or None (then `asks` names the answers it waits for)."""

    holds: bool | None
    asks: tuple[str, ...] = ()
    because: str = ""


YES = Verdict(True)


def judge(when: When, answers: Answers) -> Verdict:
    """All of `when.all`, and one of `when.any` if it names any."""
    each = [_judge_answer(name, wanted, answers) for name, wanted in _wanted(when.all)]
    either = [_judge_answer(name, wanted, answers) for name, wanted in _wanted(when.any)]
    return _every([*each, _some(either)] if either else each)


def _wanted(part: Answers) -> list[tuple[str, object]]:
    named = ((name, getattr(part, name)) for name in part.__struct_fields__)
    return [(name, wanted) for name, wanted in named if wanted is not None]


def _judge_answer(name: str, wanted: object, answers: Answers) -> Verdict:
    given = getattr(answers, name)
    if given is None and name in FIVE:
        return Verdict(None, (name,))
    return YES if given == wanted else Verdict(False, (), BECAUSE.get((name, wanted), NOT_SO))


def _every(verdicts: list[Verdict]) -> Verdict:
    no = next((verdict for verdict in verdicts if verdict.holds is False), None)
    if no:
        return no
    asks = tuple(name for verdict in verdicts for name in verdict.asks)
    return Verdict(None, asks) if asks else YES


def _some(verdicts: list[Verdict]) -> Verdict:
    if any(verdict.holds for verdict in verdicts):
        return YES
    asks = tuple(name for verdict in verdicts for name in verdict.asks)
    return Verdict(None, asks) if asks else verdicts[0]


class Reading(Part, frozen=True, kw_only=True):
    """`stop`: a code of STOPS; `read`, `read_on`: what was read and on which day; `on`: the day it was ticked."""

    stop: str = ""
    read: str = ""
    read_on: date | None = None
    on: date | None = None


def read_notes(notes: Mapping[str, Mapping[str, str]]) -> dict[str, Reading]:
    """Notes by step id, or an OnboardingError `checklist.wrong_note` that names the step."""
    return {step: _read(step, note) for step, note in notes.items()}


def _read(step: str, note: Mapping[str, str]) -> Reading:
    try:
        reading = msgspec.convert({key: value for key, value in note.items() if value}, Reading)
    except msgspec.ValidationError as error:
        raise OnboardingError("checklist.wrong_note", field=step, reason=str(error)) from error
    if reading.stop and reading.stop not in STOPS:
        raise OnboardingError("checklist.wrong_note", field=step, reason=reading.stop)
    return msgspec.structs.replace(reading, read=without_numbers(clean(reading.read, LONGEST_NOTE), _most(step)))


def _most(step: str) -> int:
    """A support number the member read may be as long as a telephone number."""
    return 11 if step.endswith(".hotline") else MOST_DIGITS


def without_numbers(text: str, most: int = MOST_DIGITS) -> str:
    """A note without what could be an identity, account or card number; amounts with dots stay.

    >>> without_numbers("phí 1.000.000 đồng, thẻ 001 099 000 001")
    'phí 1.000.000 đồng, thẻ …'
    """
    return re.sub(rf"\d(?:[ \-]?\d){{{most},}}", "…", text)
