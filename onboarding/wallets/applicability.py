"""Which steps are hers: common, those of her kind of account, the provider's, common again; and why the others are not.

The kind of account is the first of the provider's classes that fits her answers. While an answer is missing, every
class it could still be is kept, and its steps wait for the answer. When none fits, the provider cannot serve her:
the steps of the account go, the choice stays open and says why.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from .conditions import MISFIT, NOT_IN_FORCE, NOT_SO, OTHER_CLASS, OTHER_OPERATOR, judge
from .reference_data import Book
from .schema import Answers, Item, Note, Provider

Stage = Literal["before", "class", "provider", "after"]


class Candidate(NamedTuple):
    """A step on its way: hers when `because` is empty; then `asks` names the answers it waits for.

    `group`: the file it comes from; inside one, the provider's own step holds up what comes after.
    """

    item: Item
    stage: Stage
    group: str
    because: str = ""
    details: Mapping[str, str] = {}
    asks: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def plan(book: Book, provider: Provider, answers: Answers, day: date) -> tuple[list[Candidate], str]:
    """Every step to consider, in order, and the code of why the provider cannot serve her (or empty)."""
    fits, misfit = classes_for(book, provider, answers)
    rough = [Candidate(item, "before", "before") for item in book.before]
    for code in provider.classes:
        because, asks = fits[code]
        rough += [Candidate(item, "class", code, because, asks=asks) for item in book.classes[code].steps]
    rough += [Candidate(item, "provider", provider.code, misfit) for item in provider.steps]
    rough += [Candidate(item, "after", "after", misfit if item.after == "account" else "") for item in book.after]
    return [_looked_at(candidate, book, answers, day) for candidate in rough], misfit


def classes_for(book: Book, provider: Provider, answers: Answers) -> tuple[dict[str, tuple[str, tuple[str, ...]]], str]:
    """For each of the provider's classes: why it is not hers (or empty), and the answers it waits for."""
    if provider.operator and answers.operator not in (None, provider.operator):
        return dict.fromkeys(provider.classes, (MISFIT[OTHER_OPERATOR], ())), MISFIT[OTHER_OPERATOR]
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    decided = False
    for code in provider.classes:
        verdict = judge(book.classes[code].fits, answers)
        found[code] = (verdict.because or OTHER_CLASS, ()) if decided else (verdict.because, verdict.asks)
        decided = decided or bool(verdict.holds)
    if all(because for because, _ in found.values()):
        return found, MISFIT.get(list(found.values())[-1][0], MISFIT[NOT_SO])
    open_asks = tuple(dict.fromkeys(ask for because, asks in found.values() if not because for ask in asks))
    return {code: (because, () if because else open_asks) for code, (because, _) in found.items()}, ""


def _looked_at(rough: Candidate, book: Book, answers: Answers, day: date) -> Candidate:
    """The candidate with its laws, papers, remarks and missing answers, or with why it is not hers."""
    if rough.because:
        return rough
    item = rough.item
    verdict = judge(item.when, answers)
    if verdict.holds is False:
        return rough._replace(because=verdict.because)
    law = tuple(name for name in item.law if book.in_force(name, day))
    if item.law and not law and not item.always:
        return rough._replace(because=NOT_IN_FORCE, details=_first_law(item, book))
    papers = list(_papers(item, book, answers))
    refused = next((paper for paper in papers if paper.because), None)
    if refused:
        return rough._replace(because=refused.because)
    asks = (*rough.asks, *verdict.asks, *(ask for paper in papers for ask in paper.asks))
    return rough._replace(
        asks=tuple(dict.fromkeys(asks)),
        law=law,
        documents=tuple(paper.code for paper in papers if not paper.left_out),
        optional=tuple(paper.code for paper in papers if paper.optional and not paper.left_out),
        needs=tuple(paper.given_by for paper in papers if paper.given_by),
        notes=tuple(note for note in item.notes if judge(note.when, answers).holds),
    )


class _Paper(NamedTuple):
    code: str
    optional: bool = False
    left_out: bool = False
    because: str = ""
    asks: tuple[str, ...] = ()
    given_by: str = ""


def _papers(item: Item, book: Book, answers: Answers) -> Iterator[_Paper]:
    """Each paper of a step: a needed one that is not hers ends the step, one she may lack is left out."""
    for name in item.documents:
        code, optional = name.removesuffix("?"), name.endswith("?")
        paper = book.documents[code]
        verdict = judge(paper.when, answers)
        if verdict.holds:
            yield _Paper(code, optional, given_by="" if optional else paper.given_by)
        else:
            refused = "" if optional else verdict.because
            yield _Paper(code, optional, left_out=True, because=refused, asks=verdict.asks)


def _first_law(item: Item, book: Book) -> Mapping[str, str]:
    name, _, part = item.law[0].partition(".")
    law = book.laws[name]
    return {"law": law.title, "day": (law.parts[part] if part else law.effective).isoformat()}
