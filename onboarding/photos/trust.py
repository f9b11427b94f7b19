"""Confidence in an automatic mask: one margin over all evidence, and a calibrated score.

A network keeps the part of a thing that stands out and is sure of it, so its own softness is not enough. Five signs,
each against the most it may be, are added up as a norm (`margin` 1 is the limit); parts and edges may each refuse
alone. Limits were chosen on 98 scenes of `tests/benchmarks/photo_scenes.py` (`fit` 0-69, `held` 0-30) so that no half
product was left, and measured on `held` 31-130: docs/photos.md has the table.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np

from .colour_model import bins_of, histogram
from .decode import Photo
from .mask import RegionMask, mask_iou
from .measures import Flags

SIDE = 400
"""Pixels of the long side of the view the evidence is measured on."""
AGREE, SOFT, SCALES = 0.124, 0.206, 0.077
"""Most two looks may differ (1 - IoU), a mask may be soft, and the network's scales may differ (1 - IoU)."""
BACKGROUND, LEFT_OUT = 0.257, 0.124
"""Most of the mask that may look like what is around it (a filled handle), and most beside it, in parts of the mask,
that looks like nothing farther off (a pale bowl under its noodles)."""
POWER = 3
"""Of the norm: two signs near their limits count as much as one beyond it, many small ones do not."""
PARTS = 0.35
"""Most a second part may have of the largest."""
EDGE = 0.1
"""Most of the photo's four sides, in sides, that the mask may come close to: then the goods are cut off."""
TRUSTED = 0.9
"""The score at margin 1. Calibrated: see `score`."""
STEEP = 2.2
"""Slope of the logistic curve over the margin's logarithm. Calibrated: see `score` and the table in docs/photos.md."""


class Evidence(NamedTuple):
    """Each sign against its limit, 0 for none."""

    differs: float
    soft: float
    scales: float
    like_ground: float
    left_out: float
    parts: float
    edge: float

    @property
    def margin(self) -> float:
        together = sum(sign**POWER for sign in self[:5]) ** (1 / POWER)
        return float(max(together, self.parts, self.edge))


def weigh(photo: Photo, first: RegionMask, mask: RegionMask) -> Evidence:
    """The evidence for `mask`, found by a second look, against the `first` look and the photo's colours."""
    like_ground, left_out = _colour_evidence(photo, mask)
    return Evidence(
        differs=(1 - mask_iou(first, mask)) / AGREE,
        soft=mask.softness / SOFT,
        scales=(1 - mask.scale_agreement) / SCALES,
        like_ground=like_ground / BACKGROUND,
        left_out=left_out / LEFT_OUT,
        parts=mask.second_part / PARTS,
        edge=mask.near_edge / EDGE,
    )


def score(margin: float) -> float:
    """The share of masks at this margin that are good (IoU of 0.85 or more): a logistic curve over its logarithm."""
    odds = math.log(TRUSTED / (1 - TRUSTED)) - STEEP * math.log(max(margin, 1e-3))
    return round(1 / (1 + math.exp(-odds)), 3)


def _colour_evidence(photo: Photo, mask: RegionMask) -> tuple[float, float]:
    """How much of the mask has the colours around it, and how much beside it has colours found nowhere farther off."""
    view = np.asarray(photo.resized(SIDE))
    claimed = mask.render(photo.whole, (view.shape[1], view.shape[0])) > 0.5
    if claimed.sum() < 30:
        return 1.0, 1.0
    bins = bins_of(view)
    core = _eroded(claimed)
    away = cv2.distanceTransform((~claimed).astype(np.uint8), cv2.DIST_L2, 5)
    ys, xs = np.nonzero(claimed)
    length = max(int(np.ptp(ys)), int(np.ptp(xs))) + 1
    ring = (away > 2) & (away <= max(6, 0.45 * length))
    far = (away > 2) & (away > 0.25 * length)
    far = far if far.sum() >= 200 else away > 2
    ground = histogram(bins, (ring if ring.sum() > 50 else away > 2).astype(np.float32))
    goods = histogram(bins, core.astype(np.float32))
    odds = np.asarray(cv2.GaussianBlur(np.log((goods + 2e-5) / (ground + 2e-5))[bins], (0, 0), 1.2))
    unlike = (histogram(bins, far.astype(np.float32))[bins] < 2e-4) & ring
    beside = cv2.morphologyEx(unlike.astype(np.uint8), cv2.MORPH_OPEN, _disc(1))
    return float((odds[core] < 0).mean()), float(beside.sum() / claimed.sum())


def _eroded(claimed: Flags) -> Flags:
    core = np.asarray(cv2.erode(claimed.astype(np.uint8), _disc(2))) > 0
    return core if core.sum() >= 30 else claimed


def _disc(radius: int) -> cv2.typing.MatLike:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
