"""Analysis of a photo of a payment card: every code in it, and whether another could hide from the decoders.

A thief's sticker beside a card is often smaller or softer than what a decoder needs. So `survey` reads all treatments
of the photo, blanks what was read and looks again, and then looks for areas that are textured like a QR code (dark and
light in even parts, edges in both directions) without having been read. Only a photo free of those excludes a second
code; `doubts` says why another does not.

>>> from .symbol import draw
>>> survey(draw("000201").png(8))
Sight(texts=('000201',), doubts=())
"""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from ..languages import N_
from .pictures import Grey, grey, scaled
from .readback import by_zxing, decode, evened, text_of, thresholded

Quad = NDArray[np.float32]
"""Four corners (4, 2) in pixels of the working picture, clockwise from the top left."""

WORKING = 1600
"""Longest side in pixels of the working picture."""
LARGEST = 2400
"""Longest side in pixels a rendering may have: a second decoder's time grows with it."""
SIDE = 200
"""The card's code is brought to this many pixels before textures are measured: 6 a module of version 4."""
LEAST_MODULE_PX = 2.5
"""Below this a code read is luck, and one a third of its size is a smudge. zxing-cpp reads 98 % at 3."""
QUIET = 0.12
"""How far the quiet zone reaches beyond the code, in parts of the code's size: four modules of some 33."""
EVEN = (0.34, 0.68)
"""Part of dark in a QR code's window; blocks of text have under 0.3, measured on the kit's own cards."""
LEAST_EDGES = 0.045
"""Edges a pixel in each direction, in parts of the local contrast; a code of the card's own size has 0.08."""
LEAST_CONTRAST = 0.10
"""Of the card's own contrast: a faint print still has more, noise and paper grain less."""
LEAST_AREA, LEAST_SIDE = 0.028, 0.16
"""Of the card's code's area and side; a sticker of a quarter of its side has 0.06 and 0.25. The four large digits on
the kit's cards come to 0.018 and 0.12."""

RECTIFIED = 264
"""A code is brought upright at this many pixels a side before its quiet zone is measured: 8 a module of version 4."""
STRIP, STRIP_LENGTH = (0.03, 0.10), 0.2
"""The strip looked at, one to three modules beyond the code, in parts of its size; and the length averaged over."""
STRIP_DARK, STRIP_CHANGES = 0.25, 0.03
"""Part of dark and change a pixel along the strip, in parts of the code's contrast. Clean paper has 0.0 and 0.002 to
0.009 (0.06 of noise in the dark), stickers over the edge 0.57 and 0.05; a printed frame is dark without change."""


class Sight(NamedTuple):
    """Texts of all codes read; `doubts`: codes of why a second payment code is not excluded."""

    texts: tuple[str, ...]
    doubts: tuple[str, ...]


def survey(picture: bytes | Image.Image) -> Sight:
    """Read everything in a photo and say whether more may be there. Errors: those of `pictures.grey`."""
    pixels = grey(picture)
    working = scaled(pixels, WORKING / max(pixels.shape)) if max(pixels.shape) > WORKING else pixels
    placed_texts = [found for by, look in _renderings(working) for found in _read(look, by)]
    texts = dict.fromkeys([*(text for text, _ in placed_texts), *by_zxing(pixels)])
    if not texts:
        return Sight(tuple(decode(picture)), (N_("card.not_sharp"),))
    quads: list[Quad] = []
    for _text, quad in placed_texts:
        if not _inside(quad, quads):
            quads.append(quad)
    if not quads:
        return Sight(tuple(texts), (N_("card.not_sharp"),))
    rest = _blanked(working, quads)
    again = [found for by, look in _renderings(rest) for found in _read(look, by)]
    texts |= dict.fromkeys(text for text, _ in again)
    quads += [quad for _, quad in again if not _inside(quad, quads)]
    return Sight(tuple(texts), _doubts(working, quads))


def _renderings(pixels: Grey) -> Iterator[tuple[float, Grey]]:
    """The picture by the treatments that show most, each with its scale."""
    yield 1.0, pixels
    yield 1.0, evened(pixels)
    yield 1.0, thresholded(pixels)
    larger = min(2.0, LARGEST / max(pixels.shape))
    yield larger, scaled(pixels, larger)


def _read(pixels: Grey, by: float) -> list[tuple[str, Quad]]:
    """Texts read in a rendering, with their corners in the picture it was made of."""
    found = []
    for code in zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        at = code.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        found.append((text_of(code), np.array([(corner.x, corner.y) for corner in corners], np.float32) / by))
    if by == 1.0:
        found += [(text, np.asarray(corners, np.float32)) for text, corners in _by_opencv(pixels) if text]
    return found


def _by_opencv(pixels: Grey) -> list[tuple[str, Quad]]:
    try:
        seen, texts, corners, _codes = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(pixels)
    except (cv2.error, UnicodeDecodeError):
        return []
    return list(zip(map(str, texts), corners, strict=True)) if seen else []


def _inside(quad: Quad, others: list[Quad]) -> bool:
    middle = tuple(float(value) for value in quad.mean(axis=0))
    return any(cv2.pointPolygonTest(other.reshape(-1, 1, 2), middle, False) >= 0 for other in others)


def _grown(quad: Quad, by: float) -> NDArray[np.int32]:
    middle = quad.mean(axis=0)
    return np.asarray(np.round(middle + (quad - middle) * (1 + 2 * by)), np.int32)


def _blanked(pixels: Grey, quads: list[Quad]) -> Grey:
    """The picture with the codes read painted over in their paper's tone."""
    blank = pixels.copy()
    for quad in quads:
        area = np.zeros(pixels.shape, np.uint8)
        cv2.fillConvexPoly(area, _grown(quad, 0), 255)
        cv2.fillConvexPoly(blank, _grown(quad, 0.02), int(np.percentile(pixels[area > 0], 80)))
    return blank


def _doubts(pixels: Grey, quads: list[Quad]) -> tuple[str, ...]:
    """Why another code cannot be excluded, seen from the largest code read."""
    sides = [float(np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1).mean()) for quad in quads]
    side = max(sides)
    if side < LEAST_MODULE_PX * 33:
        return (N_("card.too_small"),)
    by = min(1.0, SIDE / side)
    small = scaled(pixels, by) if by < 1 else pixels
    beside = any(_in_quiet_zone(pixels, quad) for quad in quads)
    beside = beside or _textured(small, [quad * by for quad in quads], side * by)
    return (N_("card.something_beside"),) if beside else ()


def _in_quiet_zone(pixels: Grey, quad: Quad) -> bool:
    """Whether dark and light alternate along a side of a code, where its standard wants blank paper.

    That is the rim of a sticker over the code's edge: error correction still reads the code below.
    """
    margin = round(RECTIFIED * QUIET)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * RECTIFIED + margin
    size = (RECTIFIED + 2 * margin, RECTIFIED + 2 * margin)
    upright = cv2.warpPerspective(pixels, cv2.getPerspectiveTransform(quad, corners), size, flags=cv2.INTER_AREA)
    code = upright[margin:-margin, margin:-margin]
    black, white = (float(np.percentile(code, part)) for part in (10, 90))
    shade = (upright.astype(np.float32) - black) / max(1.0, white - black)
    near, far = (margin - round(RECTIFIED * part) for part in STRIP)
    length = round(RECTIFIED * STRIP_LENGTH)
    for turns in range(4):
        strip = np.rot90(shade, turns)[far:near, margin:-margin]
        dark = (strip < 0.5).mean(axis=0)
        changes = np.abs(np.diff(strip, axis=1)).mean(axis=0)
        darkest, liveliest = (np.convolve(row, np.ones(length) / length, "valid").max() for row in (dark, changes))
        if darkest > STRIP_DARK and liveliest > STRIP_CHANGES:
            return True
    return False


def _textured(pixels: Grey, quads: list[Quad], side: float) -> bool:
    """Whether an area outside the quads is textured like a QR code."""
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.8).astype(np.float32)
    near = max(9, round(side * 0.11) | 1)
    window = max(11, round(side * 0.14) | 1)
    kernel = np.ones((near, near), np.uint8)
    light, dark = cv2.dilate(soft, kernel), cv2.erode(soft, kernel)
    contrast = cv2.blur(light - dark, (window, window))
    middle = cv2.blur((light + dark) / 2, (near, near))
    even = cv2.blur((soft < middle).astype(np.float32), (window, window))
    across = np.abs(np.diff(soft, axis=1, prepend=soft[:, :1]))
    down = np.abs(np.diff(soft, axis=0, prepend=soft[:1]))
    floor = np.maximum(contrast, 1)
    edges = np.minimum(cv2.blur(across, (window, window)), cv2.blur(down, (window, window))) / floor
    inner = np.zeros(pixels.shape, np.uint8)
    outer = np.zeros(pixels.shape, np.uint8)
    for quad in quads:
        cv2.fillConvexPoly(inner, _grown(quad, -0.1), 255)
        cv2.fillConvexPoly(outer, _grown(quad, QUIET * 0.8), 255)
    own = float(np.median(contrast[inner > 0])) if inner.any() else 255.0
    like = (even > EVEN[0]) & (even < EVEN[1]) & (edges > LEAST_EDGES) & (contrast > max(14.0, LEAST_CONTRAST * own))
    like &= outer == 0
    opened = cv2.morphologyEx(like.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened)
    if len(stats) < 2:
        return False
    areas = stats[1:, cv2.CC_STAT_AREA]
    least = np.minimum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    return bool(((areas >= LEAST_AREA * side * side) & (least >= LEAST_SIDE * side)).any())
