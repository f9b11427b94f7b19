"""Denominators: how many household businesses each commune has, as the ward's own dated table says.

A CSV or XLSX file with a column for the commune (its code or name) and one for the number; the day and the source are
said beside it. Without a table no percent is told.

>>> table = read("Mã;Xã;Số hộ kinh doanh\\n24955;Xã Đức Trọng;1.250\\n99999;Xã mẫu;3\\n".encode(), "ho.csv")
>>> [(row.commune, row.n) for row in table.rows], table.errors
([('24955', 1250)], [(3, 'denominator.no_commune')])
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

import msgspec
from sqlalchemy import Connection, func, select

from ..errors import OnboardingError
from ..languages import N_, clean, fold
from ..places import communes, find_communes
from ..store.schema.logbook import denominator
from ..store.sql import upsert
from .files.ward_file import read_table

_CODES = ("ma xa", "ma phuong", "ma don vi", "ma dvhc", "ma", "code")
_NAMES = ("ten xa", "xa, phuong", "xa phuong", "xa", "phuong", "don vi", "dia ban", "ten don vi", "commune", "name")
_NUMBERS = ("so ho kinh doanh", "tong so ho", "so ho", "so hkd", "tong so", "tong", "so luong", "businesses", "n")
MOST = 200_000
"""Household businesses of one commune; the largest ward has some ten thousand."""


class Row(msgspec.Struct, frozen=True):
    """One commune of the table: its code, and how many household businesses it has."""

    line: int
    commune: str
    n: int


class Table(msgspec.Struct, frozen=True):
    """A file as it would be kept: usable rows, and `(line, code)` of the others."""

    rows: list[Row]
    errors: list[tuple[int, str]]


class Denominator(msgspec.Struct, frozen=True):
    """How many household businesses a commune had on a day, and who says so."""

    n: int
    day: date
    source: str


def read(data: bytes, file: str) -> Table:
    """The rows of a file, `file` being its name.

    Raises `list.not_readable`, `list.too_large`, `denominator.no_columns`.
    """
    lines = read_table(data, file)
    start, columns = next(
        ((at, found) for at, cells in enumerate(lines[:20]) if "n" in (found := _columns(cells)) and len(found) > 1),
        (0, {}),
    )
    if not columns:
        raise OnboardingError("denominator.no_columns", field="file")
    rows: dict[str, Row] = {}
    errors: list[tuple[int, str]] = []
    for line, cells in enumerate(lines[start + 1 :], start + 2):
        values = {name: clean(cells[at], 100) if at < len(cells) else "" for name, at in columns.items()}
        if not any(values.values()) or fold(values.get("name", "")).startswith(("tong", "cong")):
            continue
        code, n = _commune(values), _number(values["n"])
        if not code:
            errors.append((line, N_("denominator.no_commune")))
        elif n is None:
            errors.append((line, N_("denominator.no_number")))
        elif code in rows:
            errors.append((line, N_("denominator.twice")))
        else:
            rows[code] = Row(line, code, n)
    return Table(list(rows.values()), errors)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Which column holds the code, the name and the number, by heading."""
    columns: dict[str, int] = {}
    for at, heading in enumerate(fold(cell).strip(" .:*()") for cell in cells):
        for name, words in (("n", _NUMBERS), ("code", _CODES), ("name", _NAMES)):
            if name not in columns and heading in words:
                columns[name] = at
                break
    return columns


def _commune(values: Mapping[str, str]) -> str:
    """The commune of a row: by its code, or by a name only one commune bears."""
    if (code := values.get("code", "").strip()) in communes():
        return code
    name = values.get("name", "")
    matches = find_communes(name, limit=2) if name else []
    same = [place for place in matches if fold(place.name) == fold(name) or len(matches) == 1]
    return same[0].code if len(same) == 1 else ""


def _number(text: str) -> int | None:
    """A whole number as Vietnamese tables write it: 1250, 1.250, 1 250; never with a fraction."""
    plain = text.removesuffix(".0").replace(" ", "")
    groups = plain.replace(",", ".").split(".")
    grouped = len(groups) > 1 and all(len(group) == 3 for group in groups[1:]) and 0 < len(groups[0]) <= 3
    digits = "".join(groups) if grouped or len(groups) == 1 else ""
    return int(digits) if digits.isascii() and digits.isdigit() and 0 < int(digits) <= MOST else None


def keep(conn: Connection, rows: Iterable[Row], day: date, source: str, member: str) -> int:
    """Keep a table; the same day again replaces it. How many communes."""
    if not clean(source):
        raise OnboardingError("denominator.no_source", field="source")
    same = {"day": day, "source": clean(source, 200), "member": clean(member, 100), "made_at": datetime.now(UTC)}
    stored_rows = [{"commune": row.commune, "n": row.n, **same} for row in rows]
    upsert(conn, denominator, stored_rows, change=("n", "source", "member", "made_at"))
    return len(stored_rows)


def of(conn: Connection, chosen: Iterable[str], on: date) -> dict[str, Denominator]:
    """The newest number of each commune that was known for a day up to `on`."""
    here = (denominator.c.commune.in_(sorted(set(chosen))), denominator.c.day <= on)
    newest = (
        select(denominator.c.commune, func.max(denominator.c.day).label("day"))
        .where(*here)
        .group_by(denominator.c.commune)
        .subquery()
    )
    same = (denominator.c.commune == newest.c.commune) & (denominator.c.day == newest.c.day)
    rows = conn.execute(select(denominator).join(newest, same)).all()
    return {row.commune: Denominator(row.n, row.day, row.source) for row in rows}
