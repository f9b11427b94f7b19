"""`checklist`: her steps with one provider; `facts`: what is stale, unverified or blank, and how a file changed."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from ..catalogue import read_file
from ..errors import OnboardingError
from ..wallets import Checklist, Provider, Step, checklist, documents, read_book, sources
from ..wallets.changes import diff_words
from ..wallets.pages import write_pages
from ..wallets.upkeep import upkeep
from . import emit, parse, spoken, verb


@verb("checklist")
def show(
    provider: Annotated[str, typer.Option(help="Provider's code, such as momo.")],
    facts: Annotated[Path, typer.Option(help="JSON file of the answers about the business.")],
    done: Annotated[list[str] | None, typer.Option(help="Step already done; may be given again.")] = None,
    day: Annotated[str | None, typer.Option(help="As of this day (YYYY-MM-DD) instead of today.")] = None,
) -> None:
    """Her steps with one provider: who, when, papers, law, source; and the steps that are not hers, with why."""
    answers = parse(_text(facts, "facts"))
    emit(as_json(checklist(provider, answers, done=done or [], day=_day(day)), spoken()))


@verb("facts")
def facts_alive(
    provider: Annotated[str | None, typer.Option(help="Only this provider's file.")] = None,
    day: Annotated[str | None, typer.Option(help="As of this day (YYYY-MM-DD) instead of today.")] = None,
    pages: Annotated[Path | None, typer.Option(help="Write a page per provider into this folder.")] = None,
    diff: Annotated[tuple[Path, Path] | None, typer.Option(help="Two versions of a provider's file.")] = None,
) -> None:
    """What is stale, unverified or blank, a line for each file; or a change in words; or the pages."""
    if pages:
        emit({"files": [str(path) for path in write_pages(pages)]})
    elif diff:
        old, new = (_provider(path) for path in diff)
        emit({"provider": new.code, "changes": diff_words(old, new, spoken())})
    else:
        if provider:
            read_book().provider(provider)
        for state in upkeep(_day(day)):
            if provider in (None, state.code):
                emit(msgspec.to_builtins(state))


def as_json(found: Checklist, language: str) -> dict[str, Any]:
    """A checklist as the command line prints it."""
    return {
        "provider": found.provider,
        "misfit": found.misfit,
        "steps": [_step(step, language) for step in found.steps],
        "hidden": [
            {"id": one.id, "because": one.because, "message": one.why(language), "title": one.title.in_(language)}
            for one in found.hidden
        ],
    }


def _step(step: Step, language: str) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(step)
    notes = [note.text.in_(language) for note in step.notes]
    papers = [documents()[code].name.in_(language) for code in step.documents]
    pages = [{"id": code, **msgspec.to_builtins(sources()[code])} for code in step.source]
    return {**plain, "title": step.title.in_(language), "notes": notes, "papers": papers, "sources": pages}


def _text(path: Path, field: str) -> str:
    if not path.is_file():
        raise OnboardingError("input.no_file", field=field, file=path.name)
    return path.read_text("utf-8-sig", errors="replace")


def _provider(path: Path) -> Provider:
    _text(path, "diff")
    return read_file(path, Provider)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise OnboardingError("input.not_a_day", field="day", found=text) from error
