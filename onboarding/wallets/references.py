"""Referential check of the data files: every law, page, paper, class and number a file names exists.

A source taken away, a number nobody gave, a step twice, or a fee shipped without being verified is refused with
the file, the line and the key.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from ..catalogue import Words
from ..errors import OnboardingError
from .labels import STOPS
from .number_text import blanks
from .schema import StepDefinition

_WHERE = {
    "source": "sources.toml",
    "law": "law.toml",
    "documents": "documents.toml",
    "papers": "documents.toml",
    "classes": "classes/",
    "stops": "labels.py",
    "text": "rules.toml",
}
_BLANK_UNLESS_VERIFIED = ("fees", "review_time", "hotline", "speaker")


def check(known: dict[str, set[str]], files: dict[Path, Any]) -> None:
    """Refuse the first name that stands nowhere; `known` by kind of name, `files` by the path they came from."""
    steps: set[str] = set()
    for path, record in files.items():
        for key, name in names_in(record):
            if name not in known[key]:
                raise OnboardingError("wallet.unknown_name", **_at(path, name), key=key, where=_WHERE[key])
        for step in getattr(record, "steps", ()):
            if step.id in steps:
                raise OnboardingError("wallet.repeated_step", **_at(path, step.id))
            steps.add(step.id)
        for key in _BLANK_UNLESS_VERIFIED:
            told = getattr(record, key, None) if path.parent.name == "providers" else None
            if told and not (told.verified and told.source):
                raise OnboardingError("wallet.unverified_shipped", **_at(path, key), key=key)


def known_names(laws: Any, sources: Any, documents: Any, classes: Any, rules: Any) -> dict[str, set[str]]:
    """What may be named, by the key that names it."""
    parts = {f"{code}.{part}" for code, law in laws.items() for part in law.parts}
    papers = set(documents) | {f"{code}?" for code in documents}
    return {
        "source": set(sources),
        "law": set(laws) | parts,
        "documents": papers,
        "papers": papers,
        "classes": set(classes),
        "stops": set(STOPS),
        "text": set(rules),
    }


def names_in(value: Any) -> Iterator[tuple[str, str]]:
    """Each (key, name) a record mentions, its texts' `{numbers}` as ("text", number)."""
    if isinstance(value, Words):
        yield from (("text", name) for text in value.values() for name in blanks(text))
    elif isinstance(value, msgspec.Struct):
        for key in value.__struct_fields__:
            inner = getattr(value, key)
            yield from ((key, name) for name in inner) if key in _WHERE and _is_names(inner) else names_in(inner)
    elif isinstance(value, dict | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from names_in(inner)


def _is_names(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(name, str) for name in value)


def _at(path: Path, name: str) -> dict[str, Any]:
    lines = path.read_text("utf8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if name in text), 1)
    return {"file": path.name, "line": line, "name": name}


def check_needs(steps: Iterable[StepDefinition], documents: set[str]) -> None:
    """Refuse a step that needs what no step gives, and one that replaces or extends a step that is not there."""
    steps = list(steps)
    names = {step.id for step in steps}
    given = documents | {name for step in steps for name in step.gives}
    for step in steps:
        for key, named, known in (
            ("needs", step.needs, given),
            ("replaces", step.replaces, names),
            ("extends", (step.extends,) if step.extends else (), names),
        ):
            for name in named:
                if name not in known:
                    raise OnboardingError("wallet.unknown_step", name=name, key=key, step=step.id)
