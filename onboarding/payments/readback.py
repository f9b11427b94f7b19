"""Decodes QR pictures with two decoders that share no code: zxing-cpp and OpenCV's QRCodeDetectorAruco.

`read_back` is strict: the very pixels that go to paper, both decoders, the same text. `decode` is patient: a photo of
a glossy sticker at an angle.

>>> from .symbol import draw
>>> read_back(draw("000201").png(), "000201")
>>> decode(draw("000201").png())
['000201']
"""

from collections.abc import Callable, Iterable, Iterator

import cv2
import numpy as np
import zxingcpp
from PIL import Image

from ..errors import OnboardingError
from .pictures import Grey, grey, scaled

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
Decoder = Callable[[Grey], list[str]]


def by_zxing(pixels: Grey) -> list[str]:
    """Every QR text zxing-cpp finds."""
    return _each(text_of(barcode) for barcode in zxingcpp.read_barcodes(pixels, formats=_QR))


def placed(pixels: Grey) -> list[tuple[str, tuple[int, int, int, int]]]:
    """Every QR code zxing-cpp finds, and where: left, top, right, bottom in pixels, without the quiet zone."""
    return [(text_of(found), _box(found)) for found in zxingcpp.read_barcodes(pixels, formats=_QR)]


def _box(barcode: "zxingcpp.Barcode") -> tuple[int, int, int, int]:
    at = barcode.position
    corners = (at.top_left, at.top_right, at.bottom_left, at.bottom_right)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    return min(across), min(down), max(across), max(down)


def text_of(barcode: "zxingcpp.Barcode") -> str:
    """Its text; UTF-8 where it is, else as the decoder guesses."""
    try:
        return bytes(barcode.bytes).decode("utf8")
    except UnicodeDecodeError:
        return str(barcode.text)


def by_opencv(pixels: Grey) -> list[str]:
    """Every QR text OpenCV's ArUco-based detector finds."""
    try:
        _, texts, _, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(pixels)
    except (cv2.error, UnicodeDecodeError):
        return []
    return _each(str(text) for text in texts)


def _each(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


DECODERS: dict[str, Decoder] = {"zxing-cpp": by_zxing, "OpenCV": by_opencv}


def read_back(picture: bytes | Image.Image, expected: str | Iterable[str]) -> None:
    """Pass in silence when both decoders read exactly `expected` (a text, or all the texts of a sheet).

    Errors: `qr.not_readable` (a decoder found less), `qr.differs` (it found something else), each naming the decoder.
    """
    wanted = {expected} if isinstance(expected, str) else set(expected)
    pixels = grey(picture)
    for name, decoder in DECODERS.items():
        texts = set(decoder(pixels))
        if not wanted <= texts:  # small on the page: look closer before giving up
            texts |= set(decoder(scaled(pixels, 2)))
        if texts - wanted:
            raise OnboardingError("qr.differs", field="code", decoder=name)
        if texts != wanted:
            raise OnboardingError("qr.not_readable", field="code", decoder=name)


def decode(picture: bytes | Image.Image) -> list[str]:
    """Every QR text in a photo, [] when none can be read; stops at the first treatment that shows one."""
    pixels = grey(picture)
    for treated in _treatments(pixels):
        if found := _each([*by_zxing(treated), *by_opencv(treated)]):
            return found
    return []


def _treatments(pixels: Grey) -> Iterator[Grey]:
    """The photo as it is, then smaller, larger, its light evened, its codes turned to face us."""
    yield pixels
    long = max(pixels.shape)
    base = scaled(pixels, 1600 / long) if long > 2000 else pixels
    if base is not pixels:
        yield base
    yield evened(base)
    for straight in _straightened(base):
        yield straight
        yield evened(straight)
        yield _sharpened(straight)
        yield thresholded(straight)
    yield thresholded(base)
    if long < 1200:
        yield scaled(base, 2)
        yield _sharpened(scaled(base, 2))
    if long > 1000:
        yield scaled(base, 800 / max(base.shape))


def evened(pixels: Grey) -> Grey:
    """Divided by its own blur, so that shadow and shine lie flat."""
    wide = max(15, min(pixels.shape) // 12 | 1)
    light = cv2.GaussianBlur(pixels, (0, 0), wide / 2).astype(np.float32)
    return np.clip(pixels.astype(np.float32) / np.maximum(light, 8) * 160, 0, 255).astype(np.uint8)


def _sharpened(pixels: Grey) -> Grey:
    soft = cv2.GaussianBlur(pixels, (0, 0), 3)
    return np.asarray(cv2.addWeighted(pixels, 2.2, soft, -1.2, 0), np.uint8)


def thresholded(pixels: Grey) -> Grey:
    wide = max(15, min(pixels.shape) // 10 | 1)
    return np.asarray(
        cv2.adaptiveThreshold(pixels, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, wide, 5), np.uint8
    )


def _straightened(pixels: Grey, side: int = 720) -> Iterator[Grey]:
    """Each code OpenCV can place, seen from the front with a quiet zone around."""
    for detector in (cv2.QRCodeDetectorAruco(), cv2.QRCodeDetector()):
        try:
            seen, corners = detector.detectMulti(pixels)
        except cv2.error:
            continue
        if not seen or corners is None:
            continue
        edge = side // 9
        target = np.array(
            [[edge, edge], [side - edge, edge], [side - edge, side - edge], [edge, side - edge]], np.float32
        )
        for quad in np.asarray(corners, np.float32).reshape(-1, 4, 2):
            turn = cv2.getPerspectiveTransform(quad, target)
            yield np.asarray(cv2.warpPerspective(pixels, turn, (side, side), borderValue=255), np.uint8)
