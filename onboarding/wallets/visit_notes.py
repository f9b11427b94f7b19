"""What the member noted beside a step: why it cannot go on today, or what the official page said and when.

>>> read_notes({"momo.1": {"read": "phí 0 đồng", "read_on": "2026-11-24"}})["momo.1"].read_on
datetime.date(2026, 11, 24)
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import clean
from .stops import STOPS

LONGEST = 300
"""Letters of a note that are kept."""


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
        found = msgspec.convert({key: value for key, value in note.items() if value}, Reading)
    except msgspec.ValidationError as error:
        raise OnboardingError("checklist.wrong_note", field=step, reason=str(error)) from error
    if found.stop and found.stop not in STOPS:
        raise OnboardingError("checklist.wrong_note", field=step, reason=found.stop)
    return msgspec.structs.replace(found, read=clean(found.read, LONGEST))
