"""The old background's colour taken out of the product's edge, where both share a pixel."""

from typing import Any

import cv2
import numpy as np

from ..work import Work

ORDER = 40


def apply(work: Work) -> dict[str, Any] | None:
    """Give each mixed pixel the colour of the sure product next to it; the more mixed, the more of it."""
    if work.alpha is None or not work.trusted:
        return None
    sure = cv2.erode((work.alpha > 0.97).astype(np.float32), np.ones((3, 3), np.uint8))
    mixed = (work.alpha > 0) & (sure < 0.5)
    colour = work.image.astype(np.float32)
    near, known = np.zeros_like(colour), np.zeros_like(sure)
    for reach in (9, 27):
        weight = cv2.blur(sure, (reach, reach))
        spread = cv2.blur(colour * sure[..., None], (reach, reach)) / np.maximum(weight, 1e-4)[..., None]
        fresh = (known == 0) & (weight > 0.01)
        near[fresh], known[fresh] = spread[fresh], 1
    take = np.where(mixed & (known > 0), np.clip(1.25 - work.alpha, 0, 1), 0)[..., None]
    work.image = (colour * (1 - take) + near * take + 0.5).clip(0, 255).astype(np.uint8)
    return {"mixed_pixels": int(mixed.sum())}
