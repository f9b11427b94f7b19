"""The fonts of paper and receipt picture: which letters each can draw, and how wide they are."""

import struct
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FONTS = Path(__file__).parent.parent.parent / "assets" / "fonts"
REGULAR = FONTS / "BeVietnamPro-Regular.ttf"
BOLD = FONTS / "BeVietnamPro-Bold.ttf"


class Family(NamedTuple):
    """A font by its name in typst, and its files by weight; `bold` is `regular` where there is no bold one."""

    name: str
    regular: Path
    bold: Path


def _family(name: str, stem: str, suffix: str = "ttf") -> Family:
    regular, bold = FONTS / f"{stem}-Regular.{suffix}", FONTS / f"{stem}-Bold.{suffix}"
    return Family(name, regular, bold if bold.exists() else regular)


FAMILIES = (
    _family("Be Vietnam Pro", "BeVietnamPro"),
    _family("Noto Sans", "NotoSans"),
    _family("Noto Sans Khmer", "NotoSansKhmer"),
    _family("Noto Sans Cham", "NotoSansCham"),
    _family("Noto Sans Tai Viet", "NotoSansTaiViet"),
    _family("Noto Sans Pahawh Hmong", "NotoSansPahawhHmong"),
    _family("Noto Serif Hmong Nyiakeng", "NotoSerifNyiakengPuachueHmong"),
    _family("Noto Sans CJK SC", "NotoSansCJKsc", "otf"),
    _family("Noto Sans Symbols", "NotoSansSymbols"),
    _family("Noto Sans Symbols2", "NotoSansSymbols2"),
    _family("Noto Sans Math", "NotoSansMath"),
    _family("Noto Emoji", "NotoEmoji"),
)
"""In the order in which a letter is looked for; `pack.typ` is given the same order."""


def width(text: str, font: Path = BOLD) -> float:
    """How wide a line of `text` is, in sizes of its letters, without kerning.

    >>> width("W"), width("i")
    (1.057, 0.296)
    """
    known = widths(font)
    return sum(known.get(ord(c), 0.0) for c in text)


def measurable(text: str) -> bool:
    """Whether `width` of the bold font is the text's own: it draws every letter itself."""
    known = covered(BOLD)
    return all(ord(c) in known for c in text)


@lru_cache(maxsize=32)
def covered(font: Path = REGULAR) -> frozenset[int]:
    """The code points of a TrueType or OpenType font, from its character map."""
    data = font.read_bytes()
    return frozenset(_glyphs(data, _tables(data)))


@lru_cache(maxsize=4)
def widths(font: Path) -> Mapping[int, float]:
    """How far each code point of a font moves the pen, in sizes of its letters."""
    data = font.read_bytes()
    at = _tables(data)
    per_size = struct.unpack_from(">H", data, at[b"head"] + 18)[0]
    measured = struct.unpack_from(">H", data, at[b"hhea"] + 34)[0]
    steps = struct.unpack_from(f">{2 * measured}H", data, at[b"hmtx"])[::2]
    glyphs = _glyphs(data, at).items()
    return {code: steps[min(glyph, measured - 1)] / per_size for code, glyph in glyphs}


def _tables(data: bytes) -> dict[bytes, int]:
    return {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in _steps(12, data, 4, 16)}


def _steps(first: int, data: bytes, count_at: int, size: int) -> range:
    count = struct.unpack_from(">H", data, count_at)[0]
    return range(first, first + count * size, size)


def _glyphs(data: bytes, tables: Mapping[bytes, int]) -> dict[int, int]:
    """Code point → glyph, from the tables of format 4 (first 65,536 code points) and 12 (all)."""
    start = tables[b"cmap"]
    glyphs: dict[int, int] = {}
    for at in _steps(start + 4, data, start + 2, 8):
        table = start + struct.unpack_from(">I", data, at + 4)[0]
        kind = struct.unpack_from(">H", data, table)[0]
        glyphs.update(_format_4(data, table) if kind == 4 else _format_12(data, table) if kind == 12 else ())
    glyphs.pop(0xFFFF, None)
    return glyphs


def _format_12(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    for group in range(struct.unpack_from(">I", data, table + 12)[0]):
        low, high, glyph = struct.unpack_from(">3I", data, table + 16 + 12 * group)
        yield from ((code, glyph + code - low) for code in range(low, high + 1))


def _format_4(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends, starts, moves, ranges = (
        struct.unpack_from(f">{count}H", data, table + at)
        for at in (14, 16 + 2 * count, 16 + 4 * count, 16 + 6 * count)
    )
    for place, (low, high, move, offset) in enumerate(zip(starts, ends, moves, ranges, strict=True)):
        for code in range(low, high + 1):
            glyph = code
            if offset:
                inside = table + 16 + 6 * count + 2 * place + offset + 2 * (code - low)
                glyph = struct.unpack_from(">H", data, inside)[0]
            if (glyph + move) & 0xFFFF:
                yield code, (glyph + move) & 0xFFFF
