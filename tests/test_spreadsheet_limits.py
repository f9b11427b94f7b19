"""No spreadsheet from outside costs more than a few times what the largest honest one does."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from onboarding.errors import OnboardingError
from onboarding.languages import spreadsheet_limits
from onboarding.languages.spreadsheet_limits import SpreadsheetTooLargeError, open_workbook, rows_of
from onboarding.logbook.files.ward_file import preview

ROOT = Path(__file__).parent.parent
ROW = '<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>Hộ mẫu</t></is></c></row>'


def book_with(sheet_xml: str) -> bytes:
    """An honest workbook whose one sheet is replaced."""
    plain = io.BytesIO()
    Workbook().save(plain)
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = sheet_xml.encode() if info.filename.endswith("sheet1.xml") else old.read(info)
            new.writestr(info.filename, data)
    return out.getvalue()


def sheet(rows: str, head: str = '<?xml version="1.0"?>') -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return book_with(f'{head}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>')


HOSTILE = {
    "a million rows": lambda: sheet("".join(ROW.format(n=n) for n in range(1, 1_000_001))),
    "one cell at the far corner": lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "every row as wide as can be": lambda: sheet(
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="SF{n}"><v>1</v></c></row>' for n in range(1, 15_000))
    ),
    "a document type": lambda: sheet(ROW.format(n=1), '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'),
    "one part of zeros": lambda: sheet("<!--" + "0" * 30_000_000 + "-->"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_in_bounded_memory(kind, tmp_path):
    file = tmp_path / "list.xlsx"
    file.write_bytes(HOSTILE[kind]())
    with pytest.raises(OnboardingError) as refused:
        preview(file.read_bytes(), "list.xlsx")
    assert refused.value.code == "list.too_large"
    words = (
        "import resource, sys; from onboarding.logbook.files.ward_file import preview\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: preview(open(sys.argv[1], 'rb').read(), 'x')\nexcept Exception: pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run([sys.executable, "-c", words, str(file)], cwd=ROOT, capture_output=True, check=True)
    assert int(done.stdout) < 150_000  # kB; the largest honest list takes about 60,000


def test_too_many_parts_are_refused():
    out = io.BytesIO(sheet(ROW.format(n=1)))
    with zipfile.ZipFile(out, "a") as more:
        for number in range(spreadsheet_limits.MOST_PARTS):
            more.writestr(f"xl/media/{number}.png", b"")
    with pytest.raises(SpreadsheetTooLargeError):
        open_workbook(out.getvalue())


def test_the_largest_honest_list_is_read_whole():
    book = Workbook(write_only=True)
    made = book.create_sheet()
    made.append(["STT", "Tên hộ kinh doanh", "Chủ hộ", "Điện thoại", "Địa chỉ", "Ngành hàng"])
    for number in range(19_999):
        made.append([number, f"Hộ mẫu {number}", "Chủ hộ mẫu", "", f"Thôn mẫu {number % 90}", "mật ong"])
    out = io.BytesIO()
    book.save(out)
    assert len(preview(out.getvalue(), "list.xlsx").rows) == 19_999


def test_gaps_and_wide_rows_of_an_honest_file_stay():
    found = open_workbook(sheet('<row r="3"><c r="B3"><v>7</v></c><c r="AZ3"><v>8</v></c></row>'))
    rows = list(rows_of(found.worksheets[0]))
    assert [len(row) for row in rows] == [0, 0, 52]
    assert (rows[2][1], rows[2][51]) == (7, 8)
