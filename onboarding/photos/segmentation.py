"""Product segmentation: automatic, in a drawn box, or with strokes on top; and whether the mask can be trusted.

Two looks as a rule: at the middle of the photo, where a product is put, then at the product alone. Only when the
evidence speaks against the second is the whole photo looked at too, first blurred so that a mat's weave is not taken
for the product, then sharp; each time once more at what was found. Numbers measured in docs/photos.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from . import colour_model, hand_removal, trust
from .decode import Photo
from .geometry import Box, box_iou, clip_box, expand_box, limit_aspect, union_box
from .mask import RegionMask, mask_iou
from .model import SIDE, saliency
from .options import Stroke

MIDDLE = 0.8
"""The part of each side the first look takes in: composites 0.82 -> 0.97 mean IoU against the whole photo."""
SURE = 0.125
"""Softness up to which a second look is taken for the answer, whether or not it can be trusted."""
BOX_SURE, BOX_POOR = 0.17, 0.4
"""Uncertainty up to which a mask in a box is trusted, and from which the colours decide instead of the model."""
BLUR, BLUR_SURE = 1 / 120, 0.07
"""The blur of the blurred look, in parts of its long side; what it leads to is trusted up to this softness only."""
LARGE, LEAVES = 0.1, 0.13
"""A mask over more of the photo, and over more of its sides, than this may be of something held up to the camera."""
UNSURE = 1.3
"""The least margin of a mask that is not trusted, so that its score stays below every trusted one."""
HAND = 0.15
"""How much a hand is still believed to be the product, when the colours decide."""
SLACK = 0.743
"""A product in a box drawn 8 % too wide covers this much of it."""
NEAR_CUT = 0.02
"""A mask that ends this near, in parts of the view, to where its view was cut goes on beyond it."""


@dataclass(frozen=True, eq=False)
class Detection:
    """`mask`, the evidence's `margin` (1 is the limit), whether it is `sure`, what found it (`by`), the first look."""

    mask: RegionMask
    margin: float
    sure: bool
    by: str
    look: RegionMask | None = None

    @property
    def score(self) -> float:
        """The calibrated share of such masks that are good, 0..1."""
        return trust.score(self.margin)


def segment(photo: Photo, box: Box | None = None, strokes: Sequence[Stroke] = ()) -> Detection:
    """The product of a photo, with whatever help somebody gave; what the network saw is noted with the photo."""
    first = in_box(photo, box) if box else automatic(photo)
    if not strokes:
        return first
    frame = box or expand_box(first.mask.bounds or photo.whole, 0.08, photo.size)
    for stroke in strokes:
        frame = _extended(frame, stroke) if stroke.keep else frame
    mask = colour_model.apply_strokes(photo, clip_box(frame, photo.size), first.mask, strokes)
    return Detection(mask, min(mask.softness / trust.SOFT, 1.0), True, "strokes", first.look)


def automatic(photo: Photo) -> Detection:
    """Without help; asked for once a photo."""
    if "automatic" not in photo.notes:
        photo.notes["automatic"] = _automatic(photo)
    detection: Detection = photo.notes["automatic"]
    return detection


def _automatic(photo: Photo) -> Detection:
    first = predict_region(photo, expand_box(photo.whole, (MIDDLE - 1) / 2, photo.size))
    second = refine(photo, first.central())
    margin = trust.weigh(photo, first, second).margin
    if margin <= 1:
        return Detection(second, margin, True, "model", first)
    if (blurred := _blurred(photo, first)) is not None:
        return blurred
    if second.softness <= SURE and mask_iou(first, second) >= 0.6:
        return Detection(second, max(margin, UNSURE), False, "model", first)
    return _undecided(photo, first, second if mask_iou(first, second) >= 0.35 else None)


def _blurred(photo: Photo, first: RegionMask) -> Detection | None:
    """What a look at the blurred photo leads to, when that is beyond doubt."""
    whole = predict_region(photo, photo.whole, BLUR)
    nearer = refine(photo, whole.central())
    margin = trust.weigh(photo, whole, nearer).margin
    fits = nearer.softness <= BLUR_SURE and margin <= 1
    return Detection(nearer, margin, True, "model, blurred", first) if fits else None


def _undecided(photo: Photo, first: RegionMask, second: RegionMask | None) -> Detection:
    """The whole photo looked at too; a large mask that runs out of it, or looks that differ, go to the colours."""
    whole = predict_region(photo, photo.whole)
    nearer = refine(photo, whole.central())
    masks = [mask for mask in (second, whole, nearer) if mask is not None]
    best = min(masks, key=lambda mask: mask.softness * (0.6 if mask is second else 1))
    differ = second is None or mask_iou(second, nearer) < 0.5
    leaves = max(mask.edge_contact for mask in masks) > LEAVES
    large = max(mask.coverage for mask in (first, *masks)) > LARGE
    if best.softness <= SURE + 0.01 or not (large and (leaves or differ)):
        return Detection(best, max(best.softness / trust.SOFT, UNSURE), False, "model", whole)
    seen = np.mean([mask.thumbnail for mask in (first, *masks)], axis=0)
    width, height = photo.size
    frame = (width * 0.1, height * 0.05, width * 0.9, height * 0.95)
    mask = colour_model.segment_box(photo, frame, RegionMask(photo.whole, seen.astype(np.float32), photo.size))
    return Detection(mask, max(mask.softness / trust.SOFT, UNSURE), False, "colours", whole)


def in_box(photo: Photo, box: Box) -> Detection:
    """With a box: the better, by its margin, of what is found in the box and what was found without it."""
    key = ("box", box)
    if key not in photo.notes:
        boxed = _in_box(photo, box)
        alone = automatic(photo) if not boxed.sure or "automatic" in photo.notes else None
        fits = alone is not None and alone.sure and _fits(alone.mask, box) and alone.margin < boxed.margin
        photo.notes[key] = alone if fits else boxed
    detection: Detection = photo.notes[key]
    return detection


def _fits(mask: RegionMask, box: Box) -> bool:
    """Whether a mask lies in the box and fills it as a product does; up to 2 % may reach out of it."""
    claimed = mask.thumbnail > 0.5
    inside = _cropped(mask, box).thumbnail > 0.5
    return bool(inside.sum() >= 0.98 * claimed.sum()) and box_iou(mask.bounds or (0, 0, 0, 0), box) > 0.6


def _in_box(photo: Photo, box: Box) -> Detection:
    """The model looks at the box and a little around it; when neither look fits, the colours decide.

    A hand that holds the goods is left out before it is asked whether the mask fills the box.
    """
    frames = [limit_aspect(expand_box(box, more, photo.size), 1.6, photo.size) for more in (0.0, 0.25)]
    seen = [predict_region(photo, frame) for frame in frames]
    hand = hand_removal.hand_mask(photo, box, seen[1])
    looks = [_cropped(mask, box) for mask in seen]
    uncertainties = [_uncertainty(mask, box, hand) for mask in looks]
    uncertainty, best = min(zip(uncertainties, looks, strict=True), key=lambda pair: pair[0])
    if uncertainty < BOX_POOR:
        evidence = trust.weigh(photo, looks[0] if best is looks[1] else looks[1], best)._replace(edge=0.0)
        margin = max(uncertainty / BOX_SURE, evidence._replace(soft=0.0, left_out=0.0, parts=0.0).margin)
        return Detection(best, margin if margin <= 1 else max(margin, UNSURE), margin <= 1, "model")
    prior = (looks[0].thumbnail + looks[1].thumbnail) / 2
    prior = prior * (1 - hand.thumbnail) + HAND * hand.thumbnail
    mask = colour_model.segment_box(photo, box, RegionMask(photo.whole, prior.astype(np.float32), photo.size))
    return Detection(mask, max(uncertainty / BOX_SURE, mask.softness / trust.SOFT, UNSURE), False, "colours")


def predict_region(photo: Photo, part: Box, soft: float = 0.0) -> RegionMask:
    """What the model sees in a part of the photo, blurred by `soft` of its long side."""
    view = photo.crop(part, 3 * SIDE)
    if soft:
        view = Image.fromarray(cv2.GaussianBlur(np.asarray(view), (0, 0), soft * max(view.size)))
    claims, agreement = saliency(view)
    return RegionMask(part, claims, photo.size, agreement)


def refine(photo: Photo, mask: RegionMask) -> RegionMask:
    """A second look, at what the first one claims and a little around it; to the photo's border where it was cut."""
    if mask.bounds is None:
        return mask
    bounds = _beyond_cut(mask.bounds, mask.box, photo.whole)
    return predict_region(photo, limit_aspect(expand_box(bounds, 0.15, photo.size), 1.6, photo.size))


def _beyond_cut(bounds: Box, view: Box, whole: Box) -> Box:
    """`bounds`, moved out to the photo's border on the sides where they end at the border of the view."""
    slack = NEAR_CUT * max(view[2] - view[0], view[3] - view[1])
    left, top, right, bottom = (
        whole[side] if abs(bounds[side] - view[side]) <= slack else bounds[side] for side in range(4)
    )
    return left, top, right, bottom


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
    return RegionMask(mask.box, kept, mask.size, mask.scale_agreement)


def _extended(frame: Box, stroke: Stroke) -> Box:
    for x, y in stroke.points:
        frame = union_box(frame, (x - stroke.width, y - stroke.width, x + stroke.width, y + stroke.width))
    return frame
