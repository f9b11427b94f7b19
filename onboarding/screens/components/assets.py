"""Registers a browser component from its files: NAME.html, NAME.css and NAME.js beside NAME.py."""

from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


def component(code: str, name: str) -> Any:
    """The mounting command of the component whose files are called `name`; a file may be missing."""

    def text(kind: str) -> str | None:
        file = HERE / f"{name}.{kind}"
        return file.read_text(encoding="utf8") if file.exists() else None

    return st.components.v2.component(code, html=text("html"), css=text("css"), js=text("js"))
