"""Escapes text that a spreadsheet would run as a formula (CSV injection, OWASP "CSV Injection").

Excel, LibreOffice and Google Sheets skip leading blanks and control characters, fold full-width signs (`＝`), and
treat `+`, `-`, `@` like `=`; a tab, CR or LF inside a cell may start a new one when a file is read with other
separators. An apostrophe in front makes each of these plain text.

>>> spreadsheet_safe('=cmd|"/c calc"!A1'), spreadsheet_safe("  ＝1+1"), spreadsheet_safe("\\t@x")
('\\'=cmd|"/c calc"!A1', "'  ＝1+1", "'\\t@x")
>>> spreadsheet_safe("Xã An Bình"), spreadsheet_safe(12), spreadsheet_safe("a\\r=1"), spreadsheet_safe("–")
('Xã An Bình', 12, "'a\\r=1", '–')
"""

import re
import unicodedata
from typing import Any

_FORMULA = frozenset("=+-@|%")
"""First signs that start a formula or a DDE call somewhere; `|` and `%` did in older Excel and in WPS."""
_MINUS = frozenset("\u2212\ufe63\uff0d")
_CELL_BREAK = re.compile("[\t\r\n\v\f\x85\u2028\u2029]")


def _ignored(letter: str) -> bool:
    """Whether a reader may skip this character at the start of a cell: blanks, controls, marks without width."""
    return letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf", "Zs", "Zl", "Zp") or letter == "\ufeff"


def _starts_formula(text: str) -> bool:
    first = next((letter for letter in text if not _ignored(letter)), "")
    return bool(first) and (first in _MINUS or unicodedata.normalize("NFKC", first)[:1] in _FORMULA)


def spreadsheet_safe(value: Any) -> Any:
    """The value itself, or text with an apostrophe in front when a spreadsheet could run it; numbers pass through."""
    if not isinstance(value, str):
        return value
    if _starts_formula(value) or value.startswith(("\t", "\r", "\n")):
        return "'" + value
    pieces = _CELL_BREAK.split(value)
    return "'" + value if any(_starts_formula(piece) for piece in pieces[1:]) else value
