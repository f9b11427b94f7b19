"""The symbol off each printed sheet: two decoders, three print resolutions, grey, shrunk, and through a phone."""

from io import BytesIO

import cv2
import msgspec
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from onboarding.payments.symbol import draw
from onboarding.printing import pack, pages, sheets

LONGEST = (
    "00020101021238600010A000000727013000069704360116001100123456789001081QRIBFTTA"
    "530370454101250000.005802VN62290825THANH TOAN MAT ONG RUNG A6304ABCD"
)
COUNT = {"stickers": 8, "tent": 2, "price_codes": 6, "labels_2x4": 8, "labels_3x7": 21, "labels_3x8": 24}
SMALL = {"labels_3x7", "labels_3x8"}
"""Labels under four centimetres high: read from prints of 200 dpi and more."""

CARDS = [sheet for sheet in sheets().values() if sheet.scan_cm]
PIXELS_PER_MM_AT_1_CM = 149
"""A phone's 1080p preview, 65° wide: 3.24 pixels a millimetre at 46 cm."""


def zxing(grey: np.ndarray) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(grey)]


def aruco(grey: np.ndarray) -> list[str]:
    _, texts, _, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(grey)
    return [text for text in texts if text]


def printed(contents, sheet, text, dpi) -> np.ndarray:
    code = msgspec.structs.replace(contents.code, symbol=draw(text), amount=1_250_000 if text is LONGEST else None)
    pdf = pack(msgspec.structs.replace(contents, code=code, codes=(code,) * 6), (sheet.code,))
    return np.asarray(Image.open(BytesIO(pages(pdf, dpi, grey=True)[0])).convert("L"))


def by_phone(paper: np.ndarray, dpi: int, cm: float, seed: int) -> np.ndarray:
    """The paper as a phone sees it from `cm` away: tilted, soft, unevenly lit, noisy, JPEG."""
    chance, size = np.random.default_rng(seed), PIXELS_PER_MM_AT_1_CM / cm / (dpi / 25.4)
    height, width = paper.shape
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    tilted = corners * size * (1 + chance.uniform(-0.04, 0.04, (4, 2))) + 30
    seen = cv2.GaussianBlur(paper, (0, 0), 0.45 / size)
    frame = (int(width * size) + 60, int(height * size) + 60)
    seen = cv2.warpPerspective(seen, cv2.getPerspectiveTransform(corners, np.float32(tilted)), frame, borderValue=150)
    seen = cv2.GaussianBlur(seen, (0, 0), 0.7) * np.linspace(0.75, 1, frame[0])
    noisy = np.clip(seen + chance.normal(0, 5, seen.shape), 0, 255).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 80])[1], 0)


@pytest.mark.parametrize("sheet", CARDS, ids=lambda sheet: sheet.code)
@pytest.mark.parametrize("which", ["short", "longest"])
def test_both_decoders_read_it_at_100_150_and_300_dpi_in_grey_and_at_90_percent(contents, sheet, which):
    text = contents.code.symbol.payload if which == "short" else LONGEST
    least = (200 if which == "short" else 300) if sheet.code in SMALL else 100
    for dpi in (least, 150, 300) if which == "short" and sheet.code not in SMALL else (least,):
        paper = printed(contents, sheet, text, dpi)
        shrunk = cv2.resize(paper, None, fx=0.9, fy=0.9, interpolation=cv2.INTER_AREA)
        for picture in (paper, shrunk) if dpi == least else (paper,):  # the coarsest print is the hardest
            assert zxing(picture) == [text] * COUNT.get(sheet.code, 1), (dpi, picture.shape)
            assert aruco(picture) == [text] * COUNT.get(sheet.code, 1), (dpi, picture.shape)


@pytest.mark.parametrize("sheet", CARDS, ids=lambda sheet: sheet.code)
def test_a_phone_reads_it_from_the_distance_the_sheet_states(contents, sheet):
    text = contents.code.symbol.payload
    paper = printed(contents, sheet, text, 200)
    for seed in range(3):
        seen = by_phone(paper, 200, sheet.scan_cm, seed)
        assert set(zxing(seen)) == {text}, seed
        assert set(aruco(seen)) == {text}, seed


def test_the_card_s_symbol_is_as_large_as_a_card_s_should_be(contents):
    modules = contents.code.symbol.matrix.shape[0]
    for sheet, least, most in (("table_card", 60, 81), ("pocket_card", 55, 81), ("tent", 60, 81), ("stickers", 40, 60)):
        paper = printed(contents, sheets()[sheet], contents.code.symbol.payload, 150)
        corners = zxingcpp.read_barcodes(paper)[0].position
        across = abs(corners.top_right.x - corners.top_left.x) / 150 * 25.4
        assert least <= across <= most, sheet
        assert across / modules > 1.1, sheet
