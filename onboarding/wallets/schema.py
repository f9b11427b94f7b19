"""What the files of this room say: answers, conditions, steps, classes, providers, laws, numbers, sources, papers.

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

Who = Literal["vendor_on_own_device", "vendor_with_helper_beside", "vendor_at_counter", "helper", "provider"]
Basis = Literal["law", "official_advice", "provider_page", "press", "secondary_copy", "memory", "project_procedure"]
Grade = Literal["A", "B", "C"]
NOTHING = Words(vi="")


class Answers(Part, frozen=True, kw_only=True):
    """What she said about her business. After the five stand answers that only refine; missing, they count as no."""

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
            raise OnboardingError("checklist.wrong_fact", field=field, reason=reason) from error

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of the five were not asked yet; whether a trade is exempt matters to the unregistered only."""
        needless = "exempt_from_registration" if self.registered_hkd else ""
        return tuple(name for name in FIVE if getattr(self, name) is None and name != needless)

    def settled(self) -> "Answers":
        """The same, with what follows from an exempt trade: not registered, unless she says she is."""
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


class Told(Part, frozen=True, kw_only=True):
    """Something a page says about a provider or an account. Fees, days and hotlines nobody verified stay blank."""

    text: Words
    source: tuple[str, ...] = ()
    verified: bool = False
    as_of: date


class Item(Part, frozen=True, kw_only=True):
    """One step as a file brings it. A paper ending in `?` is only for those who have it.

    `verified`: True a public page says so, False from memory, left out for our own procedure.
    `blocks`: until it is ticked, nothing of the account may begin. `after`: what must be done before.
    """

    id: str
    title: Words
    who: Who
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
    after: Literal["", "account", "everything"] = ""
    by: Literal["", "einvoice", "revenue"] = ""
    stops: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


class Items(Part, frozen=True, kw_only=True):
    """A file that is only steps: what comes before every provider, and after."""

    steps: tuple[Item, ...]


class AccountClass(Record, frozen=True, kw_only=True):
    """A kind of account in law: whom it fits and its steps whatever the provider."""

    name: Words
    fits: When = ALWAYS
    limit: Told
    steps: tuple[Item, ...]


class Provider(Record, frozen=True, kw_only=True):
    """Who keeps the account. The first of `classes` that fits her answers is hers. `operator`: needs its SIM."""

    name: str
    kind: Literal["e_wallet", "payment_gateway", "mobile_money", "bank"]
    classes: tuple[str, ...]
    url: str
    operator: Literal["", "viettel", "vinaphone", "mobifone"] = ""
    fees: Told | None = None
    review_time: Told | None = None
    hotline: Told | None = None
    speaker: Told | None = None
    facts: tuple[Told, ...] = ()
    steps: tuple[Item, ...]


class Account(Part, frozen=True, kw_only=True):
    """A row of the comparison: one kind of account, and what it means for her."""

    code: str
    name: Words
    classes: tuple[str, ...]
    fits: When = ALWAYS
    law: tuple[str, ...] = ()
    papers: tuple[str, ...]
    cap: Told
    above: Told
    bank_account: Told
    smartphone: Told
    speaker: Told


class Accounts(Part, frozen=True, kw_only=True):
    """The rows of the comparison, in a fixed order that ranks nothing."""

    accounts: tuple[Account, ...]


class Law(Part, frozen=True, kw_only=True):
    """A legal text: in force from `effective`, some of its parts from another day. `sure`: that day was read."""

    title: str
    topic: Words
    effective: date
    parts: Mapping[str, date] = {}
    sure: bool = True
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
    """A paper she brings. The kit keeps a tick at most. `given_by`: the step that gets her one."""

    name: Words
    short: Words
    sensitive: bool
    keeps: Words
    when: When = ALWAYS
    given_by: str = ""
