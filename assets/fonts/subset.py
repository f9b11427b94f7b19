"""Cuts the fallback fonts out of the whole Noto fonts: `python assets/fonts/subset.py FOLDER…` (needs fonttools).

The folders hold Debian's fonts-noto-core and fonts-noto-cjk, and Noto Emoji; what is cut stands beside this file. Be
Vietnam Pro draws everything it has; these draw what it lacks: the Latin of Ê Đê, Gia Rai and Ba Na, Khmer, Cham, Tai
Viet, two scripts of Hmông, the 6,900 commonest Han characters, symbols and emoji.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

HERE = Path(__file__).parent
LATIN = [*range(0x20, 0x250), *range(0x2B0, 0x530), *range(0x1E00, 0x2000), *range(0x2000, 0x2190), 0x25CC]
SYMBOLS = [*range(0x2190, 0x2C00), *range(0x1F100, 0x1F200)]


def han() -> list[int]:
    """Level 1 of GB 2312 and of Big5, with Chinese punctuation and full-width forms."""
    rows = [bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    first = [bytes((row, cell)) for row in range(0xA4, 0xC7) for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF))]
    texts = [code.decode("gb2312", "ignore") for code in rows] + [code.decode("big5", "ignore") for code in first]
    return [*range(0x3000, 0x3040), *range(0xFF00, 0xFFF0), *(ord(text) for text in texts if len(text) == 1)]


def everything(font: TTFont) -> list[int]:
    return list(font.getBestCmap())


JOBS = {
    "NotoSans-Regular.ttf": LATIN,
    "NotoSans-Bold.ttf": LATIN,
    "NotoSansKhmer-Regular.ttf": None,
    "NotoSansKhmer-Bold.ttf": None,
    "NotoSansCham-Regular.ttf": None,
    "NotoSansCham-Bold.ttf": None,
    "NotoSansTaiViet-Regular.ttf": None,
    "NotoSansPahawhHmong-Regular.ttf": None,
    "NotoSerifNyiakengPuachueHmong-Regular.ttf": None,
    "NotoSansSymbols-Regular.ttf": SYMBOLS,
    "NotoSansSymbols2-Regular.ttf": SYMBOLS,
    "NotoSansMath-Regular.ttf": SYMBOLS,
    "NotoEmoji_400Regular.ttf": None,
    "NotoSansCJK-Regular.ttc": han(),
}


def cut(file: Path, letters: Iterable[int] | None) -> None:
    """One font with only these code points (all of its own, if None), its shaping rules kept, hints dropped."""
    if file.suffix == ".ttc":
        fonts = TTCollection(str(file)).fonts
        font = next(each for each in fonts if each["name"].getDebugName(1) == "Noto Sans CJK SC")
    else:
        font = TTFont(file)
    options = subset.Options(hinting=False, desubroutinize=False, layout_features=["*"], notdef_outline=True)
    options.drop_tables += ["FFTM", "vhea", "vmtx", "VORG", "BASE", "STAT"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=everything(font) if letters is None else letters)
    cutter.subset(font)
    name = file.name.replace(".ttc", ".otf").replace("CJK-", "CJKsc-").replace("_400", "-")
    font.save(HERE / name)


if __name__ == "__main__":
    found = {file.name: file for folder in sys.argv[1:] for file in Path(folder).rglob("*.tt[fc]")}
    for name, letters in JOBS.items():
        cut(found[name], letters)
