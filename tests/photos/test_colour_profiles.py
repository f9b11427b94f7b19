"""Colours of every phone come out as the eye saw them: pairs of one picture in two spaces, told apart by CIEDE2000."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from onboarding.photos.colour import colour_difference, linear
from onboarding.photos.colour_profiles import ADOBE_RGB, D65, _to_xyz
from onboarding.photos.decode import open_photo
from tests.photos.pictures import fruit, image, scene

SRGB = (0.640, 0.330, 0.300, 0.600, 0.150, 0.060, *D65)
P3 = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *D65)
BT2020 = (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *D65)
PROPHOTO = (0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001, 0.3457, 0.3585)
HEIC = Path(__file__).parent.parent / "e2e" / "yellow.heic"


@pytest.fixture(scope="module")
def goods() -> Image.Image:
    """Red fruit on a table, the grain taken off so that only colour differs."""
    return image(fruit(scene())[0]).resize((300, 225), Image.Resampling.BOX)


def srgb_power(light):
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.clip(light, 0.0031308, None) ** (1 / 2.4) - 0.055)


def in_space(picture: Image.Image, chromaticities, encode) -> Image.Image:
    """The same colours as numbers of another space."""
    matrix = np.linalg.inv(_to_xyz(chromaticities)) @ _to_xyz(SRGB)
    light = linear(np.asarray(picture, np.float32) / 255) @ matrix.T
    return Image.fromarray((encode(light.clip(0, None)).clip(0, 1) * 255 + 0.5).astype(np.uint8))


def pq(light):
    y = (light * 203 / 10_000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375


def hlg(light):
    luma = np.array([0.2627, 0.6780, 0.0593])
    display = light * 203 / 1000
    scene_light = display / np.maximum(display @ luma, 1e-6)[..., None] ** (0.2 / 1.2)
    low, high = (
        np.sqrt(3 * scene_light),
        0.17883277 * np.log(np.maximum(12 * scene_light - 0.28466892, 1e-9)) + 0.55991073,
    )
    return np.where(scene_light <= 1 / 12, low, high)


def icc(name: str, chromaticities, power: float | None) -> bytes:
    """A matrix profile (ICC.1:2001-04) as phones embed it; no power: the sRGB curve, sampled."""

    def fixed(value):
        return struct.pack(">i", round(value * 65536))

    def xyz(values):
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    bradford_d50 = np.array(
        [[1.0478112, 0.0228866, -0.0501270], [0.0295424, 0.9904844, -0.0170491], [-0.0092345, 0.0150436, 0.7521316]]
    )
    columns = bradford_d50 @ _to_xyz(chromaticities)
    samples = (np.linspace(0, 1, 1024) ** power) if power else linear(np.linspace(0, 1, 1024))
    curve = b"curv\0\0\0\0" + struct.pack(">I", 1024) + (samples * 65535 + 0.5).astype(">u2").tobytes()
    told = name.encode("ascii") + b"\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", len(told)) + told + bytes(78)
    parts = {b"desc": text, b"cprt": b"text\0\0\0\0none\0", b"wtpt": xyz((0.9642, 1, 0.8249))}
    for place, channel in enumerate(b"rgb"):
        parts[bytes([channel]) + b"XYZ"] = xyz(columns[:, place])
        parts[bytes([channel]) + b"TRC"] = curve
    table, body, place = struct.pack(">I", len(parts)), b"", 132 + 12 * len(parts)
    for tag, value in parts.items():
        padded = value + bytes(-len(value) % 4)
        table += tag + struct.pack(">II", place + len(body), len(value))
        body += padded
    head = struct.pack(">I4sI4s4s4s", place + len(body), b"", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + b"".join(map(fixed, (0.9642, 1, 0.8249)))
    return head + bytes(48) + table + body


def saved(picture: Image.Image, kind: str = "PNG", **more) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def with_chunk(png: bytes, name: bytes, body: bytes) -> bytes:
    chunk = struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return png[:33] + chunk + png[33:]


def far(data: bytes, truth: Image.Image, over: int = 1) -> float:
    """Mean CIEDE2000, of averages over squares of `over` pixels where a codec's own noise is not meant."""
    seen = open_photo(data).resized(max(truth.size))
    return float(colour_difference(np.asarray(seen.reduce(over)), np.asarray(truth.reduce(over))).mean())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("name", "chromaticities", "power"),
    [
        ("Display P3", P3, None),
        ("DCI-P3 D65 Gamut with sRGB Transfer", P3, None),
        ("sRGB built-in lookalike", P3, 2.2),
        ("Adobe RGB (1998)", ADOBE_RGB, 563 / 256),
        ("ProPhoto", PROPHOTO, 1.8),
        ("Rec2020 with sRGB curve", BT2020, None),
        ("sRGB", SRGB, None),
    ],
)
def test_a_profile_is_followed_whatever_it_is_called(goods, kind, name, chromaticities, power):
    encode = (lambda light: light ** (1 / power)) if power else srgb_power
    other = in_space(goods, chromaticities, encode)
    more = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}
    data = saved(other, kind, icc_profile=icc(name, chromaticities, power), **more)
    assert far(data, goods) < 1
    if chromaticities != SRGB:
        assert far(saved(other, kind, **more), goods) > 1


@pytest.mark.parametrize(
    ("primaries", "transfer", "chromaticities", "encode"),
    [
        (12, 13, P3, srgb_power),
        (9, 16, BT2020, pq),
        (9, 18, BT2020, hlg),
        (1, 8, SRGB, lambda light: light),
        (9, 13, BT2020, srgb_power),
    ],
    ids=["P3", "PQ", "HLG", "linear", "BT.2020"],
)
def test_a_png_that_names_its_space_by_code_points_only(goods, primaries, transfer, chromaticities, encode):
    data = with_chunk(saved(in_space(goods, chromaticities, encode)), b"cICP", bytes([primaries, transfer, 0, 1]))
    assert far(data, goods) < (1 if transfer == 13 else 1.5)


def test_a_png_that_names_its_chromaticities(goods):
    white_first = [*D65, *P3[:6]]
    body = struct.pack(">8I", *(round(part * 100_000) for part in white_first))
    assert far(with_chunk(saved(in_space(goods, P3, srgb_power)), b"cHRM", body), goods) < 1


def test_light_brighter_than_paper_is_rolled_off_and_keeps_its_hue():
    lamp = np.tile(np.array([[[1000, 400, 100]]], np.float32) / 203, (200, 200, 1))
    png = saved(Image.fromarray((pq(lamp) * 255 + 0.5).astype(np.uint8)))
    red, green, blue = open_photo(with_chunk(png, b"cICP", bytes([1, 16, 0, 1]))).resized(200).getpixel((9, 9))
    assert 255 >= red > green > blue > 60
    assert red < 255


def test_a_camera_that_says_adobe_rgb_in_its_exif_only(goods):
    other = in_space(goods, ADOBE_RGB, lambda light: light ** (256 / 563))
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 2
    data = saved(other, "JPEG", quality=100, subsampling=0, exif=exif)
    assert far(data, goods) < 1 < far(saved(other, "JPEG", quality=100, subsampling=0), goods)


def recoded(data: bytes, primaries: int, transfer: int) -> bytes:
    at = data.index(b"colrnclx") + 8
    return data[:at] + struct.pack(">HH", primaries, transfer) + data[at + 4 :]


@pytest.mark.parametrize(
    ("primaries", "transfer", "chromaticities", "encode"), [(12, 13, P3, srgb_power), (9, 16, BT2020, pq)]
)
def test_an_avif_by_its_nclx_box(goods, primaries, transfer, chromaticities, encode):
    data = saved(in_space(goods, chromaticities, encode), "AVIF", quality=100, subsampling="4:4:4")
    most = 5 if transfer == 16 else 1.5  # eight bits of PQ and a lossy codec: noise of one step shows
    assert (
        far(recoded(data, primaries, transfer), goods, over=5) < most < far(recoded(data, 1, 13), goods, over=5) + 3.5
    )


def test_the_standard_profile_costs_no_conversion(goods):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    seen = open_photo(saved(goods, icc_profile=profile)).resized(300)
    assert np.array_equal(np.asarray(seen), np.asarray(goods))
