"""Segments the product, alone or with the help given, and loads the part of the photo around it."""

from typing import Any

import numpy as np

from ...languages import N_
from ..geometry import Box, expand_box
from ..options import Advice
from ..pipeline import Context
from ..segmentation import segment

ORDER = 10
AROUND = 0.3
"""How much more than the product is kept on each side, in parts of the product."""


def apply(context: Context) -> dict[str, Any] | None:
    """Fill `detection`, `window` and `image`; with the real background kept too, for advice and for the crop."""
    photo, options = context.photo, context.options
    box = options.corners(photo.size)
    detection = context.detection = segment(photo, box, options.strokes)
    context.score = detection.score
    believed = (detection.sure or options.sure) and detection.mask.bounds is not None
    context.trusted = believed and options.background != "original"
    if options.background == "original":
        context.window = _kept_window(context, box)
        context.image = np.asarray(photo.crop(context.window, context.preset.size))
        return {"by": detection.by, "score": context.score, "cropped": context.window != photo.whole}
    if not context.trusted:
        context.advice.append(Advice(code=N_("photo.unsure")))
    part = detection.mask.bounds if context.trusted and detection.mask.bounds else photo.whole
    context.window = expand_box(part, AROUND, photo.size)
    context.image = np.asarray(photo.crop(context.window, _side(context, part)))
    return {"by": detection.by, "score": context.score, "trusted": context.trusted}


def _kept_window(context: Context, box: Box | None) -> Box:
    """The part of the photo that is shown with its real background: all of it, or a square around the goods.

    In the square the goods' longer side is as long as the preset asks (`fill`), as far as the photo reaches.
    """
    photo = context.photo
    goods = box or (context.detection.mask.bounds if context.detection else None)
    if not context.options.close_up or goods is None:
        return box or photo.whole
    side = max(goods[2] - goods[0], goods[3] - goods[1]) / context.preset.fill
    across, down = min(side, photo.size[0]), min(side, photo.size[1])
    left = min(max((goods[0] + goods[2] - across) / 2, 0.0), photo.size[0] - across)
    top = min(max((goods[1] + goods[3] - down) / 2, 0.0), photo.size[1] - down)
    return left, top, left + across, top + down


def _side(context: Context, part: Box) -> float:
    """So many pixels of the window that the product comes out as large as the preset shows it."""
    if not context.trusted:
        return context.preset.size
    of_product = max(part[2] - part[0], part[3] - part[1])
    of_window = max(context.window[2] - context.window[0], context.window[3] - context.window[1])
    return context.preset.size * context.preset.fill * of_window / of_product
