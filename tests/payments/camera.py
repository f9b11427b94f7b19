"""A phone's camera, simulated: a printed card seen at an angle, out of focus, in bad light, dirty, under glare."""

import io

import cv2
import numpy as np
from PIL import Image


def shoot(
    flat, *, span=300, tilt=0.0, turn=0.0, blur=0.0, motion=0, noise=4.0, uneven=0.0, stain=0.0, glare=0.0, seed=0
):
    """A grey photo (960 by 720) of a square grey picture.

    `span`: the symbol's side (without quiet zone) in camera pixels; `tilt`, `turn`: degrees; `blur`: sigma in pixels;
    `motion`: pixels; `uneven`: 0 to 1 of the light lost across; `stain`: part of the symbol hidden by a blot;
    `glare`: strength of a lamp's shine.
    """
    dice = np.random.default_rng(seed)
    symbol = int(np.ptp(np.flatnonzero((flat < 128).any(axis=0)))) + 1
    dirty = _stained(flat, symbol, stain, dice) if stain else flat
    photo = _seen_at(dirty, span * flat.shape[0] / symbol, np.radians(tilt), np.radians(turn))
    photo = _lit(photo, uneven, glare, dice)
    if blur:
        photo = cv2.GaussianBlur(photo, (0, 0), blur)
    if motion:
        photo = cv2.filter2D(photo, -1, np.eye(motion, dtype=np.float32) / motion)
    photo = photo + dice.normal(0, noise, photo.shape)
    pixels = np.clip(photo, 0, 255).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 80])[1], cv2.IMREAD_GRAYSCALE)


def jpeg(pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=85)
    return out.getvalue()


def _stained(flat, symbol, part, dice):
    """A blot of one colour somewhere on the symbol, clear of its three finders' centres."""
    side = flat.shape[0]
    radius = int(symbol * np.sqrt(part / np.pi))
    low, high = side * 0.38, side * 0.62
    middle = [int(dice.uniform(low, high)), int(dice.uniform(low, high))]
    return cv2.circle(flat.copy(), middle, radius, int(dice.choice([40, 190])), -1)


def _seen_at(flat, span, tilt, turn, width=960, height=720):
    side = flat.shape[0]
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], float) * span / 2
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    x, y = (corners @ spin.T).T
    depth = 1 + y * np.sin(tilt) / 1100
    seen = np.stack([width / 2 + x / depth, height / 2 + y * np.cos(tilt) / depth], axis=1).astype(np.float32)
    flat_corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    small = cv2.resize(flat, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) if side > 4 * span else flat
    flat_corners *= small.shape[0] / side
    lens = cv2.getPerspectiveTransform(flat_corners, seen)
    big = cv2.warpPerspective(small, np.diag([3.0, 3.0, 1.0]) @ lens, (width * 3, height * 3), borderValue=165)
    return cv2.resize(big, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)


def _lit(photo, uneven, glare, dice):
    height, width = photo.shape
    across = np.linspace(1, 1 - uneven, width)[None]
    y, x = np.mgrid[:height, :width]
    at = (height / 2 + dice.uniform(-60, 60), width / 2 + dice.uniform(-60, 60))
    shine = 200 * glare * np.exp(-((y - at[0]) ** 2 + (x - at[1]) ** 2) / (2 * 55**2))
    return photo * 0.85 * across + 15 + shine
