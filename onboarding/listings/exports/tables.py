"""Tables as bytes: CSV and tab-separated text safe against formulas, and workbooks whose text stays text."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from openpyxl import Workbook

from ...channels import Channel
from ...languages.spreadsheet import spreadsheet_safe

Value = str | int | float | None
Row = Mapping[str, Value]


def safe(value: Value) -> Value:
    """Text without the signs at its start that a spreadsheet would run; numbers stay numbers.

    No apostrophe is put in front as elsewhere: these files go to shops, where buyers would read it.

    >>> safe("=cmd|' /C calc'!A0"), safe("- mật ong"), safe("Mật ong"), safe(-5)
    ("cmd|' /C calc'!A0", 'mật ong', 'Mật ong', -5)
    """
    while isinstance(value, str) and spreadsheet_safe(value) != value and not value[:1].isalnum():
        value = value[1:].lstrip(" ")
    return value


def columns_of(place: Channel) -> tuple[str, ...]:
    return place.file.columns if place.file else ()


def full_rows(rows: Sequence[Row], place: Channel) -> list[list[Value]]:
    """Rows in the order of the place's columns, its fixed values put in; a column we do not know is a mistake."""
    columns, fixed = columns_of(place), place.file.values if place.file else {}
    strange = {name for row in rows for name in row} - set(columns)
    if strange:
        raise KeyError(f"{place.code}: no column {sorted(strange)}")
    return [[row.get(name, fixed.get(name, "")) for name in columns] for row in rows]


def _with_head(rows: Sequence[Row], place: Channel) -> list[list[Value]]:
    head: list[Value] = list(columns_of(place))
    return [head, *full_rows(rows, place)]


def as_csv(rows: Sequence[Row], place: Channel) -> bytes:
    """UTF-8 with a byte order mark, so that Excel shows the letters right; commas; lines ended as spreadsheets do."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns_of(place))
    writer.writerows([safe(value) for value in row] for row in full_rows(rows, place))
    return out.getvalue().encode("utf-8-sig")


def as_tsv(rows: Sequence[Row], place: Channel) -> bytes:
    """UTF-8, one tab between values, no tab, line break or straight quote inside one.

    A lone straight quote makes readers swallow the rows after it; typographic ones read the same to people.
    """
    lines = _with_head(rows, place)
    text = "\n".join("\t".join(_tsv(value) for value in line) for line in lines)
    return f"{text}\n".encode()


def _tsv(value: Value) -> str:
    words = " ".join(str(safe(value)).split())
    return re.sub(r'(?<=\w)"|"$|"(?=[\s.,;:!?)])', "”", words).replace('"', "“")


def as_twin(data: bytes) -> bytes:
    """A CSV's table as a workbook for people: a Vietnamese Excel parts columns at ";" and would show one column."""
    head, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return _book([list(head), *(list(line) for line in lines)], "Sheet1")


def as_workbook(rows: Sequence[Row], place: Channel) -> bytes:
    """One sheet, its first row the column names, every text a text whatever it begins with."""
    return _book(_with_head(rows, place), place.file.sheet if place.file else "Sheet1")


def _book(lines: Sequence[Sequence[Value]], name: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)
    for down, line in enumerate(lines, 1):
        for across, value in enumerate(line, 1):
            cell = sheet.cell(row=down, column=across)
            if isinstance(value, str) and value:
                cell.value, cell.data_type = value[:32_000], "s"
            elif value not in ("", None):
                cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
