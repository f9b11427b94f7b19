"""The product, or the whole photo, onto the square."""

from typing import Any

import numpy as np
from PIL import Image

from ..pipeline import Work

ORDER = 70


def apply(work: Work) -> dict[str, Any] | None:
    if work.canvas is None:
        return None
    left, top, larger = work.spot
    height, width = work.image.shape[:2]
    place = (round(left), round(top), round(left + width * larger), round(top + height * larger))
    part = _fitted(Image.fromarray(work.image), place)
    if work.alpha is None or not (work.trusted or work.asked.straighten):
        work.canvas.paste(part, place[:2])
    else:
        mask = Image.fromarray((work.alpha * 255 + 0.5).astype(np.uint8))
        work.canvas.paste(part, place[:2], _fitted(mask, place))
    return None


def _fitted(image: Image.Image, place: tuple[int, int, int, int]) -> Image.Image:
    return image.resize((place[2] - place[0], place[3] - place[1]), Image.Resampling.LANCZOS, reducing_gap=2.0)
