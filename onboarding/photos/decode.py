"""Image files, opened safely or refused with a code: JPEG, PNG, WebP, HEIC and AVIF, told by content, never by name.

The size is checked before a pixel is decoded, one picture is decoded at a time, and what comes out is upright, sRGB
and bare of every metadata.
"""

import hashlib
import math
import threading
from collections.abc import Callable
from functools import cached_property
from io import BytesIO
from typing import Any, TypeVar

import numpy as np
from pi_heif import HeifImageFile
from PIL import Image, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from ..errors import OnboardingError
from .colour import plain_rgb
from .colour_profiles import png_chunk, to_srgb
from .geometry import Box
from .jpeg_scan import is_scan_damaged
from .model import SHORT, available

MOST_BYTES = 40_000_000
MOST_PIXELS = 64_000_000
"""Checked before a pixel is decoded: an 8,000 × 8,000 PNG takes 318 to 515 MB above idle (docs/photos.md)."""
MOST_JPEG_PIXELS = 210_000_000
"""A baseline JPEG is read at a half, a quarter or an eighth of its size, so that a 200 MP phone fits."""
LEAST_SIDE = 120
"""Pixels of the short side below which there is no picture to work on (1 × 1, 20,000 × 100)."""
RECENT = 3
"""Photos whose pixels (13 MB each at `KEPT_SIDE`) are kept for the next edit, over all visits."""
KEPT_SIDE = 2400
"""Pixels of the long side above which no picture is worked on."""
NEAR = 0.8
"""A JPEG's half, quarter or eighth will do when it has this much of the pixels asked for."""

_UPRIGHT = {  # EXIF orientation: what makes the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
_HEVC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_HEIC = _HEVC | {b"mif1", b"msf1", b"mif2"}
_AVIF = frozenset({b"avif", b"avis"})
_RAW = frozenset({b"crx ", b"jxl "})
_one_at_a_time = threading.BoundedSemaphore(1)
_recent_lock = threading.Lock()
_recent: "dict[tuple[str, int], Photo]" = {}
_Out = TypeVar("_Out")


def open_photo(data: bytes, turn: int = 0) -> "Photo":
    """A photo from bytes; `turn` is degrees clockwise by quarters, on top of what its EXIF says.

    Raises OnboardingError `photo.empty`, `photo.too_heavy`, `photo.not_a_picture`, `photo.too_large`,
    `photo.too_small`, `photo.broken`; the last may also come when the pixels are first asked for.
    """
    if not data:
        raise OnboardingError("photo.empty", field="photo")
    if len(data) > MOST_BYTES:
        raise OnboardingError("photo.too_heavy", field="photo", most=MOST_BYTES // 1_000_000)
    if turn % 90:
        raise OnboardingError("photo.wrong_turn", field="turn", found=turn)
    with _header(data) as image:
        _check_size(image)
        if isinstance(image, JpegImageFile) and is_scan_damaged(data):
            raise OnboardingError("photo.broken", field="photo")
        return Photo(data, image.size, _orientation(image), turn % 360)


def recent_photo(data: bytes, turn: int = 0) -> "Photo":
    """`open_photo`, or the same `Photo` again while it is among the last few: its pixels and notes are still there.

    A stroke, a shadow or another background then costs no decoding and no network.
    """
    key = (hashlib.sha256(data).hexdigest(), turn)
    with _recent_lock:
        found = _recent.pop(key, None)
    photo = found or open_photo(data, turn)
    if available() >= SHORT:
        with _recent_lock:
            _recent[key] = photo
            while len(_recent) > RECENT:
                _recent.pop(next(iter(_recent)))
    return photo


def forget_recent() -> None:
    """Let go of every photo kept for the next edit."""
    with _recent_lock:
        _recent.clear()


class Photo:
    """An open_photo picture: its upright `size` in pixels, and its pixels at that size or any smaller one.

    A picture asked for may come out a fifth smaller, when the file can be read at that size in half the time.
    """

    def __init__(self, data: bytes, stored: tuple[int, int], orientation: int, turn: int) -> None:
        self.data, self.orientation, self.turn = data, orientation, turn
        sideways = (orientation >= 5) != (turn in (90, 270))
        self.size = (stored[1], stored[0]) if sideways else stored
        self._kept: Image.Image | None = None
        self.notes: dict[object, Any] = {}
        """What was found out about this photo (detections, text), kept as long as it is."""

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the file as it came in."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def whole(self) -> Box:
        return (0.0, 0.0, float(self.size[0]), float(self.size[1]))

    def resized(self, side: float) -> Image.Image:
        """The whole picture, RGB, its long side `side` pixels or its own when that is less."""
        return self.crop(self.whole, side)

    def crop(self, box: Box, side: float) -> Image.Image:
        """The part `box` as RGB, its long side `side` pixels or as many as the photo has."""
        scale = min(1.0, side / max(box[2] - box[0], box[3] - box[1]), KEPT_SIDE / max(self.size))
        whole = self._decoded(scale)
        real = whole.width / self.size[0]
        scale = min(scale, real)
        width, height = (max(1, round((box[i + 2] - box[i]) * scale)) for i in (0, 1))
        if (width, height) == whole.size and box == self.whole:
            return whole.copy()
        right, bottom = min(box[2] * real, whole.width), min(box[3] * real, whole.height)
        region = (min(box[0] * real, right), min(box[1] * real, bottom), right, bottom)
        return whole.resize((width, height), Image.Resampling.BICUBIC, box=region, reducing_gap=2.0)

    def _decoded(self, scale: float) -> Image.Image:
        """The whole picture at `scale` or finer, kept for the next who asks."""
        decoded = self._kept
        if decoded is None or decoded.width < math.floor(self.size[0] * scale * NEAR):
            decoded = self._kept = None
            decoded = self._kept = self._decode(scale)
        return decoded

    def _decode(self, scale: float) -> Image.Image:
        with _one_at_a_time, _header(self.data) as image:
            if isinstance(image, JpegImageFile):
                image.draft("RGB", (math.floor(image.width * scale * NEAR), math.floor(image.height * scale * NEAR)))
            reduced = image.size
            try:
                return self._turned(_guarded(lambda: _rgb(image, self.data)))
            except OnboardingError:
                mended = _with_end(self.data, reduced) if isinstance(image, JpegImageFile) else None
                if mended is None:
                    raise
                self.data = mended
        return self._decode(scale)

    def _turned(self, image: Image.Image) -> Image.Image:
        image.info = {}  # Pillow would write a comment or a profile it finds here into the next file
        if max(image.size) > KEPT_SIDE:
            image.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
        for way in (_UPRIGHT.get(self.orientation), _TURNS.get(self.turn)):
            image = image.transpose(way) if way is not None else image
        return image


def _guarded(decode: Callable[[], _Out]) -> _Out:
    """Run a decoder; whatever it stumbles over is a broken picture."""
    try:
        return decode()
    except Image.DecompressionBombError as error:
        raise OnboardingError("photo.too_large", field="photo", most=MOST_PIXELS // 1_000_000) from error
    except Exception as error:  # a decoder of foreign bytes may raise anything
        raise OnboardingError("photo.broken", field="photo") from error


def _rgb(image: ImageFile.ImageFile, data: bytes) -> Image.Image:
    kind = str(image.format)
    return to_srgb(plain_rgb(image, KEPT_SIDE), kind, data)


def _with_end(data: bytes, size: tuple[int, int]) -> bytes | None:
    """A JPEG that lacks nothing but its end marker, with that marker; None when a part of the picture is missing.

    Bytes put before the marker are read as picture only where picture is missing: if they change anything above the
    last fiftieth of it, there was some. An eighth of the size shows a missing row, but not that a progressive JPEG
    lacks its last passes, which add nothing but detail: that is compared at full size.
    """
    if b"\xff\xd9" in data[-64:]:
        return None
    pictures = []
    for filling in (b"", b"\x5a\xa5" * 64):
        image = JpegImageFile(BytesIO(data + filling + b"\xff\xd9"))
        if not image.info.get("progressive"):
            image.draft("RGB", (max(1, size[0] // 8), max(1, size[1] // 8)))
        try:
            pictures.append(np.asarray(image.convert("L")))
        except (OSError, ValueError, SyntaxError):
            return None
    rows = np.flatnonzero((pictures[0] != pictures[1]).any(1))
    whole = not len(rows) or rows[0] >= 0.98 * len(pictures[0]) - 1
    return data + b"\xff\xd9" if whole else None


def _header(data: bytes) -> ImageFile.ImageFile:
    """The picture with its header read and no pixel decoded."""
    kind = _kind(data)
    return _guarded(lambda: kind(BytesIO(data)))


def _kind(data: bytes) -> Callable[[BytesIO], ImageFile.ImageFile]:
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImageFile
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WebPImageFile
    if data[4:8] == b"ftyp":
        return _iso_kind(data)
    if data.startswith(_FILMS) or data[4:8] in _QUICKTIME or data[8:12] == b"AVI ":
        raise OnboardingError("photo.video", field="photo")
    if data.startswith(_OTHER_PICTURES) or b"<svg" in data[:1000]:
        raise OnboardingError("photo.raw", field="photo")
    raise OnboardingError("photo.not_a_picture", field="photo")


_OTHER_PICTURES = (
    b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"IIRO", b"IIU\x00", b"II\x1a\x00", b"FUJIFILM",
    b"FOVb", b"\x00MRM", b"\xff\x0a", b"\x00\x00\x00\x0cJXL ", b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51", b"8BPS",
    b"\x00\x00\x01\x00", b"P3\n", b"P5\n", b"P6\n", b"P7\n",
)  # fmt: skip
"""First bytes of GIF, BMP, TIFF and BigTIFF (with the raw files of that form), the raw files of Olympus, Panasonic,
Canon, Fujifilm, Sigma and Minolta, JPEG XL and JPEG 2000 (bare and boxed), PSD, ICO, PNM."""
_FILMS = (b"\x1a\x45\xdf\xa3", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"FLV\x01")
_QUICKTIME = (b"moov", b"mdat", b"wide")
"""First bytes of Matroska and WebM, MPEG, Flash; the first boxes of QuickTime films older than `ftyp`."""


def _iso_kind(data: bytes) -> Callable[[BytesIO], ImageFile.ImageFile]:
    """HEIC or AVIF, told by every brand the file names: phones write either with `mif1` as the first."""
    length = min(max(int.from_bytes(data[:4]), 16), 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, length, 4))}
    if brands & _AVIF and not brands & _HEVC:
        return AvifImageFile
    if brands & _HEIC:
        heic: Callable[[BytesIO], ImageFile.ImageFile] = HeifImageFile
        return heic
    if brands & _RAW:
        raise OnboardingError("photo.raw", field="photo")
    raise OnboardingError("photo.video", field="photo")


def _check_size(image: Image.Image) -> None:
    reducible = image.format == "JPEG" and not image.info.get("progressive")
    most = MOST_JPEG_PIXELS if reducible else MOST_PIXELS
    if image.width * image.height > most:
        raise OnboardingError("photo.too_large", field="photo", most=most // 1_000_000)
    if min(image.size) < LEAST_SIDE:
        raise OnboardingError("photo.too_small", field="photo", least=LEAST_SIDE, found=min(image.size))


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; in HEIC and AVIF only the file's own turn counts (`irot`, `imir`).

    The decoder of HEIC has done it; Pillow leaves AVIF as stored and says the turn as if it were EXIF's. A PNG's EXIF
    is looked up by its chunk: Pillow would decode the whole picture to find one after the pixels.
    """
    if isinstance(image, HeifImageFile):
        return 1
    if isinstance(image, PngImageFile):
        exif, body = Image.Exif(), png_chunk(image.fp.getvalue(), b"eXIf") if isinstance(image.fp, BytesIO) else None
        _guarded(lambda: exif.load(body) if body else None)
        found = exif.get(274, 1)
    else:
        found = _guarded(lambda: image.getexif().get(274, 1))
    return found if found in range(1, 9) else 1
