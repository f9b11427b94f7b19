"""Colour arithmetic: pixel modes to eight bits, sRGB and linear light, CIE L*a*b*, CIEDE2000."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.floating[Any]]
Pixels = NDArray[np.uint8]
WHITE = (255, 255, 255)

# sRGB primaries to CIE XYZ, and the white of D65 (IEC 61966-2-1).
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def plain_rgb(image: Image.Image, most: int) -> Image.Image:
    """Eight bits, transparency laid on white, colours as stored: 16-bit greys scaled, palettes resolved.

    A picture more than twice as long as `most` pixels is made smaller before anything else is made of it. A mode
    with a profile of its own (CMYK, L) is left for `colour_profiles.to_srgb`.
    """
    info = image.info
    image.load()
    if image.mode.startswith(("I", "F")):
        image, info = _from_wide(image), {key: value for key, value in info.items() if key != "icc_profile"}
    if image.mode in ("P", "PA", "LA", "La", "RGBa", "1") or "transparency" in info:
        image = image.convert("L" if image.mode == "1" else "RGBA")
    if (less := max(image.size) // most) > 1:
        image = image.reduce(less)
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, WHITE)
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    image.info = dict(info)
    return image


def _from_wide(image: Image.Image) -> Image.Image:
    """The upper eight of sixteen bits."""
    values = np.asarray(image)
    kept = values.clip(0, 65535).astype(np.uint16) if values.dtype != np.uint16 else values
    return Image.fromarray((kept >> 8).astype(np.uint8))


def linear(values: Floats) -> Floats:
    """sRGB 0..1 to linear light 0..1."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4).astype(np.float32)


def gamma(values: Floats) -> Floats:
    """Linear light 0..1 to sRGB 0..1."""
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * values ** (1 / 2.4) - 0.055).astype(np.float32)


def lab(rgb: Pixels) -> Floats:
    """CIE L*a*b* (D65) of sRGB pixels (…, 3) of 8 bits."""
    xyz = linear(np.asarray(rgb, np.float32) / 255) @ _TO_XYZ.T / _WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def colour_difference(one: Pixels, other: Pixels) -> Floats:
    """CIEDE2000 between two pictures, pixel by pixel (Sharma, Wu and Dalal 2005).

    >>> red, rose = np.array([[255, 0, 0]], np.uint8), np.array([[255, 0, 90]], np.uint8)
    >>> colour_difference(red, red).round(1), bool(colour_difference(red, rose)[0] > 10)
    (array([0.]), True)
    """
    return delta_e(lab(one), lab(other))


def delta_e(one: Floats, other: Floats) -> Floats:
    """CIEDE2000 between L*a*b* colours (…, 3)."""
    mean_chroma = (np.hypot(one[..., 1], one[..., 2]) + np.hypot(other[..., 1], other[..., 2])) / 2
    more = 1.5 - 0.5 * np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7))
    a1, a2 = one[..., 1] * more, other[..., 1] * more
    c1, c2 = np.hypot(a1, one[..., 2]), np.hypot(a2, other[..., 2])
    h1, h2 = np.degrees(np.arctan2(one[..., 2], a1)) % 360, np.degrees(np.arctan2(other[..., 2], a2)) % 360
    grey = c1 * c2 == 0
    turn = np.where(grey, 0, (h2 - h1 + 180) % 360 - 180)
    light, chroma = (one[..., 0] + other[..., 0]) / 2, (c1 + c2) / 2
    far = (np.abs(h1 - h2) > 180) & ~grey
    hue = np.where(grey, h1 + h2, (h1 + h2) / 2 + np.where(far, np.where(h1 + h2 < 360, 180, -180), 0))
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    by_light = (other[..., 0] - one[..., 0]) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    around = (
        2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    )
    return np.asarray(np.sqrt(np.maximum(by_light**2 + by_chroma**2 + by_hue**2 - around * by_chroma * by_hue, 0)))
