"""Completeness of a draft: lengths counted, answers missing, own words that had to be cut."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..business import Facts
from ..catalogue import Part, Words
from ..channels import Bound, Channel
from ..languages import N_, say
from .answers import unread
from .categories import Category, Question
from .text import length


class Count(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a text is and may be; `words` counts words where the place asks for a least number of them."""

    now: int
    least: int = 0
    most: int | None = None
    sure: bool = False
    words: int = 0
    words_least: int = 0

    @property
    def fits(self) -> bool:
        return self.least <= self.now <= (self.most or self.now) and self.words >= self.words_least


class Lack(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something the place will ask for; `stops` when nothing may go out without it.

    `field` is a question's code, or `gia`, `anh`, `title`, `description`, `channel`, `own_words`.
    """

    code: str
    field: str
    label: Words | None = None
    stops: bool = False
    details: Mapping[str, Any] = {}

    def said(self, language: str) -> str:
        """The lack as a sentence that says what to do."""
        named = {"label": self.label.in_(language)} if self.label else {}
        return say(language, self.code, **named, **self.details)


def counted(text: str, bound: Bound) -> Count:
    """One text beside its place's bounds."""
    return Count(
        now=length(text),
        least=bound.least,
        most=bound.most,
        sure=bound.sure,
        words=len(text.split()),
        words_least=bound.words,
    )


def lacking(
    place: Channel, kind: Category, asked: Sequence[Question], facts: Facts, phrases: Mapping[str, str], price: str
) -> list[Lack]:
    """Answers, price and photos the place will not do without; first of all, whether it takes such goods.

    `asked`: the category's questions; `price`: the price line, "" for none.
    """
    if place.code in kind.unfit or place.kind in kind.unfit:
        return [Lack(code=N_("lack.not_here"), field="channel", label=place.name)]
    wanted = [q for q in asked if q.required or place.code in q.required_for or q.code in place.needs]
    lacks = [
        Lack(
            code=N_("lack.not_read") if unread(q, facts.answers.get(q.code)) else N_("lack.answer"),
            field=q.code,
            label=q.label,
            stops=q.stops,
        )
        for q in wanted
        if q.code not in phrases
    ]
    named = {lack.field for lack in lacks}
    lacks += [
        Lack(code=N_("lack.not_read"), field=q.code, label=q.label)
        for q in asked
        if q.code not in phrases and q.code not in named and unread(q, facts.answers.get(q.code))
    ]
    if "gia" in place.needs and not price:
        lacks.append(Lack(code=N_("lack.price"), field="gia"))
    if "anh" in place.needs and not facts.photos:
        lacks.append(Lack(code=N_("lack.photo"), field="anh"))
    return lacks


def too_short(title: Count, text: Count) -> list[Lack]:
    """Texts below what the place takes."""
    found = []
    if title.now < title.least:
        found.append(Lack(code=N_("lack.title_short"), field="title", details={"least": title.least}))
    if text.words < text.words_least:
        found.append(Lack(code=N_("lack.words"), field="description", details={"least": text.words_least}))
    return found
