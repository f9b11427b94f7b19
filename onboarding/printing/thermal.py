"""Her code as a picture for a receipt printer: black dots only, 384 wide for 58 mm paper, 576 for 80 mm."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from ..errors import OnboardingError
from ..languages import day, money, nfc, say
from .contents import Code, PackContents
from .font_metrics import FONTS, covered

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
    width = DOTS[paper]
    parts = [_line(*line, width) for line in _above(contents)] + [_symbol(contents.code, width)]
    parts += [_line(*line, width) for line in _below(contents, contents.code)]
    kept = BytesIO()
    _stacked(parts, width).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _above(contents: PackContents) -> list[tuple[str, int, str]]:
    return [(say(contents.lang, "Quét để trả tiền"), 13, "Bold"), (contents.business, 11, "SemiBold")]


def _below(contents: PackContents, code: Code) -> list[tuple[str, int, str]]:
    """Lines under the symbol: words, size as so many 384ths × 2.5 of the width, weight."""
    amount = money(code.amount, contents.lang) if code.amount is not None else ""
    card = say(contents.lang, "Thẻ số {number}", number=code.number) if code.number else ""
    lines = [
        (code.bank, 13, "Bold"),
        ("••• " + code.last_four, 18, "Bold"),
        (code.holder, 11, "SemiBold"),
        (amount, 16, "Bold"),
        (say(contents.lang, "Xem đúng ngân hàng và 4 số cuối rồi hãy chuyển."), 9, "Regular"),
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
    font = ImageFont.truetype(str(FONTS / f"BeVietnamPro-{weight}.ttf"), round(size * 2.5 * width / 384))
    kept = "".join(c for c in nfc(words) if ord(c) in covered())
    lines = _wrapped(kept, font, width)
    above, below = font.getmetrics()
    picture = Image.new("1", (width, (above + below) * len(lines)), 1)
    pen = ImageDraw.Draw(picture)
    pen.fontmode = "1"
    for at, line in enumerate(lines):
        pen.text(((width - font.getlength(line)) // 2, at * (above + below)), line, font=font, fill=0)
    return picture


def _wrapped(words: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The words on lines no wider than the paper; a word too wide is broken."""
    lines = [""]
    for word in words.split():
        while word:
            trial = f"{lines[-1]} {word}".strip()
            if font.getlength(trial) <= width:
                lines[-1], word = trial, ""
            elif lines[-1]:
                lines.append("")
            else:
                fits = next(n for n in range(len(word), 0, -1) if font.getlength(word[:n]) <= width)
                lines[-1], word = word[:fits], word[fits:]
    return lines


def _stacked(parts: Sequence[Image.Image], width: int) -> Image.Image:
    gap = width // 64
    whole = Image.new("1", (width, sum(part.height + gap for part in parts)), 1)
    top = 0
    for part in parts:
        whole.paste(part, ((width - part.width) // 2, top))
        top += part.height + gap
    return whole
