"""The script Streamlit runs at every touch: page set-up, the screens of the house, the one asked for."""

from pathlib import Path
from typing import Any

import streamlit as st

from onboarding.screens import home, wizard
from onboarding.screens.words import _

ICON = Path(__file__).parent.parent.parent / "assets" / "icon.png"


def pages() -> dict[str, Any]:
    """Every screen by its code; the code is also its address."""
    return {
        "home": st.Page(home.show, title=_("Bộ hỗ trợ hộ kinh doanh"), default=True),
        "visit": st.Page(wizard.show, title=_("Lượt hỗ trợ"), url_path="visit"),
    }


def main() -> None:
    """Show the screen the address names."""
    st.set_page_config(
        page_title=_("Bộ hỗ trợ hộ kinh doanh"),
        page_icon=str(ICON),
        layout="centered",
        initial_sidebar_state="collapsed",
    )
    st.navigation(list(pages().values()), position="hidden").run()


if __name__ == "__main__":
    main()
