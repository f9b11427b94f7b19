"""Find the product, or take the box somebody drew, and load the part of the photo around it."""

from typing import Any

import numpy as np

from ..finding import bounds_of, look
from ..geometry import grown, joined
from ..work import Work

ORDER = 10
AROUND = 0.3
"""How much more than the product is kept on each side, in parts of the product."""


def apply(work: Work) -> dict[str, Any] | None:
    """Fill `window` and `image`; with the background kept, the window is the photo or the box."""
    photo, asked = work.photo, work.asked
    side = work.preset.size * work.preset.fill
    if asked.background == "original" and not asked.box:
        work.window, part = photo.whole, photo.whole
    elif asked.box:
        x, y, width, height = asked.box
        part = grown((x, y, x + width, y + height), 0.0, photo.size)
        work.window = _with_strokes(work, grown(part, AROUND, photo.size))
    else:
        work.rough = look(photo)
        part = bounds_of(work.rough, photo.size) or photo.whole
        work.window = _with_strokes(work, grown(part, AROUND, photo.size))
    enlarged = max(work.window[2] - work.window[0], work.window[3] - work.window[1])
    work.image = np.asarray(photo.window(work.window, side * enlarged / max(part[2] - part[0], part[3] - part[1])))
    return {"window": [round(edge, 1) for edge in work.window], "by": "box" if asked.box else "model"}


def _with_strokes(work: Work, window: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    for stroke in work.asked.strokes:
        for x, y in stroke.points if stroke.keep else ():
            half = stroke.width
            window = joined(window, (x - half, y - half, x + half, y + half))
    return grown(window, 0.0, work.photo.size)
