"""Schema of the TOML files: answers, conditions, steps, account classes, providers, laws, rules, sources, documents.

>>> Answers.from_json({"registered_hkd": False, "exempt_from_registration": True}).missing
('revenue_band', 'phone_type', 'sells_on_platform')
>>> Answers.from_json({"phone_type": "nokia"})
Traceback (most recent call last):
onboarding.errors.OnboardingError: checklist.wrong_fact {...}
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from ..catalogue import Part, Record, Words
from ..errors import OnboardingError

FIVE = ("registered_hkd", "exempt_from_registration", "revenue_band", "phone_type", "sells_on_platform")
"""The answers that decide; one that is missing was not asked yet, and what depends on it waits for it."""

CONTRADICTIONS = (
    ({"registered_hkd": True}, {"exempt_from_registration": True}),
    ({"registered_hkd": False}, {"account_name": "household"}),
    ({"registered_hkd": True}, {"needs_online_registration": True}),
    ({"revenue_band": "le_1bn"}, {"crossed_on": ...}),
)
"""Pairs of answers that cannot both be true (`...`: any value); they are asked again, never guessed between."""

Who = Literal["vendor_on_own_device", "vendor_with_helper_beside", "vendor_at_counter", "helper", "provider"]
Way = Literal["together", "own_phone", "any_phone", "team_phone", "counter", "post", "paper", "team", "provider"]
"""How a step is done. `own_phone` is the vendor's smartphone, `any_phone` works on a keypad phone too (SMS, USSD);
`team_phone` only shows a page to read: nobody signs in on it."""

NEEDS_SMARTPHONE: frozenset[str] = frozenset({"own_phone"})
USUAL_WAY: Mapping[str, Way] = {
    "vendor_on_own_device": "own_phone",
    "vendor_with_helper_beside": "together",
    "vendor_at_counter": "counter",
    "helper": "team",
    "provider": "provider",
}
"""The way of a step that names none, by who does it."""

Basis = Literal["law", "official_advice", "provider_page", "press", "secondary_copy", "memory", "project_procedure"]
Grade = Literal["A", "B", "C"]
NOTHING = Words(vi="")


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


class Note(Part, frozen=True, kw_only=True):
    """A remark shown with a step when its condition holds."""

    text: Words
    when: When = ALWAYS
    source: tuple[str, ...] = ()


class Statement(Part, frozen=True, kw_only=True):
    """What a page says about a provider or an account. Fees, days and hotlines nobody verified stay blank.

    `local`: who in the commune corrected it, empty for what the kit ships.
    """

    text: Words
    source: tuple[str, ...] = ()
    verified: bool = False
    as_of: date
    local: str = ""


class StepDefinition(Part, frozen=True, kw_only=True):
    """One step as a file defines it. A document ending in `?` is only for those who have it.

    `needs`, `gives`: what must be there before and what is there after (an account, an agreement, a document's code);
    a step `gives` at least one thing, and nothing is given twice in one plan. `replaces`: stands in the place of these
    steps and gives what they gave. `extends`: adds its notes, documents and pages to that step and is no step itself.
    `ways`: how it may be done, the usual one first. `verified`: True a public page says so, False from memory, left
    out for this kit's own procedure. `blocks`: must be done before anything of the account begins.
    """

    id: str
    title: Words
    who: Who
    ways: tuple[Way, ...] = ()
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    extends: str = ""
    documents: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    verified: bool | None = None
    basis: Basis
    as_of: date
    recheck: bool = False
    when: When = ALWAYS
    blocks: bool = False
    always: bool = False
    last: bool = False
    by: Literal["", "einvoice", "revenue", "account_notice"] = ""
    stops: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


class CommonSteps(Part, frozen=True, kw_only=True):
    """A file that is only steps: what comes before every provider, and after."""

    steps: tuple[StepDefinition, ...]


class AccountClass(Record, frozen=True, kw_only=True):
    """A kind of account in law: whom it fits, and its steps whatever the provider."""

    name: Words
    fits: When = ALWAYS
    limit: Statement
    steps: tuple[StepDefinition, ...]


class Provider(Record, frozen=True, kw_only=True):
    """Who keeps the account. The first of `classes` that fits the answers is opened. `operator`: needs its SIM."""

    name: str
    kind: Literal["e_wallet", "payment_gateway", "mobile_money", "bank"]
    classes: tuple[str, ...]
    url: str = ""
    operator: Literal["", "viettel", "vinaphone", "mobifone"] = ""
    fees: Statement | None = None
    review_time: Statement | None = None
    hotline: Statement | None = None
    speaker: Statement | None = None
    facts: tuple[Statement, ...] = ()
    steps: tuple[StepDefinition, ...]


class Account(Part, frozen=True, kw_only=True):
    """A row of the comparison: one kind of account and what it means for the vendor."""

    code: str
    name: Words
    classes: tuple[str, ...]
    fits: When = ALWAYS
    law: tuple[str, ...] = ()
    papers: tuple[str, ...]
    cap: Statement
    above: Statement
    bank_account: Statement
    smartphone: Statement
    speaker: Statement


class Accounts(Part, frozen=True, kw_only=True):
    """The rows of the comparison, in a fixed order that ranks nothing."""

    accounts: tuple[Account, ...]


class Law(Part, frozen=True, kw_only=True):
    """A legal text: in force from `effective`, some of its parts from another day. `sure`: that day was read.

    `ended`: the day another text took its place.
    """

    title: str
    topic: Words
    effective: date
    parts: Mapping[str, date] = {}
    sure: bool = True
    ended: date | None = None
    source: tuple[str, ...]


class Rule(Part, frozen=True, kw_only=True):
    """A number with the day it holds from; the only place where texts get their numbers."""

    value: int | float | bool | str | tuple[int, ...]
    unit: Literal["vnd", "days", "share", "date", "month_day", "text", "flag"]
    since: date | None = msgspec.field(default=None, name="from")
    sure: bool = True
    source: tuple[str, ...] = ()
    verified: bool | None = None
    as_of: date
    note: Words = NOTHING


class Source(Part, frozen=True, kw_only=True):
    """A page somebody read: grade A official, B answerable for it, C a copy or too old. `gone`: no longer there."""

    url: str
    publisher: str
    day: str = msgspec.field(name="date")
    grade: Grade
    note: str = ""
    gone: date | None = None


class Document(Part, frozen=True, kw_only=True):
    """A document the vendor brings. The kit keeps a tick at most."""

    name: Words
    short: Words
    sensitive: bool
    keeps: Words
    when: When = ALWAYS
