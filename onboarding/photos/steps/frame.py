"""Chooses the square canvas, and where the photo goes on it: the product in the middle, or all of the photo."""

from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from ..colour import WHITE, Floats
from ..pipeline import Context

ORDER = 50
BACKGROUNDS = {"white": WHITE, "light_grey": (240, 240, 240), "cream": (250, 244, 230)}


def apply(context: Context) -> dict[str, Any] | None:
    size = context.preset.size
    height, width = context.image.shape[:2]
    part = _bounds(context.alpha) if context.trusted and context.alpha is not None else None
    if part is None:
        context.placement = _whole_spot(width, height, size)
        context.canvas = _softened(Image.fromarray(context.image), size)
        return {"size": size, "background": "original"}
    larger = size * context.preset.fill / max(part[2] - part[0], part[3] - part[1])
    context.placement = (size - (part[0] + part[2]) * larger) / 2, (size - (part[1] + part[3]) * larger) / 2, larger
    context.canvas = Image.new("RGB", (size, size), BACKGROUNDS[context.options.background])
    return {"size": size, "background": context.options.background, "enlarged": round(larger * context.scale, 3)}


def _bounds(alpha: Floats) -> tuple[float, float, float, float] | None:
    above = alpha > 0.5
    rows, columns = np.flatnonzero(above.any(1)), np.flatnonzero(above.any(0))
    if not len(rows):
        return None
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def _whole_spot(width: int, height: int, size: int) -> tuple[float, float, float]:
    larger = size / max(width, height)
    return (size - width * larger) / 2, (size - height * larger) / 2, larger


def _softened(image: Image.Image, size: int) -> Image.Image:
    """The photo itself, filling the square, too soft to tell anything: nothing is invented beside it."""
    small = 24
    cover = small / min(image.size)
    shrunk = image.resize(
        (max(small, round(image.width * cover)), max(small, round(image.height * cover))), Image.Resampling.BOX
    )
    left, top = (shrunk.width - small) // 2, (shrunk.height - small) // 2
    middle = shrunk.crop((left, top, left + small, top + small)).filter(ImageFilter.GaussianBlur(2))
    return middle.resize((size, size), Image.Resampling.BICUBIC)
