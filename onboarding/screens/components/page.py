"""Browser script beside every page: its title, Streamlit's strings in our words, saving while typing, taps.

One component mounted once a page (each mount costs every rerun), made of the files below. They keep their state in
the page, not in the component, so that they go on while the server is away.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from .streamlit_strings import strings

HERE = Path(__file__).parent
PARTS = {
    "page_title": "pageTitle",
    "streamlit_strings": "streamlitStrings",
    "live_save": "liveSave",
    "double_taps": "doubleTaps",
}
"""File beside this one → the function it defines."""

_JS = "\n".join(
    [
        *((HERE / f"{name}.js").read_text(encoding="utf8") for name in PARTS),
        "export default component => {",
        *(f"  {function}(component)" for function in PARTS.values()),
        "}",
    ]
)
_component = st.components.v2.component("kit_page", js=_JS, isolate_styles=False)


def page(title: str, lang: str, typing: Mapping[str, Any]) -> None:
    """Draw the `h1` and mount the page's scripts; `typing` is what live_save.js posts with and says."""
    st.title(title, anchor=False)
    data = {"title": title, "lang": lang, "strings": strings(lang), "typing": dict(typing)}
    _component(key="page", data=data, on_again_change=lambda: None)  # a trigger: the page asks for one more run
