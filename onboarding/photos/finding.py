"""Where the product is: the first look of the model at the whole photo, and how sure a mask is."""

import numpy as np

from .colour import Floats
from .door import Box, Photo
from .model import saliency

LOOK_SIDE = 640


def look(photo: Photo) -> Floats:
    """The rough map of the whole photo, its long side 640 at most."""
    return saliency(np.asarray(photo.at(LOOK_SIDE)))


def bounds_of(alpha: Floats, size: tuple[int, int], level: float = 0.5) -> Box | None:
    """The box around everything above `level`, in pixels of a picture of `size`."""
    above = alpha > level
    rows, columns = np.flatnonzero(above.any(1)), np.flatnonzero(above.any(0))
    if not len(rows):
        return None
    across, down = size[0] / alpha.shape[1], size[1] / alpha.shape[0]
    return (
        float(columns[0] * across),
        float(rows[0] * down),
        float((columns[-1] + 1) * across),
        float((rows[-1] + 1) * down),
    )


def softness(alpha: Floats) -> float:
    """How undecided a mask is: the grey in it for each pixel it claims; small is good."""
    return float((4 * alpha * (1 - alpha)).sum() / max(int((alpha > 0.5).sum()), 1))
