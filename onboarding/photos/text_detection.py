"""Detects text laid over a photo (a phone number, a shop's name, a price banner), which market places refuse.

Drawn letters differ from printed ones seen by a camera: each is of one flat colour, all of a row are of the same, and
the row lies straight along the picture. Letters on the goods themselves bend, lean, shade and blur.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from .colour import Floats, Pixels
from .measures import Flags

SIDE = 1000
"""Pixels of the long side the other limits are reckoned for."""
FLAT = 24
"""Most a flat colour's channels differ among neighbours, in 8-bit steps."""
ALIKE, SHADE = 30, 10
"""Most the colours of two neighbours in a row differ, and most of its letters from the row's own colour."""
MOST = 2000
"""Pieces looked at, so that a sieve costs no more than a page."""
LETTERS, STRAIGHT, LEVEL = 4, 0.12, 0.015
"""Letters in a row; how far feet lie off one line, in parts of their height; how much the line leans."""
ON_GOODS = 6
"""Letters in a row on the goods: gaps between noodles make rows of four; the lines of tests/benchmarks/photos.py have
ten and more."""


class Letter(NamedTuple):
    """A small flat piece: its box, how much of it is filled, its colour."""

    left: int
    top: int
    right: int
    bottom: int
    filled: float
    colour: Floats

    @property
    def height(self) -> int:
        return self.bottom - self.top


def words_over(rgb: Pixels, goods: Flags, *, only_goods: bool = False) -> int:
    """How many letters of rows of drawn text lie in a picture about `SIDE` long; `goods` are looked at more strictly.

    With `only_goods` what lies beside them does not count.

    >>> plain = np.full((300, 400, 3), 90, np.uint8)
    >>> written = cv2.putText(plain.copy(), "0912 345 678", (20, 160), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (255,) * 3, 7)
    >>> nowhere = np.zeros((300, 400), bool)
    >>> words_over(plain, nowhere), words_over(written, nowhere) >= 6
    (0, True)
    """
    larger = max(1.0, SIDE / max(rgb.shape))
    size = (round(rgb.shape[1] * larger), round(rgb.shape[0] * larger))
    view = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_CUBIC) if larger > 1 else rgb, np.uint8)
    goods = cv2.resize(goods.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST).astype(bool)
    edges = {FLAT, FLAT / larger**0.5}  # what was made larger has softer edges, and noise as soft as they
    found = [_drawn_rows(_letters(view, flattest), goods, only_goods=only_goods) for flattest in edges]
    return max(sum(map(len, rows)) for rows in found)


def _drawn_rows(letters: Sequence[Letter], goods: Flags, *, only_goods: bool) -> Iterator[list[Letter]]:
    for row in _rows(letters):
        on_goods = [goods[(one.top + one.bottom) // 2, (one.left + one.right) // 2] for one in row]
        strict = bool(np.mean(on_goods) > 0.5)
        if only_goods and not strict:
            continue
        if len(row) >= (ON_GOODS if strict else LETTERS) and _drawn(row, strict=strict):
            yield row


def _letters(rgb: Pixels, flattest: float) -> list[Letter]:
    """Every flat piece of a letter's size and shape."""
    flat = np.zeros(rgb.shape[:2], np.uint8)
    across = cv2.absdiff(rgb[:-1, 1:], rgb[:-1, :-1]).max(-1)
    flat[:-1, :-1] = np.maximum(across, cv2.absdiff(rgb[1:, :-1], rgb[:-1, :-1]).max(-1)) <= flattest
    _, labels, stats, _ = cv2.connectedComponentsWithStats(flat, connectivity=4)
    left, top, across, down, area = stats.T
    fits = (down >= 0.012 * SIDE) & (down <= 0.14 * SIDE) & (across <= 1.5 * down) & (across >= 0.08 * down)
    fits &= (area >= 0.15 * across * down) & (area >= 14)
    fits[0] = False
    here = fits[labels]
    owner, colours = labels[here], rgb[here]
    sums = [np.bincount(owner, colours[:, channel], len(stats)) for channel in range(3)]
    means = np.stack(sums, -1) / np.maximum(area, 1)[:, None]
    filled = area / (across * down)
    boxes = np.stack([left, top, left + across, top + down], -1)
    kept = np.flatnonzero(fits)[:MOST].tolist()
    return [_letter(boxes[i].tolist(), float(filled[i]), means[i]) for i in kept]


def _letter(box: Sequence[int], filled: float, colour: Floats) -> Letter:
    left, top, right, bottom = box
    return Letter(left, top, right, bottom, filled, colour)


def _rows(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Letters of one colour and about one height beside each other, on one line."""
    waiting = sorted(letters, key=lambda one: one.left)
    boxes = np.array([one[:4] for one in waiting]).reshape(-1, 4)
    colours = np.array([one.colour for one in waiting]).reshape(-1, 3)
    free = np.ones(len(waiting), bool)
    for start in range(len(waiting)):
        if not free[start]:
            continue
        row, last = [start], start
        while (after := _next(boxes, colours, free, last)) is not None:
            row.append(after)
            last = after
        if len(row) >= LETTERS:
            free[row] = False
            yield [waiting[place] for place in row]


def _next(boxes: NDArray[np.int_], colours: Floats, free: Flags, last: int) -> int | None:
    """The nearest free letter to the right of `last` that goes with it."""
    left, top, right, bottom = boxes[last]
    height = bottom - top
    heights = boxes[:, 3] - boxes[:, 1]
    gap = boxes[:, 0] - right
    fits = free & (gap > -0.2 * height) & (gap < 1.3 * height) & (boxes[:, 0] > left)
    fits &= (heights < 1.7 * height) & (height < 1.7 * heights)
    fits &= np.abs(boxes[:, 3] - bottom) < 0.35 * height
    fits &= np.abs(colours - colours[last]).max(-1) < ALIKE
    places = np.flatnonzero(fits)
    return int(places[np.argmin(gap[places])]) if len(places) else None


def _drawn(row: Sequence[Letter], *, strict: bool) -> bool:
    """Whether a row is drawn: level, of one colour, of the shapes of letters and not of tiles."""
    feet = np.array([one.bottom for one in row], float)
    middles = np.array([(one.left + one.right) / 2 for one in row])
    height = float(np.median([one.height for one in row]))
    level = np.abs(feet - np.median(feet)) <= max(1.5, STRAIGHT * height)
    if level.sum() < max(4, len(row) / 2):
        return False
    leans = abs(float(np.polyfit(middles[level], feet[level], 1)[0]))
    colours = np.array([one.colour for one in row])[level]
    shades = float(np.percentile(np.abs(colours - np.median(colours, axis=0)).max(1), 70))
    widths = np.std([(one.right - one.left) / height for one in row])
    filled = np.mean([one.filled for one in row])
    shaped = filled < (0.85 if widths >= 0.08 else 0.68)
    most = 0.5 if strict else 1.0
    return bool(shaped) and leans < LEVEL * most and shades < SHADE * most
