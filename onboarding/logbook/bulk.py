"""Records evidence of businesses nobody has seen, many at once: one statement a table, one sum for all.

What `recording.record` does for each, without looking anything up; the caller has looked. Should another writer have
been quicker with any of it, nothing is written and the caller records one by one.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from ..business import COUNTS_FROM, Keeps, Rung
from ..store.schema.logbook import business, event, mark, match_key
from ..store.sql import load_new
from . import aggregates
from .entry import BusinessSnapshot, Entry, redact_business
from .recording import event_row, marks, new_business_row

_SUMMED = ("commune", "units", "rung", "day", "team", "trade", "wallet")
"""What sums are kept by; evidence alike in all of it is added at once."""


class Evidence(Protocol):
    """What is asked of evidence before it may be recorded so."""

    @property
    def rung(self) -> Rung: ...
    @property
    def commune(self) -> str: ...
    @property
    def phone(self) -> str: ...


def fits(evidence: Sequence[Evidence], records: int) -> bool:
    """Whether all that is said of one business is evidence of different rungs that stand for no other, in one commune
    and under one phone."""
    rungs = {one.rung for one in evidence}
    same = len({(one.commune, one.phone) for one in evidence}) == 1
    return len(evidence) == records == len(rungs) and same and all(rung.step <= COUNTS_FROM.step for rung in rungs)


class _Redaction:
    """What a consent leaves of businesses, worked out once where it leaves neither person nor phone."""

    def __init__(self) -> None:
        self._blank: dict[int, dict[str, Any] | None] = {}

    def of(self, about: BusinessSnapshot) -> dict[str, Any]:
        key = id(about.consent)
        if key not in self._blank:
            named = about.consent.agreed("visit") or about.consent.allows(Keeps.PHONE)
            self._blank[key] = None if named else redact_business(about)
        blank = self._blank[key]
        return redact_business(about) if blank is None else {**blank, "trade": about.trade, "wallet": about.wallet}


def record_new(conn: Connection, entries: Sequence[Entry], hashed: Callable[[str], str], now: datetime) -> bool:
    """Write entries of businesses new to the store, agreed to be counted; False, and nothing, where one was not new.

    `hashed` gives a phone number's keyed hash.
    """
    businesses: dict[str, dict[str, Any]] = {}
    kept = _Redaction()
    events, known, keys = [], dict[tuple[str, str], dict[str, Any]](), dict[str, dict[str, Any]]()
    for entry in sorted(entries, key=lambda entry: (entry.happened_at, entry.rung.step)):
        about = entry.about
        if about is None:
            return False
        phone = hashed(about.phone) if about.phone and not about.distinct else ""
        subject = phone or entry.business_id
        row = businesses.setdefault(entry.business_id, new_business_row(entry, about, subject, kept.of(about)))
        row["rung"] = max(Rung(row["rung"]), entry.rung, key=lambda rung: rung.step).value
        events.append({**event_row(entry, subject, entry.rung, about), "seen": dict(entry.seen)})
        for value in (entry.business_id, phone):
            if value:
                keys[value] = {
                    "value": value, "subject_key": subject, "commune": entry.commune, "withdrawn_at": None
                }  # fmt: skip
        known |= {(row["business_id"], row["value"]): row for row in marks(entry, hashed)}
    found = ((match_key, [*keys.values()]), (business, [*businesses.values()]), (mark, [*known.values()]))
    if not load_new(conn, *found, (event, events)):
        return False
    alike = Counter(tuple(row[name] for name in _SUMMED) for row in events)
    moved = [(dict(zip(_SUMMED, key, strict=True)), n) for key, n in alike.items()]
    aggregates.add(conn, (delta for row, n in moved for delta in aggregates.deltas_of(row, n, now)))
    return True
