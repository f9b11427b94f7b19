"""What the decoder takes, and with which word it refuses."""

import contextlib
import struct
import threading
import time
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from onboarding.errors import OnboardingError
from onboarding.photos import decode
from onboarding.photos.decode import open_photo


def picture(size=(640, 480), mode="RGB"):
    across = np.linspace(0, 255, size[0], dtype=np.uint8)
    grey = np.repeat(across[None], size[1], 0)
    return Image.fromarray(np.stack([grey, grey[:, ::-1], np.full_like(grey, 90)], 2)).convert(mode)


def saved(image, kind="JPEG", **wishes):
    out = BytesIO()
    image.save(out, kind, **wishes)
    return out.getvalue()


def code_of(data):
    with pytest.raises(OnboardingError) as caught:
        open_photo(data).resized(400)
    return caught.value.code


def png_of_size(width, height):
    """A tiny file that claims to be huge: one bit a pixel, every row the same."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = zlib.compress(bytes(1 + (width + 7) // 8) * min(height, 3000), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_nothing_is_refused_as_empty():
    assert code_of(b"") == "photo.empty"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 named .jpg",
        b"\x00" * 90,
    ],
)
def test_what_is_no_photo_is_refused_by_its_content(data):
    assert code_of(data) == "photo.not_a_picture"


@pytest.mark.parametrize("data", [b"GIF89a" + bytes(60), b"BM" + bytes(90), b"II*\0" + bytes(60), b"<svg/>"])
def test_another_kind_of_picture_is_called_one(data):
    assert code_of(data) == "photo.raw"


@pytest.mark.parametrize("size", [(30_000, 30_000), (12_000, 12_000), (8_001, 8_001)])
def test_a_bomb_is_refused_before_a_pixel_is_made(size):
    assert code_of(png_of_size(*size)) == "photo.too_large"


@pytest.mark.parametrize("size", [(1, 1), (20_000, 100), (119, 900)])
def test_too_few_pixels_are_refused(size):
    assert code_of(saved(picture(size))) == "photo.too_small"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.4, 0.9])
def test_a_file_cut_short_is_broken(kind, part):
    whole = saved(Image.effect_noise((640, 480), 90).convert("RGB"), kind)
    assert code_of(whole[: int(len(whole) * part)]) == "photo.broken"


def test_a_file_over_the_limit_is_refused_unread():
    assert code_of(b"\xff\xd8\xff" + bytes(40_000_000)) == "photo.too_heavy"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_comes_out_upright(orientation):
    upright = picture((640, 480))
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(Image.Transpose(back[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[274] = orientation
    photo = open_photo(saved(stored, "PNG", exif=exif))
    assert photo.size == (640, 480)
    assert np.abs(np.asarray(photo.resized(640), int) - np.asarray(upright, int)).max() == 0


def test_a_turn_is_clockwise_and_swaps_the_sides():
    photo = open_photo(saved(picture((640, 480)), "PNG"), turn=90)
    assert photo.size == (480, 640)
    assert np.array_equal(np.asarray(photo.resized(640)), np.asarray(picture().transpose(Image.Transpose.ROTATE_270)))


def test_a_cmyk_jpeg_keeps_its_colours():
    found = np.asarray(open_photo(saved(picture(mode="CMYK"))).resized(640), int)
    assert np.abs(found - np.asarray(picture(), int)).mean() < 4


def test_a_sixteen_bit_grey_keeps_its_tones():
    grey = np.repeat(np.linspace(0, 65535, 640).astype(np.uint16)[None], 480, 0)
    found = np.asarray(open_photo(saved(Image.fromarray(grey), "PNG")).resized(640))[0, :, 0]
    assert (found[0], found[320], found[-1]) == (0, 128, 255)


@pytest.mark.parametrize("mode", ["P", "1", "L", "LA", "RGBA"])
def test_other_kinds_of_pixels_become_plain_colour(mode):
    image = open_photo(saved(picture(mode=mode), "PNG")).resized(640)
    assert (image.mode, image.size) == ("RGB", (640, 480))


def test_what_is_transparent_is_white():
    clear = Image.new("RGBA", (300, 300), (200, 0, 0, 0))
    assert open_photo(saved(clear, "PNG")).resized(300).getpixel((9, 9)) == (255, 255, 255)


def test_an_animation_gives_its_first_picture():
    red, blue = Image.new("RGB", (300, 300), "red"), Image.new("RGB", (300, 300), "blue")
    found = open_photo(saved(red, "WEBP", save_all=True, append_images=[blue], lossless=True)).resized(300)
    assert found.getpixel((150, 150)) == (255, 0, 0)


def test_a_profile_that_is_rubbish_does_no_harm():
    assert open_photo(saved(picture(), icc_profile=b"rubbish" * 40)).resized(640).size == (640, 480)


def test_a_profile_of_other_colours_is_followed():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert open_photo(saved(picture(), "PNG", icc_profile=lab)).resized(640).getpixel((0, 0)) == (0, 255, 90)


def test_a_window_is_the_part_asked_for():
    part = open_photo(saved(picture((640, 480)), "PNG")).crop((320, 0, 640, 240), 320)
    assert part.size == (320, 240)
    assert np.abs(np.asarray(part, int) - np.asarray(picture((640, 480)).crop((320, 0, 640, 240)), int)).max() <= 1


def test_a_large_jpeg_is_read_small():
    photo = open_photo(saved(Image.new("RGB", (10_000, 8_000), "green")))
    assert photo.size == (10_000, 8_000)
    assert max(photo.resized(1200).size) == 1200


def test_a_phone_name_is_never_a_path():
    with pytest.raises(TypeError):
        open_photo("../../etc/passwd")


HEIC = Path(__file__).parent.parent / "e2e" / "yellow.heic"


def test_a_heic_is_opened_and_one_cut_in_half_is_broken():
    data = HEIC.read_bytes()
    image = open_photo(data).resized(400)
    red, green, blue = image.getpixel((image.width // 2, image.height // 2))
    assert min(red, green) > blue + 60
    assert code_of(data[: len(data) // 2]) == "photo.broken"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_bytes_gone_wrong_anywhere_are_a_picture_or_a_code(kind):
    whole = HEIC.read_bytes() if kind == "HEIC" else saved(picture((160, 140)), kind)
    rng = np.random.default_rng(5)
    for _ in range(30):
        data = bytearray(whole)
        for at in rng.integers(4, len(data), rng.integers(1, 12)):
            data[at] = rng.integers(0, 256)
        with contextlib.suppress(OnboardingError):
            assert open_photo(bytes(data)).resized(300).mode == "RGB"


def test_one_picture_is_decoded_at_a_time():
    data = saved(picture((2000, 1500)))
    inside, most = [], []

    def watched(image, most_pixels):
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.01)
        inside.pop()
        return image.convert("RGB")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decode, "plain_rgb", watched)
        threads = [threading.Thread(target=lambda: open_photo(data).resized(300)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(most), max(most)) == (6, 1)
