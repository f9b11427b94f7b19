"""Advertising law and marketplaces' terms as dated data: one TOML in `rules/` is one rule.

A rule says which words it looks for (phrases.py has the language), where they are innocent, what makes them stand,
whom it binds, since when, on whose authority and how far that was verified.

>>> rules()["ad_sup_01"].id, rules()["ad_sup_01"].severity
('AD-SUP-01', 'warn_proof')
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from ..catalogue import Part, Record, Words, read
from ..languages import say

FOLDER = Path(__file__).parent / "rules"

Kind = Literal["words", "must", "answers", "count", "form", "ask"]
"""words: phrases that must not stand; must: a sentence that has to; answers: questions of the listing that want an
answer; count: too many of a thing; form: how the text is typed; ask: a question to the vendor, no text shows it."""

Status = Literal["in_force", "in_force_may_change", "suspended"]
Trust = Literal["verified", "secondary", "memory", "ours"]
Mend = Literal["", "cut", "drop", "money", "calm", "compose", "tones", "append", "put"]


class Wanted(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An answer the rule wants: any of these questions will do; `label` names it for people."""

    any_of: tuple[str, ...]
    label: Words


class Rule(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule.

    `profiles`: kinds of goods it binds (`*`: all; they are the profiles of product_templates), `spares` those it
    does not; `channels`: families of places, empty for all; `elsewhere`: severity where the place is not known.
    `patterns`: phrases; `signs`: expressions over letters as typed; `allow`: innocent phrases around a hit.
    `unless`: phrases anywhere in the
    text that make it stand; `when`: phrases that call for the rule, in other goods too;
    `tells`: phrases that tell such goods where the category is not known.
    `proofs`: kinds of paper that let it stand, `dated`: only with a last day.
    `drop`: the words a mend takes out, `put`: what it writes; `most`: the count.
    """

    id: str
    kind: Kind = "words"
    severity: Literal["block", "warn_proof", "warn", "info"]
    elsewhere: Literal["block", "warn_proof", "warn", "info"] | None = None
    fields: tuple[str, ...] = ("title", "description", "hashtags")
    profiles: tuple[str, ...] = ("*",)
    spares: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()
    dated: bool = False
    wants: tuple[Wanted, ...] = ()
    most: int = 0
    mend: Mend = ""
    drop: tuple[str, ...] = ()
    put: str = ""
    why: Words
    how: Words
    law: str
    since: date | None = None
    until: date | None = None
    status: Status = "in_force"
    trust: Trust
    checked: date
    hit: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """`AD-SUP` of AD-SUP-01: rules that say the same of the same words."""
        return self.id.rsplit("-", 1)[0]

    def in_force(self, day: date) -> bool:
        """Whether it binds on that day; what is not yet law is silent, and so is what was suspended."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until) and self.status != "suspended"

    def binds(self, profiles: frozenset[str] | None) -> bool:
        """Whether it is about such goods; None: not known, so it may be."""
        if profiles is None:
            return True
        return ("*" in self.profiles or bool(profiles & set(self.profiles))) and not profiles & set(self.spares)

    def holds_at(self, channel: str | None) -> bool:
        """Whether it is a term of that place; `shopee_vn` belongs to the family `shopee`."""
        if not self.channels:
            return True
        if channel is None:
            return self.elsewhere is not None
        return any(channel == family or channel.startswith(f"{family}_") for family in self.channels)

    def reads(self, field: str) -> bool:
        """Whether it reads that field; an answer to a question is read like a description."""
        plain = field if field in ("title", "hashtags", "images", "attributes") else "description"
        return "*" in self.fields or field in self.fields or plain in self.fields

    def message(self, language: str, **blanks: str) -> str:
        """Why, and what to do."""
        text = f"{self.why.in_(language)} {self.how.in_(language)}"
        if self.trust == "memory":
            text += " " + say(language, "Căn cứ này ghi theo trí nhớ, chưa đọc được văn bản: hãy hỏi lại.")
        for name, value in blanks.items():
            text = text.replace("{" + name + "}", value)
        return text


@lru_cache(maxsize=4)
def rules(folder: Path = FOLDER) -> Mapping[str, Rule]:
    """Every rule by its file's name. Read once: a new rule is there when the kit is opened again."""
    return MappingProxyType(dict(read(folder, Rule)))


def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*.toml"), FOLDER.parent / "vocabulary.toml"]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return f"{RULES_AS_OF:%Y-%m-%d}+{digest.hexdigest()[:8]}"


RULES_AS_OF: date = max(rule.checked for rule in rules().values())
"""The day somebody last read the law for these rules."""

RULES_VERSION: str = _version()
"""The rule set's name for the log: its day and a fingerprint of its files."""
