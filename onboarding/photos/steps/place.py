"""Pastes the product, or the whole photo, onto the square canvas."""

from typing import Any

import numpy as np
from PIL import Image

from ..pipeline import Context

ORDER = 70


def apply(context: Context) -> dict[str, Any] | None:
    if context.canvas is None:
        return None
    left, top, larger = context.placement
    height, width = context.image.shape[:2]
    place = (round(left), round(top), round(left + width * larger), round(top + height * larger))
    part = _fitted(Image.fromarray(context.image), place)
    if context.alpha is None or not (context.trusted or context.options.straighten):
        context.canvas.paste(part, place[:2])
    else:
        mask = Image.fromarray((context.alpha * 255 + 0.5).astype(np.uint8))
        context.canvas.paste(part, place[:2], _fitted(mask, place))
    return None


def _fitted(image: Image.Image, place: tuple[int, int, int, int]) -> Image.Image:
    return image.resize((place[2] - place[0], place[3] - place[1]), Image.Resampling.LANCZOS, reducing_gap=2.0)
