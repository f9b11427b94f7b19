"""Registers a browser component from its files: NAME.html, NAME.css and NAME.js beside NAME.py."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


def component(code: str, name: str, *parts: str) -> Any:
    """The mounting command of the component whose files are called `name`; a file may be missing.

    The styles and scripts of `parts` are put before its own: what several files of one component share.
    """

    def text(kind: str) -> str | None:
        names = (name,) if kind == "html" else (*parts, name)
        files = [HERE / f"{one}.{kind}" for one in names]
        return "\n".join(file.read_text(encoding="utf8") for file in files if file.exists()) or None

    return st.components.v2.component(code, html=text("html"), css=text("css"), js=text("js"))


def as_list(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A component's data as a list of one: Streamlit looks at each value of a mapping for a table, at no list's."""
    return [data]
