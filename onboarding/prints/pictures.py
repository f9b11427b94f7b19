"""The pages of a PDF as pictures: for the preview on screen and for reading the symbol back."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
from PIL import Image


def pages(pdf: bytes, dpi: int = 100, *, grey: bool = False) -> list[bytes]:
    """Each page as PNG bytes at `dpi` dots an inch."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_drawn(page, dpi, grey) for page in document]


def images(pdf: bytes, dpi: int) -> Iterator[Image.Image]:
    """Each page as a grey picture in memory, for reading it back; a third of the time of a PNG."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=dpi / 72, grayscale=True).to_pil()


def picture(pdf: bytes, number: int, dpi: int = 100) -> bytes:
    """One page, counted from 0, as PNG bytes."""
    with pypdfium2.PdfDocument(pdf) as document:
        return _drawn(document[number], dpi, False)


def count(pdf: bytes) -> int:
    """How many pages there are."""
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def _drawn(page: pypdfium2.PdfPage, dpi: int, grey: bool) -> bytes:
    kept = BytesIO()
    page.render(scale=dpi / 72, grayscale=grey).to_pil().save(kept, "PNG")
    return kept.getvalue()
