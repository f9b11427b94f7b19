"""Image measures: blur, light, skin, how busy a background is. Thresholds and their false alarms: docs/photos.md."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .colour import Floats, Pixels

Flags = NDArray[np.bool_]
BLURRED = 0.68
"""Above this the product is blurred: 33 of 36 blurred or moved composites are, 1 of 18 untouched (docs/photos.md)."""

FLAT_ROW, FLAT_ROWS, FLAT_BAR = 5, 0.1, 0.02
"""8-bit steps a drawn row may vary after JPEG; the least share of such rows, and of those of one colour.
None of 34 photos of the samples and cases was taken for a screenshot by it, all four screens tried were."""


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


def screenshot(rgb: Pixels) -> bool:
    """Whether whole rows are of one colour as only drawn ones are: a bar and a page of different colours, or a dark
    band above and below a photo looked at on a phone.

    >>> screen = np.random.default_rng(1).integers(0, 255, (400, 180, 3)).astype(np.uint8)
    >>> camera = screenshot(screen)
    >>> screen[:30], screen[250:] = (0, 100, 255), (240, 240, 240)
    >>> camera, screenshot(screen)
    (False, True)
    """
    middle = np.median(rgb, axis=1).astype(int)
    flat = (np.abs(rgb.astype(int) - middle[:, None]) <= FLAT_ROW).all((1, 2))
    if flat.mean() < FLAT_ROWS:
        return False
    colours, counts = np.unique(middle[flat] // 12, axis=0, return_counts=True)
    apart = colours[counts >= FLAT_BAR * len(rgb)]
    several = len(apart) > 1 and bool(np.abs(apart - apart[0]).max() > 1)
    bands = flat[: len(flat) // 12].all() and flat[-len(flat) // 12 :].all() and middle[flat].max() < 40
    return bool(several or bands)


def skin(rgb: Pixels) -> Flags:
    """Colours a hand may have; wood and cardboard share them, so that this is never enough alone."""
    tones = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb).astype(int)
    return (tones[..., 0] > 50) & (abs(tones[..., 1] - 156) < 18) & (abs(tones[..., 2] - 104) < 24)
