"""Find the product, alone or with the help given, and load the part of the photo around it."""

from typing import Any

import numpy as np

from ...languages import N_
from ..geometry import grown
from ..pipeline import Advice, Work
from ..segmentation import found

ORDER = 10
AROUND = 0.3
"""How much more than the product is kept on each side, in parts of the product."""


def apply(work: Work) -> dict[str, Any] | None:
    """Fill `found`, `window` and `image`; with the background kept nothing is searched."""
    photo, asked = work.photo, work.asked
    box = asked.corners(photo.size)
    if asked.background == "original":
        work.window = box or photo.whole
        work.image = np.asarray(photo.window(work.window, work.preset.size))
        return None
    hit = found(photo, box, asked.strokes)
    work.found, work.score = hit, round(1 / (1 + hit.doubt), 3)
    work.trusted = (hit.sure or asked.sure) and hit.mask.bounds is not None
    if not work.trusted:
        work.advice.append(Advice(code=N_("photo.unsure")))
    part = hit.mask.bounds if work.trusted and hit.mask.bounds else photo.whole
    work.window = grown(part, AROUND, photo.size)
    work.image = np.asarray(photo.window(work.window, _side(work, part)))
    return {"by": hit.by, "score": work.score, "trusted": work.trusted}


def _side(work: Work, part: tuple[float, float, float, float]) -> float:
    """So many pixels of the window that the product comes out as large as the preset shows it."""
    if not work.trusted:
        return work.preset.size
    of_product = max(part[2] - part[0], part[3] - part[1])
    of_window = max(work.window[2] - work.window[0], work.window[3] - work.window[1])
    return work.preset.size * work.preset.fill * of_window / of_product
