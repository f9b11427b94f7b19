"""Decontaminates the edge: the old background's colour taken out where both share a pixel."""

from typing import Any

import cv2
import numpy as np

from ..pipeline import Context

ORDER = 40


def apply(context: Context) -> dict[str, Any] | None:
    """Give each mixed pixel the colour of the sure product next to it; the more mixed, the more of it."""
    if context.alpha is None or not context.trusted:
        return None
    height, width = context.alpha.shape
    half = (max(1, width // 2), max(1, height // 2))
    colour = np.asarray(cv2.resize(context.image, half, interpolation=cv2.INTER_AREA), np.float32)
    sure = cv2.erode((cv2.resize(context.alpha, half) > 0.97).astype(np.float32), np.ones((3, 3), np.uint8))
    near, known = colour.astype(np.uint8), np.zeros(sure.shape, bool)
    for reach in (5, 15):
        weight = cv2.blur(sure, (reach, reach))
        fresh = ~known & (weight > 0.01)
        near[fresh] = (cv2.blur(colour * sure[..., None], (reach, reach))[fresh] / weight[fresh][:, None]).clip(0, 255)
        known |= fresh
    mixed = (context.alpha > 0) & (context.alpha <= 0.99)
    mixed &= cv2.resize(known.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
    take = np.clip(1.25 - context.alpha[mixed], 0, 1)[:, None]
    fresh_colour = cv2.resize(near, (width, height), interpolation=cv2.INTER_LINEAR)[mixed]
    context.image = context.image.copy()
    context.image[mixed] = (context.image[mixed] * (1 - take) + fresh_colour * take + 0.5).clip(0, 255)
    return {"mixed_pixels": int(mixed.sum())}
