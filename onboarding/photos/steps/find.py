"""Find the product, alone or with the help given, and load the part of the photo around it."""

from typing import Any

import numpy as np

from ...languages import N_
from ..geometry import expand_box
from ..options import Advice
from ..pipeline import Context
from ..segmentation import segment

ORDER = 10
AROUND = 0.3
"""How much more than the product is kept on each side, in parts of the product."""


def apply(context: Context) -> dict[str, Any] | None:
    """Fill `found`, `window` and `image`; with the background kept nothing is searched."""
    photo, options = context.photo, context.options
    box = options.corners(photo.size)
    if options.background == "original":
        context.window = box or photo.whole
        context.image = np.asarray(photo.crop(context.window, context.preset.size))
        return None
    detection = segment(photo, box, options.strokes)
    context.detection, context.score = detection, round(1 / (1 + detection.uncertainty), 3)
    context.trusted = (detection.sure or options.sure) and detection.mask.bounds is not None
    if not context.trusted:
        context.advice.append(Advice(code=N_("photo.unsure")))
    part = detection.mask.bounds if context.trusted and detection.mask.bounds else photo.whole
    context.window = expand_box(part, AROUND, photo.size)
    context.image = np.asarray(photo.crop(context.window, _side(context, part)))
    return {"by": detection.by, "score": context.score, "trusted": context.trusted}


def _side(context: Context, part: tuple[float, float, float, float]) -> float:
    """So many pixels of the window that the product comes out as large as the preset shows it."""
    if not context.trusted:
        return context.preset.size
    of_product = max(part[2] - part[0], part[3] - part[1])
    of_window = max(context.window[2] - context.window[0], context.window[3] - context.window[1])
    return context.preset.size * context.preset.fill * of_window / of_product
