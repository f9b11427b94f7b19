"""Product photos, offline: `judge` advises what to photograph again, `clean` makes the shop's picture.

The product is never redrawn: its background may be replaced, its edge freed of the old background's colour, and its
colours corrected only by a sheet of white paper in the photo itself.
"""

from .cleaning import Cleaned, clean, clean_for, preview, size_of, tinted
from .judging import judge
from .options import Advice, CleanOptions, Stroke
from .presets import Preset, preset, presets

__all__ = [
    "Advice",
    "CleanOptions",
    "Cleaned",
    "Preset",
    "Stroke",
    "clean",
    "clean_for",
    "judge",
    "preset",
    "presets",
    "preview",
    "size_of",
    "tinted",
]
