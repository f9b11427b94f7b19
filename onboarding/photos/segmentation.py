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
from .decode import Box, Photo
from .geometry import grown, joined, overlap, widened, within
from .mask import Patch, agreement
from .model import SIDE, saliency
from .pipeline import Stroke

MIDDLE = 0.8
"""The part of each side the first look takes in."""
SURE, FAIRLY_SURE = 0.10, 0.125
"""Softness up to which a mask is trusted, and is if the two looks also agree."""
BOX_SURE, BOX_POOR = 0.17, 0.4
"""Doubt up to which a mask in a box is trusted, and from which the colours decide instead of the model."""
SOFT, SOFT_SURE, SOFT_AGREE = 1 / 120, 0.07, 0.7
"""The blur of the softened look, in parts of its long side; what it leads to is trusted up to this doubt only."""
LEAVES = 0.13
"""A mask over more of the photo's sides than this is cut off, or is of a hand too: not for a white background."""
UNSURE = 0.2
"""The least doubt of a mask that is not trusted, so that its score stays below every trusted one."""
LARGE = 0.1
"""A mask over more of the photo than this may be of something held up to the camera."""
HAND = 0.15
"""How much a hand is still believed to be the product, when the colours decide."""
SLACK = 0.743
"""A product in a box drawn 8 % too wide covers this much of it."""


@dataclass(frozen=True, eq=False)
class Found:
    """`mask`, how much to `doubt` it (0 is none), whether it is `sure`, what it was found `by`; the first `look`."""

    mask: Patch
    doubt: float
    sure: bool
    by: str
    look: Patch | None = None


def found(photo: Photo, box: Box | None = None, strokes: Sequence[Stroke] = ()) -> Found:
    """The product of a photo, with whatever help somebody gave."""
    first = in_box(photo, box) if box else alone(photo)
    if not strokes:
        return first
    frame = box or grown(first.mask.bounds or photo.whole, 0.08, photo.size)
    for stroke in strokes:
        frame = _reaching(frame, stroke) if stroke.keep else frame
    mask = colour_model.by_strokes(photo, within(frame, photo.size), first.mask, strokes)
    return Found(mask, mask.softness, True, "strokes")


def alone(photo: Photo) -> Found:
    """Without help."""
    first = look(photo, grown(photo.whole, (MIDDLE - 1) / 2, photo.size))
    second = closer(photo, first.middle())
    agreed = agreement(first, second)
    decided = (second.softness <= SURE and agreed >= 0.6) or (second.softness <= FAIRLY_SURE and agreed >= 0.9)
    if decided and second.at_edge <= LEAVES:
        return Found(second, second.softness, True, "model", first)
    if (soft := _softened(photo, first)) is not None:
        return soft
    if decided:
        return Found(second, max(second.softness, UNSURE), False, "model", first)
    return _undecided(photo, first, second if agreed >= 0.35 else None)


def _softened(photo: Photo, first: Patch) -> Found | None:
    """What a look at the softened photo leads to, when that is beyond doubt."""
    whole = look(photo, photo.whole, SOFT)
    nearer = closer(photo, whole.middle())
    fits = nearer.softness <= SOFT_SURE and nearer.at_edge <= LEAVES and agreement(whole, nearer) >= SOFT_AGREE
    return Found(nearer, nearer.softness, True, "model, softened", first) if fits else None


def _undecided(photo: Photo, first: Patch, second: Patch | None) -> Found:
    """The whole photo looked at too; a large mask that runs out of it, or looks that differ, go to the colours."""
    whole = look(photo, photo.whole)
    nearer = closer(photo, whole.middle())
    masks = [mask for mask in (second, whole, nearer) if mask is not None]
    best = min(masks, key=lambda mask: mask.softness * (0.6 if mask is second else 1))
    differ = second is None or agreement(second, nearer) < 0.5
    leaves = max(mask.at_edge for mask in masks) > LEAVES
    large = max(mask.part for mask in (first, *masks)) > LARGE
    if best.softness <= FAIRLY_SURE + 0.01 or not (large and (leaves or differ)):
        return Found(best, max(best.softness, UNSURE), False, "model", whole)
    seen = np.mean([mask.canvas for mask in (first, *masks)], axis=0)
    width, height = photo.size
    frame = (width * 0.1, height * 0.05, width * 0.9, height * 0.95)
    mask = colour_model.by_box(photo, frame, Patch(photo.whole, seen.astype(np.float32), photo.size))
    return Found(mask, max(mask.softness, UNSURE), False, "colours", whole)


def in_box(photo: Photo, box: Box) -> Found:
    """With a box: the model looks at the box and a little around it; when neither look fits, the colours decide.

    A hand that holds the goods is left out before it is asked whether the mask fills the box.
    """
    seen = [look(photo, widened(grown(box, more, photo.size), 1.6, photo.size)) for more in (0.0, 0.25)]
    hand = hand_removal.hand(photo, box, seen[1])
    looks = [_cut(mask, box) for mask in seen]
    doubts = [_doubt(mask, box, hand) for mask in looks]
    doubt, best = min(zip(doubts, looks, strict=True), key=lambda pair: pair[0])
    if doubt < BOX_POOR:
        sure = doubt <= BOX_SURE
        return Found(best, doubt if sure else max(doubt, UNSURE), sure, "model")
    belief = (looks[0].canvas + looks[1].canvas) / 2
    belief = belief * (1 - hand.canvas) + HAND * hand.canvas
    mask = colour_model.by_box(photo, box, Patch(photo.whole, belief.astype(np.float32), photo.size))
    return Found(mask, max(doubt, mask.softness, UNSURE), False, "colours")


def look(photo: Photo, part: Box, soft: float = 0.0) -> Patch:
    """What the model sees in a part of the photo, blurred by `soft` of its long side."""
    view = photo.window(part, 3 * SIDE)
    if soft:
        view = Image.fromarray(cv2.GaussianBlur(np.asarray(view), (0, 0), soft * max(view.size)))
    return Patch(part, saliency(view), photo.size)


def closer(photo: Photo, mask: Patch) -> Patch:
    """A second look, at what the first one claims and a little around it."""
    if mask.bounds is None:
        return mask
    return look(photo, widened(grown(mask.bounds, 0.15, photo.size), 1.6, photo.size))


def _doubt(mask: Patch, box: Box, hand: Patch) -> float:
    """Softness, and how far the mask is from filling the box as a product does, with or without the hand."""
    goods = hand_removal.without(mask, hand)
    return max(_doubt_of(one, box) for one in (mask, goods) if one is not None)


def _doubt_of(mask: Patch, box: Box) -> float:
    filled = max(overlap(mask.bounds, box), 1e-3) if mask.bounds else 1e-3
    return mask.softness + 3 * max(0.0, math.log(SLACK / filled)) + 0.5 * max(0.0, math.log(filled / SLACK))


def _cut(mask: Patch, box: Box) -> Patch:
    """`mask` with nothing left outside `box`."""
    height, width = mask.map.shape
    left, top, right, bottom = mask.box
    across, down = width / (right - left), height / (bottom - top)
    kept = np.zeros_like(mask.map)
    rows = slice(max(0, round((box[1] - top) * down)), max(0, round((box[3] - top) * down)))
    columns = slice(max(0, round((box[0] - left) * across)), max(0, round((box[2] - left) * across)))
    kept[rows, columns] = mask.map[rows, columns]
    return Patch(mask.box, kept, mask.size)


def _reaching(frame: Box, stroke: Stroke) -> Box:
    for x, y in stroke.points:
        frame = joined(frame, (x - stroke.width, y - stroke.width, x + stroke.width, y + stroke.width))
    return frame
