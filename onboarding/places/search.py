"""Commune search as people type: with or without marks, by former name, with typing slips.

>>> [found.label for found in find_communes("an binh vinh long", limit=1)]
['Xã An Bình, tỉnh Vĩnh Long']
>>> [(found.name, found.was) for found in find_communes("phuc xa ba dinh", limit=1)]
[('Phường Hồng Hà', 'Phường Phúc Xá, quận Ba Đình, thành phố Hà Nội')]
"""

import re
from collections.abc import Iterator
from functools import reduce
from heapq import nsmallest

import msgspec
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from ..languages import fold, nfc
from .index import Entry, Index, index
from .units import Commune, communes

MOST_LETTERS = 80
MOST_WORDS = 10
MANY = 1500

_SHORT = {"tt": "thi tran", "tp": "thanh pho", "tx": "thi xa", "p": "phuong", "x": "xa", "h": "huyen", "q": "quan"}
_SHORT |= {"t": "tinh", "hcm": "ho chi minh", "tphcm": "thanh pho ho chi minh", "hn": "ha noi"}
_KIND_WORDS = frozenset(["xa", "phuong", "dac", "khu", "thi", "tran", "huyen", "quan", "thanh", "pho", "tinh"])
KINDS_FOLDED = ("xa", "phuong", "dac khu", "thi tran", "huyen", "quan", "thi xa", "thanh pho")


def find_communes(query: str, limit: int = 8, province: str | None = None) -> list[Commune]:
    """Today's communes that `query` may mean, the likeliest first; nothing for an empty query.

    Words may be cut short, in any order, without marks; "xã", "phường", the province, the old district help but
    are not needed. A code finds its commune. `province` (a code) keeps the list inside one province. A commune
    found by a former name says so in `was`.
    """
    text = nfc(query[:MOST_LETTERS]).casefold()
    words = _words(fold(text))
    known, matches = communes(), dict[str, Commune]()
    if text.strip() in known:
        return [known[text.strip()]]
    for entry in _entries(index(), words, text):
        for code in entry.codes:
            if code not in matches and province in (None, known[code].province_code):
                matches[code] = msgspec.structs.replace(known[code], was=entry.was)
        if len(matches) >= limit:
            break
    return list(matches.values())[:limit]


def _words(plain: str) -> list[str]:
    """The query's words, short forms spelled out: "p.5 q3 tphcm" → phuong 5 quan 3 thanh pho ho chi minh."""
    apart = re.sub(r"\b([pq])\.?(\d{1,2})\b", r"\1 \2", plain)
    words = re.findall(r"[0-9a-z]+", apart)
    if len(words) > 1 or plain in ("hcm", "tphcm", "hn"):
        words = [part for word in words for part in _SHORT.get(word, word).split()]
    return words[:MOST_WORDS]


def _entries(names: Index, words: list[str], text: str) -> Iterator[Entry]:
    """Entries in order of likelihood: with all words, then without kinds; only when there are none, near words."""
    if not words:
        return
    bare = [word for word in words if word not in _KIND_WORDS] or words
    found = False
    for tried in [words] if bare == words else [words, bare]:
        for entry in _ranked(names, tried, " ".join(words), text):
            found = True
            yield entry
    if not found:
        yield from _near_entries(names, bare)


def _ranked(names: Index, words: list[str], query: str, text: str) -> Iterator[Entry]:
    """Entries that hold every word, in their name or around it, best first; else those that only lie there."""
    entries, hits = _holding(names, [names.beginning(word) for word in words])
    if len(hits) > MANY:  # a beginning of two letters: today's names are enough
        hits = {number for number in hits if number < names.today}
    kind = next((kind for kind in KINDS_FOLDED if query.startswith(kind + " ")), "")
    phrase = query.removeprefix(kind).strip()
    order = {number: _rank(names.entries[number], kind, phrase, text) for number in hits}
    for number in nsmallest(60, hits, key=lambda number: (order[number], number)):
        yield names.entries[number]
    if not hits:
        yield from (names.entries[number] for number in nsmallest(60, entries))


def _holding(names: Index, meant: list[list[str]]) -> tuple[set[int], set[int]]:
    """Numbers of the entries that hold one of the words meant at each place, and of those named by any of them."""
    named = [set[int]().union(*(names.named.get(word, ()) for word in some)) for some in meant]
    around = [set[int]().union(*(names.around.get(word, ()) for word in some)) for some in meant]
    every = reduce(set.intersection, (here | there for here, there in zip(named, around, strict=True)))
    return every, every & set[int]().union(*named)


def _rank(entry: Entry, kind: str, phrase: str, text: str) -> tuple[int, bool, bool, bool, int, int]:
    """How well a name fits: whole, begun, inside, scattered; its kind; its place; its marks; today's first."""
    name = entry.name
    if phrase == name or phrase.startswith(name + " "):
        fit = 0
    elif name.startswith(phrase):
        fit = 1
    else:
        fit = 2 if f" {phrase}" in f" {name}" else 3
    elsewhere = fit == 0 and phrase.removeprefix(name).strip() not in entry.place
    return fit, bool(kind) and entry.kind != kind, elsewhere, entry.marked not in text, entry.age, len(name)


def _near_entries(names: Index, words: list[str]) -> Iterator[Entry]:
    """Entries for a query with slips: run together, a letter wrong in a word, or as a whole."""
    phrase = " ".join(words)
    yield from (names.entries[number] for number in names.same.get("".join(words), ()))
    _, hits = _holding(names, [_near(names, word) for word in words])
    yield from (names.entries[number] for number in nsmallest(60, hits, key=lambda n: _slips(names.entries[n], phrase)))
    for joined, _, _ in process.extract(
        "".join(words), names.same.keys(), scorer=fuzz.ratio, score_cutoff=80, limit=20
    ):
        yield from (names.entries[number] for number in names.same[joined])


def _near(names: Index, word: str) -> list[str]:
    """Words one slip away, two in a long word; a short word or a number only as it is typed."""
    if len(word) < 3 or word.isdigit():
        return names.beginning(word)
    slips = 1 if len(word) < 6 else 2
    near = process.extract(word, names.words, scorer=OSA.distance, score_cutoff=slips, limit=40)
    return [*names.beginning(word), *(found for found, _, _ in near)]


def _slips(entry: Entry, phrase: str) -> tuple[int, int]:
    """How far a name is from the beginning of what was typed; of equals, today's first."""
    most = min(len(entry.name), len(phrase))
    return 8 * OSA.distance(phrase[:most], entry.name[:most]) - most, entry.age
