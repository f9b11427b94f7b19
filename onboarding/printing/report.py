"""Counts on one page: the number with its meaning, the funnel, the weeks, the table. A4 to be signed, A3 for the wall.

>>> page = ReportPage(title="Số liệu", area="Xã mẫu", total="12", meaning="Số hộ.", foot="Tổ 1", lang="vi")
>>> report(page)[:5]
b'%PDF-'
"""

import json
from functools import lru_cache
from pathlib import Path

import msgspec
import typst

from ..languages import say
from .font_metrics import FAMILIES, FONTS
from .letters import BOX, printable
from .paper import _lock
from .pictures import count

HERE = Path(__file__).parent
MOST_ROWS = (56, 44, 30, 12, 0)
"""How many rows are tried until all is on one page; above 24 they stand in two columns."""


class Bar(msgspec.Struct, frozen=True):
    """A bar: what it is, its number as told, its length from 0 to 1."""

    name: str
    told: str
    share: float


class ReportPage(msgspec.Struct, frozen=True, kw_only=True):
    """All a page of counts says; every number is a text already, a hidden one a dash.

    `signatures`: who signs, and what to write under it; `wall`: on A3, for the wall, with nobody's signature.
    """

    title: str
    area: str
    total: str
    meaning: str
    foot: str
    lang: str
    precision: str = ""
    beside: tuple[str, ...] = ()
    funnel_title: str = ""
    funnel: tuple[Bar, ...] = ()
    weeks_title: str = ""
    weeks: tuple[Bar, ...] = ()
    table_title: str = ""
    heads: tuple[str, str] = ("", "")
    rows: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[tuple[str, str], ...] = ()
    wall: bool = False


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One of the teams' tasks in a month's report: its numbers as lines, and what is written in by hand."""

    title: str
    lines: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()


class MonthlyPage(msgspec.Struct, frozen=True, kw_only=True):
    """All a team's month says; every number is a text already. `table` are difficulties by kind, most first."""

    title: str
    area: str
    meaning: str
    foot: str
    lang: str
    precision: str
    tasks: tuple[Task, ...]
    heads: tuple[str, str]
    table: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    skills_title: str
    skills: tuple[str, ...]
    signatures: tuple[tuple[str, str], ...]
    source: str


def monthly(page: MonthlyPage) -> bytes:
    """The month as a tagged PDF, two pages at most where nobody wrote much."""
    return _compiled("monthly.typ", page)


def report(page: ReportPage) -> bytes:
    """The page as a tagged PDF; rows that do not fit are said, not printed."""
    for most in MOST_ROWS:
        pdf = _compiled("report.typ", _cut(page, most))
        if count(pdf) == 1:
            break
    return pdf


def _cut(page: ReportPage, most: int) -> ReportPage:
    left = len(page.rows) - most
    more = (say(page.lang, "Còn {n} dòng nữa trong tệp Excel.", n=left),) if left > 0 else ()
    return msgspec.structs.replace(page, rows=page.rows[:most], notes=(*more, *page.notes)[:4])


def _compiled(file: str, page: ReportPage | MonthlyPage) -> bytes:
    texts = {**_plain(page), "fonts": [family.name for family in FAMILIES]}
    data = json.dumps(texts, ensure_ascii=False)
    with _lock:
        pdf = _compiler(file).compile(sys_inputs={"d": data}, pdf_standards=["ua-1"])
    assert isinstance(pdf, bytes)
    return pdf


def _plain(page: object) -> dict[str, object]:
    plain = _printable(msgspec.to_builtins(page))
    assert isinstance(plain, dict)
    return plain


def _printable(part: object) -> object:
    if isinstance(part, str):
        return printable(part, instead=BOX)[:300]
    if isinstance(part, dict):
        return {key: _printable(value) for key, value in part.items()}
    return [_printable(value) for value in part] if isinstance(part, list | tuple) else part


@lru_cache(maxsize=2)
def _compiler(file: str) -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(HERE / file, root=HERE, font_paths=fonts)
