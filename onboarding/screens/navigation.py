"""The pages of the app: each screen's code is its address; a module is imported when it is first opened."""

import importlib
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import streamlit as st

from ..languages import N_
from . import words
from .memo import per_session
from .session import DEMO, STEP
from .steps import codes
from .words import _

HERE = Path(__file__).parent

IMPORTING = threading.RLock()
"""Held while a screen or the maintenance is imported. Two threads that import a package and one of its modules at the
same time wait for each other; Python then gives one of them a package that is half there (`KeyError`)."""


class Screen(NamedTuple):
    """A page: its code, its title, its place among the buttons of the home page, its module (with `show()`)."""

    code: str
    title: str
    order: int
    module: str

    def show(self) -> None:
        """Draw it."""
        with IMPORTING:
            module = importlib.import_module(self.module)
        module.show()


HOME = Screen("home", N_("Bộ hỗ trợ hộ kinh doanh"), 0, "onboarding.screens.home")
VISIT = Screen("visit", N_("Lượt hỗ trợ"), 0, "onboarding.screens.wizard")


@cache
def screens() -> dict[str, Screen]:
    """The screens with a button on the home page, by code.

    Their files are read, not imported (a line `TITLE = N_("…")` and one `ORDER = n`): importing them all would
    bring pandas and the charts into every cold start.
    """
    read = (_screen(path) for path in sorted(path for path in HERE.rglob("*.py") if path.parent.name != "steps"))
    return {screen.code: screen for screen in sorted(filter(None, read), key=lambda screen: screen.order)}


def _screen(path: Path) -> Screen | None:
    text = path.read_text(encoding="utf8")
    title, order = re.search(r'^TITLE = N_\("(.+)"\)$', text, re.M), re.search(r"^ORDER = (\d+)$", text, re.M)
    if not title or not order:
        return None
    code = path.parent.name if path.name == "page.py" else path.stem
    module = ".".join(["onboarding.screens", *path.relative_to(HERE).with_suffix("").parts])
    return Screen(code, title[1], int(order[1]), module)


def pages() -> dict[str, Any]:
    """Every screen as an `st.Page`, by code."""
    return per_session("pages", words.lang(), _pages)


def _pages() -> dict[str, Any]:
    home, visit = HOME, VISIT
    return {
        home.code: st.Page(home.show, title=_(home.title), default=True),
        visit.code: st.Page(visit.show, title=_(visit.title), url_path=visit.code),
        **{code: st.Page(screen.show, title=_(screen.title), url_path=code) for code, screen in screens().items()},
    }


def open_screen(code: str, **query: str) -> NoReturn:
    """Show that screen now, keeping language and sample mode; `query` is what it is about, as `d=visit.id`."""
    kept = {key: st.query_params[key] for key in (DEMO, words.KEY) if key in st.query_params}
    st.switch_page(pages()[code], query_params={**kept, **query})


def open_visit(visit_id: str, place: int = 0) -> NoReturn:
    """Show a visit at the step of that place, from 0."""
    open_screen(VISIT.code, d=visit_id, **{STEP: codes()[min(max(place, 0), len(codes()) - 1)]})
