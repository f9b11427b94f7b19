"""The symbol is what the qrcode package draws at level M, with its quiet zone, as pixels and as one outline."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from onboarding.errors import OnboardingError
from onboarding.payments import BankAccount, draw, payload
from onboarding.payments.masks import best_mask, penalties
from onboarding.payments.symbol import _chunks, smaller

TEXTS = [json.loads(line)["payload"] for line in Path(__file__).with_name("vectors.jsonl").read_text().splitlines()]
MINE = payload(BankAccount("970436", "0011001234567"), 50_000, "MAT ONG")


@pytest.mark.parametrize("text", [*TEXTS, "1", "a", "Ông Ếch 🐸", "x" * 900], ids=lambda text: text[-6:])
def test_it_is_the_packages_own_symbol(text):
    theirs = QRCode(error_correction=ERROR_CORRECT_M)
    for chunk in _chunks(text):
        theirs.add_data(chunk)
    theirs.make()
    assert (np.array(theirs.modules, dtype=bool) == draw(text).matrix).all()


def test_the_mask_is_weighed_as_the_standard_says():
    assert penalties(np.zeros((1, 21, 21), dtype=bool))[0] == 2 * 21 * 19 + 3 * 20 * 20 + 100
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(MINE)
    assert best_mask(code) == code.best_mask_pattern()


def test_it_is_never_larger_than_the_packages_own_cut():
    for text in TEXTS:
        theirs = QRCode(error_correction=ERROR_CORRECT_M)
        theirs.add_data(text)
        assert draw(text).version <= theirs.best_fit()


def test_pixels_are_black_and_white_with_four_light_modules_around():
    symbol = draw(MINE)
    picture = Image.open(io.BytesIO(symbol.png(7)))
    pixels = np.asarray(picture)
    assert picture.size == (symbol.side * 7, symbol.side * 7)
    assert set(np.unique(pixels)) == {False, True}
    assert pixels[: 4 * 7].all()
    assert pixels[:, -4 * 7 :].all()
    assert (pixels[4 * 7 + 3 : -4 * 7 : 7, 4 * 7 + 3 : -4 * 7 : 7] == ~symbol.matrix).all()


def test_the_outline_covers_exactly_the_dark_modules():
    symbol = draw(MINE)
    corners: dict[float, list[int]] = {}
    x = y = 0
    for loop in symbol.path.split("z")[:-1]:
        words = loop.replace("M", " M").replace("h", " h").replace("v", " v").split(" ")
        words = [word for word in words if word]
        x, y = int(words[0][1:]), int(words[1])
        start = (x, y)
        for word in words[2:]:
            if word[0] == "h":
                x += int(word[1:])
            else:
                down = int(word[1:])
                for row in range(min(y, y + down), max(y, y + down)):
                    corners.setdefault(row, []).append(x)
                y += down
        low, high = sorted((y, start[1]))
        for row in range(low, high):
            corners.setdefault(row, []).append(x)
    drawn = np.zeros((symbol.side, symbol.side), dtype=bool)
    for row, edges in corners.items():
        edges.sort()
        for left, right in zip(edges[::2], edges[1::2], strict=True):
            drawn[int(row), left:right] ^= True
    assert (drawn[4:-4, 4:-4] == symbol.matrix).all()
    assert not drawn[:4].any()


def test_the_svg_holds_no_text_of_the_code():
    svg = draw("<script>alert(1)</script>").svg()
    assert svg.startswith("<svg ")
    assert "script" not in svg


def test_capitals_make_some_symbols_smaller():
    account = BankAccount("970436", "0011001234567")
    lower, upper = (
        payload(account, 50_000, "thanh toan tien mat ong o"),
        payload(account, 50_000, "THANH TOAN TIEN MAT ONG O"),
    )
    assert smaller(upper, lower)
    assert not smaller(lower, upper)


def test_nothing_and_too_much_are_refused():
    with pytest.raises(OnboardingError, match=r"qr\.empty"):
        draw("")
    with pytest.raises(OnboardingError, match=r"qr\.too_long"):
        draw("x" * 10_000)


def test_a_drawn_symbol_cannot_be_altered():
    with pytest.raises(ValueError, match="read-only"):
        draw(MINE).matrix[0, 0] = False
