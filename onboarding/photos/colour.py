"""Colour as numbers: any mode to plain sRGB, linear light, and how far apart two colours look."""

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

Floats = NDArray[np.floating[Any]]
WHITE = (255, 255, 255)


def plain_rgb(image: Image.Image) -> Image.Image:
    """Eight bits of sRGB: 16-bit greys scaled, transparency on white, profiles (CMYK, Display P3) followed."""
    profile = image.info.get("icc_profile")
    image.load()
    if image.mode.startswith(("I", "F")):
        return _from_wide(image)
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        paper = Image.new("RGBA", image.size, WHITE)
        image = Image.alpha_composite(paper, image).convert("RGB")
    return _by_profile(image, profile) if profile else image.convert("RGB")


def _from_wide(image: Image.Image) -> Image.Image:
    values = np.asarray(image, dtype=np.float32)
    return Image.fromarray(np.clip(values / 257.0, 0, 255).astype(np.uint8)).convert("RGB")


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """To sRGB by the file's own profile; one that cannot be read or does not fit is left aside."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "srgb" in (ImageCms.getProfileDescription(source) or "").casefold():
            return image.convert("RGB")
        done = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB")
    return done if done is not None else image.convert("RGB")


def linear(values: Floats) -> Floats:
    """sRGB 0..1 to linear light 0..1."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4).astype(np.float32)


def gamma(values: Floats) -> Floats:
    """Linear light 0..1 to sRGB 0..1."""
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * values ** (1 / 2.4) - 0.055).astype(np.float32)
