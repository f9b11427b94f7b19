"""Image measures: blur, light, skin, how busy a background is. Thresholds and their false alarms: docs/photos.md."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .colour import Floats, Pixels

Flags = NDArray[np.bool_]
BLURRED = 0.68
"""Above this the product is blurred: 33 of 36 blurred or moved composites are, 1 of 18 untouched (docs/photos.md)."""


def blur(grey: Pixels) -> float:
    """How little is lost by blurring again, 0 sharp to 1 blurred, of edges above noise; the worse of two ways.

    `grey` is the product about 300 pixels long. After Crete and others, The Blur Effect (2007).

    >>> sharp = np.kron(np.indices((6, 6)).sum(0) % 2 * 200, np.ones((30, 30))).astype(np.uint8)
    >>> blur(sharp) < BLURRED < blur(cv2.GaussianBlur(sharp, (0, 0), 4))
    True
    """
    picture = grey.astype(np.float32)
    return max(_lost(picture), _lost(np.ascontiguousarray(picture.T)))


def _lost(picture: Floats) -> float:
    before = np.abs(np.diff(picture, axis=0))
    after = np.abs(np.diff(cv2.blur(picture, (1, 5)), axis=0))
    edges = before > 8
    if edges.sum() < 50:
        low, high = np.percentile(picture, (2, 98))
        return 1.0 if high - low > 30 else 0.0
    return float(np.minimum(before, after)[edges].sum() / before[edges].sum())


def light(rgb: Pixels, claimed: Flags) -> tuple[float, float]:
    """How bright the bright parts of the product are, 0..1, and the part of it that is burnt out."""
    product = rgb[claimed] if claimed.any() else rgb.reshape(-1, 3)
    bright = float(np.percentile(product.max(1), 98)) / 255
    return bright, float((product.min(1) >= 253).mean())


def busy(grey: Pixels, claimed: Flags) -> float:
    """How much goes on beside the product: the mean slope of the picture there, in greys for a pixel."""
    aside = ~cv2.dilate(claimed.astype(np.uint8), np.ones((9, 9), np.uint8)).astype(bool)
    soft = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.5)
    slope = np.hypot(cv2.Sobel(soft, -1, 1, 0), cv2.Sobel(soft, -1, 0, 1)) / 8
    return float(slope[aside].mean()) if aside.any() else 0.0


def skin(rgb: Pixels) -> Flags:
    """Colours a hand may have; wood and cardboard share them, so that this is never enough alone."""
    tones = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb).astype(int)
    return (tones[..., 0] > 50) & (abs(tones[..., 1] - 156) < 18) & (abs(tones[..., 2] - 104) < 24)
