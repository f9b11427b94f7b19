"""Colour-histogram segmentation where the network is unsure: a prior for each pixel, and the colours that go with it.

Two colour histograms, of what is believed to be the product and of what is not, are read against each other, the
answer is smoothed along the picture's own edges (guided filter), and believed a little more each round. With a box
the prior is its middle and the model's map; with strokes it is the mask so far, and what lies near a stroke and
looks like it. Measured in docs/photos.md.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from .colour import Floats
from .decode import Photo
from .geometry import Box, expand_box
from .guided_filter import guided
from .mask import RegionMask
from .options import Stroke

SIDE = 340
"""Pixels of the long side of the view that is weighed: six rounds on it take a tenth of a second (docs/photos.md)."""
CLOSE = 6
"""Pixels of the weighed view across half a gap that is closed."""
CRUMB, HOLE = 0.1, 0.02
"""Parts smaller than this against the product, and holes against what is around it, are taken for mistakes."""
_BINS = 12
"""Bins of lightness; a and b have twice as many, each 6 of 8-bit Lab wide."""
_Bins = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]


def segment_box(photo: Photo, box: Box, model: RegionMask) -> RegionMask:
    """The product in `box`, by its colours, its place in the box and what the model saw."""
    view = _View(photo, expand_box(box, 0.6, photo.size))
    inside = view.inside(box)
    prior = _logit(_box_prior(view, box)) + 0.4 * _logit(view.drawn(model).clip(0.05, 0.95))
    return view.patch(_consolidate(_iterate(view.rgb, prior, np.where(inside, 0, -1), colours=1.0, rounds=6)))


def apply_strokes(photo: Photo, box: Box, mask: RegionMask, strokes: Sequence[Stroke]) -> RegionMask:
    """`mask` put right by what somebody drew on it; far from the strokes it stays as it was."""
    view = _View(photo, expand_box(box, 0.4, photo.size))
    fixed = np.where(view.inside(box), 0, -1)
    prior = 1.2 * _logit(view.drawn(mask).clip(0.02, 0.98))
    reach = 0.12 * max(box[2] - box[0], box[3] - box[1]) * view.scale
    for stroke in strokes:
        drawn = view.stroke(stroke)
        if drawn.any():
            prior += (7.0 if stroke.keep else -7.0) * _stroke_similarity(view.rgb, drawn, reach)
            fixed[drawn] = 1 if stroke.keep else -1
    return view.patch(_iterate(view.rgb, prior, fixed, colours=0.4, rounds=4))


class _View:
    """The part of the photo that is weighed, small enough to weigh quickly."""

    def __init__(self, photo: Photo, window: Box) -> None:
        self.photo, self.window = photo, window
        self.rgb = np.asarray(photo.crop(window, SIDE))
        self.height, self.width = self.rgb.shape[:2]
        self.scale = self.width / (window[2] - window[0])

    def place(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.window[0]) * self.scale, (y - self.window[1]) * self.scale

    def inside(self, box: Box) -> NDArray[np.bool_]:
        left, top = self.place(box[0], box[1])
        right, bottom = self.place(box[2], box[3])
        flags = np.zeros((self.height, self.width), bool)
        flags[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1] = True
        return flags

    def drawn(self, patch: RegionMask) -> Floats:
        return patch.render(self.window, (self.width, self.height))

    def stroke(self, stroke: Stroke) -> NDArray[np.bool_]:
        line = np.zeros((self.height, self.width), np.uint8)
        points = np.array([self.place(x, y) for x, y in stroke.points])
        thick = max(1, round(stroke.width * self.scale))
        cv2.polylines(line, [points.round().astype(np.int32)], False, 1, thick)
        return line > 0

    def patch(self, found: Floats) -> RegionMask:
        return RegionMask(self.window, found, self.photo.size)


def _iterate(rgb: NDArray[np.uint8], prior: Floats, fixed: NDArray[np.int_], colours: float, rounds: int) -> Floats:
    """Belief (log odds) and colours weighed against each other; `fixed` is 1 for the product, -1 for not, 0 open."""
    bins = bins_of(rgb)
    weight = np.where(fixed > 0, 3.0, 1.0)
    share = _clamp(1 / (1 + np.exp(-prior)), fixed)
    for _ in range(rounds):
        product, rest = histogram(bins, share * weight), histogram(bins, (1 - share) * weight)
        for_it = np.log((product + 2e-5) / (rest + 2e-5))[bins].clip(-3, 3)
        odds = (colours * for_it + prior).clip(-8, 8)
        share = _clamp(guided(rgb, (1 / (1 + np.exp(-odds))).astype(np.float32), 5, 1.5e-3), fixed)
    return share


def _consolidate(share: Floats) -> Floats:
    """In one piece, as goods are: crumbs left out, narrow gaps and the small holes of a printed label closed."""
    claimed = (share > 0.5).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * CLOSE + 1, 2 * CLOSE + 1))
    joined = cv2.morphologyEx(np.pad(_parts(claimed, CRUMB), CLOSE), cv2.MORPH_CLOSE, disc)
    beside = 1 - np.asarray(joined[CLOSE:-CLOSE, CLOSE:-CLOSE], np.uint8)
    closed = 1 - _parts(beside, HOLE)
    return np.where(closed > claimed, 0.9, np.where(closed < claimed, 0.1, share)).astype(np.float32)


def _parts(flags: NDArray[np.uint8], least: float) -> NDArray[np.uint8]:
    """Without the parts smaller than `least` of the largest."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(flags)
    kept = stats[:, 4] >= least * stats[1:, 4].max(initial=0)
    kept[0] = False
    return np.asarray(kept[labels], np.uint8)


def _clamp(share: Floats, fixed: NDArray[np.int_]) -> Floats:
    return np.where(fixed > 0, 1, np.where(fixed < 0, 0, share.clip(0, 1))).astype(np.float32)


def bins_of(rgb: NDArray[np.uint8]) -> _Bins:
    """Each pixel's place in a histogram of Lab, finer in colour than in light."""
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.intp)
    a, b = ((lab[..., i] - 128) // 6 + _BINS for i in (1, 2))
    return lab[..., 0] * _BINS // 256, a.clip(0, 2 * _BINS - 1), b.clip(0, 2 * _BINS - 1)


def histogram(bins: _Bins, weight: Floats) -> Floats:
    shape = (_BINS, 2 * _BINS, 2 * _BINS)
    place = np.ravel_multi_index(bins, shape).ravel()
    counts: Floats = np.bincount(place, weight.ravel(), int(np.prod(shape))).reshape(shape).astype(np.float32)
    for axis in range(3):
        counts = (np.roll(counts, 1, axis) + 2 * counts + np.roll(counts, -1, axis)) / 4
    return np.asarray(counts / (counts.sum() + 1e-6))


def _box_prior(view: _View, box: Box) -> Floats:
    """Likely in the middle of the box, less so in its corners, 0.12 outside, which the caller leaves out."""
    y, x = np.mgrid[0 : view.height, 0 : view.width].astype(np.float32)
    left, top = view.place(box[0], box[1])
    right, bottom = view.place(box[2], box[3])
    u = np.abs((x - (left + right) / 2) / ((right - left) / 2.16))
    v = np.abs((y - (top + bottom) / 2) / ((bottom - top) / 2.16))
    far = (u**2.5 + v**2.5) ** 0.4
    return np.asarray(0.12 + 0.73 / (1 + np.exp((far - 0.95) / 0.12)), np.float32)


def _stroke_similarity(rgb: NDArray[np.uint8], drawn: NDArray[np.bool_], reach: float) -> Floats:
    """1 on a stroke, falling off with distance from it and from the few colours under it."""
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32) * np.array([0.5, 1, 1], np.float32)
    under = lab[drawn]
    cv2.setRNGSeed(1)
    few = min(4, len(under))
    _, _, colours = cv2.kmeans(under, few, np.empty(0), (3, 10, 1.0), 1, cv2.KMEANS_PP_CENTERS)
    apart = np.min([((lab - colour) ** 2).sum(-1) for colour in colours], axis=0)
    away = cv2.distanceTransform((~drawn).astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(np.exp(-apart / (2 * 16**2) - (away / max(reach, 1.0)) ** 2 / 2), np.float32)


def _logit(share: Floats) -> Floats:
    kept = share.clip(1e-3, 1 - 1e-3)
    return np.asarray(np.log(kept / (1 - kept)))
