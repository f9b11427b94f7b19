"""A button that opens a PDF in a tab of its own, where the browser's print dialog is one touch away."""

from .assets import component
from .media_url import served

_component = component("kit_open_pdf", "open_pdf")


def open_pdf(pdf: bytes, name: str, words: str, *, key: str) -> None:
    """Draw the button; the page fetches the PDF at once, so that it opens with the connection cut."""
    _component(key=key, data={"pdf": served(pdf, "application/pdf", key), "name": name, "words": words})
