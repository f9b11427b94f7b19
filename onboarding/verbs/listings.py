"""`draft`: the texts of one product for one channel."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from ..business import Facts
from ..errors import OnboardingError
from ..listings import Draft, draft
from . import emit, parse, verb


def read_facts(path: Path) -> Facts:
    """A FACTS.json, or an OnboardingError naming what does not fit."""
    if not path.is_file():
        raise OnboardingError("input.no_file", field="facts", file=path.name)
    table = parse(path.read_text("utf-8-sig", errors="replace"))
    try:
        return msgspec.convert(table, Facts)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `")
        raise OnboardingError(
            "facts.wrong_value", field=where.rstrip("`").removeprefix("$.") or None, reason=reason
        ) from error


def as_json(made: Draft) -> dict[str, Any]:
    """A draft as the command line prints it."""
    return {
        "channel": made.channel,
        "title": made.title,
        "titles": list(made.titles),
        "description": made.description,
        "hashtags": list(made.hashtags),
        "price": made.price,
        "text": made.text,
        "counts": msgspec.to_builtins(made.counts),
        "lacks": [{"code": lack.code, "field": lack.field} for lack in made.lacks],
        "findings": msgspec.to_builtins(made.findings),
    }


@verb("draft")
def draft_one(
    facts: Annotated[Path, typer.Argument(help="FACTS.json: category, answers, price…")],
    channel: Annotated[str, typer.Option("--channel", help="Code of the place, such as shopee_vn.")],
) -> None:
    """The title, description and hashtags of one product for one place."""
    emit(as_json(draft(read_facts(facts), channel)))
