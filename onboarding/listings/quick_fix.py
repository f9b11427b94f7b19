"""Quick fixes: the replacement one tap puts in place of the words found."""

import re

from ..languages import nfc
from .rulebook import Rule
from .text import first_capital, mend_marks

_MONEY = re.compile(r"[\d,]+")


def mend_of(rule: Rule, text: str, start: int, end: int) -> tuple[str, bool]:
    """The replacement for `text[start:end]`, and whether it is to take the words out."""
    words = text[start:end]
    if rule.mend == "cut":
        return "", True
    if rule.mend == "drop":
        rest = _without(words, rule.drop)
        return rest, not rest
    if rule.mend == "money":
        return _MONEY.sub(lambda match: match[0].replace(",", "."), words, count=1), False
    if rule.mend == "calm":
        return first_capital(words.lower()), False
    if rule.mend == "compose":
        return nfc(words), False
    if rule.mend == "tones":
        return mend_marks(nfc(words)), False
    if rule.mend == "append":
        return _joint(text[:start], end - start) + (words + " " if words else "") + rule.put, False
    return rule.put, False


def _without(found: str, words: tuple[str, ...]) -> str:
    """What stands before the first of the words: "ngon nhất vùng" → "ngon"; what they compare with goes with them."""
    kept: list[str] = []
    for piece in found.split():
        if nfc(piece).lower().strip(".,;:!?") in words:
            break
        kept.append(piece)
    return " ".join(kept)


def _joint(before: str, width: int) -> str:
    return "\n" if before.strip() and not width and not before.endswith("\n") else ""
