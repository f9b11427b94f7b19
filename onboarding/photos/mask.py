"""Soft mask of a region of a photo: stored small, rendered at any size, zero outside its region."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from .colour import Floats
from .geometry import Box

CANVAS = 400
"""Pixels of the long side at which masks are compared."""
BAND = 0.03
"""How near the border, in parts of the photo's long side, is at the border: masks of goods cut off there ended within
3 % in the `fit` scenes; of whole ones 1 in 60 came as near."""


@dataclass(frozen=True, eq=False)
class RegionMask:
    """`map` (height, width, 0..1) lies on `box` of a photo of `size`, upright pixels; beside it there is nothing.

    `scale_agreement` is the IoU of the network's fused and coarse answers, 1 where no network was asked.
    """

    box: Box
    map: Floats
    size: tuple[int, int]
    scale_agreement: float = 1.0

    @cached_property
    def softness(self) -> float:
        """How undecided it is: the grey in it for each pixel it claims; small is good."""
        return float((4 * self.map * (1 - self.map)).sum() / max(int((self.map > 0.5).sum()), 1))

    @cached_property
    def bounds(self) -> Box | None:
        """The box around what it claims, in pixels of the photo."""
        above = self.map > 0.5
        rows, columns = np.flatnonzero(above.any(1)), np.flatnonzero(above.any(0))
        if not len(rows):
            return None
        left, top, right, bottom = self.box
        across, down = (right - left) / above.shape[1], (bottom - top) / above.shape[0]
        return (
            float(left + columns[0] * across),
            float(top + rows[0] * down),
            float(left + (columns[-1] + 1) * across),
            float(top + (rows[-1] + 1) * down),
        )

    @cached_property
    def thumbnail(self) -> Floats:
        """Drawn over the whole photo, small."""
        larger = CANVAS / max(self.size)
        whole = (0.0, 0.0, float(self.size[0]), float(self.size[1]))
        return self.render(whole, (max(1, round(self.size[0] * larger)), max(1, round(self.size[1] * larger))))

    @cached_property
    def coverage(self) -> float:
        """How much of the photo it claims."""
        return float((self.thumbnail > 0.5).mean())

    @cached_property
    def edge_contact(self) -> float:
        """How much of the photo's four sides it lies on, in sides."""
        claimed = self.thumbnail > 0.5
        return float(sum(side.mean() for side in (claimed[0], claimed[-1], claimed[:, 0], claimed[:, -1])))

    @cached_property
    def near_edge(self) -> float:
        """How much of the photo's four sides it comes close to, in sides: a network's mask fades before the border."""
        claimed = self.thumbnail > 0.3
        band = max(2, round(BAND * max(claimed.shape)))
        sides = (claimed[:band].any(0), claimed[-band:].any(0), claimed[:, :band].any(1), claimed[:, -band:].any(1))
        return float(sum(side.mean() for side in sides))

    @cached_property
    def second_part(self) -> float:
        """The second largest of its parts against the largest."""
        _, _, stats, _ = cv2.connectedComponentsWithStats((self.map > 0.5).astype(np.uint8))
        sizes = sorted(stats[1:, 4], reverse=True)
        return float(sizes[1] / sizes[0]) if len(sizes) > 1 else 0.0

    def render(self, window: Box, size: tuple[int, int]) -> Floats:
        """Drawn on `window` of the photo at `size` (width, height)."""
        across, down = size[0] / (window[2] - window[0]), size[1] / (window[3] - window[1])
        left, top, right, bottom = self.box
        height, width = self.map.shape
        move = np.array(
            [
                [(right - left) / width * across, 0, (left - window[0]) * across],
                [0, (bottom - top) / height * down, (top - window[1]) * down],
            ]
        )
        move[:, 2] += (move[:, 0] + move[:, 1] - 1) / 2
        drawn = cv2.warpAffine(self.map, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT)
        return np.asarray(drawn.clip(0, 1), np.float32)

    def central(self) -> "RegionMask":
        """Only the part of it that is large and near the middle of the photo."""
        parts, labels, stats, centres = cv2.connectedComponentsWithStats((self.map > 0.4).astype(np.uint8))
        if parts < 3:
            return self
        left, top, right, bottom = self.box
        height, width = self.map.shape
        x = (left + centres[:, 0] / width * (right - left)) / self.size[0]
        y = (top + centres[:, 1] / height * (bottom - top)) / self.size[1]
        weight = np.sqrt(stats[:, 4]) * np.exp(-(((x - 0.5) / 0.3) ** 2) - ((y - 0.5) / 0.35) ** 2)
        best = 1 + int(np.argmax(weight[1:]))
        return RegionMask(
            self.box, np.where(labels == best, self.map, 0).astype(np.float32), self.size, self.scale_agreement
        )


def mask_iou(one: RegionMask, other: RegionMask) -> float:
    """How much two masks claim the same: what both claim, of what either claims."""
    a, b = one.thumbnail > 0.5, other.thumbnail > 0.5
    return float((a & b).sum() / max(int((a | b).sum()), 1))
