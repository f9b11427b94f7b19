"""The guided filter (He, Sun and Tang 2010): a map smoothed along the edges of a colour picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .colour import Floats


def guided(rgb: NDArray[np.uint8], given: Floats, radius: int, least: float) -> Floats:
    """`given` (height, width) as locally linear in the colours of `rgb`; `least` is the variance taken for noise."""
    slope, offset = _fit(rgb, given, radius, least)
    return np.asarray((slope * (rgb.astype(np.float32) / 255)).sum(-1) + offset, np.float32)


def guided_up(small: NDArray[np.uint8], given: Floats, large: NDArray[np.uint8], radius: int, least: float) -> Floats:
    """The same fit made on `small`, read at the size of `large`: an edge gets its sharpness."""
    slope, offset = _fit(small, given, radius, least)
    size = (large.shape[1], large.shape[0])
    read: Floats = np.asarray(cv2.resize(offset, size, interpolation=cv2.INTER_LINEAR), np.float32)
    for channel in range(3):
        upsampled = cv2.resize(slope[..., channel], size, interpolation=cv2.INTER_LINEAR)
        read = read + upsampled * (large[..., channel] / np.float32(255))
    return read


def _fit(rgb: NDArray[np.uint8], given: Floats, radius: int, least: float) -> tuple[Floats, Floats]:
    guide = rgb.astype(np.float32) / 255
    side = (2 * radius + 1, 2 * radius + 1)

    def mean(values: Floats) -> Floats:
        return np.asarray(cv2.boxFilter(values, -1, side), np.float32)

    middle, centre = mean(guide), mean(given)
    spread = mean(guide * given[..., None]) - middle * centre[..., None]
    pairs = np.empty((*given.shape, 3, 3), np.float32)
    for i in range(3):
        for j in range(i, 3):
            together = mean(guide[..., i] * guide[..., j]) - middle[..., i] * middle[..., j]
            pairs[..., i, j] = pairs[..., j, i] = together + (least if i == j else 0)
    slope = np.linalg.solve(pairs, spread[..., None])[..., 0]
    offset = centre - (slope * middle).sum(-1)
    return mean(slope.astype(np.float32)), mean(offset.astype(np.float32))
