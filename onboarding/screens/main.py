"""The script Streamlit runs at every touch: page set-up, the screens of the house, the one asked for."""

import importlib
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from onboarding.screens import home, once, seat, wizard
from onboarding.screens.words import _

HERE = Path(__file__).parent
ICON = Path(__file__).parent.parent.parent / "assets" / "icon.png"


def pages() -> dict[str, Any]:
    """Every screen by its code; the code is also its address."""
    return {
        "home": st.Page(home.show, title=_("Bộ hỗ trợ hộ kinh doanh"), default=True),
        "visit": st.Page(wizard.show, title=_("Lượt hỗ trợ"), url_path="visit"),
        **{code: st.Page(way.show, title=_(way.words), url_path=code) for code, way in ways().items()},
    }


class Way(NamedTuple):
    """A screen a team member chooses at home: its code, the words on its button, its place among the buttons."""

    code: str
    words: str
    order: int

    def show(self) -> None:
        """Draw it; what it needs is imported now, not when the kit starts."""
        importlib.import_module(f"onboarding.screens.{self.code}").show()


@cache
def ways() -> dict[str, Way]:
    """The files of this folder that begin a line with WAY and one with ORDER, by code; read, not imported."""
    found = (_way(path) for path in sorted(HERE.glob("*.py")))
    return {way.code: way for way in sorted(filter(None, found), key=lambda way: way.order)}


def _way(path: Path) -> Way | None:
    text = path.read_text(encoding="utf8")
    words, order = re.search(r'^WAY = N_\("(.+)"\)$', text, re.M), re.search(r"^ORDER = (\d+)$", text, re.M)
    return Way(path.stem, words[1], int(order[1])) if words and order else None


def main() -> None:
    """Show the screen the address names."""
    once.begin()
    st.set_page_config(
        page_title=_("Bộ hỗ trợ hộ kinh doanh"),
        page_icon=str(ICON),
        layout="centered",
        initial_sidebar_state="collapsed",
    )
    page = st.navigation(list(pages().values()), position="hidden")
    if seat.let_in(page.url_path or "home"):
        page.run()


if __name__ == "__main__":
    main()
