"""What the member noted beside a step: why it cannot go on today, or what the official page said and when.

>>> read_notes({"momo.1": {"read": "phí 0 đồng", "read_on": "2026-11-24"}})["momo.1"].read_on
datetime.date(2026, 11, 24)
"""

import re
from collections.abc import Mapping
from datetime import date

import msgspec

from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import clean
from .labels import STOPS

LONGEST = 300
"""Letters of a note that are kept."""

MOST_DIGITS = 8
"""Longer runs of digits in a note may be an identity or account number, and are not kept."""


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
    return msgspec.structs.replace(reading, read=without_numbers(clean(reading.read, LONGEST), _most(step)))


def _most(step: str) -> int:
    """A support number the member read may be as long as a telephone number."""
    return 11 if step.endswith(".hotline") else MOST_DIGITS


def without_numbers(text: str, most: int = MOST_DIGITS) -> str:
    """A note without what could be an identity, account or card number; amounts with dots stay.

    >>> without_numbers("phí 1.000.000 đồng, thẻ 001 099 000 001")
    'phí 1.000.000 đồng, thẻ …'
    """
    return re.sub(rf"\d(?:[ \-]?\d){{{most},}}", "…", text)
