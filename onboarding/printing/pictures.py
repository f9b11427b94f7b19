"""The pages of a PDF as pictures: for the preview on screen and for reading the symbol back."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pypdfium2.raw
from PIL import Image

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


class Leaf:
    """A finished page to be read back: whole, without its photos, and any part of it from nearby."""

    def __init__(self, page: pypdfium2.PdfPage, dpi: int) -> None:
        self._page, self._scale = page, dpi / 72

    def whole(self) -> Image.Image:
        """The page in grey, white where a photo is: goods may bear a code, the vendor's is never a photo."""
        picture: Image.Image = self._page.render(scale=self._scale, grayscale=True).to_pil()
        high = self._page.get_height()
        for photo in self._page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            left, bottom, right, top = photo.get_bounds()
            edges = (left, high - top, right, high - bottom)
            picture.paste(255, tuple(round(edge * self._scale) for edge in edges))
        return picture

    def text(self) -> str:
        """Every word on the page, in the order of the PDF."""
        return str(self._page.get_textpage().get_text_range())

    def near(self, box: Box, pixels: int) -> Image.Image:
        """What `box` of the whole page shows, photos and all, drawn anew `pixels` wide."""
        left, top, right, bottom = (edge / self._scale for edge in box)
        width, height = self._page.get_size()
        left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
        crop = (left, height - bottom, width - right, top)
        drawn: Image.Image = self._page.render(scale=pixels / (right - left), crop=crop, grayscale=True).to_pil()
        return drawn


def leaves(pdf: bytes, dpi: int) -> Iterator[Leaf]:
    """Each page, to be read back at `dpi`; it is gone when the next one is asked for."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield Leaf(page, dpi)


def pages(pdf: bytes, dpi: int = 100, *, grey: bool = False) -> list[bytes]:
    """Each page as PNG bytes at `dpi` dots an inch."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_drawn(page, dpi, grey) for page in document]


def picture(pdf: bytes, number: int, dpi: int = 100) -> bytes:
    """One page, counted from 0, as PNG bytes."""
    with pypdfium2.PdfDocument(pdf) as document:
        return _drawn(document[number], dpi, False)


def count(pdf: bytes) -> int:
    """How many pages there are."""
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def _drawn(page: pypdfium2.PdfPage, dpi: int, grey: bool) -> bytes:
    png = BytesIO()
    page.render(scale=dpi / 72, grayscale=grey).to_pil().save(png, "PNG")
    return png.getvalue()
