"""A file somebody chooses; what is inside decides, not its name."""

from collections.abc import Sequence

import streamlit as st


def chosen(label: str, kinds: Sequence[str], *, key: str) -> bytes | None:
    """The bytes of a chosen file; `kinds` are extensions without the dot."""
    found = st.file_uploader(label, type=list(kinds), key=key)
    return found.getvalue() if found is not None else None
