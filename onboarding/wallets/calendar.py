"""A calendar file (RFC 5545) of the days to come back, for her phone and for the member's.

Whole-day events with a reminder at eight in the morning; no name, number or address unless the caller says so.

>>> text = calendar([Event(day=date(2026, 12, 1), title="Tổ ghé lại; xem mã", uid="7f-first_week")],
...                 made=datetime(2026, 11, 24, 6, tzinfo=UTC))
>>> [line for line in text.split("\\r\\n") if line.startswith(("DTSTART", "SUMMARY"))]
['DTSTART;VALUE=DATE:20261201', 'SUMMARY:Tổ ghé lại\\\\; xem mã']
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from ..languages import clean


class Event(NamedTuple):
    """One day in the calendar. `uid` is the same at every export, so that an import does not double it."""

    day: date
    title: str
    uid: str
    note: str = ""


def calendar(events: Iterable[Event], *, made: datetime | None = None) -> str:
    """The text of an .ics file: CRLF, lines of at most 75 bytes, UTF-8."""
    stamp = (made or datetime.now(UTC)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//onboarding-kit//VI", "CALSCALE:GREGORIAN"]
    for event in events:
        lines += _event(event, stamp)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line))


def _event(event: Event, stamp: str) -> list[str]:
    title = _escape(event.title)
    return [
        "BEGIN:VEVENT",
        f"UID:{_escape(event.uid)}@onboarding-kit",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{title}",
        *([f"DESCRIPTION:{_escape(event.note)}"] if event.note else []),
        "TRANSP:TRANSPARENT",
        *("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT8H", f"DESCRIPTION:{title}", "END:VALARM"),
        "END:VEVENT",
    ]


def _escape(text: str) -> str:
    plain = clean(text, 1000).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\n", "\\n")


def _fold(line: str) -> list[str]:
    """Lines of at most 75 bytes, the later ones begun with a space, no letter cut in two."""
    folded, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 75:
            folded.append(" ")
            size = 1
        folded[-1] += letter
        size += width
    return folded
