"""Schema of the TOML files: account classes, providers and their steps, laws, numbers, sources, documents.

>>> Rule(value=100_000_000, unit="vnd", as_of=date(2026, 11, 24)).written("vi")
'100 triệu đồng'
>>> blanks("trên {tax_free_revenue_vnd_year} một năm")
('tax_free_revenue_vnd_year',)
"""

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Literal

import msgspec

from ..catalogue import Part, Record, Words
from ..languages import day, money, number, say
from .answers import ALWAYS, When

Who = Literal[
    "vendor_on_own_device",
    "vendor_with_helper_beside",
    "vendor_at_counter",
    "vendor_on_paper",
    "helper",
    "provider",
]
Way = Literal["together", "own_phone", "any_phone", "team_phone", "counter", "post", "paper", "team", "provider"]
"""How a step is done. `own_phone` is the vendor's smartphone, `any_phone` works on a keypad phone too (SMS, USSD);
`team_phone` only shows a page to read: nobody signs in on it."""

NEEDS_SMARTPHONE: frozenset[str] = frozenset({"own_phone"})
USUAL_WAY: Mapping[str, Way] = {
    "vendor_on_own_device": "own_phone",
    "vendor_with_helper_beside": "together",
    "vendor_at_counter": "counter",
    "vendor_on_paper": "paper",
    "helper": "team",
    "provider": "provider",
}
"""The way of a step that names none, by who does it."""

Basis = Literal["law", "official_advice", "provider_page", "press", "secondary_copy", "memory", "project_procedure"]
Grade = Literal["A", "B", "C"]
NOTHING = Words(vi="")


def blanks(text: str) -> tuple[str, ...]:
    """The names of the numbers a text asks for."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name) if "{" in text else ()


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

    def written(self, language: str) -> str:
        """The value as people write it: "100 triệu đồng", "3", "31/07"."""
        if self.unit == "vnd":
            if isinstance(self.value, tuple):
                low, high = (_dong(value, language) for value in self.value)
                return say(language, "từ {low} đến {high}", low=low, high=high)
            return _dong(int(self.value), language)
        if self.unit == "date":
            return day(date.fromisoformat(str(self.value)), language)
        if self.unit == "month_day":
            month, _, date_of_month = str(self.value).partition("-")
            return f"{date_of_month}/{month}" if language == "vi" else f"{date_of_month}-{month}"
        if self.unit == "share":
            return f"{number(float(str(self.value)) * 100, language)}%"
        return str(self.value)


def _dong(value: int, language: str) -> str:
    if value >= 10**9 and value % 10**8 == 0:
        return say(language, "{n} tỷ đồng", n=number(value / 10**9, language))
    if value >= 10**6 and value % 10**5 == 0:
        return say(language, "{n} triệu đồng", n=number(value / 10**6, language))
    return money(value, language)


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
