"""A photo as a phone gives it: 12 megapixels, lying on its side, with the place it was taken inside."""

import numpy as np
from PIL import Image, ImageFilter

SIDE, LONG = 3000, 4000


def honey_jar(seed: int = 1) -> Image.Image:
    """A jar of honey on a wooden table against a wall, shaded and grainy as a camera sees it."""
    rng = np.random.default_rng(seed)
    high, wide = LONG // 4, SIDE // 4
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    wall = np.stack([205 - y * 0.03, 200 - y * 0.035, 188 - y * 0.04], -1)
    grain = 9 * np.sin(y / 7 + 2.5 * np.sin(x / 90)) + 5 * np.sin(y / 2.3)
    table = np.stack([168 + grain, 122 + grain * 0.8, 82 + grain * 0.6], -1)
    picture = np.where((y > high * 0.55)[..., None], table, wall)
    shadow = np.exp(-(((x - wide * 0.56) / (wide * 0.3)) ** 2 + ((y - high * 0.83) / (high * 0.05)) ** 2))
    picture = picture * (1 - 0.45 * shadow)[..., None]
    picture = _jar(picture, x, y, wide, high)
    picture = picture + rng.normal(0, 3.5, picture.shape)
    small = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    return small.resize((SIDE, LONG), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1))


def _jar(picture: np.ndarray, x: np.ndarray, y: np.ndarray, wide: int, high: int) -> np.ndarray:
    """A glass cylinder: round shading, a highlight, a cream label, a dark lid."""
    middle, half, top, foot = wide / 2, wide * 0.24, high * 0.36, high * 0.84
    across = np.clip((x - middle) / half, -1, 1)
    bend = np.sqrt(1 - across**2)
    body = (np.abs(x - middle) < half) & (y > top + 12 * (1 - bend)) & (y < foot + 22 * (bend - 1) + 22)
    light = 0.45 + 0.6 * bend + 0.35 * np.exp(-(((across + 0.45) / 0.12) ** 2))
    honey = np.stack([214 * light, 132 * light, 22 * light], -1)
    picture = np.where(body[..., None], honey, picture)
    label = body & (y > high * 0.5) & (y < high * 0.72)
    paper = np.stack([236 * (0.5 + 0.5 * bend), 222 * (0.5 + 0.5 * bend), 182 * (0.5 + 0.5 * bend)], -1)
    picture = np.where(label[..., None], paper, picture)
    band = label & (y > high * 0.55) & (y < high * 0.58) & (np.abs(across) < 0.7)
    picture = np.where(band[..., None], np.array([120, 70, 20]) * np.ones_like(picture), picture)
    lid = (np.abs(x - middle) < half * 0.86) & (y > high * 0.29) & (y <= top + 12 * (1 - bend))
    metal = np.stack([70 + 120 * bend**3, 60 + 100 * bend**3, 48 + 70 * bend**3], -1)
    return np.where(lid[..., None], metal, picture)


def from_a_phone(seed: int = 1) -> bytes:
    """The jar as a JPEG turned on its side (EXIF 6), with a GPS position and a camera's name inside."""
    from io import BytesIO

    upright = honey_jar(seed)
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Máy mẫu"
    exif.get_ifd(0x8825).update({1: "N", 2: (11.0, 56.0, 25.0), 3: "E", 4: (108.0, 26.0, 30.0)})
    kept = BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(kept, "JPEG", quality=90, exif=exif.tobytes())
    return kept.getvalue()
