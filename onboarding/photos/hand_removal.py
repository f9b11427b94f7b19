"""Removes a holding hand from a mask: skin that reaches out of the box drawn around the goods."""

import cv2
import numpy as np
from numpy.typing import NDArray

from . import measures
from .decode import Photo
from .geometry import Box, expand_box
from .mask import RegionMask

SIDE, AROUND = 200, 0.25
"""Pixels of the view that is looked through, and how much of the box it takes in on each side."""
INSIDE, REACHES = 0.01, 0.03
"""How much of the box a hand covers at least, and how much of it goes on outside."""
LEAST, MOST = 0.1, 0.7
"""A smaller part of a mask is no hand; when nearly all of it is the colour of skin, the goods are."""


def hand_mask(photo: Photo, box: Box, mask: RegionMask) -> RegionMask:
    """What of `mask` is a hand that comes into `box` from outside."""
    window = expand_box(box, AROUND, photo.size)
    view = np.asarray(photo.crop(window, SIDE))
    height, width = view.shape[:2]
    flags = (measures.skin(view) & (mask.render(window, (width, height)) > 0.5)).astype(np.uint8)
    flags = np.asarray(cv2.morphologyEx(flags, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)
    inside = _inside(window, box, (height, width))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(flags)
    found = np.zeros((height, width), np.float32)
    for label in range(1, len(stats)):
        part = labels == label
        within = int((part & inside).sum())
        if within > INSIDE * inside.sum() and stats[label, 4] - within > REACHES * within:
            found[part] = 1
    return RegionMask(window, found, photo.size)


def remove(mask: RegionMask, held: RegionMask) -> RegionMask | None:
    """The largest part of `mask` that is left without the hand; None when there is no hand in it worth the name."""
    claimed, skin = mask.thumbnail > 0.5, held.thumbnail > 0.5
    share = float((claimed & skin).sum() / max(int(claimed.sum()), 1))
    if not LEAST < share < MOST:
        return None
    left = claimed & ~cv2.dilate(skin.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(left.astype(np.uint8))
    largest = labels == 1 + int(np.argmax(stats[1:, 4])) if len(stats) > 1 else left
    whole = (0.0, 0.0, float(mask.size[0]), float(mask.size[1]))
    return RegionMask(whole, np.where(largest, mask.thumbnail, 0).astype(np.float32), mask.size)


def _inside(window: Box, box: Box, shape: tuple[int, int]) -> NDArray[np.bool_]:
    scale = shape[1] / (window[2] - window[0])
    left, top, right, bottom = (round((box[edge] - window[edge % 2]) * scale) for edge in range(4))
    flags = np.zeros(shape, bool)
    flags[top:bottom, left:right] = True
    return flags
