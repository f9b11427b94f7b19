"""Reference data: every TOML file of this package as records, cross-checked: each law, page and document named exists.

>>> reference = load_reference()
>>> reference.number("wallet_personal_cap_vnd_month", date(2026, 11, 24), "vi")
'100 triệu đồng'
>>> reference.number("tax_free_revenue_vnd_year", date(2026, 2, 1), "en")
'VND 1 billion'
"""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from ..catalogue import Words, read, read_table
from ..errors import OnboardingError
from .corrections import corrected, corrections_file, read_corrections
from .number_text import blanks, written
from .references import check, check_needs, known_names
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
        return written(rule, language) if rule else "–"

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
    """The files of a folder with the commune's own corrections; read again when a file changed, came or went."""
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
    named: dict[Path, object] = {folder / "common_before.toml": before, folder / "common_after.toml": after}
    named |= {
        folder / "accounts.toml": accounts,
        folder / "law.toml": reference.laws,
        folder / "rules.toml": reference.rules,
    }
    named[folder / "safety.toml"] = reference.talk
    named |= {folder / "classes" / f"{code}.toml": record for code, record in reference.classes.items()}
    named |= {folder / "providers" / f"{code}.toml": record for code, record in reference.providers.items()}
    check(
        known_names(reference.laws, reference.sources, reference.documents, reference.classes, reference.rules), named
    )
    every = [*reference.before, *reference.after]
    every += [step for account_class in reference.classes.values() for step in account_class.steps]
    every += [step for provider in reference.providers.values() for step in provider.steps]
    check_needs(every, set(reference.documents))
    return reference
