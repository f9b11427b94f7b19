"""Which letters the paper's font can draw, how wide they are, and text made ready for it."""

import re
import struct
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ..languages import nfc

FONTS = Path(__file__).parent.parent.parent / "assets" / "fonts"
BOLD = FONTS / "BeVietnamPro-Bold.ttf"
_SPACES = re.compile(r"[^\S\n]+")
_LONG = re.compile(r"\S{21,}")
_BREAK = "\u200b"


def printable(text: str) -> str:
    """NFC, without letters the font lacks (emoji), and with places to break in words of over 20 letters.

    >>> printable("Mật ong 🐝 rừng"), printable("a" * 25).replace("\\u200b", "|")
    ('Mật ong rừng', 'aaaaaaaaaa|aaaaaaaaaa|aaaaa')
    """
    kept = _unknown().sub("", nfc(text))
    return _LONG.sub(_breakable, _SPACES.sub(" ", kept)).strip()


@lru_cache(maxsize=1)
def _unknown() -> re.Pattern[str]:
    """Every letter the font cannot draw."""
    return re.compile("[^\n" + "".join(re.escape(chr(code)) for code in sorted(covered())) + "]")


def _breakable(found: re.Match[str]) -> str:
    word = found[0]
    return _BREAK.join(word[at : at + 10] for at in range(0, len(word), 10))


def width(text: str, font: Path = BOLD) -> float:
    """How wide a line of `text` is, in sizes of its letters, without kerning.

    >>> width("W"), width("i")
    (1.057, 0.296)
    """
    known = widths(font)
    return sum(known.get(ord(c), 0.0) for c in text)


@lru_cache(maxsize=4)
def covered(font: Path = FONTS / "BeVietnamPro-Regular.ttf") -> frozenset[int]:
    """The code points of a TrueType font, from the format 4 table of its character map."""
    data = font.read_bytes()
    return frozenset(_glyphs(data, _tables(data)))


@lru_cache(maxsize=4)
def widths(font: Path) -> Mapping[int, float]:
    """How far each code point of a TrueType font moves the pen, in sizes of its letters."""
    data = font.read_bytes()
    at = _tables(data)
    per_size = struct.unpack_from(">H", data, at[b"head"] + 18)[0]
    measured = struct.unpack_from(">H", data, at[b"hhea"] + 34)[0]
    steps = struct.unpack_from(f">{2 * measured}H", data, at[b"hmtx"])[::2]
    found = _glyphs(data, at).items()
    return {code: steps[min(glyph, measured - 1)] / per_size for code, glyph in found}


def _tables(data: bytes) -> dict[bytes, int]:
    return {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in _steps(12, data, 4, 16)}


def _steps(first: int, data: bytes, count_at: int, size: int) -> range:
    count = struct.unpack_from(">H", data, count_at)[0]
    return range(first, first + count * size, size)


def _glyphs(data: bytes, tables: Mapping[bytes, int]) -> dict[int, int]:
    """Code point → glyph, from the format 4 table."""
    start = tables[b"cmap"]
    offsets = [struct.unpack_from(">I", data, at + 4)[0] for at in _steps(start + 4, data, start + 2, 8)]
    table = next(start + off for off in offsets if struct.unpack_from(">H", data, start + off)[0] == 4)
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends, starts, moves, ranges = (
        struct.unpack_from(f">{count}H", data, table + at)
        for at in (14, 16 + 2 * count, 16 + 4 * count, 16 + 6 * count)
    )
    made = {}
    for place, (low, high, move, offset) in enumerate(zip(starts, ends, moves, ranges, strict=True)):
        for code in range(low, high + 1):
            glyph = code
            if offset:
                inside = table + 16 + 6 * count + 2 * place + offset + 2 * (code - low)
                glyph = struct.unpack_from(">H", data, inside)[0]
            made[code] = (glyph + move) & 0xFFFF
    made.pop(0xFFFF, None)
    return made
