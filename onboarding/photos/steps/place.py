"""The product, or the whole photo, onto the square."""

from typing import Any

import numpy as np
from PIL import Image

from ..work import Work

ORDER = 70


def apply(work: Work) -> dict[str, Any] | None:
    if work.canvas is None:
        return None
    left, top, larger = work.spot
    height, width = work.image.shape[:2]
    place = (round(left), round(top), round(left + width * larger), round(top + height * larger))
    part = _fitted(Image.fromarray(work.image), place)
    if not work.trusted or work.alpha is None:
        work.canvas.paste(part, place[:2])
        return None
    mask = _fitted(Image.fromarray((work.alpha * 255 + 0.5).astype(np.uint8)), place)
    work.canvas.paste(part, place[:2], mask)
    return None


def _fitted(image: Image.Image, place: tuple[int, int, int, int]) -> Image.Image:
    return image.resize((place[2] - place[0], place[3] - place[1]), Image.Resampling.LANCZOS, reducing_gap=2.0)
