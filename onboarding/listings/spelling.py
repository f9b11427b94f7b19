"""Spelling normalisation: many ways of typing the same letters made one; the steps behind `normalise`.

`letters` puts marks together, makes look-alike letters plain and drops what cannot be seen; `words` then makes
small letters, joins torn words and leaves one space between words. Both return, for every character and for the
end, the place it came from.

>>> letters("ｔо̂́t")
('tốt', [0, 1, 4, 5])
>>> words("CH.ỮA  B-Ệ-N-H")[0]
'chữa bệnh'
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from . import syllables

_ODD = re.compile("[^A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-Ỹa-zàáâãèéêìíòóôõùúýăđĩũơưạ-ỹ0-9 \\n.,;:!?%/\\-+#&@$₫°()\"'×–]+")
_CLUSTER = re.compile(r"(?s).[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f]*")
_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
_ALIKE = str.maketrans(
    "аеорсухіјѕԁһкмтнгпвАВЕКМНОРСТУХІЈЅαοντικηυερχΑΒΕΗΙΚΜΝΟΡΤΥΧΖıɑɡℓðÐƉɖοօոսᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢꜱ",
    "aeopcyxijsdhkmtnrnbABEKMHOPCTYXIJSaovtiknuepxABEHIKMNOPTYXZiagldĐĐđoonuabcdeghijklmnoprtuvwyzs",
)
_SQUARED = {chr(start + n): chr(97 + n) for start in (0x1F130, 0x1F150, 0x1F170) for n in range(26)}
_BLANKS = frozenset("\u2800\u3164\u115f\u1160\uffa0\t")
_DASHES = frozenset("‐‑‒–—―−﹘﹣－")
_LINE_ENDS = frozenset("\r\v\f\x85\u2028\u2029")

_SYMBOL = re.compile(r"[^\w\s.,;:!?%/\-+#&@$₫€£¥₩°×·]|_")
_HIDDEN = {
    "ch·a": "chữa", "tr·": "trị", "b·nh": "bệnh", "kh·i": "khỏi", "vi·m": "viêm", "ung th·": "ung thư",
    "un· thư": "ung thư", "·ng thư": "ung thư", "ti·u đường": "tiểu đường",
    "tiểu đ·ờng": "tiểu đường", "tiểu đư·ng": "tiểu đường",
    "nh·t": "nhất", "gi·m cân": "giảm cân", "giảm c·n": "giảm cân", "th·c": "thuốc", "thu·c": "thuốc",
}  # fmt: skip
"""Words with a letter behind a sign, as claims are hidden from filters."""
_MASKED = re.compile(rf"(?<![\w·])(?:{'|'.join(map(re.escape, _HIDDEN))})(?![\w·])")
_TONES = re.compile(r"[ou](?<!q.)(?:(?<=o)[àáảãạèéẻẽẹ]|(?<=u)[ỳýỷỹỵ])(?![a-zà-ỹ])")
_LATE, _EARLY = "àáảãạèéẻẽẹỳýỷỹỵ", {"o": "òóỏõọòóỏõọ", "u": "          ùúủũụ"}
_LEET = re.compile(
    r"[0134@5](?:(?<=[a-zà-ỹ].)[0134@5]?(?=[a-zà-ỹ](?![\w-]*\.\w))|(?<=[a-z]{2}0)\b"
    r"|(?<=\b0)(?=[a-z][a-z0][a-z])|(?<=\bn0)(?=[ .]?[1o]\b))"
)
_ZERO = re.compile(r"(?<=\d)o(?=\d| ?%)|(?<=\bo\d)o|\bo(?=\d{1,2}o?\d)")
"""The letter O for a nought between figures: “8o%”, “o9o5”."""

_LEET_BACK = str.maketrans("0134@5", "oieaas")
_LONE = re.compile(r"(?<!\w)([a-zà-ỹ])([.\-*·,/+& ]{1,2})(?:[a-zà-ỹ]\2)+[a-zà-ỹ](?!\w)")
_PERCENT = re.compile(r"(?<!\w)\d[ .*·](?=\d ?%)")
_JOINT = re.compile(r"[.\-·+&'](?<=[a-zà-ỹ].)(?=[a-zà-ỹ])")
_BROKEN = re.compile(r"[a-zà-ỹ]+(?:[.\-·+&'][a-zà-ỹ]+)+")
_AGAIN = re.compile(r"([^\W\d])\1(?:\1+|(?<=[^\W\d].[bcdđghklmnpqrstvx])\b)")
_DOUBLE = frozenset(("ss", "ll", "ff", "oo", "ee"))
_SOFT = re.compile(r"(?<=([^\s.!?:;]))\n(?= *([^\W_]|%))(?! *\d+[.)])")
_LOOSE = re.compile(
    r"[-+&](?:(?<= .)(?<!\d .)|(?= )(?! \d))(?!\d)(?<!\d.)|[./\-](?<=[a-zà-ỹ].)(?=[a-zà-ỹ])"
    r"|\.(?:(?=\.)|(?<=\.\.))(?=\.*\S)"
)
_SPACES = re.compile(r" {2,}")
_PIECE = re.compile(
    r"\b(?<![.,])(?<!\d )([bcdđghklmnpqrstvx]|[cgknpt]h|ngh?|tr|gi|qu) (?!\w*[a-z]{4})"
    r"([aeiouyàáâãèéêìíòóôõùúýăĩũơưạ-ỹ][a-zà-ỹ]{0,3})\b"
)

Places = Sequence[int]
"""For every character and the end: its place in the text before."""


def letters(given: str) -> tuple[str, Places]:
    """Composed, look-alikes plain, nothing invisible; case and signs are kept."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    if not _ODD.search(given):
        return given, range(len(given) + 1)
    for match in _ODD.finditer(given):
        start = match.start()
        if start > at and unicodedata.combining(given[start]):
            start -= 1
        parts.append(given[at:start])
        places.extend(range(at, start))
        for cluster in _CLUSTER.finditer(given, start, match.end()):
            shown = _spell(cluster[0])
            parts.append(shown)
            places.extend([cluster.start()] * len(shown))
        at = match.end()
    parts.append(given[at:])
    places.extend(range(at, len(given) + 1))
    return "".join(parts), places


@lru_cache(maxsize=4096)
def _spell(cluster: str) -> str:
    """One character and its marks as plain Vietnamese letters; nothing for what cannot be seen."""
    shown = "".join(_seen(c) for c in unicodedata.normalize("NFKD", cluster))
    return "".join(c for c in unicodedata.normalize("NFC", shown) if not unicodedata.combining(c))


def _seen(character: str) -> str:
    if character in _MARKS or character == "\n":
        return character
    if character in _BLANKS:
        return " "
    if character in _DASHES:
        return "-"
    kind = unicodedata.category(character)
    if kind[0] == "M" or kind in ("Cf", "Cs", "Cn"):
        return ""
    if kind[0] == "Z" or kind == "Cc":
        return "\n" if character in _LINE_ENDS else " "
    return _SQUARED.get(character, character).translate(_ALIKE)


def words(letters: str) -> tuple[str, Places]:
    """Small letters, tone marks in one place, digits for letters undone, torn words whole, one space between words."""
    letters = _SOFT.sub(_soft, letters)
    text = letters.lower()
    if len(text) != len(letters):
        text = "".join(c.lower() if len(c.lower()) == 1 else c for c in letters)
    text = old_tones(_SYMBOL.sub("·", text))
    text = _ZERO.sub("0", _LEET.sub(lambda match: match[0].translate(_LEET_BACK), text))
    places: Places = range(len(text) + 1)
    if "·" in text:
        text, places = _rewritten(text, places, _MASKED, _unmasked)
    text, places = _rewritten(text, places, _LONE, _joined)
    if "%" in text:
        text, places = _rewritten(text, places, _PERCENT, _first)
    if _JOINT.search(text):
        text, places = _rewritten(text, places, _BROKEN, _mended)
    text, places = _rewritten(text, places, _AGAIN, _once)
    text = _LOOSE.sub(" ", text.replace("·", " "))
    if "  " in text:
        text, places = _rewritten(text, places, _SPACES, _space)
    return _rewritten(text, places, _PIECE, _whole)


def old_tones(text: str) -> str:
    """Tone marks of small letters where schoolbooks put them.

    >>> old_tones("hoà thuý quý khoẻ hoàn")
    'hòa thúy quý khỏe hoàn'
    """
    return _TONES.sub(_old_tone, text)


def _old_tone(match: re.Match[str]) -> str:
    glide, place = match[0][0], _LATE.index(match[0][1])
    return _EARLY[glide][place] + "aey"[place // 5]


def _rewritten(
    text: str, places: Places, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]
) -> tuple[str, Places]:
    """`text` with each match changed; every kept character keeps its place."""
    matches = list(pattern.finditer(text))
    if not matches:
        return text, places
    parts: list[str] = []
    kept: list[int] = []
    at = 0
    for match in matches:
        new = change(match)
        parts += [text[at : match.start()], new]
        kept += places[at : match.start()]
        kept += [places[match.start() + offset] for offset in _aligned(match[0], new)]
        at = match.end()
    return "".join([*parts, text[at:]]), kept + list(places[at:])


def _aligned(old: str, new: str) -> Iterable[int]:
    at = 0
    for character in new:
        found = old.find(character, at)
        at = found if found >= 0 else min(at, len(old) - 1)
        yield at
        at = min(at + 1, len(old) - 1)


def _unmasked(match: re.Match[str]) -> str:
    """“ch*a” → “chữa”."""
    return _HIDDEN[match[0]]


def _joined(match: re.Match[str]) -> str:
    """“t.ố.t” → “tốt”; where spaces tear, they no longer tell words apart: “t ố t n h ấ t” → “tốt nhất”."""
    joined = match[0][:: 1 + len(match[2])]
    return syllables.spaced(joined) if match[2] == " " else joined


def _mended(match: re.Match[str]) -> str:
    """“ch.ữa” → “chữa”, “bán-chạy” → “bán chạy”."""
    return syllables.rejoined(re.split(r"[.\-·+&']", match[0])) or match[0]


def _whole(match: re.Match[str]) -> str:
    """“ch ữa” → “chữa”."""
    return match[1] + match[2] if syllables.broken(match[1], match[2]) else match[0]


def _once(match: re.Match[str]) -> str:
    """“nhấttt” → “nhất”."""
    return match[0] if match[0] in _DOUBLE else match[1]


def _first(match: re.Match[str]) -> str:
    return match[0][0]


def _soft(match: re.Match[str]) -> str:
    """A line break inside a sentence: before a small letter, or between capitals."""
    before, after = match[1], match[2]
    return "\n" if after.isupper() and not before.isupper() else " "


def _space(match: re.Match[str]) -> str:
    return " "
