"""Product picture from a photo: runs the steps in their order, and writes a sidecar of what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
from PIL import Image

from .colour import Floats
from .decode import open_photo, recent_photo
from .geometry import Box
from .options import Advice, Background, CleanOptions, Stroke
from .pipeline import Context
from .presets import preset as preset_of
from .segmentation import segment
from .steps import steps
from .steps.encode import encoded

GREEN, TINT, DIM = (24, 190, 110), 0.45, 0.35
"""The tint of the product, how much of it there is, and how much darker the rest is made: both seen on any photo."""


@dataclass
class Cleaned:
    """What came of a photo: the JPEG, its `size`; whether the background was replaced (`cut_out`) and how surely.

    `delta_e` is how far the white paper moved the product's colours. `upright` is the photo's size, `cut` the mask of
    its part `window`.
    """

    jpeg: bytes
    size: tuple[int, int]
    upright: tuple[int, int]
    cut_out: bool
    score: float
    advice: tuple[Advice, ...]
    sidecar: dict[str, Any]
    delta_e: float | None
    cut: Floats | None
    window: Box

    @cached_property
    def mask(self) -> Image.Image | None:
        """The product as white on black, 8 bits, at the photo's upright size; None when no cut-out was asked for."""
        if self.cut is None:
            return None
        left, top, right, bottom = (round(edge) for edge in self.window)
        grey = Image.fromarray((self.cut * 255 + 0.5).astype(np.uint8))
        whole = Image.new("L", self.upright)
        whole.paste(grey.resize((right - left, bottom - top), Image.Resampling.BICUBIC), (left, top))
        return whole


def clean(
    data: bytes,
    *,
    preset: str = "square",
    background: Background = "white",
    box: tuple[float, float, float, float] | None = None,
    strokes: Sequence[Stroke] = (),
    white_at: tuple[float, float] | None = None,
    turn: int = 0,
    straighten: float = 0.0,
    shadow: bool = False,
    close_up: bool = False,
    sure: bool = False,
) -> Cleaned:
    """A photo made fit for a shop: cut out on white when that can be trusted, as it is when not.

    `box` is x, y, width, height; it, `strokes` and `white_at` are in upright pixels after `turn`. Colour is left
    alone unless `white_at` says where a sheet of white paper lies. Raises OnboardingError `photo.*`.
    """
    options = CleanOptions.parse(
        preset=preset,
        background=background,
        box=box,
        strokes=[msgspec.to_builtins(stroke) for stroke in strokes],
        white_at=white_at,
        turn=turn,
        straighten=straighten,
        shadow=shadow,
        close_up=close_up,
        sure=sure,
    )
    context = Context(photo=recent_photo(data, options.turn), options=options, preset=preset_of(options.preset))
    done = [{"step": name, **note} for name, step in steps() if (note := step.apply(context)) is not None]
    return _cleaned(context, done)


def _cleaned(context: Context, done: list[dict[str, Any]]) -> Cleaned:
    return Cleaned(
        jpeg=context.jpeg,
        size=(context.preset.size, context.preset.size),
        upright=context.photo.size,
        cut_out=context.trusted,
        score=context.score,
        advice=tuple(context.advice),
        sidecar=_sidecar(context, done),
        delta_e=context.delta_e,
        cut=context.alpha_before_rotation,
        window=context.window,
    )


def clean_for(data: bytes, presets: Sequence[str], **wishes: Any) -> dict[str, Cleaned]:
    """The same photo for several places at once; those that want the same picture share one piece of context."""
    made: dict[object, Cleaned] = {}
    wanted = {code: preset_of(code) for code in presets}
    shapes = {code: (one.size, one.fill, one.most_bytes) for code, one in wanted.items()}
    for code, shape in shapes.items():
        if shape not in made:
            made[shape] = clean(data, preset=code, **wishes)
    return {code: made[shape] for code, shape in shapes.items()}


def size_of(data: bytes, turn: int = 0) -> tuple[int, int]:
    """A photo's upright size in pixels after `turn`: what `box`, `strokes` and `white_at` are counted in."""
    return open_photo(data, turn).size


def preview(data: bytes, *, side: int = 900, turn: int = 0) -> bytes:
    """The whole photo as a small JPEG, upright, nothing in it but the picture."""
    return encoded(recent_photo(data, turn).resized(side), 85)


def tinted(
    data: bytes,
    *,
    box: tuple[float, float, float, float] | None = None,
    strokes: Sequence[Stroke] = (),
    turn: int = 0,
    side: int = 900,
) -> bytes:
    """The whole photo as a small JPEG, what is taken for the product tinted green: for a person to say if it is right.

    Options as of `clean`; after a `clean` of the same photo it costs no look of the network.
    """
    options = CleanOptions.parse(box=box, strokes=[msgspec.to_builtins(stroke) for stroke in strokes], turn=turn)
    photo = recent_photo(data, options.turn)
    detection = segment(photo, options.corners(photo.size), options.strokes)
    view = np.asarray(photo.resized(side), np.float32)
    claimed = detection.mask.render(photo.whole, (view.shape[1], view.shape[0]))[..., None]
    shown = view * (1 - TINT * claimed) + np.array(GREEN, np.float32) * TINT * claimed
    shown = shown * (1 - DIM * (1 - claimed))
    return encoded(Image.fromarray((shown + 0.5).astype(np.uint8)), 85)


def _sidecar(context: Context, done: list[dict[str, Any]]) -> dict[str, Any]:
    """What was done, so that anyone can see it and do it again."""
    return {
        "source": {"sha256": context.photo.sha256, "size": list(context.photo.size)},
        "asked": msgspec.to_builtins(context.options),
        "steps": done,
        "score": context.score,
        "delta_e": context.delta_e,
        "background_replaced": context.trusted,
    }
