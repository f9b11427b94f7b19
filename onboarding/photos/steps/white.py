"""White balance from a sheet of white paper tapped in the photo; without a tap, colour is left alone."""

from typing import Any

import numpy as np

from ...errors import OnboardingError
from ..colour import Floats, colour_difference, gamma, linear
from ..pipeline import Context

ORDER = 30
PAPER = 0.88
"""Linear light of white copy paper, against a perfect white."""
BRIGHTEST = 4.0
"""Paper that must be made brighter than this many times was too dark to measure: noise would be taken for colour."""
NOISE = 0.03
"""What a phone's grain adds to that, at full brightness; more in the dark."""
FLAT = 0.12
"""Most the patch may vary (standard deviation against its mean, linear light): paper is of one tone, a weave is not."""
BURNS = 0.12
"""Most of the photo that may burn out by the correction: what is much darker than the rest is no white paper."""


def apply(context: Context) -> dict[str, Any] | None:
    """Scale the three channels so that the paper is neutral and as bright as paper; tell how far colours moved."""
    if context.options.white_at is None:
        return None
    paper = _paper(context)
    gains = PAPER / paper
    before = context.image
    _require_paper(context, gains)
    mended = gamma((linear(before.astype(np.float32) / 255) * gains).clip(0, 1))
    context.image = (mended * 255 + 0.5).astype(np.uint8)
    context.delta_e = round(_moved(context, before), 1)
    return {"gains": [round(float(gain), 3) for gain in gains], "delta_e": context.delta_e}


def _paper(context: Context) -> Floats:
    """The paper's colour in linear light: the middle value of a small patch around the tap."""
    x, y = context.options.white_at or (0.0, 0.0)
    half = max(context.photo.size) * 0.012
    width, height = context.photo.size
    if not (0 <= x <= width and 0 <= y <= height):
        raise OnboardingError("photo.tap_outside", field="white_at")
    patch = context.photo.crop((max(0, x - half), max(0, y - half), min(width, x + half), min(height, y + half)), 64)
    pixels = np.asarray(patch, np.float32).reshape(-1, 3) / 255
    colour = np.median(pixels, axis=0)
    if colour.max() > 0.985:
        raise OnboardingError("photo.paper_burnt", field="white_at")
    light = linear(pixels)
    uneven = float(np.max(light.std(0) / np.maximum(light.mean(0), 1e-4)))
    if colour.min() < 0.12 or colour.max() > 2.2 * colour.min() or uneven > FLAT + NOISE / float(colour.min()):
        raise OnboardingError("photo.not_paper", field="white_at")
    return linear(colour)


def _require_paper(context: Context, gains: Floats) -> None:
    """Refuse what cannot be white paper: the correction would burn the photo out, or is more than light can explain."""
    view = linear(np.asarray(context.photo.resized(200), np.float32) / 255)
    burnt = (view.max(-1) < 0.97) & ((view * gains).min(-1) > 1.0)
    if burnt.mean() > BURNS:
        raise OnboardingError("photo.not_paper", field="white_at")
    if gains.max() > BRIGHTEST:
        raise OnboardingError("photo.paper_dark", field="white_at")


def _moved(context: Context, before: np.ndarray[Any, np.dtype[np.uint8]]) -> float:
    """The mean distance between the product's colours before and after."""
    claimed = context.alpha > 0.5 if context.alpha is not None else np.ones(before.shape[:2], bool)
    old, new = before[claimed], context.image[claimed]
    step = max(1, len(old) // 20_000)
    return float(colour_difference(old[::step], new[::step]).mean()) if len(old) else 0.0
