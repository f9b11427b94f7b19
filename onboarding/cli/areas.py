"""`area …`: reporting areas, their denominators and tokens, and the codes of communes, from the command line."""

from datetime import date
from pathlib import Path

import typer

from ..errors import OnboardingError
from ..exchange.counts_api import renew_token, token_of
from ..logbook.denominators import keep as keep_table
from ..logbook.denominators import read
from ..places import Areas, ReportingArea, communes_of, drawn, find_communes, find_districts
from ..store import open_store
from . import emit, existing, group, verb

_areas = group("area", "Reporting areas: named, dated groups of communes.")
_DB = typer.Option(None, "--db", help="The store; default ONBOARDING_DB or data/kit.db.")
_OF = typer.Option(..., "--of", help="Codes, comma between: communes (5 digits), old districts (3), provinces (2).")


@verb("add", under=_areas)
def add(
    name: str,
    of: str = _OF,
    since: str = typer.Option(..., help="First day, 2026-01-01."),
    until: str = typer.Option("", help="Last day; left out: goes on."),
    db: str | None = _DB,
) -> None:
    """Make a reporting area."""
    last = _day(until, "until") if until else None
    area = drawn(name, _codes(of), since=_day(since, "since"), until=last)
    emit(_said(Areas(open_store(db)).add(area)))


@verb("list", under=_areas)
def list_(on: str = typer.Option("", "--on", help="Only those that live on this day."), db: str | None = _DB) -> None:
    """A line for each area."""
    for area in Areas(open_store(db)).all(_day(on, "on") if on else None):
        emit(_said(area))


@verb("change", under=_areas)
def change(code: str, of: str = _OF, on: str = typer.Option(..., "--on", help="From this day on."),
           db: str | None = _DB) -> None:  # fmt: skip
    """Give an area other communes from a day on; the days before stay as they were."""
    areas = Areas(open_store(db))
    changed = areas.get(code).with_communes(_codes(of), on=_day(on, "on"))
    areas.change(changed)
    emit(_said(changed))


@verb("end", under=_areas)
def end(code: str, on: str = typer.Option(..., "--on", help="Its last day."), db: str | None = _DB) -> None:
    """End an area."""
    areas = Areas(open_store(db))
    ended = areas.get(code).ended(_day(on, "on"))
    areas.change(ended)
    emit(_said(ended))


@verb("keep", under=_areas)
def keep(code: str, days: int = typer.Option(..., help="0: no end."), db: str | None = _DB) -> None:
    """After how many untouched days an area's persons are forgotten; `log forget` does it, the screen daily."""
    areas = Areas(open_store(db))
    changed = areas.get(code).keeping(days)
    areas.change(changed)
    emit(_said(changed))


@verb("households", under=_areas)
def households(
    file: Path,
    day: str = typer.Option(..., "--day", help="The day the numbers are of, 2026-10-01."),
    source: str = typer.Option(..., "--source", help="Who says so."),
    db: str | None = _DB,
) -> None:
    """Bring a CSV or XLSX table of how many household businesses each commune has; shares are told from it alone."""
    existing(file)
    table, on = read(file.read_bytes(), file.name), _day(day, "day")
    stored = open_store(db).write(lambda conn: keep_table(conn, table.rows, on, source, ""))
    emit({"communes": stored, "refused": [{"line": line, "error": code} for line, code in table.errors]})


@verb("token", under=_areas)
def token(
    code: str,
    new: bool = typer.Option(False, "--new", help="Make another; the one before opens nothing any more."),
    db: str | None = _DB,
) -> None:
    """The token that reads the area's published counts over HTTP: `GET /v1/counts` at the receiver."""
    store = open_store(db)
    emit({"area": code, "token": renew_token(store, code) if new else token_of(store, code)})


@verb("find", under=_areas)
def find(query: str, limit: int = 8) -> None:
    """Communes of today by name, also by a former one, and old districts, with their codes."""
    for commune in find_communes(query, limit):
        emit({"commune": commune.code, "name": commune.label, "was": commune.was})
    for district in find_districts(query, limit):
        shown = {
            "district": district.district.code,
            "name": district.district.label,
            "communes": list(district.communes),
        }
        emit({**shown, "approximate": list(district.approximate)})


def _said(area: ReportingArea) -> dict[str, object]:
    until = area.until.isoformat() if area.until else None
    return {
        "area": area.code,
        "name": area.name,
        "since": area.since.isoformat(),
        "until": until,
        "communes": list(area.communes),
        "keep_days": area.keep_days,
    }


def _codes(text: str) -> list[str]:
    return [code for piece in text.split(",") if piece.strip() for code in communes_of(piece.strip())]


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise OnboardingError("area.not_a_day", field=field, found=text[:20]) from error
