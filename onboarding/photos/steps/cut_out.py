"""The mask at the picture's own sharpness, its edge drawn along the picture's edges."""

from typing import Any

import cv2
import numpy as np

from ..guided_filter import guided_up
from ..pipeline import Work

ORDER = 20
SMALL = 420


def apply(work: Work) -> dict[str, Any] | None:
    """Fill `alpha`."""
    if work.found is None:
        return None
    height, width = work.image.shape[:2]
    less = min(1.0, SMALL / max(height, width))
    size = (max(1, round(width * less)), max(1, round(height * less)))
    small = np.asarray(cv2.resize(work.image, size, interpolation=cv2.INTER_AREA), np.uint8)
    rough = work.found.mask.on(work.window, size)
    fine = guided_up(small, rough, work.image, 3, 1e-4)
    plain = work.found.mask.on(work.window, (width, height))
    mixed = np.where(np.abs(fine - plain) < 0.5, fine, plain)
    work.alpha = work.cut = np.clip((mixed - 0.06) / 0.88, 0, 1).astype(np.float32)
    return {"edge": "guided"}
