"""A member's handbook as a tagged PDF of two A4 pages, from the same sections as the help screen."""

import json
from functools import lru_cache
from pathlib import Path

import msgspec
import typst

from .font_metrics import FAMILIES, FONTS
from .letters import BOX, printable
from .paper import _lock

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PICTURES = ROOT / "assets" / "handbook"
"""A screen's picture a step, `<step>.png`, drawn by the browser test of the whole visit (docs/screens/README.md)."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A heading and its lines, in the reader's language; `numbered`: they are done in this order.

    `pictures`: names of files in PICTURES, each with what it shows.
    """

    code: str
    title: str
    lines: tuple[str, ...]
    numbered: bool = False
    pictures: tuple[tuple[str, str], ...] = ()


def handbook(title: str, first: tuple[Section, ...], second: tuple[Section, ...], foot: str, language: str) -> bytes:
    """The PDF: `first` on page one, `second` on page two, `foot` under both."""
    data = {
        "title": _plain(title), "foot": _plain(foot), "lang": language, "fonts": [family.name for family in FAMILIES],
        "first": [_section(part) for part in first], "second": [_section(part) for part in second],
    }  # fmt: skip
    with _lock:
        pdf = _compiler().compile(sys_inputs={"d": json.dumps(data, ensure_ascii=False)}, pdf_standards=["ua-1"])
    assert isinstance(pdf, bytes)
    return pdf


def _section(part: Section) -> dict[str, object]:
    pictures = [
        {"file": f"/assets/handbook/{name}.png", "alt": _plain(alt)}
        for name, alt in part.pictures
        if (PICTURES / f"{name}.png").exists()
    ]
    lines = [_plain(line) for line in part.lines]
    return {"title": _plain(part.title), "numbered": part.numbered, "lines": lines, "pictures": pictures}


def _plain(text: str) -> str:
    return printable(text, instead=BOX)


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(HERE / "handbook.typ", root=ROOT, font_paths=fonts)
