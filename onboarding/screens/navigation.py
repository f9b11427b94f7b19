"""The ways through the house: every screen by its code, which is its address, and how one leads to another."""

import importlib
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import streamlit as st

from . import words
from .session import DEMO
from .words import _

HERE = Path(__file__).parent


class Way(NamedTuple):
    """A screen a team member chooses at home: its code, the words on its button, its place among the buttons."""

    code: str
    words: str
    order: int

    module: str

    def show(self) -> None:
        """Draw it; what it needs is imported now, not when the kit starts."""
        importlib.import_module(self.module).show()


@cache
def ways() -> dict[str, Way]:
    """The files of this folder that begin a line with WAY and one with ORDER, by code; read, not imported."""
    found = (_way(path) for path in [*sorted(HERE.glob("*.py")), *sorted(HERE.glob("*/page.py"))])
    return {way.code: way for way in sorted(filter(None, found), key=lambda way: way.order)}


def _way(path: Path) -> Way | None:
    text = path.read_text(encoding="utf8")
    words, order = re.search(r'^WAY = N_\("(.+)"\)$', text, re.M), re.search(r"^ORDER = (\d+)$", text, re.M)
    if not words or not order:
        return None
    code = path.parent.name if path.name == "page.py" else path.stem
    module = ".".join(["onboarding.screens", *path.relative_to(HERE).with_suffix("").parts])
    return Way(code, words[1], int(order[1]), module)


def pages() -> dict[str, Any]:
    """Every screen as Streamlit wants it."""
    from . import home, wizard

    return {
        "home": st.Page(home.show, title=_("Bộ hỗ trợ hộ kinh doanh"), default=True),
        "visit": st.Page(wizard.show, title=_("Lượt hỗ trợ"), url_path="visit"),
        **{code: st.Page(way.show, title=_(way.words), url_path=code) for code, way in ways().items()},
    }


def go(code: str, **query: str) -> NoReturn:
    """Show that screen now, keeping language and sample mode; `query` is what it is about, as `d=draft.id`."""
    kept = {key: st.query_params[key] for key in (DEMO, words.KEY) if key in st.query_params}
    st.switch_page(pages()[code], query_params={**kept, **query})
