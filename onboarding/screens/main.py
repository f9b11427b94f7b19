"""The script Streamlit runs at every touch: page set-up, and the screen the address names."""

from pathlib import Path

import streamlit as st

from onboarding.errors import OnboardingError
from onboarding.screens import current_member, fields, memo, navigation
from onboarding.screens.session import store
from onboarding.screens.words import _

ICON = Path(__file__).parent.parent.parent / "assets" / "icon.png"


def main() -> None:
    """Show the screen the address names."""
    memo.begin()
    st.set_page_config(
        page_title=_("Bộ hỗ trợ hộ kinh doanh"),
        page_icon=str(ICON),
        layout="centered",
        initial_sidebar_state="collapsed",
    )
    page = st.navigation(list(navigation.pages().values()), position="hidden")
    if not _opened():
        return
    try:
        if current_member.allow_screen(page.url_path or "home"):
            page.run()
    except OnboardingError as error:  # what no screen foresaw, such as a server that went away
        fields.refused(error)


def _opened() -> bool:
    """Whether the store can be read here; says in words why not: a newer kit's, another key's, damaged."""
    try:
        store()
    except OnboardingError as error:
        fields.page(_("Chưa mở được dữ liệu"))
        fields.refused(error)
        if error.code == "store.newer":
            from onboarding.screens.device import roll_back  # heavy, and needed here alone

            roll_back.offer()
        return False
    return True


if __name__ == "__main__":
    main()
