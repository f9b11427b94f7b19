"""Draws a contact shadow where the product meets the ground, when asked for: a flat ellipse, nothing else."""

from typing import Any

import cv2
import numpy as np
from PIL import Image

from ..pipeline import Context

ORDER = 60
DARKEST = 0.28
"""How much of the light the middle of the shadow takes."""


def apply(context: Context) -> dict[str, Any] | None:
    if not (context.options.shadow and context.trusted and context.alpha is not None and context.canvas is not None):
        return None
    left, top, larger = context.placement
    rows = np.flatnonzero((context.alpha > 0.5).any(1))
    foot = max(int(rows[0]), int(rows[-1]) - max(1, len(rows) // 16))
    columns = np.flatnonzero((context.alpha[foot:] > 0.5).any(0))
    middle = left + (columns[0] + columns[-1] + 1) / 2 * larger
    half = (columns[-1] + 1 - columns[0]) / 2 * larger
    ground = top + (rows[-1] + 1) * larger - half * 0.05
    shade = np.zeros((context.canvas.height, context.canvas.width), np.float32)
    axes = (max(1, round(half * 1.04)), max(1, round(half * 0.13)))
    cv2.ellipse(shade, (round(middle), round(ground)), axes, 0, 0, 360, DARKEST, -1)
    shade = np.asarray(cv2.GaussianBlur(shade, (0, 0), max(2.0, half * 0.05)), np.float32)
    lit = np.asarray(context.canvas) * (1 - shade[..., None]) + np.float32(0.5)
    context.canvas = Image.fromarray(lit.astype(np.uint8))
    return {"darkest": DARKEST}
