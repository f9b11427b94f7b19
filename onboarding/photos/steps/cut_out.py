"""Refines the mask to full resolution, its edge drawn along the picture's edges (guided filter)."""

from typing import Any

import cv2
import numpy as np

from ..guided_filter import guided_up
from ..pipeline import Context

ORDER = 20
SMALL = 420
"""Pixels of the long side at which the guided filter is fitted; its coefficients are drawn at full size."""


def apply(context: Context) -> dict[str, Any] | None:
    """Fill `alpha`."""
    if context.detection is None:
        return None
    height, width = context.image.shape[:2]
    less = min(1.0, SMALL / max(height, width))
    size = (max(1, round(width * less)), max(1, round(height * less)))
    small = np.asarray(cv2.resize(context.image, size, interpolation=cv2.INTER_AREA), np.uint8)
    rough = context.detection.mask.render(context.window, size)
    fine = guided_up(small, rough, context.image, 3, 1e-4)
    plain = context.detection.mask.render(context.window, (width, height))
    mixed = np.where(np.abs(fine - plain) < 0.5, fine, plain)
    context.alpha = context.alpha_before_rotation = np.clip((mixed - 0.06) / 0.88, 0, 1).astype(np.float32)
    return {"edge": "guided"}
