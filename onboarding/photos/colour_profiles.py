"""Colour spaces of image files to sRGB: ICC profiles, ITU-T H.273 code points (cICP, nclx), PNG cHRM, EXIF Adobe RGB.

An ICC profile is followed by LittleCMS; code points by their primaries and transfer function. PQ and HLG are tone
mapped: up to `KNEE` of diffuse white (203 cd/m², ITU-R BT.2408) nothing changes, brighter light is rolled off.
Where a file names several spaces, the code points come first (PNG, third edition, 4.3), then ICC, then the rest.
"""

import struct
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageCms

from .colour import Floats, gamma, linear

DIFFUSE_WHITE = 203.0
"""cd/m² of a white sheet in an HDR picture (ITU-R BT.2408)."""
KNEE = 0.8
"""Linear light, against diffuse white, up to which tone mapping changes nothing."""
SAME = 3
"""8-bit steps by which a profile may move colours of a probe and still be taken for sRGB (rounding in LittleCMS)."""

D65 = (0.3127, 0.3290)
_PRIMARIES: dict[int, tuple[float, ...]] = {  # x, y of red, green, blue, white (ITU-T H.273, table 2)
    1: (0.640, 0.330, 0.300, 0.600, 0.150, 0.060, *D65),
    4: (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, 0.310, 0.316),
    5: (0.64, 0.33, 0.29, 0.60, 0.15, 0.06, *D65),
    6: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *D65),
    7: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *D65),
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *D65),
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351),
    12: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *D65),
}
# Adobe RGB (1998), as in `_PRIMARIES`; transfer codes below are of ITU-T H.273, table 3.
ADOBE_RGB = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06, *D65)
_SRGB = _PRIMARIES[1]
PQ, HLG, LINEAR = 16, 18, 8
_POWER = {4: 2.2, 5: 2.8}
_LUMA = np.array([0.2627, 0.6780, 0.0593], np.float32)  # ITU-R BT.2020


class Encoding(NamedTuple):
    """Chromaticities (x, y of red, green, blue, white) and the transfer: an H.273 code, or a power as a float."""

    chromaticities: tuple[float, ...]
    transfer: int | float


def to_srgb(image: Image.Image, kind: str, data: bytes) -> Image.Image:
    """`image` (any mode) as decoded from the file `data` of `kind` (Pillow's format name), to RGB in sRGB."""
    profile = image.info.get("icc_profile")
    encoding = _code_points(image, kind, data) or (_profile_code_points(profile) if profile else None)
    if encoding is None and profile:
        return _by_icc(image, profile)
    encoding = encoding or _chunks(image) or _exif_adobe(image)
    image = image if image.mode == "RGB" else image.convert("RGB")
    return image if encoding is None or _is_srgb(encoding) else _by_encoding(image, encoding)


def _by_icc(image: Image.Image, profile: bytes) -> Image.Image:
    """By the file's own profile; one that cannot be read or does not fit the picture's mode is left aside."""
    try:
        transform = _transform(profile, image.mode)
        done = ImageCms.applyTransform(image, transform) if transform is not None else None
    except (ImageCms.PyCMSError, OSError, ValueError):
        done = None
    return done if done is not None else image.convert("RGB")


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """LittleCMS's transform to sRGB; None when it changes no colour of a probe, whatever the profile is called."""
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    if mode == "RGB":
        steps = np.arange(0, 256, 51).astype(np.uint8)
        probe = np.stack(np.meshgrid(steps, steps, steps), -1).reshape(6, 36, 3)
        moved = np.asarray(ImageCms.applyTransform(Image.fromarray(probe), transform), int)
        if np.abs(moved - probe).max() <= SAME:
            return None
    return transform


def _by_encoding(image: Image.Image, encoding: Encoding) -> Image.Image:
    """A band of rows at a time, so that a large picture needs little memory."""
    matrix = np.linalg.inv(_to_xyz(_SRGB)) @ _to_xyz(encoding.chromaticities)
    table = _light_table(encoding.transfer)
    pixels = np.asarray(image)
    out = np.empty_like(pixels)
    for top in range(0, len(pixels), 256):
        light = table[pixels[top : top + 256]]
        if encoding.transfer == HLG:
            light = light * np.maximum(light @ _LUMA, 1e-6)[..., None] ** 0.2 * np.float32(1000 / DIFFUSE_WHITE)
        light = light @ matrix.T.astype(np.float32)
        if encoding.transfer in (PQ, HLG):
            light = _tone_mapped(light)
        out[top : top + 256] = gamma(light.clip(0, 1)) * 255 + np.float32(0.5)
    return Image.fromarray(out)


def _tone_mapped(light: Floats) -> Floats:
    """The brightest channel rolled off above the knee, the others with it, so that hues stay."""
    peak = light.max(-1, keepdims=True)
    over = np.maximum(peak - KNEE, 0) / (1 - KNEE)
    wanted = np.where(peak > KNEE, KNEE + (1 - KNEE) * over / (1 + over), peak)
    return np.asarray(light * (wanted / np.maximum(peak, 1e-6)), np.float32)


def _light_table(transfer: int | float) -> Floats:
    """Linear light of each 8-bit value; PQ against diffuse white, HLG as scene light."""
    value = np.arange(256) / 255
    light: Floats
    if isinstance(transfer, float):
        light = value**transfer
    elif transfer in _POWER:
        light = value ** _POWER[transfer]
    elif transfer == LINEAR:
        light = value
    elif transfer == PQ:
        root = value ** (1 / 78.84375)
        light = (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
        light = light * 10_000 / DIFFUSE_WHITE
    elif transfer == HLG:
        bright = (np.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
        light = np.where(value <= 0.5, value**2 / 3, bright)
    else:  # BT.709 and its like are shown as sRGB by every phone and browser
        light = linear(value)
    return np.asarray(light, np.float32)


def _to_xyz(chromaticities: tuple[float, ...]) -> Floats:
    """RGB to XYZ by chromaticities, white at Y = 1, adapted to D65 (Bradford) where it is another."""
    x, y = np.array(chromaticities[0:8:2]), np.array(chromaticities[1:8:2])
    columns = np.stack([x / y, np.ones(4), (1 - x - y) / y])
    red_green_blue, white = columns[:, :3], columns[:, 3]
    matrix = red_green_blue * np.linalg.solve(red_green_blue, white)
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    target = np.array([D65[0] / D65[1], 1, (1 - sum(D65)) / D65[1]])
    gains = (bradford @ target) / (bradford @ white)
    return np.asarray(np.linalg.inv(bradford) @ (gains[:, None] * bradford) @ matrix)


def _is_srgb(encoding: Encoding) -> bool:
    near = np.allclose(encoding.chromaticities, _SRGB, atol=0.004)
    if isinstance(encoding.transfer, float):
        return near and abs(encoding.transfer - 2.2) < 0.05
    return near and encoding.transfer not in (PQ, HLG, LINEAR, *_POWER)


def _of_codes(primaries: int, transfer: int) -> Encoding | None:
    """None where both are unspecified (2), or the primaries are none we know."""
    chromaticities = _PRIMARIES.get(1 if primaries == 2 and transfer in (PQ, HLG) else primaries)
    return Encoding(chromaticities, transfer) if chromaticities else None


def _code_points(image: Image.Image, kind: str, data: bytes) -> Encoding | None:
    """The H.273 code points a file carries itself: PNG's cICP, nclx of HEIC and AVIF."""
    if kind == "PNG":
        body = png_chunk(data, b"cICP")
        return _of_codes(body[0], body[1]) if body and len(body) >= 2 else None
    nclx = image.info.get("nclx_profile")
    if isinstance(nclx, dict):
        primaries, transfer = nclx.get("color_primaries"), nclx.get("transfer_characteristics")
        return _of_codes(int(primaries or 2), int(transfer or 2))
    if kind == "AVIF" and (at := data.find(b"colrnclx", 0, 65_536)) > 0:
        primaries, transfer = struct.unpack(">HH", data[at + 8 : at + 12])
        return _of_codes(primaries, transfer)
    return None


def _profile_code_points(profile: bytes) -> Encoding | None:
    """The `cicp` tag of an ICC 4.4 profile, where it says PQ or HLG: LittleCMS does not tone map."""
    count = int.from_bytes(profile[128:132])
    for place in range(132, min(132 + 12 * count, len(profile) - 11), 12):
        if profile[place : place + 4] == b"cicp":
            offset = int.from_bytes(profile[place + 4 : place + 8]) + 8
            codes = profile[offset : offset + 2]
            return _of_codes(codes[0], codes[1]) if len(codes) == 2 and codes[1] in (PQ, HLG) else None
    return None


def _chunks(image: Image.Image) -> Encoding | None:
    """PNG's cHRM and gAMA, which count only when the file names no other space."""
    if image.format != "PNG" and "chromaticity" not in image.info and "gamma" not in image.info:
        return None
    if "srgb" in image.info:
        return None
    chromaticity, power = image.info.get("chromaticity"), image.info.get("gamma")
    if not chromaticity and not power:
        return None
    white_first = tuple(float(part) for part in chromaticity or (*D65, *_SRGB[:6]))
    if len(white_first) != 8 or min(white_first[1::2]) <= 0:
        return None
    transfer: int | float = 1 / power if power and 0.2 < power <= 1.2 else 13
    return Encoding((*white_first[2:], *white_first[:2]), float(transfer) if power else 13)


def _exif_adobe(image: Image.Image) -> Encoding | None:
    """Cameras that write Adobe RGB without a profile say so in EXIF (DCF 2.0: ColorSpace 2, or "R03")."""
    raw = image.info.get("exif")
    if not isinstance(raw, bytes):
        return None
    try:
        exif = Image.Exif()
        exif.load(raw)
        space, interop = exif.get_ifd(0x8769).get(0xA001), exif.get_ifd(0xA005).get(1)
    except Exception:  # a broken EXIF block says nothing of colour
        return None
    return Encoding(ADOBE_RGB, 563 / 256) if space == 2 or (space == 0xFFFF and interop == "R03") else None


def png_chunk(data: bytes, name: bytes) -> bytes | None:
    """The body of a PNG's first chunk of that name, found by walking the lengths: no pixel is decoded."""
    place = 8
    while place + 8 <= len(data):
        length = int.from_bytes(data[place : place + 4])
        if data[place + 4 : place + 8] == name:
            return data[place + 8 : place + 8 + length]
        place += 12 + length
    return None
