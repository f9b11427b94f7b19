"""A ward's own list as a CSV or XLSX file: columns matched by their headings, rows that cannot be used told apart.

>>> match(["STT", "Tên hộ kinh doanh", "Chủ hộ", "Điện thoại", "Ghi chú"])
{'name': 1, 'owner': 2, 'phone': 3}
"""

import csv
import io
from collections.abc import Mapping, Sequence
from zipfile import BadZipFile

import msgspec
from openpyxl.utils.exceptions import InvalidFileException

from ...business import normalise_phone
from ...errors import OnboardingError
from ...languages import N_, clean, fold, say
from ...languages.spreadsheet import spreadsheet_safe
from ...languages.spreadsheet_limits import SpreadsheetTooLargeError, open_workbook, rows_of

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("ten ho kinh doanh", "ten ho", "ten co so", "ten cua hang", "ten bien hieu", "ho kinh doanh", "name"),
    "owner": ("chu ho", "ten chu ho", "ho ten chu ho", "ho va ten", "ho ten", "nguoi dai dien", "owner"),
    "phone": ("dien thoai", "so dien thoai", "sdt", "di dong", "dt", "phone"),
    "address": ("dia chi", "dia diem kinh doanh", "noi kinh doanh", "thon to", "address"),
    "trade": ("nganh hang", "nganh nghe", "mat hang", "nganh nghe kinh doanh", "trade"),
}  # fmt: skip
"""What each column may be called, folded."""
FORBIDDEN = ("cccd", "cmnd", "can cuoc", "so dinh danh", "ma so thue", "mst", "tai khoan", "mat khau")
"""Headings of columns that are never taken in."""
MOST_ROWS = 20_000
MOST_BYTES = 25_000_000


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One business of a list: its line in the file, and what stands there."""

    line: int
    name: str
    owner: str = ""
    phone: str = ""
    address: str = ""
    trade: str = ""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it would be taken in: headings, which column is what, usable rows, and `(line, code)` of others."""

    headings: list[str]
    first_line: int
    columns: dict[str, int]
    left_out: list[str]
    rows: list[Row]
    errors: list[tuple[int, str]]
    raw: list[list[str]]


def match(headings: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by heading; a column is used once, forbidden ones never."""
    folded = [fold(heading).strip(" .:*()") for heading in headings]
    columns: dict[str, int] = {}
    for exact in (True, False):
        for field, names in HEADINGS.items():
            for at, heading in enumerate(folded):
                fits = heading in names if exact else any(heading.startswith(name) for name in names)
                if field not in columns and at not in columns.values() and fits and not is_forbidden(heading):
                    columns[field] = at
    return columns


def is_forbidden(heading: str) -> bool:
    """Whether a column holds what the kit never keeps."""
    return any(word in fold(heading) for word in FORBIDDEN)


def preview(data: bytes, file: str) -> Preview:
    """Read a CSV or XLSX file, `file` being its name.

    Raises `list.not_readable`, `list.too_large`, `list.too_heavy`, `list.no_name_column`.
    """
    table = read_table(data, file)
    start = next((at for at, cells in enumerate(table[:20]) if "name" in match(cells) or "owner" in match(cells)), 0)
    headings = table[start] if table else []
    chosen = match(headings)
    if "name" not in chosen and "owner" in chosen:
        chosen["name"] = chosen["owner"]
    if "name" not in chosen:
        raise OnboardingError("list.no_name_column", field="file", headings=", ".join(headings)[:200])
    rows, errors = _rows(table[start + 1 :], chosen, start + 2)
    dropped = [heading for heading in headings if is_forbidden(heading)]
    return Preview(
        headings=headings, first_line=start + 2, columns=chosen, left_out=dropped, rows=rows, errors=errors,
        raw=table[start + 1 :],
    )  # fmt: skip


def _rows(
    lines: Sequence[Sequence[str]], columns: Mapping[str, int], first: int
) -> tuple[list[Row], list[tuple[int, str]]]:
    rows: list[Row] = []
    errors: list[tuple[int, str]] = []
    seen: set[tuple[str, str]] = set()
    for line, cells in enumerate(lines, first):
        values = {field: clean(cells[at], 400) if at < len(cells) else "" for field, at in columns.items()}
        if not any(values.values()):
            continue
        phone = normalise_phone(values.get("phone", ""))
        key = (fold(values["name"]), phone)
        if not fold(values["name"]):
            errors.append((line, N_("list.no_name")))
        elif values.get("phone") and not phone:
            errors.append((line, N_("list.bad_phone")))
        elif key in seen:
            errors.append((line, N_("list.twice")))
        else:
            seen.add(key)
            rows.append(Row(line=line, **{**values, "phone": phone}))
    return rows, errors


def read_table(data: bytes, file: str) -> list[list[str]]:
    """The cells of a CSV or XLSX file as text; `list.too_large`, `list.too_heavy`, `list.not_readable`."""
    if len(data) > MOST_BYTES:
        raise OnboardingError("list.too_heavy", field="file", most=MOST_BYTES // 1_000_000)
    try:
        table = _sheet(data) if data[:2] == b"PK" else _csv(data)
    except SpreadsheetTooLargeError as error:
        raise OnboardingError("list.too_large", field="file", most=MOST_ROWS) from error
    except (BadZipFile, InvalidFileException, KeyError, ValueError, UnicodeDecodeError, csv.Error) as error:
        raise OnboardingError("list.not_readable", field="file", file=file) from error
    if len(table) > MOST_ROWS:
        raise OnboardingError("list.too_large", field="file", most=MOST_ROWS)
    return table


def _sheet(data: bytes) -> list[list[str]]:
    book = open_workbook(data)
    rows = [["" if cell is None else str(cell) for cell in row] for row in rows_of(book.worksheets[0])]
    book.close()
    return rows


def _csv(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    if "\x00" in text:
        raise ValueError("not text")
    first = text.split("\n", 1)[0]
    return list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)))


def errors_csv(found: Preview, language: str = "vi") -> bytes:
    """The rows that could not be used, each with what to mend, ready to be mended and brought again.

    Columns the kit never takes in are left out of it as well.
    """
    target = io.StringIO()
    kept = [at for at, heading in enumerate(found.headings) if not is_forbidden(heading)]
    lines = csv.writer(target, lineterminator="\r\n")
    lines.writerow([*(spreadsheet_safe(found.headings[at]) for at in kept), say(language, "Cần sửa")])
    why = dict(found.errors)
    for line, cells in enumerate(found.raw, found.first_line):
        if line in why:
            usable = (spreadsheet_safe(cells[at]) if at < len(cells) else "" for at in kept)
            lines.writerow([*usable, say(language, why[line])])
    return target.getvalue().encode("utf-8-sig")
