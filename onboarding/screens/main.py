"""The script Streamlit runs at every touch: page set-up, the screens of the house, the one asked for."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import streamlit as st

from onboarding import screens
from onboarding.screens import home, once, seat, wizard
from onboarding.screens.words import _

ICON = Path(__file__).parent.parent.parent / "assets" / "icon.png"


def pages() -> dict[str, Any]:
    """Every screen by its code; the code is also its address."""
    return {
        "home": st.Page(home.show, title=_("Bộ hỗ trợ hộ kinh doanh"), default=True),
        "visit": st.Page(wizard.show, title=_("Lượt hỗ trợ"), url_path="visit"),
        **{code: st.Page(way.show, title=_(way.WAY), url_path=code) for code, way in ways().items()},
    }


@cache
def ways() -> dict[str, ModuleType]:
    """The screens a team member chooses at home: files of this folder with WAY, ORDER and show(), by code."""
    names = [name for _finder, name, package in pkgutil.iter_modules(screens.__path__) if not package]
    found = {name: importlib.import_module(f"{screens.__name__}.{name}") for name in names if name != "main"}
    chosen = [(code, module) for code, module in found.items() if hasattr(module, "WAY")]
    return dict(sorted(chosen, key=lambda pair: int(pair[1].ORDER)))


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
