"""What a caller gives and gets: strokes, the options of `clean`, and advice. Imports nothing of the pipeline."""

import math
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from ..catalogue import Part
from ..errors import OnboardingError
from .geometry import Box, clip_box

Background = Literal["white", "light_grey", "cream", "original"]
"""What stands behind the goods; `original` is the photo's own background."""


class Stroke(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line drawn over the picture: what it covers is the product (`keep`) or is not. Upright pixels."""

    keep: bool
    points: tuple[tuple[float, float], ...]
    width: float


class CleanOptions(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a photo is to be cleaned; `CleanOptions` and the same file give the same picture again.

    `box` is x, y, width, height and `white_at` x, y, in upright pixels after `turn` (degrees clockwise, by
    quarters); `straighten` turns by a few degrees more. `close_up`
    crops a photo whose background is kept to its goods. `sure`: somebody looked at the cut-out and says it is right.
    """

    preset: str = "square"
    background: Background = "white"
    box: tuple[float, float, float, float] | None = None
    strokes: tuple[Stroke, ...] = ()
    white_at: tuple[float, float] | None = None
    turn: int = 0
    straighten: float = 0.0
    shadow: bool = False
    close_up: bool = False
    sure: bool = False

    @classmethod
    def parse(cls, **values: object) -> "CleanOptions":
        """Checked once, here: OnboardingError `photo.wrong_wish` names the one that does not fit."""
        try:
            return msgspec.convert({**values}, cls)
        except msgspec.ValidationError as error:
            reason, _, where = str(error).partition(" - at `")
            raise OnboardingError("photo.wrong_wish", field=where.rstrip("`")[2:] or None, reason=reason) from error

    def as_arguments(self) -> dict[str, Any]:
        """The keyword arguments for `clean`; of a sidecar's `asked`: `CleanOptions.parse(**asked).as_arguments()`."""
        return {name: getattr(self, name) for name in self.__struct_fields__}

    def corners(self, size: tuple[int, int]) -> Box | None:
        """The box as left, top, right, bottom within a photo of `size`; `photo.wrong_box` when it covers nothing."""
        if self.box is None:
            return None
        x, y, width, height = self.box
        box = clip_box((x, y, x + width, y + height), size)
        if not all(map(math.isfinite, self.box)) or box[2] - box[0] < 8 or box[3] - box[1] < 8:
            raise OnboardingError("photo.wrong_box", field="box", found=",".join(f"{edge:g}" for edge in self.box))
        return box


class Advice(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to do better, as a code with one sentence; `details` fill its blanks."""

    code: str
    details: Mapping[str, Any] = {}
