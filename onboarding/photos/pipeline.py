"""One photo on the bench: what was asked, what the steps have made of it so far."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import numpy as np
from PIL import Image

from ..catalogue import Part
from ..errors import OnboardingError
from .colour import Floats, Pixels
from .decode import Box, Photo
from .geometry import within
from .presets import Preset

if TYPE_CHECKING:
    from .segmentation import Found


class Stroke(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line drawn over the picture: what it covers is the product (`keep`) or is not. Upright pixels."""

    keep: bool
    points: tuple[tuple[float, float], ...]
    width: float


class Asked(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a photo is to be cleaned; `Asked` and the same file give the same picture again.

    `box` is x, y, width, height and `white_at` x, y, in upright pixels after `turn` (degrees clockwise, by
    quarters); `straighten` turns by a few degrees more. `sure`: somebody looked at the cut-out and says it is right.
    """

    preset: str = "square"
    background: Literal["white", "original"] = "white"
    box: tuple[float, float, float, float] | None = None
    strokes: tuple[Stroke, ...] = ()
    white_at: tuple[float, float] | None = None
    turn: int = 0
    straighten: float = 0.0
    shadow: bool = False
    sure: bool = False

    @classmethod
    def of(cls, **wishes: object) -> "Asked":
        """Checked once, here: OnboardingError `photo.wrong_wish` names the one that does not fit."""
        try:
            return msgspec.convert({**wishes}, cls)
        except msgspec.ValidationError as error:
            reason, _, where = str(error).partition(" - at `")
            raise OnboardingError("photo.wrong_wish", field=where.rstrip("`")[2:] or None, reason=reason) from error

    @staticmethod
    def again(told: Mapping[str, Any]) -> dict[str, Any]:
        """The words for `clean` that do what a sidecar's "asked" tells."""
        asked = Asked.of(**told)
        return {name: getattr(asked, name) for name in asked.__struct_fields__}

    def corners(self, size: tuple[int, int]) -> Box | None:
        """The box as left, top, right, bottom within a photo of `size`; `photo.wrong_box` when it covers nothing."""
        if self.box is None:
            return None
        x, y, width, height = self.box
        kept = within((x, y, x + width, y + height), size)
        if not all(map(math.isfinite, self.box)) or kept[2] - kept[0] < 8 or kept[3] - kept[1] < 8:
            raise OnboardingError("photo.wrong_box", field="box", found=",".join(f"{edge:g}" for edge in self.box))
        return kept


class Advice(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to do better, as a code with one sentence; `details` fill its blanks."""

    code: str
    details: Mapping[str, Any] = {}


@dataclass
class Work:
    """What the steps hand on.

    `found` is the product at the photo's own scale, `score` how sure it is, 0..1, and `trusted` whether it may be used.
    `image` (height, width, 3) shows the part `window` of the photo, `alpha` (height, width, 0..1) its product, `cut`
    the same before it was turned. `canvas` is the picture in the making, `spot` where `image` lands on it: left, top
    and how much larger.
    """

    photo: Photo
    asked: Asked
    preset: Preset
    image: Pixels = field(default_factory=lambda: np.zeros((1, 1, 3), np.uint8))
    window: Box = (0.0, 0.0, 0.0, 0.0)
    found: "Found | None" = None
    alpha: Floats | None = None
    cut: Floats | None = None
    score: float = 0.0
    trusted: bool = False
    canvas: Image.Image | None = None
    spot: tuple[float, float, float] = (0.0, 0.0, 1.0)
    delta_e: float | None = None
    jpeg: bytes = b""
    advice: list[Advice] = field(default_factory=list)

    @property
    def scale(self) -> float:
        """Pixels of `image` for one of the photo."""
        return float(self.image.shape[1] / (self.window[2] - self.window[0]))

    def inside(self, x: float, y: float) -> tuple[float, float]:
        """A point of the photo, in pixels of `image`."""
        return (x - self.window[0]) * self.scale, (y - self.window[1]) * self.scale


Apply = Callable[[Work], dict[str, Any] | None]
"""A step: changes the work, and answers what it did for the sidecar, or None when it had nothing to do."""
