"""A place for a text-improving machine, and none in it: the kit ships no provider and asks none by itself.

Whoever plugs one in gives a `Rewriter`. It sees what was answered about the goods and the text, never a name, a
phone number or an address. What it returns is only a suggestion: numbers it made up are named, the rules read it
again, it is marked as machine-written (Luật Trí tuệ nhân tạo 134/2025, secondary source), and nothing is taken over
until a person has ticked that they read it.
"""

from collections.abc import Mapping
from typing import Protocol

import regex
from msgspec.structs import replace

from ..business import Facts
from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import nfc
from .answers import told
from .categories import category
from .compose import CONTACT
from .draft import Draft, edited

MARK = "Bài có máy hỗ trợ viết, người bán đã đọc lại."
"""What the public is told."""

_NOT_FOR_MACHINES = ("nguoi_chiu_trach_nhiem", "dia_chi", "don_vi_cong_bo", "ten_nghe_nhan_co_dong_y", "tu_cong_bo")


class Rewriter(Protocol):
    """Something that makes a text read better without adding to it."""

    def rewrite(self, facts: Mapping[str, str], text: str) -> str:
        """`facts`: phrases by question code; `text`: a description without contact details."""
        ...


class Suggestion(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A machine's description, beside the numbers in it that no answer gave."""

    description: str
    made_up: tuple[str, ...] = ()


def suggest(made: Draft, facts: Facts, machine: Rewriter) -> Suggestion:
    """What the machine would write; the draft itself stays as it is."""
    phrases, private = _apart(made, facts)
    body = "\n\n".join(one.text for one in made.paragraphs if not _names(one.text, one.code, private))
    text = nfc(machine.rewrite(phrases, body)).strip()
    known = _numbers(" ".join([body, *phrases.values()]))
    return Suggestion(description=text, made_up=tuple(sorted(_numbers(text) - known)))


def _apart(made: Draft, facts: Facts) -> tuple[dict[str, str], tuple[str, ...]]:
    """Phrases about the goods, and the names, numbers of papers and addresses no machine sees."""
    phrases = told(category(made.category), facts)
    private = tuple(phrases[code] for code in _NOT_FOR_MACHINES if code in phrases)
    goods = {code: phrase for code, phrase in phrases.items() if not _names(phrase, "", private)}
    return goods, private


def _names(text: str, code: str, private: tuple[str, ...]) -> bool:
    return code == CONTACT or any(name in text for name in private)


def accept(made: Draft, facts: Facts, suggestion: Suggestion, *, read_by_a_person: bool) -> Draft:
    """The draft with the suggestion in it, marked and read by the rules again.

    Errors: `rewrite.not_read` without a person's tick, `rewrite.made_up` while it holds numbers of its own.
    """
    if not read_by_a_person:
        raise OnboardingError("rewrite.not_read", field="description")
    if suggestion.made_up:
        raise OnboardingError("rewrite.made_up", field="description", numbers=", ".join(suggestion.made_up))
    _phrases, private = _apart(made, facts)
    kept = [one.text for one in made.paragraphs if _names(one.text, one.code, private)]
    text = "\n\n".join([suggestion.description, *kept, MARK])
    return replace(edited(made, facts, made.title, text), machine=True)


def _numbers(text: str) -> set[str]:
    return set(regex.findall(r"\d+(?:[.,]\d+)*", text))
