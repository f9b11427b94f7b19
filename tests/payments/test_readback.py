"""Two decoders read the very pixels that go to paper; a photo of a glossy sticker at an angle is read too."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from onboarding.errors import OnboardingError
from onboarding.payments import BankAccount, decode, draw, payload, read_back
from onboarding.payments.readback import DECODERS, by_opencv, by_zxing
from tests.payments.camera import jpeg, shoot

TEXTS = [json.loads(line)["payload"] for line in Path(__file__).with_name("vectors.jsonl").read_text().splitlines()]
MINE = payload(BankAccount("970436", "0011001234567"), 50_000, "MAT ONG")
THEIRS = payload(BankAccount("970418", "0011001234568"), 50_000, "MAT ONG")


@pytest.mark.parametrize("px", [3, 6, 24])
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[-6:])
def test_both_decoders_read_what_was_drawn(text, px):
    picture = draw(text).png(px)
    read_back(picture, text)
    assert decode(picture) == [text]


def test_another_text_or_none_is_never_let_through():
    with pytest.raises(OnboardingError, match=r"qr\.differs"):
        read_back(draw(THEIRS).png(), MINE)
    with pytest.raises(OnboardingError, match=r"qr\.not_readable"):
        read_back(Image.new("L", (400, 400), 255), MINE)


def test_a_second_code_on_the_paper_is_noticed():
    both = Image.new("L", (1000, 500), 255)
    both.paste(draw(MINE).picture(8), (0, 0))
    both.paste(draw(THEIRS).picture(8), (500, 0))
    with pytest.raises(OnboardingError, match=r"qr\.differs"):
        read_back(both, MINE)
    read_back(both, [MINE, THEIRS])


@pytest.mark.parametrize("silent", list(DECODERS))
def test_one_decoder_alone_is_not_enough(silent, monkeypatch):
    monkeypatch.setitem(DECODERS, silent, lambda pixels: [])
    with pytest.raises(OnboardingError, match=r"qr\.not_readable") as refused:
        read_back(draw(MINE).png(), MINE)
    assert refused.value.details["decoder"] == silent


def test_accents_of_an_old_wallet_code_come_back_byte_for_byte():
    text = "00020101021138620010A00000072701320006970454011899MM24531M818986280208QRIBFTTA0819Thanh toán đơn hàng"
    assert by_zxing(np.asarray(draw(text).picture())) == [text]
    assert by_opencv(np.asarray(draw(text).picture())) == [text]
    read_back(draw(text).png(), text)


@pytest.mark.parametrize(
    "seen",
    [
        {"tilt": 40},
        {"tilt": 55, "span": 420},
        {"turn": 33, "tilt": 30},
        {"glare": 1.0, "span": 360},
        {"glare": 1.2, "tilt": 35, "span": 420},
        {"blur": 1.2, "span": 260},
        {"uneven": 0.7},
        {"stain": 0.05, "span": 360},
        {"noise": 18, "span": 320},
    ],
    ids=str,
)
def test_a_phone_reads_the_printed_card(seen):
    flat = np.asarray(draw(MINE).picture(16))
    read = [decode(jpeg(shoot(flat, seed=seed, **seen))) for seed in range(3)]
    assert read.count([MINE]) >= 2, read
    assert all(texts in ([MINE], []) for texts in read)


def test_photos_may_come_turned_coloured_transparent_or_large():
    picture = draw(MINE).picture(10)
    for angle in (90, 180, 270):
        assert decode(picture.rotate(angle)) == [MINE]
    coloured = Image.merge("RGB", [picture, picture.point(lambda v: v // 2), picture])
    assert decode(coloured) == [MINE]
    clear = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=picture.point(lambda v: 255 - v))
    assert decode(clear) == [MINE]
    wide = Image.new("L", (6000, 4500), 200)
    wide.paste(draw(MINE).picture(30), (2000, 1500))
    assert decode(wide) == [MINE]


def test_no_code_is_an_empty_list():
    assert decode(Image.new("L", (300, 200), 128)) == []
    assert decode(Image.new("L", (1, 1))) == []
    assert decode(Image.effect_noise((400, 400), 80)) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture.empty"),
        (b"%PDF-1.7 not a picture", "picture.not_a_picture"),
        (draw(MINE).png()[:300], "picture.broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "picture.not_a_picture"),
    ],
)
def test_a_file_that_is_no_picture_is_refused(data, code):
    with pytest.raises(OnboardingError) as refused:
        decode(data)
    assert refused.value.code == code


@pytest.mark.parametrize("side", [11_000, 30_000])
def test_a_picture_of_far_too_many_pixels_is_refused_unread(side):
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG", compress_level=1)
    with pytest.raises(OnboardingError, match=r"picture\.too_large") as refused:
        decode(out.getvalue())
    assert refused.value.details == {"most": 120}


@pytest.mark.parametrize("size", [(200_000, 10), (10, 200_000), (5000, 1), (1, 3000), (21, 9000)])
def test_a_strip_however_thin_holds_no_code(size):
    assert decode(Image.new("L", size, 255)) == []


def test_a_code_in_a_very_long_screenshot_is_read():
    page = Image.new("L", (1080, 20_000), 255)
    page.paste(draw(MINE).picture(16), (100, 15_000))
    assert decode(page) == [MINE]
