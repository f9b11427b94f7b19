"""Advice on a photo before it is used, as codes with one sentence each; never a reason to refuse it.

Thresholds were measured on photos with masks (tests/benchmarks/photos.py judge); docs/photos.md has the numbers.
"""

import math

import cv2
import numpy as np

from ..languages import N_
from . import measures, text_detection
from .colour import Pixels
from .decode import Photo, open_photo
from .geometry import expand_box
from .mask import RegionMask
from .measures import Flags
from .options import Advice
from .segmentation import predict_region

SMALL, FEW = 1000, 400
"""Pixels of the photo's long side, and of the product's, below which a shop's picture cannot be sharp."""
PANORAMA = 2.6
"""Longer than this against its width a photo is a panorama: whole-screen pictures end at 2.4 (21:9), panoramas of
phones begin at 3. Nothing else that could be said of it would be true."""
SCREEN = 1.6
"""Longer than this against its width an upright picture may be a phone's screen: screens begin at 16:9, cameras end at
3:2 unless asked."""
DARK, BURNT = 0.6, 0.03
BUSY = 5.5
TOUCHES, MOSTLY_SKIN = 0.1, 0.6
"""How dark, burnt out and busy; how much of the photo's edge the product touches, and how much of that is skin.
Chosen on the photos of docs/photos.md, where their hits and false alarms stand."""
SECOND = 0.4
"""The size of a second thing, against the first, from which there are several."""

NOTHING = 3.0
"""The softness from which the model has seen nothing: of a white, a black and a noisy picture it is 5 and more, of
the hardest samples 1. Nothing is said then of where the goods stand."""


def judge(data: bytes, turn: int = 0) -> list[Advice]:
    """What would make a better photo, the most pressing first; empty for a good one. Raises `photo.*` as `clean`."""
    photo = open_photo(data, turn)
    whole = predict_region(photo, photo.whole)
    return assessed(photo, whole.central(), whole)


def assessed(photo: Photo, mask: RegionMask, first: RegionMask | None, *, replaced: bool = False) -> list[Advice]:
    """The same from masks already at hand: the product's, and the first look's for what else is there.

    Where the background is `replaced`, words beside the goods are gone with it.
    """
    if max(photo.size) > PANORAMA * min(photo.size):
        return [Advice(code=N_("photo.panorama"))]
    view = np.asarray(photo.resized(400))
    if photo.size[1] > SCREEN * photo.size[0] and measures.screenshot(view):
        return [Advice(code=N_("photo.screenshot"))]
    claimed = mask.render(photo.whole, (view.shape[1], view.shape[0])) > 0.5
    box = mask.bounds or photo.whole
    if mask.softness > NOTHING:
        light = _of_light(view, np.zeros_like(claimed))
        return [Advice(code=code) for code in (*_of_sharpness(photo, photo.whole), *light)]
    codes = [
        *_of_sharpness(photo, box),
        *_of_light(view, claimed),
        *_of_place(photo, view, mask, claimed),
        *([N_("photo.several")] if first is not None and first.second_part > SECOND else []),
        *([N_("photo.text")] if _words(photo, mask, only_goods=replaced) else []),
        *([N_("photo.busy")] if measures.busy(_grey(view), claimed) > BUSY else []),
    ]
    return [*(Advice(code=code) for code in codes), *_of_tilt(mask)]


def _of_sharpness(photo: Photo, box: tuple[float, float, float, float]) -> list[str]:
    product = photo.crop(expand_box(box, 0.05, photo.size), 300)
    if measures.blur(np.asarray(product.convert("L"))) > measures.BLURRED:
        return [N_("photo.blur")]
    if max(photo.size) < SMALL:
        return [N_("photo.small")]
    return [N_("photo.far")] if max(box[2] - box[0], box[3] - box[1]) < FEW else []


def _of_light(view: Pixels, claimed: Flags) -> list[str]:
    bright, _ = measures.light(view, np.ones_like(claimed))
    _, burnt = measures.light(view, claimed)
    return [N_("photo.dark")] if bright < DARK else ([N_("photo.glare")] if burnt > BURNT else [])


def _of_place(photo: Photo, view: Pixels, mask: RegionMask, claimed: Flags) -> list[str]:
    if not TOUCHES < mask.edge_contact < 1.5:
        return []
    rim = claimed.copy()
    rim[6:-6, 6:-6] = False
    held = (measures.skin(view) & rim).sum() > MOSTLY_SKIN * max(int(rim.sum()), 1)
    return [N_("photo.hand")] if held else [N_("photo.cut_off")]


def _words(photo: Photo, mask: RegionMask, *, only_goods: bool) -> int:
    """Letters drawn over the photo; kept with it, because no stroke changes them."""
    key = ("words", only_goods)
    if key not in photo.notes:
        view = np.asarray(photo.resized(text_detection.SIDE))
        goods = mask.render(photo.whole, (view.shape[1], view.shape[0])) > 0.5
        photo.notes[key] = text_detection.words_over(view, goods, only_goods=only_goods)
    return int(photo.notes[key])


def _of_tilt(mask: RegionMask) -> list[Advice]:
    """A long thing that leans by 3 to 20 degrees: how many, clockwise, would straighten it. Suggested, never done."""
    edges, _ = cv2.findContours((mask.thumbnail > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not edges or mask.softness > 0.2 or mask.edge_contact > TOUCHES:
        return []
    corners = cv2.boxPoints(cv2.minAreaRect(max(edges, key=cv2.contourArea)))
    sides = sorted((corners[1] - corners[0], corners[2] - corners[1]), key=lambda side: float(np.hypot(*side)))
    x, y = (float(part) for part in sides[1])
    leaning = math.degrees(math.atan2(x, y)) if abs(y) > abs(x) else -math.degrees(math.atan2(y, x))
    leaning = (leaning + 90) % 180 - 90
    long_enough = np.hypot(*sides[1]) > 1.5 * max(float(np.hypot(*sides[0])), 1.0)
    if not long_enough or not 3 <= abs(leaning) <= 20:
        return []
    return [Advice(code=N_("photo.tilted"), details={"degrees": round(leaning)})]


def _grey(view: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(view, cv2.COLOR_RGB2GRAY), np.uint8)
