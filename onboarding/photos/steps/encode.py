"""Encodes a JPEG of the best quality under the preset's limit, with no metadata."""

from io import BytesIO
from typing import Any

from PIL import Image

from ...errors import OnboardingError
from ..pipeline import Context

ORDER = 90
BEST, WORST = 92, 30
"""JPEG qualities between which the largest that fits the preset's bytes is searched."""


def apply(context: Context) -> dict[str, Any] | None:
    if context.canvas is None:
        return None
    quality, context.jpeg = fitting(context.canvas, context.preset.most_bytes)
    return {"quality": quality, "bytes": len(context.jpeg)}


def fitting(image: Image.Image, most: int) -> tuple[int, bytes]:
    """The largest quality under `most` bytes and its file; `photo.cannot_fit` when none is small enough."""
    best = encoded(image, BEST)
    if len(best) <= most:
        return BEST, best
    low, high, found = WORST, BEST - 1, None
    while low <= high:
        middle = (low + high) // 2
        file = encoded(image, middle)
        if len(file) <= most:
            found, low = (middle, file), middle + 1
        else:
            high = middle - 1
    if found is None:
        raise OnboardingError("photo.cannot_fit", field="preset", most=most)
    return found


def encoded(image: Image.Image, quality: int) -> bytes:
    """`image` as JPEG without colour thinning, so that red edges stay sharp."""
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=0)
    return out.getvalue()
