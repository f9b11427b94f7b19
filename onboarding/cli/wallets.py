"""`checklist`: the steps with one provider; `facts`: what is stale, unverified or blank, and how a file changed."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from ..catalogue import read_file
from ..errors import OnboardingError
from ..languages import say
from ..wallets import (
    QUESTIONS,
    WAY_WORDS,
    WHO_WORDS,
    Checklist,
    Provider,
    Step,
    checklist,
    documents,
    laws,
    load_reference,
    sources,
)
from ..wallets.freshness import reviews, upkeep
from ..wallets.provider_pages import diff_words, write_pages
from . import emit, parse, spoken, verb


@verb("checklist")
def show(
    provider: Annotated[str, typer.Option(help="Provider's code, such as momo.")],
    facts: Annotated[Path, typer.Option(help="JSON file of the answers about the business.")],
    done: Annotated[list[str] | None, typer.Option(help="Step already done; may be given again.")] = None,
    day: Annotated[str | None, typer.Option(help="As of this day (YYYY-MM-DD) instead of today.")] = None,
) -> None:
    """The steps with one provider: who, how, when, papers, law, source; those that do not apply; what to ask first."""
    answers = parse(_text(facts, "facts"))
    emit(as_json(checklist(provider, answers, done=done or [], day=_day(day)), spoken()))


@verb("facts")
def facts_alive(
    provider: Annotated[str | None, typer.Option(help="Only this provider's file.")] = None,
    day: Annotated[str | None, typer.Option(help="As of this day (YYYY-MM-DD) instead of today.")] = None,
    pages: Annotated[Path | None, typer.Option(help="Write a page per provider into this folder.")] = None,
    read_next: Annotated[int, typer.Option("--next", help="The N facts to read again first, a line each.")] = 0,
    diff: Annotated[tuple[Path, Path] | None, typer.Option(help="Two versions of a provider's file.")] = None,
) -> None:
    """What is stale, unverified or blank, a line for each file; or a change in words; or the pages."""
    if pages:
        emit({"files": [str(path) for path in write_pages(pages)]})
    elif read_next:
        for review in reviews(_day(day))[:read_next]:
            emit(msgspec.to_builtins(review))
    elif diff:
        old, new = (_provider(path) for path in diff)
        emit({"provider": new.code, "changes": diff_words(old, new, spoken())})
    else:
        if provider:
            load_reference().provider(provider)
        for state in upkeep(_day(day)):
            if provider in (None, state.code):
                emit(msgspec.to_builtins(state))


def as_json(checklist: Checklist, language: str) -> dict[str, Any]:
    """A checklist as the command line prints it."""
    return {
        "provider": checklist.provider,
        "unsuitable": checklist.unsuitable,
        "next": [step.id for step in checklist.next_steps()],
        "steps": [_step(step, language) for step in checklist.steps],
        "hidden": [
            {"id": step.id, "because": step.because, "message": step.why(language), "title": step.title.in_(language)}
            for step in checklist.hidden
        ],
        "ask_first": [{"id": name, "question": say(language, QUESTIONS[name])} for name in checklist.ask_first],
    }


def _step(step: Step, language: str) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(step)
    notes = [note.text.in_(language) for note in step.notes]
    papers = [documents()[code].name.in_(language) for code in step.documents]
    pages = [{"id": code, **msgspec.to_builtins(sources()[code])} for code in step.source]
    words = {"who_text": say(language, WHO_WORDS[step.who]), "how_text": say(language, WAY_WORDS[step.how])}
    laws_named = [laws()[name.partition(".")[0]].title for name in step.law]
    return {
        **plain,
        **words,
        "title": step.title.in_(language),
        "note": " ".join(notes),
        "notes": notes,
        "papers": papers,
        "laws": laws_named,
        "sources": pages,
    }


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
