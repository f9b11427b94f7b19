"""Edits by hand kept when the facts change: a three-way merge by lines, then by sentences.

`base` is the draft the edit began from, `edited` what the vendor made of it, `fresh` the draft of today's facts.
What was left alone follows the facts; what was written, moved or struck out stays; where both changed, the edit
stays and the new words are reported, so that a screen can offer them.

>>> base = "Mật ong hoa nhãn.\\n\\nHạn dùng: 12 tháng."
>>> edited = "Mật ong hoa nhãn, nhà nuôi.\\n\\nHạn dùng: 12 tháng."
>>> merge(base, edited, "Mật ong hoa nhãn.\\n\\nHạn dùng: 24 tháng.").text
'Mật ong hoa nhãn, nhà nuôi.\\n\\nHạn dùng: 24 tháng.'
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from rapidfuzz.fuzz import ratio

from ..catalogue import Part
from ..languages import nfc

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_ALIKE = 0.5
"""From this likeness on, two lines are the same line, changed."""


class Clash(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place both changed: the edited words, which stay, and what the facts would say now."""

    edited: str
    fresh: str


class Merged(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The text to go on with, and where the facts have moved under the edited words."""

    text: str
    clashes: tuple[Clash, ...] = ()


def merge(base: str, edited: str, fresh: str) -> Merged:
    """The edited text carried over to fresh facts; equal texts come back as they are."""
    base, edited, fresh = (nfc(text).replace("\r\n", "\n").rstrip() for text in (base, edited, fresh))
    if edited in (base, fresh):
        return Merged(text=fresh)
    if base == fresh:
        return Merged(text=edited)
    if not base:
        return Merged(text=edited, clashes=(Clash(edited=edited, fresh=fresh),))
    clashes: list[Clash] = []
    text = _merged(f"{base}\n", f"{edited}\n", f"{fresh}\n", 0, clashes)
    return Merged(text=re.sub(r"\n{3,}", "\n\n", text).strip(), clashes=tuple(clashes))


def _merged(base: str, edited: str, fresh: str, level: int, clashes: list[Clash]) -> str:
    old, mine, new = (_cut(text, level) for text in (base, edited, fresh))
    return "".join(_chunk(*chunk, level, clashes) for chunk in _chunks(old, mine, new))


def _cut(text: str, level: int) -> list[str]:
    """Text in pieces that add up to it again: lines with their end, or sentences with the space after them."""
    if level == 0:
        return text.splitlines(keepends=True)
    ends = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if start < end]


def _chunk(old: Sequence[str], mine: Sequence[str], new: Sequence[str], level: int, clashes: list[Clash]) -> str:
    before, edited, fresh = "".join(old), "".join(mine), "".join(new)
    if edited in (before, fresh):
        return fresh
    if fresh == before:
        return edited
    if not before:
        return fresh + edited
    if level == 0 and edited and fresh:
        return _merged(before, edited, fresh, 1, clashes)
    if edited.strip():
        clashes.append(Clash(edited=edited.strip(), fresh=fresh.strip()))
    return edited


def _chunks(
    old: Sequence[str], mine: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """The three texts side by side, cut wherever a piece of the old one is found again in both others."""
    left, right = _found_again(old, mine), _found_again(old, new)
    start = at_mine = at_new = 0
    for at in range(len(old)):
        if at in left and at in right:
            yield old[start:at], mine[at_mine : left[at]], new[at_new : right[at]]
            yield old[at : at + 1], mine[left[at] : left[at] + 1], new[right[at] : right[at] + 1]
            start, at_mine, at_new = at + 1, left[at] + 1, right[at] + 1
    yield old[start:], mine[at_mine:], new[at_new:]


def _found_again(old: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """For each piece of the old text that stands in the other one, the same or a little changed: where."""
    found: dict[int, int] = {}
    for what, a, a_end, b, b_end in SequenceMatcher(None, old, other, autojunk=False).get_opcodes():
        if what == "equal":
            found |= {a + step: b + step for step in range(a_end - a)}
        elif what == "replace":
            found |= _alike(old, other, range(a, a_end), range(b, b_end))
    return found


def _alike(old: Sequence[str], other: Sequence[str], here: range, there: range) -> dict[int, int]:
    found: dict[int, int] = {}
    free = there.start
    for at in here:
        hit = next((to for to in range(free, there.stop) if _likeness(old[at], other[to]) >= _ALIKE), None)
        if hit is not None:
            found[at], free = hit, hit + 1
    return found


def _likeness(one: str, two: str) -> float:
    return ratio(one, two) / 100 if one.strip() and two.strip() else 0.0
