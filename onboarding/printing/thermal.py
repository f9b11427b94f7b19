"""The vendor's code as a picture for a receipt printer: black dots only, 384 wide for 58 mm paper, 576 for 80 mm."""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from ..errors import OnboardingError
from ..languages import day, money, say
from .contents import Code, PackContents
from .font_metrics import FAMILIES, FONTS, covered
from .letters import BREAK, breakable, settled

DOTS = {58: 384, 80: 576}
"""Printable dots across, by paper width in millimetres (8 dots a millimetre)."""
QUIET = 4


def receipt_picture(contents: PackContents, paper: int = 58) -> bytes:
    """A 1-bit PNG: the symbol in whole dots, bank, last four digits, holder, amount if fixed, card number and day.

    Raises `receipt.no_code` when the pack has no code, `receipt.wrong_paper` for other widths than 58 and 80.
    """
    if contents.code is None:
        raise OnboardingError("receipt.no_code", field="code")
    if paper not in DOTS:
        raise OnboardingError("receipt.wrong_paper", field="paper", found=paper, known=", ".join(map(str, DOTS)))
    width, contents = DOTS[paper], settled(contents, contents.lang)
    assert contents.code is not None
    parts = [_line(*line, width) for line in _above(contents)] + [_symbol(contents.code, width)]
    parts += [_line(*line, width) for line in _below(contents, contents.code)]
    png = BytesIO()
    _stacked(parts, width).save(png, "PNG", optimize=True)
    return png.getvalue()


def _above(contents: PackContents) -> list[tuple[str, int, str]]:
    return [(say(contents.lang, "Quét để trả tiền"), 13, "Bold"), (contents.business, 11, "SemiBold")]


def _below(contents: PackContents, code: Code) -> list[tuple[str, int, str]]:
    """Lines under the symbol: words, size as so many 384ths × 2.5 of the width, weight."""
    amount = money(code.amount, contents.lang) if code.amount is not None else ""
    card = say(contents.lang, "Thẻ số {number}", number=code.number) if code.number else ""
    lines = [
        (code.bank, 13, "Bold"),
        (code.apps, 9, "Regular"),
        (code.last_four and f"••• {code.last_four}", 18, "Bold"),
        (code.holder, 11, "SemiBold"),
        (amount, 16, "Bold"),
        (code.look or say(contents.lang, "Xem đúng ngân hàng và 4 số cuối rồi hãy chuyển."), 9, "Regular"),
        (say(contents.lang, "Chưa quét thử") if code.untried else "", 9, "Regular"),
        (" · ".join(part for part in (card, day(contents.day, contents.lang)) if part), 8, "Regular"),
    ]
    return [line for line in lines if line[0]]


def _symbol(code: Code, width: int) -> Image.Image:
    """The symbol as large as whole dots allow, its quiet zone of four modules inside."""
    rows = _with_quiet(code.symbol.matrix)
    side = len(rows)
    small = Image.new("1", (side, side), 1)
    small.putdata([0 if dark else 255 for row in rows for dark in row])
    dots = side * (width // side)
    return small.resize((dots, dots), Image.Resampling.NEAREST)


def _with_quiet(matrix: Any) -> list[list[bool]]:
    dark = [at for at, row in enumerate(matrix) if any(row)]
    inner = [list(row[dark[0] : dark[-1] + 1]) for row in matrix[dark[0] : dark[-1] + 1]]
    empty = [[False] * (len(inner) + 2 * QUIET)] * QUIET
    return [*empty, *([False] * QUIET + row + [False] * QUIET for row in inner), *empty]


def _line(words: str, size: int, weight: str, width: int) -> Image.Image:
    pen_size = round(size * 2.5 * width / 384)
    lines = _wrapped(words, lambda text: _length(text, weight, pen_size), width)
    above, below = _font(0, weight, pen_size).getmetrics()
    picture = Image.new("1", (width, (above + below) * len(lines)), 1)
    pen = ImageDraw.Draw(picture)
    pen.fontmode = "1"
    for at, line in enumerate(lines):
        x = (width - _length(line, weight, pen_size)) // 2
        for family, run in _runs(line):
            font = _font(family, weight, pen_size)
            pen.text((x, at * (above + below) + above), run, font=font, fill=0, anchor="ls")
            x += font.getlength(run)
    return picture


@lru_cache(maxsize=64)
def _font(family: int, weight: str, size: int) -> ImageFont.FreeTypeFont:
    """A family's font; the weight between regular and bold is the first family's only."""
    files = FAMILIES[family]
    file = FONTS / f"BeVietnamPro-{weight}.ttf" if family == 0 else files.regular if weight == "Regular" else files.bold
    return ImageFont.truetype(str(file), size)


def _runs(words: str) -> list[tuple[int, str]]:
    """The words cut where another font must draw; a mark stays with the letter it stands on."""
    runs: list[tuple[int, str]] = []
    for sign in words:
        mark = unicodedata.category(sign)[0] == "M"
        if runs and (ord(sign) in covered(FAMILIES[runs[-1][0]].regular) and (mark or runs[-1][0] == 0)):
            runs[-1] = (runs[-1][0], runs[-1][1] + sign)
            continue
        family = next(at for at, each in enumerate(FAMILIES) if ord(sign) in covered(each.regular))
        if runs and runs[-1][0] == family:
            runs[-1] = (family, runs[-1][1] + sign)
        else:
            runs.append((family, sign))
    return runs


def _length(words: str, weight: str, size: int) -> float:
    return sum(_font(family, weight, size).getlength(run) for family, run in _runs(words))


def _wrapped(words: str, length: Callable[[str], float], width: int) -> list[str]:
    """The words on lines no wider than the paper; a word too wide is broken where `breakable` may, else anywhere."""
    lines = [""]
    for word in words.split():
        for place, part in enumerate(breakable(word).split(BREAK) if length(word) > width else [word]):
            joint = "" if place else " "
            while part:
                trial = f"{lines[-1]}{joint}{part}".strip()
                if length(trial) <= width:
                    lines[-1], part = trial, ""
                elif lines[-1]:
                    lines.append("")
                else:
                    fits = next((n for n in range(len(part), 0, -1) if length(part[:n]) <= width), 1)
                    lines[-1], part = part[:fits], part[fits:]
    return lines


def _stacked(parts: Sequence[Image.Image], width: int) -> Image.Image:
    gap = width // 64
    whole = Image.new("1", (width, sum(part.height + gap for part in parts)), 1)
    top = 0
    for part in parts:
        whole.paste(part, ((width - part.width) // 2, top))
        top += part.height + gap
    return whole
