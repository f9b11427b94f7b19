"""Reference data: every TOML file of this package as records, cross-checked: each law, page and document named exists.

>>> reference = load_reference()
>>> reference.number("wallet_personal_cap_vnd_month", date(2026, 11, 24), "vi")
'100 triệu đồng'
>>> reference.number("tax_free_revenue_vnd_year", date(2026, 2, 1), "en")
'VND 1 billion'
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from ..catalogue import Words, held, read, read_table
from ..errors import OnboardingError
from .corrections import corrected, corrections_file, read_corrections
from .labels import STOPS
from .safety import Skill, Skills, Talk
from .schema import (
    Account,
    AccountClass,
    Accounts,
    CommonSteps,
    Document,
    Law,
    Provider,
    Rule,
    Source,
    StepDefinition,
    blanks,
)

FOLDER = Path(__file__).parent


class ReferenceData(msgspec.Struct, frozen=True, kw_only=True):
    """The files as records; `number` and `fill` put the numbers of rules.toml into the sentences."""

    providers: Mapping[str, Provider]
    classes: Mapping[str, AccountClass]
    accounts: tuple[Account, ...]
    before: tuple[StepDefinition, ...]
    after: tuple[StepDefinition, ...]
    laws: Mapping[str, Law]
    rules: Mapping[str, tuple[Rule, ...]]
    sources: Mapping[str, Source]
    documents: Mapping[str, Document]
    talk: Talk
    skills: tuple[Skill, ...]

    def provider(self, code: str) -> Provider:
        """The provider, or an OnboardingError `wallet.unknown_provider` that names those there are."""
        if code not in self.providers:
            known = ", ".join(self.providers)
            raise OnboardingError("wallet.unknown_provider", field="provider", found=code, known=known)
        return self.providers[code]

    def rule(self, key: str, on: date) -> Rule | None:
        """The number in force on a day; None when there was none yet."""
        in_force = [rule for rule in self.rules[key] if rule.since is None or rule.since <= on]
        return in_force[-1] if in_force else None

    def number(self, key: str, on: date, language: str) -> str:
        """The number of that day as people write it; a dash when there was none yet."""
        rule = self.rule(key, on)
        return rule.written(language) if rule else "–"

    def days(self, key: str, on: date) -> int:
        """A number of days in force on that day; 0 when there was none yet."""
        rule = self.rule(key, on)
        return int(str(rule.value)) if rule else 0

    def fill(self, words: Words, on: date) -> Words:
        """A text of the files with its `{numbers}` written in, in every language it has."""
        if "{" not in words.vi:
            return words
        return words.map(lambda text, language: self._filled(text, on, language))

    def safety_talk(self, on: date) -> Talk:
        """The safety talk with the numbers of that day filled in."""
        threats = tuple(msgspec.structs.replace(each, say=self.fill(each.say, on)) for each in self.talk.threats)
        return msgspec.structs.replace(self.talk, threats=threats)

    def in_force(self, law: str, on: date) -> bool:
        """Whether a law (`nd68`) or a part of one (`tt25.name`) holds on a day."""
        name, _, part = law.partition(".")
        text = self.laws[name]
        return (text.parts[part] if part else text.effective) <= on

    def _filled(self, text: str, on: date, language: str) -> str:
        return text.format_map({key: self.number(key, on, language) for key in blanks(text)})


def load_reference(folder: Path = FOLDER) -> ReferenceData:
    """The files of a folder with the commune's own corrections; read again when a file changed, came or went.

    On a thread that holds what it read, looked at once: see `catalogue.hold`.
    """
    return held(("reference data", folder), lambda: _loaded(folder))


def _loaded(folder: Path) -> ReferenceData:
    shipped = _load_reference(folder, tuple(sorted(_stamps(str(folder)))))
    if folder != FOLDER:
        return shipped
    overlay = corrections_file()
    return _overlaid(shipped, overlay, overlay.stat().st_mtime_ns) if overlay.exists() else shipped


_overlays: dict[Path, tuple[ReferenceData, int, ReferenceData]] = {}


def _overlaid(shipped: ReferenceData, overlay: Path, stamp: int) -> ReferenceData:
    """The shipped data with the overlay's corrections, made once for each state of both."""
    cached = _overlays.get(overlay)
    if cached is None or cached[0] is not shipped or cached[1] != stamp:
        providers = corrected(shipped.providers, read_corrections(overlay))
        cached = _overlays[overlay] = (shipped, stamp, msgspec.structs.replace(shipped, providers=providers))
    return cached[2]


def _stamps(folder: str, deeper: bool = True) -> Iterator[tuple[str, int]]:
    """Each TOML file of a folder and of the folders in it, with when it was changed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".toml"):
                yield entry.path, entry.stat().st_mtime_ns
            elif deeper and entry.is_dir():
                yield from _stamps(entry.path, deeper=False)


@lru_cache(maxsize=8)
def _load_reference(folder: Path, stamps: tuple[tuple[str, int], ...]) -> ReferenceData:
    before = read_table(folder / "common_before.toml", CommonSteps)
    after = read_table(folder / "common_after.toml", CommonSteps)
    accounts = read_table(folder / "accounts.toml", Accounts)
    reference = ReferenceData(
        providers=read(folder / "providers", Provider),
        classes=read(folder / "classes", AccountClass),
        accounts=accounts.accounts,
        before=before.steps,
        after=after.steps,
        laws=read_table(folder / "law.toml", dict[str, Law]),
        rules=read_table(folder / "rules.toml", dict[str, tuple[Rule, ...]]),
        sources=read_table(folder / "sources.toml", dict[str, Source]),
        documents=read_table(folder / "documents.toml", dict[str, Document]),
        talk=read_table(folder / "safety.toml", Talk),
        skills=read_table(folder / "skills.toml", Skills).skills,
    )
    tables: dict[str, Any] = {"common_before": before, "common_after": after, "accounts": accounts}
    tables |= {"law": reference.laws, "rules": reference.rules, "safety": reference.talk}
    tables |= {f"classes/{code}": record for code, record in reference.classes.items()}
    tables |= {f"providers/{code}": record for code, record in reference.providers.items()}
    _check_names(_known_names(reference), {folder / f"{name}.toml": table for name, table in tables.items()})
    every = [*reference.before, *reference.after]
    every += [step for account_class in reference.classes.values() for step in account_class.steps]
    every += [step for provider in reference.providers.values() for step in provider.steps]
    _check_needs(every, set(reference.documents))
    return reference


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


def _check_names(known: dict[str, set[str]], files: dict[Path, Any]) -> None:
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
            statement = getattr(record, key, None) if path.parent.name == "providers" else None
            if statement and not (statement.verified and statement.source):
                raise OnboardingError("wallet.unverified_shipped", **_at(path, key), key=key)


def _known_names(reference: ReferenceData) -> dict[str, set[str]]:
    """What may be named, by the key that names it."""
    documents = set(reference.documents)
    parts = {f"{code}.{part}" for code, law in reference.laws.items() for part in law.parts}
    papers = documents | {f"{code}?" for code in documents}
    return {
        "source": set(reference.sources),
        "law": set(reference.laws) | parts,
        "documents": papers,
        "papers": papers,
        "classes": set(reference.classes),
        "stops": set(STOPS),
        "text": set(reference.rules),
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


def _check_needs(steps: Iterable[StepDefinition], documents: set[str]) -> None:
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
