"""The script Streamlit runs at every touch: page set-up, and the screen the address names."""

from pathlib import Path

import streamlit as st

from onboarding.screens import once, seat, ways
from onboarding.screens.words import _

ICON = Path(__file__).parent.parent.parent / "assets" / "icon.png"


def main() -> None:
    """Show the screen the address names."""
    once.begin()
    st.set_page_config(
        page_title=_("Bộ hỗ trợ hộ kinh doanh"),
        page_icon=str(ICON),
        layout="centered",
        initial_sidebar_state="collapsed",
    )
    page = st.navigation(list(ways.pages().values()), position="hidden")
    if seat.let_in(page.url_path or "home"):
        page.run()


if __name__ == "__main__":
    main()
