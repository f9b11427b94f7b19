"""QR symbol of a text: level M, quiet zone of four modules, as pixels or as one outline for paper.

No logo inside: it costs reading distance and, on larger symbols, the reading itself (docs/vietqr.md).

>>> symbol = draw("00020101021138570010A00000072701270006970436011300110012345670208QRIBFTTA53037045802VN6304E8DB")
>>> symbol.version, symbol.side, symbol.matrix.shape
(4, 41, (33, 33))
>>> symbol.svg()[:60]
'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 41 41" '
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import ALPHA_NUM, MODE_8BIT_BYTE, MODE_ALPHA_NUM, MODE_NUMBER, QRData

from ..errors import OnboardingError
from .masks import Bits, best_mask

QUIET = 4
"""Light modules on each side (ISO/IEC 18004)."""


@dataclass(frozen=True)
class Symbol:
    """A drawn code. `matrix`: dark modules, without the quiet zone."""

    payload: str
    matrix: Bits = field(repr=False, compare=False)

    @property
    def version(self) -> int:
        """1 to 40; the smaller, the farther it scans."""
        return (int(self.matrix.shape[0]) - 17) // 4

    @property
    def side(self) -> int:
        """Modules on a side with the quiet zone."""
        return int(self.matrix.shape[0]) + 2 * QUIET

    def png(self, module_px: int = 24) -> bytes:
        """Black on white, one bit a pixel, `module_px` pixels a module (24: a 60 mm symbol at over 400 dpi)."""
        framed = np.pad(~self.matrix, QUIET, constant_values=True)
        rows = np.packbits(framed.repeat(module_px, axis=1), axis=1).repeat(module_px, axis=0)
        width, out = self.side * module_px, BytesIO()
        Image.frombytes("1", (width, width), rows.tobytes()).save(out, "PNG", compress_level=1)
        return out.getvalue()

    def picture(self, module_px: int = 8) -> Image.Image:
        """The same as a grey picture in memory."""
        framed = np.pad(np.where(self.matrix, 0, 255).astype(np.uint8), QUIET, constant_values=255)
        return Image.fromarray(framed.repeat(module_px, axis=0).repeat(module_px, axis=1))

    @cached_property
    def path(self) -> str:
        """The dark modules as one SVG path in module units, corner of the quiet zone at 0, 0; fill rule evenodd.

        Outlines, not rows of boxes: no hair lines between them on screen or paper.
        """
        return _outline(np.pad(self.matrix, QUIET))

    def svg(self) -> str:
        """A whole picture of `side` by `side` units."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.side} {self.side}" '
            f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{self.side}v{self.side}H0z"/>'
            f'<path fill="#000" fill-rule="evenodd" d="{self.path}"/></svg>'
        )


@lru_cache(maxsize=64)
def draw(payload: str) -> Symbol:
    """The symbol of a text. Errors: `qr.empty`, `qr.too_long`."""
    if not payload:
        raise OnboardingError("qr.empty", field="code")
    try:
        code = QRCode(error_correction=ERROR_CORRECT_M)
        for chunk in _chunks(payload):
            code.add_data(chunk)
        code.makeImpl(False, best_mask(code))
    except (DataOverflowError, ValueError) as error:
        raise OnboardingError("qr.too_long", field="code", found=len(payload)) from error
    matrix = np.array(code.modules, dtype=bool)
    matrix.flags.writeable = False
    return Symbol(payload, matrix)


_HEADS = {MODE_NUMBER: 84, MODE_ALPHA_NUM: 78, MODE_8BIT_BYTE: 72}
_COSTS = {MODE_NUMBER: 20, MODE_ALPHA_NUM: 33, MODE_8BIT_BYTE: 48}
"""Sixths of a bit that a change of mode and a character cost, in the versions a payment code has (1 to 9)."""

_DIGIT, _LETTER, _OTHER = tuple(_COSTS), (MODE_ALPHA_NUM, MODE_8BIT_BYTE), (MODE_8BIT_BYTE,)
_MODES = {sign: _DIGIT if 48 <= sign <= 57 else _LETTER if sign in ALPHA_NUM else _OTHER for sign in range(256)}


def _chunks(text: str) -> list[QRData]:
    """The text cut into the modes that cost the fewest bits; the package's own cut may need a larger symbol.

    Text beyond ASCII goes in one piece: OpenCV, and who knows which phone, loses accents beside other modes.
    """
    data = text.encode("utf8", "surrogatepass")
    if not text.isascii():
        return [QRData(data, mode=MODE_8BIT_BYTE, check_data=False)]
    best: dict[int, tuple[int, tuple[Any, ...]]] = {0: (0, ())}
    for sign in data:
        cost, trail = min(best.values(), key=itemgetter(0))
        change = -(-cost // 6) * 6
        grown = {}
        for mode in _MODES[sign]:
            stay = best.get(mode)
            if stay and stay[0] <= change + _HEADS[mode]:
                grown[mode] = (stay[0] + _COSTS[mode], (mode, stay[1]))
            else:
                grown[mode] = (change + _HEADS[mode] + _COSTS[mode], (mode, trail))
        best = grown
    return _cut(data, min(best.values(), key=itemgetter(0))[1])


def _cut(data: bytes, trail: tuple[Any, ...]) -> list[QRData]:
    modes = []
    while trail:
        mode, trail = trail
        modes.append(mode)
    modes.reverse()
    chunks, at = [], 0
    for mode, run in groupby(modes):
        end = at + len(list(run))
        chunks.append(QRData(data[at:end], mode=mode, check_data=False))
        at = end
    return chunks


def smaller(left: str, right: str) -> bool:
    """Whether the first text's symbol has fewer modules than the second's."""
    return _version(left) < _version(right)


def _version(text: str) -> int:
    code = QRCode(error_correction=ERROR_CORRECT_M)
    for chunk in _chunks(text):
        code.add_data(chunk)
    return int(code.best_fit())


def _outline(dark: Bits) -> str:
    """Closed outlines around dark modules, each corner once, walked with the dark on the right hand."""
    steps: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for y, x in np.argwhere(dark).tolist():
        for near, start, end in (
            (dark[y - 1, x], (x, y), (x + 1, y)),
            (dark[y, x + 1], (x + 1, y), (x + 1, y + 1)),
            (dark[y + 1, x], (x + 1, y + 1), (x, y + 1)),
            (dark[y, x - 1], (x, y + 1), (x, y)),
        ):
            if not near:
                steps.setdefault(start, []).append(end)
    return "".join(_loop(steps, start) for start in sorted(steps) if steps.get(start))


def _loop(steps: dict[tuple[int, int], list[tuple[int, int]]], start: tuple[int, int]) -> str:
    corners = [start]
    at, before = steps[start].pop(), start
    while at != start:
        onward = steps[at].pop()
        if (at[0] - before[0], at[1] - before[1]) != (onward[0] - at[0], onward[1] - at[1]):
            corners.append(at)
        before, at = at, onward
    first, *rest = corners
    words = [f"M{first[0]} {first[1]}"]
    for (from_x, from_y), (to_x, to_y) in zip(corners, rest, strict=False):
        words.append(f"h{to_x - from_x}" if from_y == to_y else f"v{to_y - from_y}")
    return "".join(words) + "z"
