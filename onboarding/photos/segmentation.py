"""Which pixels are the product: alone, in a box somebody drew, or with strokes on top; and whether to trust it.

Two looks as a rule: at the middle of the photo, where a product is put, then at the product alone. Only when the
second comes out undecided is the whole photo looked at too, first softened so that a mat's weave is not taken for the
product, then sharp; each time once more at what was found. Numbers measured in docs/photos.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from . import colour_model, hand_removal
from .decode import Photo
from .geometry import Box, box_iou, clip_box, expand_box, limit_aspect, union_box
from .mask import RegionMask, mask_iou
from .model import SIDE, saliency
from .options import Stroke

MIDDLE = 0.8
"""The part of each side the first look takes in."""
SURE, FAIRLY_SURE = 0.10, 0.125
"""Softness up to which a mask is trusted, and is if the two looks also agree."""
BOX_SURE, BOX_POOR = 0.17, 0.4
"""Doubt up to which a mask in a box is trusted, and from which the colours decide instead of the model."""
SOFT, SOFT_SURE, SOFT_AGREE = 1 / 120, 0.07, 0.7
"""The blur of the softened look, in parts of its long side; what it leads to is trusted up to this uncertainty only."""
LEAVES = 0.13
"""A mask over more of the photo's sides than this is cut off, or is of a hand too: not for a white background."""
UNSURE = 0.2
"""The least uncertainty of a mask that is not trusted, so that its score stays below every trusted one."""
LARGE = 0.1
"""A mask over more of the photo than this may be of something held up to the camera."""
HAND = 0.15
"""How much a hand is still believed to be the product, when the colours decide."""
SLACK = 0.743
"""A product in a box drawn 8 % too wide covers this much of it."""


@dataclass(frozen=True, eq=False)
class Detection:
    """`mask`, its `uncertainty` (0 is none), whether it is `sure`, what found it (`by`); the first `look`."""

    mask: RegionMask
    uncertainty: float
    sure: bool
    by: str
    look: RegionMask | None = None


def segment(photo: Photo, box: Box | None = None, strokes: Sequence[Stroke] = ()) -> Detection:
    """The product of a photo, with whatever help somebody gave."""
    first = in_box(photo, box) if box else automatic(photo)
    if not strokes:
        return first
    frame = box or expand_box(first.mask.bounds or photo.whole, 0.08, photo.size)
    for stroke in strokes:
        frame = _extended(frame, stroke) if stroke.keep else frame
    mask = colour_model.apply_strokes(photo, clip_box(frame, photo.size), first.mask, strokes)
    return Detection(mask, mask.softness, True, "strokes")


def automatic(photo: Photo) -> Detection:
    """Without help."""
    first = predict_region(photo, expand_box(photo.whole, (MIDDLE - 1) / 2, photo.size))
    second = refine(photo, first.central())
    agreed = mask_iou(first, second)
    decided = (second.softness <= SURE and agreed >= 0.6) or (second.softness <= FAIRLY_SURE and agreed >= 0.9)
    if decided and second.edge_contact <= LEAVES:
        return Detection(second, second.softness, True, "model", first)
    if (soft := _blurred(photo, first)) is not None:
        return soft
    if decided:
        return Detection(second, max(second.softness, UNSURE), False, "model", first)
    return _undecided(photo, first, second if agreed >= 0.35 else None)


def _blurred(photo: Photo, first: RegionMask) -> Detection | None:
    """What a look at the softened photo leads to, when that is beyond uncertainty."""
    whole = predict_region(photo, photo.whole, SOFT)
    nearer = refine(photo, whole.central())
    fits = nearer.softness <= SOFT_SURE and nearer.edge_contact <= LEAVES and mask_iou(whole, nearer) >= SOFT_AGREE
    return Detection(nearer, nearer.softness, True, "model, softened", first) if fits else None


def _undecided(photo: Photo, first: RegionMask, second: RegionMask | None) -> Detection:
    """The whole photo looked at too; a large mask that runs out of it, or looks that differ, go to the colours."""
    whole = predict_region(photo, photo.whole)
    nearer = refine(photo, whole.central())
    masks = [mask for mask in (second, whole, nearer) if mask is not None]
    best = min(masks, key=lambda mask: mask.softness * (0.6 if mask is second else 1))
    differ = second is None or mask_iou(second, nearer) < 0.5
    leaves = max(mask.edge_contact for mask in masks) > LEAVES
    large = max(mask.coverage for mask in (first, *masks)) > LARGE
    if best.softness <= FAIRLY_SURE + 0.01 or not (large and (leaves or differ)):
        return Detection(best, max(best.softness, UNSURE), False, "model", whole)
    seen = np.mean([mask.thumbnail for mask in (first, *masks)], axis=0)
    width, height = photo.size
    frame = (width * 0.1, height * 0.05, width * 0.9, height * 0.95)
    mask = colour_model.segment_box(photo, frame, RegionMask(photo.whole, seen.astype(np.float32), photo.size))
    return Detection(mask, max(mask.softness, UNSURE), False, "colours", whole)


def in_box(photo: Photo, box: Box) -> Detection:
    """With a box: the model looks at the box and a little around it; when neither look fits, the colours decide.

    A hand that holds the goods is left out before it is asked whether the mask fills the box.
    """
    seen = [
        predict_region(photo, limit_aspect(expand_box(box, more, photo.size), 1.6, photo.size)) for more in (0.0, 0.25)
    ]
    hand = hand_removal.hand_mask(photo, box, seen[1])
    looks = [_cropped(mask, box) for mask in seen]
    uncertainties = [_uncertainty(mask, box, hand) for mask in looks]
    uncertainty, best = min(zip(uncertainties, looks, strict=True), key=lambda pair: pair[0])
    if uncertainty < BOX_POOR:
        sure = uncertainty <= BOX_SURE
        return Detection(best, uncertainty if sure else max(uncertainty, UNSURE), sure, "model")
    belief = (looks[0].thumbnail + looks[1].thumbnail) / 2
    belief = belief * (1 - hand.thumbnail) + HAND * hand.thumbnail
    mask = colour_model.segment_box(photo, box, RegionMask(photo.whole, belief.astype(np.float32), photo.size))
    return Detection(mask, max(uncertainty, mask.softness, UNSURE), False, "colours")


def predict_region(photo: Photo, part: Box, soft: float = 0.0) -> RegionMask:
    """What the model sees in a part of the photo, blurred by `soft` of its long side."""
    view = photo.crop(part, 3 * SIDE)
    if soft:
        view = Image.fromarray(cv2.GaussianBlur(np.asarray(view), (0, 0), soft * max(view.size)))
    return RegionMask(part, saliency(view), photo.size)


def refine(photo: Photo, mask: RegionMask) -> RegionMask:
    """A second look, at what the first one claims and a little around it."""
    if mask.bounds is None:
        return mask
    return predict_region(photo, limit_aspect(expand_box(mask.bounds, 0.15, photo.size), 1.6, photo.size))


def _uncertainty(mask: RegionMask, box: Box, hand: RegionMask) -> float:
    """Softness, and how far the mask is from filling the box as a product does, with or without the hand."""
    goods = hand_removal.remove(mask, hand)
    return max(_uncertainty_against(one, box) for one in (mask, goods) if one is not None)


def _uncertainty_against(mask: RegionMask, box: Box) -> float:
    filled = max(box_iou(mask.bounds, box), 1e-3) if mask.bounds else 1e-3
    return mask.softness + 3 * max(0.0, math.log(SLACK / filled)) + 0.5 * max(0.0, math.log(filled / SLACK))


def _cropped(mask: RegionMask, box: Box) -> RegionMask:
    """`mask` with nothing left outside `box`."""
    height, width = mask.map.shape
    left, top, right, bottom = mask.box
    across, down = width / (right - left), height / (bottom - top)
    kept = np.zeros_like(mask.map)
    rows = slice(max(0, round((box[1] - top) * down)), max(0, round((box[3] - top) * down)))
    columns = slice(max(0, round((box[0] - left) * across)), max(0, round((box[2] - left) * across)))
    kept[rows, columns] = mask.map[rows, columns]
    return RegionMask(mask.box, kept, mask.size)


def _extended(frame: Box, stroke: Stroke) -> Box:
    for x, y in stroke.points:
        frame = union_box(frame, (x - stroke.width, y - stroke.width, x + stroke.width, y + stroke.width))
    return frame
