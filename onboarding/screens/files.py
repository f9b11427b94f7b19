"""File upload field: content decides the type, not the file's name."""

from collections.abc import Sequence

import streamlit as st


def chosen(label: str, kinds: Sequence[str], *, key: str) -> bytes | None:
    """The bytes of a chosen file; `kinds` are extensions without the dot."""
    upload = st.file_uploader(label, type=list(kinds), key=key)
    return upload.getvalue() if upload is not None else None
