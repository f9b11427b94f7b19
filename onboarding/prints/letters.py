"""Which letters the paper's font can draw, and text made ready for it."""

import re
import struct
from functools import lru_cache
from pathlib import Path

from ..languages import nfc

FONTS = Path(__file__).parent.parent.parent / "assets" / "fonts"
_LONG = re.compile(r"\S{21,}")
_BREAK = "\u200b"


def printable(text: str) -> str:
    """NFC, without letters the font lacks (emoji), and with places to break in words of over 20 letters.

    >>> printable("Mật ong 🐝 rừng"), printable("a" * 25).replace("\\u200b", "|")
    ('Mật ong rừng', 'aaaaaaaaaa|aaaaaaaaaa|aaaaa')
    """
    known = covered()
    kept = "".join(c for c in nfc(text) if c == "\n" or ord(c) in known)
    return _LONG.sub(_breakable, re.sub(r"[^\S\n]+", " ", kept)).strip()


def _breakable(found: re.Match[str]) -> str:
    word = found[0]
    return _BREAK.join(word[at : at + 10] for at in range(0, len(word), 10))


@lru_cache(maxsize=4)
def covered(font: Path = FONTS / "BeVietnamPro-Regular.ttf") -> frozenset[int]:
    """The code points of a TrueType font, from the format 4 table of its character map."""
    data = font.read_bytes()
    tables = {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in _steps(12, data, 4, 16)}
    start = tables[b"cmap"]
    offsets = [struct.unpack_from(">I", data, at + 4)[0] for at in _steps(start + 4, data, start + 2, 8)]
    table = next(start + off for off in offsets if struct.unpack_from(">H", data, start + off)[0] == 4)
    return frozenset(_format_4(data, table))


def _steps(first: int, data: bytes, count_at: int, size: int) -> range:
    count = struct.unpack_from(">H", data, count_at)[0]
    return range(first, first + count * size, size)


def _format_4(data: bytes, table: int) -> set[int]:
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends, starts = (struct.unpack_from(f">{count}H", data, table + at) for at in (14, 16 + 2 * count))
    return {code for low, high in zip(starts, ends, strict=True) for code in range(low, high + 1)} - {0xFFFF}
