"""Checks a listing against the law: what a text must not say, what it must, and required answers missing.

Never a verdict of “lawful”: see `findings.verdict`. Kinds of paper (`Certificate.kind`) that let a claim stand:
`chung_minh` (proof of a superlative, TT 12/2026), `kiem_nghiem` (test report), `huu_co`, `vietgap`, `globalgap`,
`chung_nhan` (other certificates), `ocop`, `chi_dan_dia_ly` (right to a name of origin), `thuong_hieu` (leave of a
brand's owner), `tu_cong_bo`, `cong_bo_my_pham`. A paper counts with a number, until its last day.

>>> [(f.rule, f.start, f.end, f.mend) for f in check("Mật ong ngon nhất, chai 500 ml")]
[('AD-SUP-01', 8, 17, 'ngon')]
>>> check("Hai bên thống nhất giá, nhất định giao đúng hẹn")
[]
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import regex

from ..business import Certificate, Facts
from ..errors import OnboardingError
from ..languages import today
from . import phrases
from .categories import Question, categories
from .findings import SEVERITIES, Finding, Severity
from .matching import Search, Span, signs
from .normalise import NormalisedText, read
from .quick_fix import mend_of
from .required_answers import labels, owed
from .rulebook import RULES_AS_OF, Rule, rules
from .typography import FORMS

LONGEST = 100_000
"""Code points of a text that are read; nobody's listing is longer."""

MOST = 100
"""Findings of one rule shown at a time; the next come when these are mended."""


def check(
    text: str,
    *,
    field: str = "description",
    category: str | None = None,
    channel: str | None = None,
    proofs: Iterable[Certificate] = (),
    day: date | str | None = None,
    language: str = "vi",
    beside: str = "",
) -> list[Finding]:
    """What the rules find in one text, in the order it stands there.

    `field`: `title`, `description`, `hashtags` or a question's code. `category`: a product category or a profile
    such as `food`; not given or not known means every rule may apply. `channel`: a channel's code. `day`: which
    law; today if not given, and never earlier than the rules themselves, so that a slow clock silences nothing.
    `beside`: the rest of the listing, where a sentence the law demands may stand.
    """
    asked = _Asked(field, _profiles(category), _place(channel), tuple(proofs), _day(day), language)
    return list(_check(text[:LONGEST], asked, beside[:LONGEST]))


def check_listing(
    facts: Facts,
    title: str,
    description: str,
    hashtags: Iterable[str] = (),
    channel: str | None = None,
    day: date | str | None = None,
    *,
    language: str = "vi",
    asked: Sequence[Question] = (),
) -> list[Finding]:
    """The findings of every text of a listing, each with its `field`, then what the listing still owes.

    `asked`: the category's questions, where the caller has them already.
    """
    tags = " ".join(hashtags)
    texts = {"title": title, "description": description, "hashtags": tags}
    texts |= {code: str(facts.answers.get(code) or "") for code in ("xuat_xu",)}
    whole = "\n".join((title, description))
    found: list[Finding] = []
    profiles, place, on = _profiles(facts.category), _place(channel), _day(day)
    for field, text in texts.items():
        how = _Asked(field, profiles, place, facts.proofs, on, language)
        found += _check(text[:LONGEST], how, whole) if text.strip() else ()
    return [*found, *_owed(facts, place, on, language, asked)]


def reminders(
    category: str | None = None, channel: str | None = None, day: date | str | None = None, language: str = "vi"
) -> list[Finding]:
    """Points no text shows and that have to be asked, such as the consent of the people in a photo."""
    rules_now = _standing("images", _profiles(category), channel or None, _day(day))
    return [_bare(rule, "images", language) for rule in rules_now.values() if rule.kind == "ask"]


def _owed(facts: Facts, channel: str | None, day: date, language: str, asked: Sequence[Question]) -> Iterator[Finding]:
    """Answers that are missing."""
    known = categories().get(facts.category) if not asked else None
    codes = {question.code for question in asked or (known.asked if known else ())}
    for rule in _standing("attributes", _profiles(facts.category), channel or None, day).values():
        if rule.kind == "answers" and not proved(rule, facts.proofs, day):
            lacking = owed(rule, facts, codes or None)
            if lacking:
                yield _bare(rule, lacking[0].any_of[0], language, lacks=labels(lacking, language))


def _bare(rule: Rule, field: str, language: str, **blanks: str) -> Finding:
    message = rule.message(language, **blanks)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        start=0,
        end=0,
        message=message,
        source=rule.law,
        field=field,
        as_of=rule.checked,
    )


class _Asked(NamedTuple):
    """Everything besides the text that decides what is found."""

    field: str
    profiles: frozenset[str] | None
    channel: str | None
    proofs: tuple[Certificate, ...]
    day: date
    language: str


def _day(day: date | str | None) -> date:
    if isinstance(day, date):
        return day
    if not day:
        return max(today(), RULES_AS_OF)
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise OnboardingError("check.not_a_day", field="day", found=day[:40]) from error


@lru_cache(maxsize=256)
def _profiles(category: str | None) -> frozenset[str] | None:
    """The profiles of a category, the profile itself, or None where nobody knows."""
    if category is None:
        return None
    if category in categories():
        return frozenset(categories()[category].profile) or frozenset({"other"})
    known = {profile for rule in rules().values() for profile in (*rule.profiles, *rule.spares)} - {"*"}
    return frozenset({category}) if category in known else None


@lru_cache(maxsize=64)
def _search(profiles: frozenset[str] | None) -> Search:
    """The rules about such goods, for every field, place and day, so that a sentence is searched once for all."""
    return Search([rule for rule in rules().values() if rule.binds(profiles) or rule.when])


@lru_cache(maxsize=512)
def _standing(field: str, profiles: frozenset[str] | None, channel: str | None, day: date) -> Mapping[int, Rule]:
    """Those that read this field at this place on this day, by their number in the search."""
    return {
        number: rule
        for number, rule in enumerate(_search(profiles).rules)
        if rule.in_force(day) and rule.reads(field) and rule.holds_at(channel)
    }


@lru_cache(maxsize=512)
def _always(field: str, profiles: frozenset[str] | None, channel: str | None, day: date) -> tuple[int, ...]:
    """Those of them that words of a text do not announce: signs, forms, counts, sentences that must be there."""
    standing = _standing(field, profiles, channel, day)
    return tuple(number for number, rule in standing.items() if rule.signs or rule.kind != "words")


def _place(channel: str | None) -> str | None:
    return _term_of(channel) if channel else None


@lru_cache(maxsize=1024)
def _term_of(channel: str) -> str:
    """The first place known to have the same terms, so that one text is read once for all such places."""
    terms = tuple(number for number, rule in enumerate(rules().values()) if rule.holds_at(channel))
    return _SAME_TERMS.setdefault((tuple(rules()), terms), channel)


_SAME_TERMS: dict[tuple[tuple[str, ...], tuple[int, ...]], str] = {}


@lru_cache(maxsize=512)
def _check(text: str, asked: _Asked, beside: str) -> tuple[Finding, ...]:
    normalised, found = read(text), []
    hits = _search(asked.profiles).hits(normalised)
    standing = _standing(asked.field, asked.profiles, asked.channel, asked.day)
    always = _always(asked.field, asked.profiles, asked.channel, asked.day)
    for number in sorted({*always, *(hits.keys() & standing.keys())}):
        rule = standing[number]
        spans = _spans(rule, normalised, hits.get(number, ()), beside)
        if spans and _called(rule, normalised, asked.profiles) and not _stands(rule, asked, normalised):
            found += [_finding(rule, text, start, end, asked) for start, end in spans[:MOST]]
    return tuple(sorted(_distinct(found), key=lambda finding: (finding.start, finding.end, finding.rule)))


def _stands(rule: Rule, asked: _Asked, normalised: NormalisedText) -> bool:
    """Whether a paper lets the claim stand, noted beside the text or named in it."""
    return proved(rule, asked.proofs, asked.day) or bool(rule.proofs and _STATED.search(normalised.letters))


_STATED = regex.compile(
    r"(?i)\b(?:quyết định|qđ|giấy chứng nhận|gcn|giấy|phiếu kiểm nghiệm|chứng nhận)"
    r"\s*(?:số)?\s*:?\s*\d{1,6}\s*/\s*[\p{L}\d][\p{L}\d/.-]*"
)
"""A paper named with its number in the same text: “QĐ 12/QĐ-UBND”."""


def proved(rule: Rule, proofs: Iterable[Certificate], day: date) -> bool:
    """Whether a fitting paper stands beside the claim: with a number, and not over."""
    return any(
        proof.kind in rule.proofs
        and proof.number.strip()
        and (proof.expires >= day.isoformat() if proof.expires else not rule.dated)
        for proof in proofs
    )


def _called(rule: Rule, normalised: NormalisedText, profiles: frozenset[str] | None) -> bool:
    """Whether the rule is about these goods; where they are not known, the text itself may tell."""
    if profiles is not None and rule.binds(profiles):
        return True
    if profiles is None and rule.tells:
        return bool(phrases.loose(rule.tells).search(normalised.text))
    if rule.when:
        return bool(phrases.loose(rule.when).search(normalised.text))
    return profiles is None and (rule.kind != "must" or "*" in rule.profiles)


def _finding(rule: Rule, text: str, start: int, end: int, asked: _Asked) -> Finding:
    severity: Severity = rule.elsewhere if asked.channel is None and rule.elsewhere else rule.severity
    mend, cut = mend_of(rule, text, start, end)
    tags = str(len(_TAG.findall(text))) if rule.kind == "count" else ""
    shown = " ".join(text[start:end].split())[:60]
    message = rule.message(asked.language, match=shown, most=str(rule.most), found=tags)
    return Finding(
        rule=rule.id, severity=severity, start=start, end=end, message=message, mend=mend, cut=cut,
        source=rule.law, field=asked.field, as_of=rule.checked,
    )  # fmt: skip


def _distinct(found: Sequence[Finding]) -> Iterator[Finding]:
    """One finding for one place: where rules of a family overlap, the gravest and longest speaks."""
    families: dict[str, list[Finding]] = {}
    for finding in sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.start - f.end, f.start)):
        kept = families.setdefault(finding.rule.rsplit("-", 1)[0], [])
        if not any(_overlap(finding, other) for other in kept):
            kept.append(finding)
            yield finding


def _overlap(one: Finding, other: Finding) -> bool:
    return (one.start < other.end and other.start < one.end) or (one.start, one.end) == (other.start, other.end)


_TAG = regex.compile(r"#[\p{L}\p{N}_]+")


def _spans(rule: Rule, normalised: NormalisedText, hits: Iterable[Span], beside: str) -> list[Span]:
    """Where the rule is broken, in code points of the text as given."""
    text = normalised.given
    if rule.kind == "words":
        found = [normalised.span(start, end) for start, end in hits]
        found += signs(rule, normalised)
        return [] if found and rule.unless and _says(rule.unless, normalised, beside) else list(dict.fromkeys(found))
    if rule.kind == "must":
        return [(len(text), len(text))] if text.strip() and not _says(rule.patterns, normalised, beside) else []
    if rule.kind == "count":
        tags = list(_TAG.finditer(text))
        return [(tags[rule.most].start(), tags[-1].end())] if len(tags) > rule.most else []
    return list(FORMS[rule.code](normalised)) if rule.kind == "form" else []


def _says(wanted: Sequence[str], normalised: NormalisedText, beside: str) -> bool:
    """Whether a sentence stands in the text or in the rest of the listing."""
    pattern = phrases.loose(wanted)
    return bool(pattern.search(normalised.text) or (beside and pattern.search(read(beside).text)))
