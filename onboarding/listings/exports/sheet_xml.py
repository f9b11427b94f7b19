"""Put values into cells of a worksheet's XML by editing its text, so that all it does not touch stays as it is.

A library that reads a workbook and writes it anew drops what it does not know: lists, notes, pictures, the shop's
own marks. Here only `<row>` and `<c>` elements of the rows asked for are written.

>>> with_cells('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>', {2: {1: 5}})
'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>5</v></c></row></sheetData>'
"""

from collections.abc import Mapping
from xml.sax.saxutils import escape

import regex
from openpyxl.utils import column_index_from_string, get_column_letter

from ...errors import OnboardingError
from .tables import Value

_DATA = regex.compile(r"<(?P<p>(?:\w+:)?)sheetData(?:\s*/>|\s*>(?P<rows>.*?)</(?P=p)sheetData\s*>)", regex.DOTALL)
_ROW = regex.compile(r"<(?P<p>(?:\w+:)?)row\b(?P<head>[^>]*?)(?:/>|>(?P<cells>.*?)</(?P=p)row\s*>)", regex.DOTALL)
_CELL = regex.compile(r"<(?P<p>(?:\w+:)?)c\b(?P<head>[^>]*?)(?:/>|>.*?</(?P=p)c\s*>)", regex.DOTALL)
_REF = regex.compile(r'\br="([A-Z]+)?(\d+)"')
_STYLE = regex.compile(r'\bs="\d+"')
_ILLEGAL = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def with_cells(xml: str, rows: Mapping[int, Mapping[int, Value]]) -> str:
    """The sheet with these cells set: row → column (both from 1) → value. Text goes in as text, never a formula."""
    data = _DATA.search(xml)
    if data is None:
        raise OnboardingError("template.not_a_workbook", field="fill")
    prefix, old = data["p"], data["rows"] or ""
    body = _with_rows(old, prefix, rows)
    return f"{xml[: data.start()]}<{prefix}sheetData>{body}</{prefix}sheetData>{xml[data.end() :]}"


def _with_rows(old: str, prefix: str, rows: Mapping[int, Mapping[int, Value]]) -> str:
    """Rows in order: those there are, changed where asked, and new ones in their places."""
    waiting, parts, number = dict(sorted(rows.items())), [], 0
    for match in _ROW.finditer(old):
        number = _number(match["head"], number + 1)
        while waiting and min(waiting) < number:
            parts.append(_row(prefix, min(waiting), "", "", waiting.pop(min(waiting))))
        changed = waiting.pop(number, None)
        xml = match[0] if changed is None else _row(prefix, number, match["head"], match["cells"] or "", changed)
        parts.append(xml)
    parts += [_row(prefix, at, "", "", cells) for at, cells in waiting.items()]
    return "".join(parts)


def _row(prefix: str, number: int, head: str, old: str, cells: Mapping[int, Value]) -> str:
    found = {_column(cell["head"], at): cell for at, cell in enumerate(_CELL.finditer(old), 1)}
    written = {at: cell[0] for at, cell in found.items()}
    for column, value in cells.items():
        style = _STYLE.search(found[column]["head"]) if column in found else None
        written[column] = _cell(prefix, f"{get_column_letter(column)}{number}", style[0] if style else "", value)
    attributes = regex.sub(r'\s*\bspans="[^"]*"', "", head).rstrip() or f' r="{number}"'
    return f"<{prefix}row{attributes}>{''.join(written[at] for at in sorted(written))}</{prefix}row>"


def _cell(prefix: str, ref: str, style: str, value: Value) -> str:
    head = f'{prefix}c r="{ref}"' + (f" {style}" if style else "")
    if isinstance(value, int | float):
        return f"<{head}><{prefix}v>{value:.15g}</{prefix}v></{prefix}c>"
    text = escape(_ILLEGAL.sub("", str(value))[:32_000])
    inner = f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
    return f'<{head} t="inlineStr">{inner}</{prefix}c>'


def _number(head: str, otherwise: int) -> int:
    found = _REF.search(head)
    return int(found[2]) if found else otherwise


def _column(head: str, otherwise: int) -> int:
    found = _REF.search(head)
    return column_index_from_string(found[1]) if found and found[1] else otherwise
