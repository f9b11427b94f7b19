"""A file somebody chooses, with its button in the visitor's language: Streamlit's own says "Upload"."""

import json
from collections.abc import Sequence

import streamlit as st

from .words import _

_STYLE = """<style>
[data-testid="stFileUploaderDropzone"] button[kind="secondary"] p { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button[kind="secondary"] p::after { content: %s; font-size: 1rem; }
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
</style>"""


def chosen(label: str, kinds: Sequence[str], *, key: str) -> bytes | None:
    """The bytes of a chosen file; `kinds` are extensions without the dot."""
    st.html(_STYLE % json.dumps(_("Chọn tệp trên máy"), ensure_ascii=False))
    found = st.file_uploader(label, type=list(kinds), key=key)
    return found.getvalue() if found is not None else None
