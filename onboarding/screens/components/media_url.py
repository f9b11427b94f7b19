"""A file for this visitor's page as an address on this machine, as `st.image` gives one; gone when nothing shows it."""

from streamlit import runtime


def served(data: bytes, kind: str, key: str) -> str:
    """The address of `data` (MIME type `kind`); one `key` a place on the screen. A page asks for it once."""
    return runtime.get_instance().media_file_mgr.add(data, kind, key)
