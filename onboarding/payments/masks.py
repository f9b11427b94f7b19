"""Mask selection of a QR symbol by the four penalty rules of ISO/IEC 18004, all eight scored at once.

The `qrcode` package draws every mask in plain Python to weigh it, four fifths of its time. This draws one, turns it
into the other seven with exclusive-or, and weighs them with numpy; the choice is the package's own (a test compares).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from qrcode.main import QRCode

Bits = NDArray[np.bool_]
Points = NDArray[np.int64]


def best_mask(code: QRCode) -> int:
    """The mask with the fewest penalty points, the lowest number where two are level."""
    code.makeImpl(True, 0)
    drawn = np.array(code.modules, dtype=bool)
    flips = _flips(code.version)
    return int(np.argmin(penalties(drawn[None] ^ flips)))


@lru_cache(maxsize=40)
def _flips(version: int) -> Bits:
    """(8, n, n): the modules in which each mask differs from mask 0."""
    blank = QRCode(version=version, mask_pattern=0)
    blank.data_cache = []
    drawn = []
    for mask in range(8):
        blank.makeImpl(True, mask)
        drawn.append(np.array(blank.modules, dtype=bool))
    return np.stack([one ^ drawn[0] for one in drawn])


def penalties(symbols: Bits) -> Points:
    """Points of each of a stack (k, n, n) of symbols."""
    lines = np.concatenate([symbols, symbols.transpose(0, 2, 1)], axis=1)
    return _runs(lines) + _squares(symbols) + _finders(lines) + _balance(symbols)


def _runs(lines: Bits) -> Points:
    """Five or more of one colour in a line: their number less two."""
    same = lines[..., 1:] == lines[..., :-1]
    five = same[..., 3:] & same[..., 2:-1] & same[..., 1:-2] & same[..., :-3]
    begins = five.copy()
    begins[..., 1:] &= ~five[..., :-1]
    return _count(five) + 2 * _count(begins)


def _squares(symbols: Bits) -> Points:
    """Two by two of one colour: three."""
    across = symbols[:, :, 1:] == symbols[:, :, :-1]
    down = symbols[:, 1:, :-1] == symbols[:, :-1, :-1]
    whole = across[:, 1:] & across[:, :-1] & down
    return 3 * _count(whole)


def _finders(lines: Bits) -> Points:
    """What looks like a finder (1011101) with four light modules on a side: forty."""
    weights = (1 << np.arange(10, -1, -1)).astype(np.int32)
    wide = lines.shape[-1] - 10
    windows = np.zeros((*lines.shape[:-1], wide), dtype=np.int32)
    for at, weight in enumerate(weights):
        windows += lines[..., at : at + wide] * weight
    return 40 * _count((windows == 0b10111010000) | (windows == 0b00001011101))


def _balance(symbols: Bits) -> Points:
    """Ten for every five per cent away from half dark."""
    percent = symbols.mean(axis=(1, 2)) * 100
    points: Points = (np.abs(percent - 50) / 5).astype(np.int64) * 10
    return points


def _count(found: Bits) -> Points:
    count: Points = np.count_nonzero(found, axis=(1, 2))
    return count
