"""`counts`, `demo` and `log`: numbers without persons, a store to try them on, and what is done to the log."""

import json
import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from ..business import COUNTS_FROM, Rung
from ..errors import OnboardingError
from ..logbook import Answer, Logbook, demo
from ..logbook.area_codes import communes_in, name_of
from ..logbook.files import interchange, old_files
from ..logbook.files.exports import as_csv, as_dhis2, as_xlsx
from ..logbook.files.ward_file import errors_csv, preview
from ..logbook.files.ward_list import keep, undo
from ..logbook.periods import day_of, span
from ..logbook.withdrawal import forget_before
from ..members import current_member, log_access
from ..places import commune as place
from ..services import withdrawing
from ..services.counts_report import counts_report, names_of
from ..services.log_lines import record_line
from ..services.retention import forget_due
from ..store import open_store
from . import _spoken, batch, emit, existing, group, verb, write_file

DB = typer.Option(None, "--db", help="The store; default ONBOARDING_DB or data/kit.db.")
_ID = re.compile(r"[0-9a-f]{32}")
_log = group("log", "What is written in the log, mended, taken out and published.")


@verb("counts")
def counts(
    area: str | None = typer.Option(None, help="A commune, old district, province or reporting area, by code."),
    by: str = typer.Option(
        "commune",
        help="commune | province | week | month | quarter | rung | team | trade | wallet; several with commas.",
    ),
    from_: str | None = typer.Option(None, "--from", help="First day, YYYY-MM-DD."),
    to: str | None = typer.Option(None, "--to", help="Last day, YYYY-MM-DD."),
    rung: str = typer.Option(COUNTS_FROM.value, help="What counts: businesses with evidence of this rung."),
    as_of: str | None = typer.Option(None, "--as-of", help="Communes as they are on this day."),
    viewer: bool = typer.Option(False, "--viewer", help="Exactly what a viewer of the area may see."),
    csv: Annotated[Path | None, typer.Option(help="Also write CSV.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Also write a sheet for the ward's file.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Also write one page of A4.")] = None,
    dhis2: Annotated[Path | None, typer.Option(help="Also write DHIS2 dataValueSets JSON.")] = None,
    db: str | None = DB,
) -> None:
    """Businesses onboarded, each once: exact; with --viewer as published: closed weeks, multiples of 5."""
    store = open_store(db)
    since, until, on = (_day(text, field) for text, field in ((from_, "from"), (to, "to"), (as_of, "as_of")))
    chosen = communes_in(store, area, until) if area else None
    cuts = tuple(cut for cut in by.replace(" ", "").split(",") if cut)
    log, kind = Logbook(store), _rung(rung)
    answer = log.count(chosen, by=cuts, since=since, until=until, rung=kind, as_of=on, exact=not viewer)
    name = name_of(store, area)
    _write_tables(answer, name, names_of(cuts, _language()), csv, xlsx, dhis2)
    if pdf:
        days: dict[str, Any] = {"since": since, "until": until, "today": day_of(datetime.now(UTC))}
        page = counts_report(
            log, chosen, name, team="", language=_language(), rung=kind, exact=not viewer, **days
        )  # fmt: skip
        write_file(pdf, page)
    emit(answer.as_json())


def _language() -> str:
    return _spoken["lang"] or "vi"


def _write_tables(
    answer: Answer, name: str, names: Mapping[str, str], csv: Path | None, xlsx: Path | None, dhis2: Path | None
) -> None:
    """The files asked for that hold the rows as they are."""
    if csv:
        write_file(csv, as_csv(answer, _language(), names))
    if xlsx:
        write_file(xlsx, as_xlsx(answer, _language(), name, names))
    if dhis2:
        write_file(dhis2, json.dumps(as_dhis2(answer), ensure_ascii=False, indent=1).encode("utf8"))


def _known_id(text: str) -> str:
    """A business id as people copy it: with dashes or in capitals it is the same; else `log.no_business`."""
    plain = text.strip().replace("-", "").lower()
    if not _ID.fullmatch(plain):
        raise OnboardingError("log.no_business", field="business")
    return plain


def _day(text: str | None, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise OnboardingError("input.not_a_day", field=field, found=text) from error


def _rung(text: str) -> Rung:
    if text not in list(Rung):
        raise OnboardingError("counts.no_rung", field="rung", found=text[:20], known=", ".join(Rung))
    return Rung(text)


@verb("demo")
def demo_(
    businesses: int = typer.Option(1000, help="How many, at most 20,000,000."),
    seed: int = typer.Option(1, help="The same seed gives the same store."),
    db: str | None = DB,
) -> None:
    """Fill an empty store with believable visits, for trying out and measuring."""
    emit(demo.fill(open_store(db), businesses, seed=seed))


@verb("export", under=_log)
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to; left out: stdout.")] = None,
    people: bool = typer.Option(
        False, "--people/--no-people", help="With persons; otherwise only what counting needs."
    ),
    db: str | None = DB,
) -> None:
    """Write the log as lines of JSON with a check sum."""
    store = open_store(db)
    if people:
        log_access(store, current_member(store), "export", "")
    if file is None:
        interchange.write(store, sys.stdout, people=people)
        return
    try:
        handle = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf8", newline="\n") as target:
            file.chmod(0o600)  # a file that was there keeps the mode it had; nobody else may read persons
            many = interchange.write(store, target, people=people)
    except OSError as error:
        raise OnboardingError("file.not_written", field="file", file=str(file)) from error
    emit({"file": str(file), "lines": many})


@verb("take-old", under=_log)
def take_old(
    file: Path,
    undo: bool = typer.Option(False, "--undo", help="FILE is a file's id: take out what it added."),
    db: str | None = DB,
) -> None:
    """Take in, once, an unsigned file an older version wrote. An administrator answers for what is in it."""
    store = open_store(db)
    who = current_member(store)
    if who is not None and not who.role.may("areas"):
        raise OnboardingError("log.not_an_administrator", field="member")
    if undo:
        emit({"file": str(file), "removed": old_files.undo(store, _known_id(str(file)))})
        return
    existing(file)
    emit(old_files.take(store, file, member=who.member if who else ""))


@verb("publish", under=_log)
def publish(area: str, period: str, member: str = "", db: str | None = DB) -> None:
    """Freeze the counts of a period that is over (2026-W48, 2026-11, 2026-Q4) for an area."""
    store = open_store(db)
    chosen = communes_in(store, area, span(period)[1])
    emit({"area": area, "period": period, "communes": Logbook(store).publish(area, chosen, period, member=member)})


@verb("restated", under=_log)
def restated(area: str, period: str, db: str | None = DB) -> None:
    """A published period beside what came since."""
    emit(msgspec.to_builtins(Logbook(open_store(db)).revision(area, period)))


@verb("withdraw", under=_log)
def withdraw(business: str, member: str = "", db: str | None = DB) -> None:
    """A business takes back its consent: its person, evidence, count and visits go."""
    emit(withdrawing.withdraw(open_store(db), _known_id(business), member=member))


@verb("move", under=_log)
def move(
    business: str,
    commune: str = typer.Option(..., help="The commune's code the business is in."),
    db: str | None = DB,
) -> None:
    """A business is in another commune: it counts there, and no longer where it was entered."""
    emit(Logbook(open_store(db)).move(_known_id(business), commune))


@verb("correct", under=_log)
def correct(
    business: str,
    phone: str | None = typer.Option(None, help="The right phone number; empty: none."),
    name: str | None = typer.Option(None, help="The right name."),
    distinct: bool = typer.Option(False, "--distinct", help="It is another business than those it was taken for."),
    member: str = "",
    db: str | None = DB,
) -> None:
    """Mend what a business is known by; counts merge or split by exactly what follows."""
    if phone is None and name is None and not distinct:
        raise OnboardingError("log.nothing_to_correct", field="business")
    log = Logbook(open_store(db))
    emit(log.correct(_known_id(business), phone=phone, name=name, distinct=distinct, member=member))


@verb("join", under=_log)
def join(business: str, into: str, member: str = "", db: str | None = DB) -> None:
    """Two entries are one business, and count once."""
    Logbook(open_store(db)).join(_known_id(business), _known_id(into), member=member)
    emit({"business": business, "same_as": into})


@verb("record", under=_log)
def record_lines(file: Path, db: str | None = DB) -> None:
    """Write to the log what hand-overs would: a line of JSON each in, what became of it out."""
    existing(file)
    store = open_store(db)
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        for answer in batch(lines, lambda line: record_line(store, line)):
            emit(answer)


@verb("forget", under=_log)
def forget(
    area: str = typer.Argument("", help="By code; left out: every area, as each has been told."),
    before: str = typer.Option("", help="YYYY-MM-DD; left out: as long as the area keeps persons."),
    db: str | None = DB,
) -> None:
    """Blank the persons not touched for as long as their area keeps them, or since a day; counts stay."""
    store, since = open_store(db), _day(before, "before")
    if since is None or not area:
        emit(msgspec.to_builtins(forget_due(store, day_of(datetime.now(UTC)), area)))
        return
    emit({"area": area, "forgotten": forget_before(store, communes_in(store, area), since)})


@verb("list-in", under=_log)
def list_in(
    file: Path,
    commune: str = typer.Option(..., help="The commune's code."),
    errors: Annotated[Path | None, typer.Option(help="Write the rows to mend as CSV.")] = None,
    look: bool = typer.Option(False, "--look", help="Only say what would be taken in."),
    db: str | None = DB,
) -> None:
    """Bring in a ward's CSV or XLSX list of household businesses."""
    existing(file)
    table, batch = preview(file.read_bytes(), file.name), None
    if errors:
        write_file(errors, errors_csv(table, _spoken["lang"] or "vi"))
    if not look:
        code = place(commune).code
        batch = open_store(db).write(lambda conn: keep(conn, table.rows, code, file.name, "", datetime.now(UTC)))
    mistakes = [{"line": line, "error": code} for line, code in table.errors]
    emit(
        {
            "columns": table.columns,
            "left_out": table.left_out,
            "rows": len(table.rows),
            "errors": mistakes,
            "batch": batch,
        }
    )


@verb("list-undo", under=_log)
def list_undo(batch: str, db: str | None = DB) -> None:
    """Take a list out again, except rows a visit began from."""
    if not _ID.fullmatch(batch):
        raise OnboardingError("list.no_batch", field="batch")
    emit({"batch": batch, "removed": open_store(db).write(lambda conn: undo(conn, batch))})
