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
        raise _too_large()
    try:
        if picture.has_transparency_data:
            picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA"))
        pixels = np.asarray(picture.convert("L"))
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise OnboardingError("picture.broken", field="picture") from error
    long = max(pixels.shape)
    return scaled(pixels, LONGEST / long) if long > LONGEST else pixels


def scaled(pixels: Grey, by: float) -> Grey:
    """The picture `by` times as large; a strip keeps at least one row of pixels, however thin it gets."""
    height, width = (max(1, round(side * by)) for side in pixels.shape)
    how = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=how), np.uint8)


def _too_large() -> OnboardingError:
    return OnboardingError("picture.too_large", field="picture", most=MOST_PIXELS // 1_000_000)


def _opened(data: bytes) -> Image.Image:
    if not data:
        raise OnboardingError("picture.empty", field="picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(BytesIO(data))
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except UnidentifiedImageError as error:
        raise OnboardingError("picture.not_a_picture", field="picture") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise OnboardingError("picture.broken", field="picture") from error
