"""Bounds on XLSX files from outside, so that none costs more than a few seconds and some tens of megabytes.

An XLSX is a ZIP of XML: 189 kB of it can unpack to 80 MB of rows, which took openpyxl 82 s and 500 MB (measured on
version 0.2.0). The sizes a ZIP states bound it truly, since Python's `zipfile` reads no more than that of any part.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

MOST_PARTS = 500
MOST_UNPACKED = 40_000_000
"""20,000 rows of ten cells are some 10 MB of XML."""
RATIO_FREE, MOST_RATIO = 1_000_000, 120
"""A part over 1 MB may be at most 120 times its packed size; real lists of shops and wards pack 8 to 30 times."""
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_100, 500, 500_000


class SpreadsheetTooLargeError(ValueError):
    """A file beyond the bounds; what was read so far is not to be used."""


def open_workbook(data: bytes) -> Workbook:
    """A workbook in openpyxl's streaming mode; SpreadsheetTooLargeError, BadZipFile, or what openpyxl raises."""
    check_package(data)
    return load_workbook(io.BytesIO(data), read_only=True, data_only=True)


def check_package(data: bytes) -> None:
    """Look at the ZIP's own table before anything is unpacked; an XML part with a DOCTYPE is refused as well."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        unpacked = sum(part.file_size for part in parts)
        bomb = any(
            part.file_size > RATIO_FREE and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts
        )
        if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or bomb:
            raise SpreadsheetTooLargeError(f"{len(parts)} parts, {unpacked} bytes unpacked")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and part.file_size:
                with package.open(part) as source:
                    if b"<!DOCTYPE" in source.read(4096):  # entities that multiply; Excel never writes one
                        raise SpreadsheetTooLargeError("a document type")


def rows_of(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet of `open_workbook`, each up to its last value; SpreadsheetTooLargeError at too many.

    A row is cut at MOST_COLUMNS; cells up to its last value count.
    """
    sheet.reset_dimensions()  # some files understate theirs, hostile ones overstate them
    cells = 0
    # openpyxl fills gaps with empty rows and cells: one cell at XFD1048576 would be a million rows of 16,384
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
        width = next((place for place in range(len(row), 0, -1) if row[place - 1] is not None), 0)
        cells += width
        if number > MOST_ROWS or cells > MOST_CELLS:
            raise SpreadsheetTooLargeError(f"row {number}, {cells} cells")
        yield row[:width]
