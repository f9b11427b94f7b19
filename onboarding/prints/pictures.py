"""The pages of a PDF as pictures: for the preview on screen and for reading the symbol back."""

from io import BytesIO

import pypdfium2


def pages(pdf: bytes, dpi: int = 100, *, grey: bool = False) -> list[bytes]:
    """Each page as PNG bytes at `dpi` dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_picture(page, dpi, grey) for page in document]
    finally:
        document.close()


def _picture(page: pypdfium2.PdfPage, dpi: int, grey: bool) -> bytes:
    kept = BytesIO()
    page.render(scale=dpi / 72, grayscale=grey).to_pil().save(kept, "PNG")
    return kept.getvalue()
