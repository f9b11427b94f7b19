"""Compiler of the rules' phrase language: readable Vietnamese phrases into regular expressions over normalised text.

A phrase is a regular expression over `NormalisedText.text` (small letters, one space), with these helps:

    (chữa|trị) <benh>      a list of words from vocabulary.toml
    khách …6 khỏi          up to six words between; `…` alone is up to four
    trị ( _)? mụn          `_` is any word, `~` any word with what hangs on it, such as a comma
    =đô                    this word only with its marks; every other word is also found without them, as in “chua benh”

A match begins and ends on whole words; words written as one (“chữabệnh”, “#totnhat”) have a pattern of their own.

>>> pattern = loose(["chữa <benh>"])
>>> bool(pattern.search("mật ong chua benh")), bool(pattern.search("mật ong chùa"))
(True, False)
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from ..catalogue import read_table
from ..errors import OnboardingError
from .normalise import bare
from .prefilter import all_anchors
from .spelling import old_tones

VOCABULARY = Path(__file__).parent / "vocabulary.toml"

_TOKEN = re.compile(r"(?<![?<])=(\w+)|(?<!\(\?P)<([a-z_]+)>| ?…(\d*) ?|(\\.| \?)|(.)", re.DOTALL)
_WILD = {"_": "[^ ,.]+", "~": "[^ .]+"}
_WILDS = frozenset("_~…^")
_SWAPPED = str.maketrans("ảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹ", "ãẵẫẽễĩõỗỡũữỹảẳẩẻểỉỏổởủửỷ")
_STOP = re.compile(r"(?:[ptc]|ch)(?![a-zà-ỹ])")


@lru_cache(maxsize=1)
def vocabulary() -> Mapping[str, tuple[str, ...]]:
    """Each list of words, the longest first."""
    lists = read_table(VOCABULARY, dict[str, tuple[str, ...]])
    return {name: tuple(sorted(words, key=len, reverse=True)) for name, words in lists.items()}


def expanded(phrase: str, *, tame: bool = False) -> str:
    """The phrase with its lists written out; `tame`: without their entries that hold any word."""
    known = vocabulary()

    def listed(match: re.Match[str]) -> str:
        if match[1] not in known:
            raise OnboardingError("rules.no_list", found=match[1], known=", ".join(known))
        words = [word for word in known[match[1]] if not (tame and _WILDS & set(word))]
        return f"(?:{expanded('|'.join(words), tame=tame)})"

    return re.sub(r"(?<!\(\?P)<([a-z_]+)>", listed, phrase)


def spelled(phrase: str, *, marks: bool, glued: bool = False) -> str:
    """The phrase as the source of a regular expression; without `marks` its words also fit unmarked text."""
    text = old_tones(unicodedata.normalize("NFC", expanded(phrase, tame=glued)))
    parts = []
    for match in _TOKEN.finditer(text):
        exact, _, most, escape, character = match.groups()
        if exact:
            parts.append(exact)
        elif most is not None:
            parts.append("" if glued else f"(?: [^ ]+){{0,{most or 4}}}? ")
        elif glued and (escape == " ?" or character == " "):
            continue
        elif character in _WILD:
            parts.append(_WILD[character])
        else:
            parts.append(escape or _letter(character, text[match.end() : match.end() + 3], marks))
    return "".join(parts)


def _letter(character: str, after: str, marks: bool) -> str:
    if character.isascii():
        return character
    forms = character + character.translate(_SWAPPED)
    if _STOP.match(after):
        forms += _toneless(character)
    if not marks:
        forms += bare(character)
    unlike = "".join(dict.fromkeys(forms))
    return f"[{unlike}]" if len(unlike) > 1 else unlike


def _toneless(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    kept = "".join(c for c in parts if c not in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", kept) if len(kept) > 1 else ""


def _whole(phrases: Sequence[str], marks: bool) -> re.Pattern[str]:
    body = "|".join(spelled(phrase, marks=marks) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{body})(?!(?<=\w)\w)")


@lru_cache(maxsize=2048)
def _loose(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return _whole(phrases, marks=False)


@lru_cache(maxsize=2048)
def _strict(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return _whole(phrases, marks=True)


@lru_cache(maxsize=2048)
def _glued(phrases: tuple[str, ...]) -> re.Pattern[str]:
    plain = [phrase for phrase in phrases if not _WILDS & set(phrase)]
    body = "|".join(spelled(phrase, marks=False, glued=True) for phrase in plain)
    return re.compile(rf"(?:{body})(?![aeiouyà-ỹ])" if plain else r"(?!)")


@lru_cache(maxsize=2048)
def anchored(phrase: str) -> tuple[frozenset[str], ...]:
    """Sets of unmarked words, the rarest first: every hit of the phrase has a word of each. None: look everywhere."""
    return all_anchors(expanded(phrase))


def loose(phrases: Sequence[str]) -> re.Pattern[str]:
    """Finds the phrases with or without their marks, as whole words."""
    return _loose(tuple(phrases))


def strict(phrases: Sequence[str]) -> re.Pattern[str]:
    """Finds them only with their marks (hỏi and ngã may be swapped)."""
    return _strict(tuple(phrases))


def glued(phrases: Sequence[str]) -> re.Pattern[str]:
    """Finds them inside words written as one, as hashtags are."""
    return _glued(tuple(phrases))
