"""Literal prefilter of phrases: the words a phrase cannot match without, so that only clauses with one are searched.

Words here are runs of letters or runs of digits, as `NormalisedText.standing` keeps them.

>>> sorted(anchors("(chữa|trị)( dứt điểm)? mụn")), sorted(anchors("hàng (rất |quá )?(dẻo|bở)"))
(['mun'], ['bo', 'deo'])
>>> sorted(anchors("free ?ships?")), sorted(anchors(r"\\d+ ?k")), anchors(r"\\d+ ?_")
(['free', 'freeship', 'freeships', 'ships'], ['k'], None)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from .normalise import bare

_PIECE = re.compile(r"\\.|\[\^?[^\]]*\]|\(\?<?[!=]|\(\?:|…\d*|.", re.DOTALL)
_TIMES = re.compile(r"[?*+]\??|\{(\d+)(?:,\d*)?\}\??")
_DIGITS = re.compile(r"\\d|\[[\\d.,\- ]*\\d[\\d.,\- ]*\]|\[\d+-?\d*\]")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_MOST = 128
"""Most spellings one stretch of a phrase is expanded into; a longer stretch is cut there."""
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "khong co la va cua cho thi duoc nay cac mot hai trong khi ngay nguoi loai hang ban gia nha tot con mua dung "
        "an nhat thuoc mat dau duong nhan bang benh giam phong do so chua thu trang ca san ruou thanh thang tay doi "
        "mau cao dinh ho hoa nuoc qua nhu vao bao den dat het tren tu ra ong ba be chi em anh goi hop 1 2 3 5 10",
    )
)


@dataclass(frozen=True)
class Node:
    """One place of a phrase: a letter (`text`), digits (`0`), a separator (` `), alternatives, or anything at all.

    `sure`: it is always there. `seen`: it takes room; what only looks ahead or back does not.
    """

    text: str = ""
    options: tuple[tuple["Node", ...], ...] = ()
    digits: bool = False
    sure: bool = True
    once: bool = True
    seen: bool = True


def anchors(phrase: str) -> frozenset[str] | None:
    """Unmarked words of which every hit has one; None where no word is sure."""
    return next(iter(all_anchors(phrase)), None)


def all_anchors(phrase: str) -> tuple[frozenset[str], ...]:
    """Every such set of words, the rarest first: a hit has a word of each.

    >>> [sorted(words) for words in all_anchors("(dao|gươm) (nhật|cổ)")]
    [['dao', 'guom'], ['co', 'nhat']]
    """
    marked = re.sub(r"(?<![?<])=(?=\w)", "", phrase)
    pieces = [(match[0], match.end()) for match in _PIECE.finditer(marked)]
    options, sure = _options(marked, pieces, [0]), (True, True)
    found = set(_found(options[0], sure, sure)) if len(options) == 1 else {_cover(options, sure, sure)}
    return tuple(sorted((words for words in found if words), key=lambda words: (*_cost(words), sorted(words))))


def _options(phrase: str, pieces: Sequence[tuple[str, int]], at: list[int]) -> tuple[tuple[Node, ...], ...]:
    """Alternatives up to the closing bracket; `at[0]` is the place in `pieces`."""
    found: list[tuple[Node, ...]] = []
    line: list[Node] = []
    while at[0] < len(pieces):
        piece = pieces[at[0]][0]
        at[0] += 1
        if piece == ")":
            break
        if piece == "|":
            found.append(tuple(line))
            line = []
        else:
            line.append(_counted(phrase, pieces, at, _node(phrase, pieces, at, piece)))
    return (*found, tuple(line))


def _counted(phrase: str, pieces: Sequence[tuple[str, int]], at: list[int], node: Node) -> Node:
    times = _TIMES.match(phrase, pieces[at[0] - 1][1])
    if not times:
        return node
    while at[0] < len(pieces) and pieces[at[0]][1] <= times.end():
        at[0] += 1
    sure = times[0].startswith("+") or int(times[1] or 0) > 0
    return replace(node, sure=node.sure and sure, once=times[0][0] == "?")


def _node(phrase: str, pieces: Sequence[tuple[str, int]], at: list[int], piece: str) -> Node:
    if piece in ("(", "(?:"):
        return Node(options=_options(phrase, pieces, at))
    if piece.startswith("(?"):
        _options(phrase, pieces, at)
        return Node(seen=False)
    if _DIGITS.fullmatch(piece):
        return Node(digits=True)
    if piece.startswith("…"):
        return Node(text=" ", once=False)
    if len(piece) == 1 and piece not in "_~.":
        return Node(text=bare(piece) if piece.isalnum() else " ")
    return Node(text=" ") if piece in (r"\.", r"\*", r"\?") else Node()


Edge = tuple[bool, bool]
"""Whether a word of letters, and one of digits, surely ends at an edge."""


def _cover(options: Sequence[Sequence[Node]], left: Edge, right: Edge) -> frozenset[str] | None:
    """Words one of which stands in every alternative."""
    words: set[str] = set()
    for line in options:
        best = min(_found(line, left, right), key=_cost, default=None)
        if best is None:
            return None
        words |= best
    return frozenset(words)


def _cost(words: frozenset[str]) -> tuple[int, int]:
    return sum(12 if word in _COMMON else 1 for word in words), -sum(map(len, words))


def _found(line: Sequence[Node], left: Edge, right: Edge) -> Iterator[frozenset[str]]:
    """Every way to be sure of a word in a sequence: a group by itself, or a stretch that can be written out."""
    for place, node in enumerate(line):
        if node.options and node.sure:
            inner = _cover(node.options, _edge(line[:place][::-1], left, -1), _edge(line[place + 1 :], right, 0))
            if inner is not None:
                yield inner
    for first, last, written in _stretches(line):
        before, after = _edge(line[:first][::-1], left, -1), _edge(line[last:], right, 0)
        sure = [_sure(text, before, after) for text in written]
        if all(sure):
            yield from (frozenset({word}) for word in set.intersection(*map(set, sure)))
            yield frozenset(min(words, key=_rarity) for words in sure)


def _stretches(line: Sequence[Node]) -> Iterator[tuple[int, int, list[str]]]:
    first = 0
    while first < len(line):
        last, written = first, [""]
        while last < len(line):
            more = _written(line[last])
            if more is None or len(written) * len(more) > _MOST:
                break
            written = [a + b for a, b in product(written, more)]
            last += 1
        if last > first:
            yield first, last, written
        first = max(last, first + 1)


def _written(node: Node) -> list[str] | None:
    """All a place can hold, or None where that cannot be written out."""
    if not node.seen:
        return [""]
    if node.digits or (not node.text and not node.options) or not node.once:
        return None
    texts = [node.text]
    if node.options:
        texts = []
        for option in node.options:
            parts = [_written(inner) for inner in option]
            if any(part is None for part in parts):
                return None
            texts += ["".join(choice) for choice in product(*(part or [] for part in parts))]
    return texts if node.sure else ["", *texts]


def _sure(text: str, before: Edge, after: Edge) -> list[str]:
    """The words of one spelling; edge words only where a word surely ends there."""
    return [
        word[0]
        for word in _WORD.finditer(text)
        if (before[word[0].isdigit()] or word.start() > 0) and (after[word[0].isdigit()] or word.end() < len(text))
    ]


def _rarity(word: str) -> tuple[bool, int, str]:
    return word in _COMMON, -len(word), word


def _edge(line: Sequence[Node], edge: Edge, side: int) -> Edge:
    return _apart(line, edge[0], side, False), _apart(line, edge[1], side, True)


def _apart(line: Sequence[Node], edge: bool, side: int, number: bool) -> bool:
    """Whether a word surely ends where `line` begins (`side` -1: `line` is reversed and read leftward)."""
    if not line:
        return edge
    node, rest = line[0], line[1:]
    if not node.seen:
        return _apart(rest, edge, side, number)
    onward = node.sure or _apart(rest, edge, side, number)
    if node.options:
        after = _apart(rest, edge, side, number)
        lines = [option[::-1] if side else option for option in node.options]
        return onward and all(_apart(option, after, side, number) for option in lines)
    if node.digits or node.text.isdigit():
        return onward and not number
    return onward and (node.text == " " or (number and node.text.isalpha()))
