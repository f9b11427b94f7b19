"""Counts as files: CSV and XLSX that open safely in a spreadsheet, and DHIS2's dataValueSets."""

import csv
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ...errors import OnboardingError
from ...languages import VIETNAM, say
from ...languages.spreadsheet import spreadsheet_safe
from ..counting import Answer, Cell
from ..pivot import Pivot, pivot
from ..query import DIMENSIONS, KINDS, PLACES, TIMES
from ..words import cut_name, definition, precision, rounding_note, rung_name

HIDDEN = "–"
"""What stands in a cell that is too small to show."""
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def table(
    answer: Answer, language: str, *, codes: bool = True, names: Mapping[str, str] = NO_NAMES
) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows as people read them, places with or without their codes; a hidden number is a dash.

    `names` says what categories and wallets are called; without it their codes stand.
    """
    cuts = [cut for cut in DIMENSIONS if any(cut in row for row in answer.rows)]
    first = 0 if codes else -1
    heads = [head for cut in cuts for head in _heads(language, cut)[first:]]
    rows = [
        [*(value for cut in cuts for value in _values(language, row, cut, names)[first:]), number(row["n"])]
        for row in answer.rows
    ]
    return [*heads, say(language, "Số hộ")], rows


def number(n: int | None) -> Any:
    """A count, or the dash of a hidden one."""
    return HIDDEN if n is None else n


def _heads(language: str, cut: str) -> list[str]:
    name = cut_name(language, cut)
    return [say(language, "Mã"), name] if cut in PLACES else [name]


def _values(language: str, row: Cell, cut: str, names: Mapping[str, str]) -> list[Any]:
    if cut in PLACES:
        return [row[cut], row.get("name", "")] if row[cut] else ["", say(language, "Chưa xếp được vào xã nào")]
    if cut == "rung":
        return [rung_name(language, row[cut])]
    return [names.get(row[cut], row[cut]) or say(language, "Chưa ghi")]


def as_csv(answer: Answer, language: str = "vi", names: Mapping[str, str] = NO_NAMES) -> bytes:
    """CSV as Excel set to Vietnamese opens it: UTF-8 with a byte order mark, semicolons, CRLF.

    The first line says whether the numbers are exact or publishable, the second heads the columns; each line says rung,
    days and as of when.
    """
    heads, rows = table(answer, language, names=names)
    same = [rung_name(language, answer.rung), answer.since or "", answer.until or "", _moment(answer)]
    about = [cut_name(language, "rung"), *(say(language, word) for word in ("Từ ngày", "Đến ngày", "Số liệu đến"))]
    if any("rung" in row for row in answer.rows):
        same, about = same[1:], about[1:]
    target = io.StringIO()
    lines = csv.writer(target, delimiter=";", lineterminator="\r\n")
    lines.writerow([spreadsheet_safe(precision(language, answer))])
    lines.writerow([spreadsheet_safe(head) for head in (*heads, *about)])
    lines.writerows([spreadsheet_safe(value) for value in (*row, *same)] for row in rows)
    lines.writerow([spreadsheet_safe(value) for value in (*_total_row(heads, answer, language), *same)])
    return target.getvalue().encode("utf-8-sig")


def _total_row(heads: list[str], answer: Answer, language: str) -> list[Any]:
    row = [say(language, "Tổng"), *[""] * (len(heads) - 2), number(answer.total)]
    if any("rung" in cell for cell in answer.rows):
        at = heads.index(cut_name(language, "rung"))
        row[at] = rung_name(language, answer.rung) if at else f"{row[0]}: {rung_name(language, answer.rung)}"
    return row


def _moment(answer: Answer) -> str:
    return (answer.last_written or answer.counted_at).astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")


def as_xlsx(answer: Answer, language: str = "vi", title: str = "", names: Mapping[str, str] = NO_NAMES) -> bytes:
    """A sheet for the ward's file: title, what is counted, the table, the total; cut by two, a second crosses them."""
    heads, rows = table(answer, language, names=names)
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = say(language, "Số liệu")
    sheet.append([spreadsheet_safe(precision(language, answer))])
    sheet.append([spreadsheet_safe(title or say(language, "Hộ kinh doanh đã lên môi trường số"))])
    sheet.append([spreadsheet_safe(definition(language, answer))])
    sheet.append([spreadsheet_safe(rounding_note(language, answer))])
    sheet.append([])
    sheet.append([spreadsheet_safe(head) for head in heads])
    for row in rows:
        sheet.append([spreadsheet_safe(value) for value in row])
    sheet.append([spreadsheet_safe(value) for value in _total_row(heads, answer, language)])
    _dress(sheet, len(heads))
    cuts = [cut for cut in DIMENSIONS if any(cut in row for row in answer.rows)]
    down, across = ([cut for cut in cuts if cut in some] for some in ((*PLACES, "team"), (*TIMES, "rung")))
    if len(down) == len(across) == 1:
        _cross(book.create_sheet(say(language, "Bảng chéo")), pivot(answer, *down, *across), answer, language)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _about(sheet: Worksheet, lines: int, columns: int) -> None:
    """The lines above a table over its whole width, broken where they are longer, and paper that takes all columns."""
    for row in range(1, lines + 1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=max(2, columns))
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 32 if sheet.cell(row, 1).value else None
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.page_setup.orientation = "landscape" if columns > 6 else "portrait"


def _dress(sheet: Worksheet, columns: int) -> None:
    sheet["A1"].font = Font(bold=True, color="9C5700")
    sheet["A2"].font = Font(bold=True, size=14)
    for cell in (*sheet[6], *sheet[sheet.max_row]):
        cell.font = Font(bold=True)
    sheet.cell(6, columns).alignment = Alignment(horizontal="right")
    for index in range(1, columns + 1):
        widest = max(len(str(cell.value or "")) for (cell,) in sheet.iter_rows(6, None, index, index))
        sheet.column_dimensions[get_column_letter(index)].width = min(60, max(10, widest + 2))
    for (cell,) in sheet.iter_rows(7, None, columns, columns):
        cell.number_format = "#,##0"
    sheet.freeze_panes = "A7"
    sheet.print_title_rows = "6:6"
    _about(sheet, 4, columns)


def _cross(sheet: Worksheet, crossed: Pivot, answer: Answer, language: str) -> None:
    """Places or teams down, times or rungs across, with totals where they add up."""
    total, sums = say(language, "Tổng"), crossed.row_totals
    columns = [rung_name(language, code) if crossed.across == "rung" else code for code in crossed.columns]
    lines: list[list[Any]] = [[precision(language, answer)], [rounding_note(language, answer)]]
    lines.append([cut_name(language, crossed.down), *columns, *([] if sums is None else [total])])
    for at, (code, cells) in enumerate(zip(crossed.rows, crossed.cells, strict=True)):
        nowhere = "Chưa xếp được vào xã nào" if crossed.down in PLACES else "Chưa ghi"
        name = crossed.names[code] if code else say(language, nowhere)
        lines.append([name, *map(number, cells), *([] if sums is None else [sums[at]])])
    lines.append([total, *crossed.column_totals, *([] if sums is None else [sum(sums)])])
    for line in lines:
        sheet.append([spreadsheet_safe(value) for value in line])
    for cell in (sheet["A1"], *sheet[3], *sheet[sheet.max_row]):
        cell.font = Font(bold=True)
    for cell in sheet[3][1:]:
        cell.alignment = Alignment(horizontal="right")
    for row in sheet.iter_rows(4, None, 2):
        for cell in row:
            cell.number_format = "#,##0"
    for index in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(index)].width = 40 if index == 1 else 12
    sheet.freeze_panes = "B4"
    sheet.print_title_rows = "3:3"
    _about(sheet, 2, sheet.max_column)


def as_dhis2(answer: Answer, data_set: str = "ONBOARDING") -> dict[str, Any]:
    """A dataValueSet by codes: org units are commune (or province) codes, elements `ONBOARDING_<RUNG>`.

    Hidden cells and units nobody could place are left out, and nothing is declared complete. Raises
    `export.needs_place_and_time` unless the counts are cut by a place and by week, month or quarter, and by neither
    team, category nor wallet: their values would fall on one another.
    """
    first = answer.rows[0] if answer.rows else {}
    placed = any(cut in first for cut in PLACES) and any(cut in first for cut in TIMES)
    if first and (not placed or any(cut in first for cut in KINDS)):
        raise OnboardingError("export.needs_place_and_time", field="by")
    values = [_data_value(row, answer) for row in answer.rows if row["n"] is not None and cut_in(row, PLACES)]
    schemes = dict.fromkeys(("dataSetIdScheme", "dataElementIdScheme", "orgUnitIdScheme"), "CODE")
    return {**schemes, "dataSet": data_set, "dataValues": values}


def cut_in(row: Cell, cuts: tuple[str, ...]) -> str:
    """What a row says of the finest of these cuts, or nothing."""
    return next((str(row[cut]) for cut in reversed(cuts) if cut in row), "")


def _data_value(row: Cell, answer: Answer) -> dict[str, str]:
    element = f"ONBOARDING_{row.get('rung', answer.rung)}".upper()
    period = cut_in(row, TIMES).replace("-", "").replace("W0", "W")  # 2026W5 | 202611 | 2026Q4
    value = {"dataElement": element, "period": period, "orgUnit": cut_in(row, PLACES), "value": str(row["n"])}
    return {**value, **_precision(answer)}


def _precision(answer: Answer) -> dict[str, str]:
    """DHIS2 keeps a comment with each value: who reads it there learns whether it may be passed on."""
    return {"comment": "exact, not for publication" if answer.exact else f"publishable, rounded to {answer.rounded_to}"}
