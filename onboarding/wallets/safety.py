"""Schema of `safety.toml` and `skills.toml`: threats with their drawings, quiz questions, the five basic skills."""

from datetime import date
from pathlib import Path

from ..catalogue import Part, Words

PICTURES = Path(__file__).parents[2] / "assets" / "safety"


class Threat(Part, frozen=True, kw_only=True):
    """One trick and what to do: a title, what to say aloud, its pages; the drawing is `assets/safety/<code>.svg`."""

    code: str
    title: Words
    say: Words
    law: tuple[str, ...] = ()
    source: tuple[str, ...]

    def picture(self) -> bytes:
        """The drawing as SVG, letters as paths, its `<title>` in Vietnamese."""
        return (PICTURES / f"{self.code}.svg").read_bytes()


class Call(Part, frozen=True, kw_only=True):
    """Whom to call: a number (empty: to be written in by hand), whose it is, what for, and its pages."""

    code: str
    number: str
    label: Words
    for_what: Words
    source: tuple[str, ...] = ()


class Question(Part, frozen=True, kw_only=True):
    """One question, its answers, which of them is right (from 0), why, and the threat it belongs to."""

    code: str
    question: Words
    options: tuple[Words, ...]
    right: int
    because: Words
    threat: str


class Talk(Part, frozen=True, kw_only=True):
    """The talk as a whole; `version` is the day its wording last changed, noted when the sheet is handed over."""

    version: date
    threats: tuple[Threat, ...]
    calls: tuple[Call, ...] = ()
    quiz: tuple[Question, ...]


class Skill(Part, frozen=True, kw_only=True):
    """One of the five skills teams report on, and what the vendor can do alone who has it."""

    code: str
    title: Words
    can: Words


class Skills(Part, frozen=True, kw_only=True):
    """The five, in the order of the report."""

    skills: tuple[Skill, ...]
