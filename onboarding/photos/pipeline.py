"""State of one photo while `clean` runs: the options given, and what each step has made of it so far."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from .colour import Floats, Pixels
from .decode import Photo
from .geometry import Box
from .options import Advice, CleanOptions
from .presets import Preset

if TYPE_CHECKING:
    from .segmentation import Detection


@dataclass
class Context:
    """What the steps hand on.

    `found` is the product at the photo's own scale, `score` how sure it is, 0..1, and `trusted` whether it may be used.
    `image` (height, width, 3) shows the part `window` of the photo, `alpha` (height, width, 0..1) its product, `cut`
    the same before it was turned. `canvas` is the picture in the making, `spot` where `image` lands on it: left, top
    and how much larger.
    """

    photo: Photo
    options: CleanOptions
    preset: Preset
    image: Pixels = field(default_factory=lambda: np.zeros((1, 1, 3), np.uint8))
    window: Box = (0.0, 0.0, 0.0, 0.0)
    detection: "Detection | None" = None
    alpha: Floats | None = None
    alpha_before_rotation: Floats | None = None
    score: float = 0.0
    trusted: bool = False
    canvas: Image.Image | None = None
    placement: tuple[float, float, float] = (0.0, 0.0, 1.0)
    delta_e: float | None = None
    jpeg: bytes = b""
    advice: list[Advice] = field(default_factory=list)

    @property
    def scale(self) -> float:
        """Pixels of `image` for one of the photo."""
        return float(self.image.shape[1] / (self.window[2] - self.window[0]))
