"""Forms of files phones and chats make: each is the picture it shows, or refused in a sentence that is true."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from onboarding.errors import OnboardingError
from onboarding.languages import LANGUAGES, say
from onboarding.photos import decode, judge
from onboarding.photos.decode import open_photo
from tests.photos.pictures import fruit, image, jpeg, scene
from tests.photos.test_colour_profiles import with_chunk

HEIC = (Path(__file__).parent.parent / "e2e" / "yellow.heic").read_bytes()
PICTURE = image(fruit(scene())[0]).resize((400, 300), Image.Resampling.BOX)


def saved(kind, picture=PICTURE, **more):
    out = BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def marker(data: bytes, code: int, body: bytes) -> bytes:
    """A JPEG with one more segment after its start."""
    return data[:2] + bytes([0xFF, code]) + struct.pack(">H", len(body) + 2) + body + data[2:]


def exif(**ifd) -> Image.Exif:
    made = Image.Exif()
    made[0x0110] = "Máy mẫu"
    for key, value in ifd.items():
        made[int(key[1:])] = value
    return made


def ftyp(*brands: bytes) -> bytes:
    body = b"ftyp" + brands[0] + bytes(4) + b"".join(brands)
    return struct.pack(">I", len(body) + 4) + body + bytes(400)


def rebranded(data: bytes, brand: bytes) -> bytes:
    return data[:8] + brand + data[12:]


def mpo() -> bytes:
    out = BytesIO()
    PICTURE.save(out, "MPO", save_all=True, append_images=[PICTURE.resize((200, 150))])
    return out.getvalue()


def png16() -> bytes:
    grey = np.asarray(PICTURE.convert("L"), np.uint16) * 257
    return saved("PNG", Image.fromarray(grey))


def late_exif_png() -> bytes:
    """EXIF after the pixels, as some editors write it."""
    whole, body = saved("PNG"), exif(_274=1).tobytes()[6:]
    chunk = struct.pack(">I", len(body)) + b"eXIf" + body + struct.pack(">I", zlib.crc32(b"eXIf" + body))
    return whole[:-12] + chunk + whole[-12:]


FINE = {
    "baseline JPEG": lambda: saved("JPEG"),
    "progressive JPEG": lambda: saved("JPEG", progressive=True),
    "JPEG 4:4:4": lambda: saved("JPEG", subsampling=0),
    "JPEG 4:2:2": lambda: saved("JPEG", subsampling=1),
    "JPEG with restart markers": lambda: saved("JPEG", restart_marker_rows=1),
    "JPEG without JFIF": lambda: (lambda data: data[:2] + data[20:])(saved("JPEG")),
    "JPEG without its end marker": lambda: saved("JPEG")[:-2],
    "progressive without its end marker": lambda: saved("JPEG", progressive=True)[:-2],
    "JPEG padded with zeros": lambda: saved("JPEG") + bytes(3000),
    "JPEG without end, padded": lambda: saved("JPEG")[:-2] + bytes(40),
    "motion photo": lambda: saved("JPEG") + ftyp(b"mp42", b"isom"),
    "Samsung trailer": lambda: saved("JPEG") + b"SEFH" + bytes(90) + b"SEFT",
    "gain map behind": lambda: saved("JPEG") + saved("JPEG", PICTURE.convert("L").resize((100, 75))),
    "MPO of two": mpo,
    "JPEG with broken EXIF": lambda: marker(saved("JPEG"), 0xE1, b"Exif\0\0MM\0*rubbish"),
    "JPEG with XMP": lambda: marker(saved("JPEG"), 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"),
    "JPEG with a broken profile": lambda: saved("JPEG", icc_profile=b"not a profile" * 20),
    "orientation 0": lambda: saved("JPEG", exif=exif(_274=0)),
    "orientation 9": lambda: saved("JPEG", exif=exif(_274=9)),
    "PNG": lambda: saved("PNG"),
    "PNG with EXIF behind": late_exif_png,
    "PNG of a palette": lambda: saved("PNG", PICTURE.quantize(250)),
    "PNG with an unknown chunk": lambda: with_chunk(saved("PNG"), b"vpAg", bytes(9)),
    "transparent PNG": lambda: saved("PNG", PICTURE.convert("RGBA")),
    "animated PNG": lambda: saved("PNG", save_all=True, append_images=[Image.new("RGB", (400, 300))]),
    "lossy WebP": lambda: saved("WEBP", quality=90),
    "lossless WebP": lambda: saved("WEBP", lossless=True),
    "transparent WebP": lambda: saved("WEBP", PICTURE.convert("RGBA"), quality=90),
    "animated WebP": lambda: saved("WEBP", save_all=True, append_images=[Image.new("RGB", (400, 300))]),
    "AVIF": lambda: saved("AVIF", quality=90),
    "AVIF that says mif1 first": lambda: rebranded(saved("AVIF", quality=90), b"mif1"),
    "AVIF 4:4:4": lambda: saved("AVIF", quality=90, subsampling="4:4:4"),
}
GREY = {
    "grey JPEG": lambda: saved("JPEG", PICTURE.convert("L")),
    "grey PNG with transparency": lambda: saved("PNG", PICTURE.convert("LA")),
    "16-bit PNG": png16,
}


@pytest.mark.parametrize("form", FINE)
def test_it_is_the_picture_it_shows(form):
    photo = open_photo(FINE[form]())
    assert photo.size == PICTURE.size
    assert np.abs(np.asarray(photo.resized(400), int) - np.asarray(PICTURE, int)).mean() < 4


@pytest.mark.parametrize("form", GREY)
def test_a_grey_one_stays_grey(form):
    seen = np.asarray(open_photo(GREY[form]()).resized(400), int)
    assert np.abs(seen - np.asarray(PICTURE.convert("L"), int)[..., None]).mean() < 3


def test_a_cmyk_jpeg_of_a_print_shop_keeps_its_hue():
    printed = saved("JPEG", Image.new("CMYK", (300, 300), (0, 200, 200, 0)))
    red, green, blue = open_photo(printed).resized(300).getpixel((9, 9))
    assert red > 200 > 120 > max(green, blue)


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_a_heic_whatever_brand_it_says_first(brand):
    assert open_photo(rebranded(HEIC, brand)).resized(200).mode == "RGB"


@pytest.mark.parametrize("way", [3, 6, 8])
def test_an_avif_is_turned_by_its_own_box(way):
    turned = ImageOps.exif_transpose(image_of(way))
    photo = open_photo(saved("AVIF", quality=90, exif=exif(_274=way)))
    assert photo.size == turned.size
    assert np.abs(np.asarray(photo.resized(400), int) - np.asarray(turned, int)).mean() < 4


def image_of(way: int) -> Image.Image:
    picture = PICTURE.copy()
    picture.getexif()[274] = way
    return picture


REFUSED = {
    "GIF": (lambda: saved("GIF"), "photo.raw"),
    "BMP": (lambda: saved("BMP"), "photo.raw"),
    "PDF": (lambda: b"%PDF-1.7\n" + bytes(200), "photo.not_a_picture"),
    "web page": (lambda: b"<!doctype html><img src=a.jpg>", "photo.not_a_picture"),
    "zip": (lambda: b"PK\x03\x04" + bytes(200), "photo.not_a_picture"),
    "TIFF": (lambda: saved("TIFF"), "photo.raw"),
    "raw of a camera (DNG)": (lambda: b"II*\0" + bytes(400), "photo.raw"),
    "raw (CR3)": (lambda: ftyp(b"crx "), "photo.raw"),
    "JPEG XL": (lambda: b"\xff\x0a" + bytes(400), "photo.raw"),
    "JPEG 2000": (lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(200), "photo.raw"),
    "Photoshop": (lambda: b"8BPS\0\1" + bytes(200), "photo.raw"),
    "raw (RW2)": (lambda: b"IIU\0" + bytes(200), "photo.raw"),
    "drawing (SVG)": (lambda: b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "photo.raw"),
    "WebM": (lambda: b"\x1a\x45\xdf\xa3" + bytes(200), "photo.video"),
    "AVI": (lambda: b"RIFF\0\1\0\0AVI LIST" + bytes(200), "photo.video"),
    "QuickTime without ftyp": (lambda: b"\0\0\1\0moov" + bytes(300), "photo.video"),
    "MP4": (lambda: ftyp(b"isom", b"mp42"), "photo.video"),
    "QuickTime": (lambda: ftyp(b"qt  "), "photo.video"),
    "3GP": (lambda: ftyp(b"3gp5"), "photo.video"),
    "half a JPEG": (lambda: saved("JPEG", quality=97)[:9000], "photo.broken"),
    "JPEG that lacks its last tenth": (
        lambda: (lambda data: data[: len(data) * 9 // 10])(saved("JPEG")),
        "photo.broken",
    ),
    "progressive JPEG that lacks its last passes": (
        lambda: (lambda data: data[: len(data) * 8 // 10])(saved("JPEG", progressive=True)),
        "photo.broken",
    ),
    "half a HEIC": (lambda: HEIC[: len(HEIC) // 2], "photo.broken"),
    "half an AVIF": (lambda: (lambda data: data[: len(data) // 2])(saved("AVIF")), "photo.broken"),
    "MPO cut in its first picture": (lambda: mpo()[:4000], "photo.broken"),
    "a thumbnail": (lambda: saved("JPEG", PICTURE.resize((100, 75))), "photo.too_small"),
}


@pytest.mark.parametrize("form", REFUSED)
def test_it_is_refused_in_a_true_sentence(form):
    make, code = REFUSED[form]
    with pytest.raises(OnboardingError) as caught:
        open_photo(make()).resized(300)
    assert caught.value.code == code
    for language in LANGUAGES:
        assert say(language, code, least=120, found=75, most=40).endswith(".")


@pytest.mark.parametrize("size", [(3600, 900), (700, 2800)])
def test_a_panorama_is_told_as_one_and_nothing_else(size):
    assert [advice.code for advice in judge(jpeg(image(fruit(scene())[0]).resize(size)))] == ["photo.panorama"]


def test_a_screenshot_is_no_panorama():
    assert "photo.panorama" not in [advice.code for advice in judge(jpeg(image(scene()).resize((540, 1170))))]


def screen(bar, page) -> Image.Image:
    """A phone's screen with a photo in its middle."""
    seen = Image.new("RGB", (540, 1170), page)
    seen.paste(bar, (0, 0, 540, 90))
    seen.paste(image(fruit(scene())[0]).resize((540, 405)), (0, 380))
    return seen


@pytest.mark.parametrize(("bar", "page"), [("#1877f2", "#ffffff"), ("#242526", "#121212"), ("black", "black")])
def test_a_screenshot_is_told_as_one_and_nothing_else(bar, page):
    assert [advice.code for advice in judge(jpeg(screen(bar, page)))] == ["photo.screenshot"]


def test_the_size_of_a_png_is_read_without_decoding_it(monkeypatch):
    decoded = []
    monkeypatch.setattr(decode.PngImageFile, "load", lambda self: decoded.append(1))
    assert open_photo(late_exif_png()).size == PICTURE.size
    assert decoded == []
