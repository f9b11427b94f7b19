"""Opens a picture as grey pixels: PNG, JPEG, WebP, HEIC, or one already in memory."""

import warnings
from io import BytesIO

import cv2
import numpy as np
import pi_heif
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from ..errors import OnboardingError

Grey = NDArray[np.uint8]
MOST_PIXELS = 120_000_000
"""Checked before decoding, so that a small file cannot fill the memory."""
LONGEST = 5000
"""Pixels on the long side that are looked at; a larger picture is made smaller first."""

pi_heif.register_heif_opener()


def grey(picture: bytes | Image.Image) -> Grey:
    """The picture as rows of grey (h, w), transparent parts white.

    Errors: `picture.empty`, `picture.not_a_picture`, `picture.too_large`, `picture.broken`.
    """
    if isinstance(picture, bytes | bytearray):
        picture = _opened(bytes(picture))
    if picture.width * picture.height > MOST_PIXELS:
        raise OnboardingError("picture.too_large", field="picture", width=picture.width, height=picture.height)
    try:
        if picture.has_transparency_data:
            picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA"))
        pixels = np.asarray(picture.convert("L"))
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise OnboardingError("picture.broken", field="picture") from error
    over = max(pixels.shape) / LONGEST
    if over > 1:
        pixels = np.asarray(cv2.resize(pixels, None, fx=1 / over, fy=1 / over, interpolation=cv2.INTER_AREA), np.uint8)
    return pixels


def _opened(data: bytes) -> Image.Image:
    if not data:
        raise OnboardingError("picture.empty", field="picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(BytesIO(data))
    except Image.DecompressionBombError as error:
        raise OnboardingError("picture.too_large", field="picture", width=0, height=0) from error
    except UnidentifiedImageError as error:
        raise OnboardingError("picture.not_a_picture", field="picture") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise OnboardingError("picture.broken", field="picture") from error
