"""Rotates a leaning product by the degrees somebody chose; the judge only suggests them."""

from typing import Any

import cv2
import numpy as np

from ..pipeline import Context

ORDER = 45


def apply(context: Context) -> dict[str, Any] | None:
    """Turn `image` clockwise with its `alpha`; where the background is kept, what turns in is the softened backdrop."""
    degrees = context.options.straighten
    if not degrees:
        return None
    height, width = context.image.shape[:2]
    alpha = context.alpha if context.trusted and context.alpha is not None else np.ones((height, width), np.float32)
    move = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    cosine, sine = abs(move[0, 0]), abs(move[0, 1])
    size = (round(height * sine + width * cosine), round(height * cosine + width * sine))
    move[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    turned = cv2.warpAffine(context.image, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    context.image = np.asarray(turned, np.uint8)
    context.alpha = np.asarray(cv2.warpAffine(alpha, move, size, flags=cv2.INTER_LINEAR), np.float32)
    return {"degrees": degrees}
