"""How much the check finds, and how often it cries wolf, on lines written apart from its patterns.

`lines/*.jsonl`, each line `{"text", "expect": [family of rules] or [], "severity", "field", "category", "channel"}`:
law, by somebody reading the law; dodge, by a seller who tries to slip past; the others by other pens, one after the
other. docs/rules.md has the figures of each set's first reading. `pytest -s` prints today's.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from onboarding.listings.check import check
from onboarding.listings.normalise import bare
from onboarding.listings.rulebook import rules

FOLDER = Path(__file__).parent / "lines"
SETS = {path.stem: [json.loads(line) for line in path.open(encoding="utf8")] for path in sorted(FOLDER.glob("*.jsonl"))}
WARNINGS = ("block", "warn_proof", "warn")


def rules_found(line: dict[str, Any], text: str) -> set[str]:
    asked = {key: line[key] for key in ("field", "category", "channel") if key in line}
    return {finding.rule for finding in check(text, **asked) if finding.severity in WARNINGS}


def measured(
    lines: Iterable[dict[str, Any]], typed: Callable[[str], str] = str, but: tuple[str, ...] = ()
) -> tuple[float, float]:
    """Recall of the family expected, and the share of innocent lines with a warning; `but`: rules about typing."""
    hits = misses = alarms = innocents = 0
    for line in lines:
        found = rules_found(line, typed(line["text"]))
        if line["expect"]:
            right = any(rule.startswith(family) for rule in found for family in line["expect"])
            hits, misses = hits + right, misses + (not right)
        else:
            innocents += 1
            alarms += any(not rule.startswith(but or "-") for rule in found)
    return hits / (hits + misses), alarms / innocents


@pytest.mark.parametrize("name", SETS)
def test_lines_are_labelled_and_half_innocent(name):
    lines = SETS[name]
    innocent = sum(not line["expect"] for line in lines)
    assert len(lines) >= 120
    assert 0.4 <= innocent / len(lines) <= 0.6
    assert len({line["text"] for line in lines}) == len(lines)


@pytest.mark.parametrize("name", SETS)
def test_what_the_law_bars_is_found_and_honest_words_pass(name):
    recall, alarms = measured(SETS[name])
    print(f"\n{name}: {len(SETS[name])} lines, recall {recall:.1%}, false alarms {alarms:.1%}")
    assert recall >= 0.93
    assert alarms < 0.03


def test_all_lines_together_keep_the_promise():
    recall, alarms = measured(line for lines in SETS.values() for line in lines)
    print(f"\nall: recall {recall:.1%}, false alarms {alarms:.1%}")
    assert recall >= 0.95
    assert alarms < 0.03


def test_severities_are_the_rules_own():
    for line in SETS["law"]:
        asked = {key: line[key] for key in ("field", "category", "channel") if key in line}
        found = [f for f in check(line["text"], **asked) if any(f.rule.startswith(e) for e in line["expect"])]
        read = {f.severity for f in found if rules()[f.rule.lower().replace("-", "_")].trust != "memory"}
        assert not line["expect"] or not read or line["severity"] in read


def _joined(between: str) -> Callable[[str], str]:
    return lambda text: " ".join(
        between.join(word) if word.isalpha() and len(word) > 1 else word for word in text.split(" ")
    )


LOOK_ALIKE = str.maketrans("aeocpxyi", "аеосрхуі")
WAYS: dict[str, tuple[Callable[[str], str], float]] = {
    "NFD": (lambda text: unicodedata.normalize("NFD", text), 0.95),
    "capitals": (str.upper, 0.95),
    "full-width": (
        lambda text: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in text),
        0.95,
    ),
    "zero-width": ("\u200b".join, 0.95),
    "no-break spaces": (lambda text: text.replace(" ", "\u00a0"), 0.95),
    "three spaces": (lambda text: text.replace(" ", "   "), 0.95),
    "Cyrillic look-alikes": (lambda text: text.translate(LOOK_ALIKE), 0.95),
    "dots between letters": (_joined("."), 0.93),
    "hyphens between letters": (_joined("-"), 0.93),
    "emoji between words": (lambda text: text.replace(" ", "🔥"), 0.93),
    "a word a line": (lambda text: text.replace(" ", "\n"), 0.93),
    "without marks": (bare, 0.93),
}
ABOUT_TYPING = ("PLAT-CAPS", "PLAT-SYM", "TXT-DIA")


@pytest.mark.parametrize("way", WAYS)
def test_typing_it_otherwise_helps_nobody(way):
    typed, least = WAYS[way]
    recall, alarms = measured((line for lines in SETS.values() for line in lines), typed, ABOUT_TYPING)
    print(f"\n{way}: recall {recall:.1%}, false alarms {alarms:.1%}")
    assert recall >= least
    assert alarms < 0.04
