"""The guided filter (He, Sun and Tang 2010): a map smoothed along the edges of a colour picture."""

from collections.abc import Mapping

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
    covariance = {
        (i, j): mean(guide[..., i] * guide[..., j]) - middle[..., i] * middle[..., j] + (least if i == j else 0)
        for i in range(3)
        for j in range(i, 3)
    }
    slope = _solved(covariance, spread)
    offset = centre - (slope * middle).sum(-1)
    return mean(slope.astype(np.float32)), mean(offset.astype(np.float32))


def _solved(matrix: Mapping[tuple[int, int], Floats], right: Floats) -> Floats:
    """Symmetric 3 by 3 systems, one a pixel, by cofactors: `np.linalg.solve` is slow on many."""
    a, b, c = matrix[0, 0], matrix[0, 1], matrix[0, 2]
    d, e, f = matrix[1, 1], matrix[1, 2], matrix[2, 2]
    rows = (
        (d * f - e * e, c * e - b * f, b * e - c * d),
        (c * e - b * f, a * f - c * c, b * c - a * e),
        (b * e - c * d, b * c - a * e, a * d - b * b),
    )
    scale = 1 / (a * rows[0][0] + b * rows[0][1] + c * rows[0][2])
    solved = [sum(row[i] * right[..., i] for i in range(3)) * scale for row in rows]
    return np.stack(solved, -1).astype(np.float32)
