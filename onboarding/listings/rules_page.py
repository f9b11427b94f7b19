"""`python -m onboarding.listings.rules_page`: write docs/rules.md, the table of all rules, from their files."""

from pathlib import Path

from .findings import SEVERITIES
from .rulebook import RULES_AS_OF, Rule, rules

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"

_HEAD = """# What the check looks for

One file in `onboarding/listings/rules/` is one rule; this table is made from them by
`python -m onboarding.listings.rules_page`. Nobody who wrote them is a lawyer, and no text of law was read from the
official gazette: *secondary* means press or other people's notes quoting the law, *memory* means nobody has checked it
yet, *verified* means an official page, *ours* is a habit of the kit and no law. The check never says that a text is
lawful, only that nothing was found by the rules of a day. A lawyer or the market office should read this table.

**block**: mend before posting. **warn_proof**: stands when a paper is noted beside it. **warn**: look and decide.
**info**: a hint.
"""

_MEASURED = """
## How well it reads

Lines in `tests/listings/lines/`, about half of them innocent and close to the traps, were written one set after the
other, each before the patterns were mended for it. *Found* is the share of barred lines where the family expected
speaks with a warning or a block; *false* the share of innocent lines with one. The first reading is the honest one; all
sets now stand above 95 % and under 3 %, which only says that nothing was forgotten again.

| set | whose pen | lines | found at first reading | false at first reading |
|---|---|---|---|---|
| law | reads the law, before any pattern of this kit | 298 | 99 % | 1.4 % |
| dodge | a seller who tries to slip past | 238 | 89 % | 5.5 % |
| inspector | a market inspector's notes | 239 | 95 % | 4.3 % |
| market | a market group's page | 221 | 92 % | 1.6 % |
| fresh | another page | 151 | 88 % | 1.5 % |
| more | odd and roundabout words | 159 | 88 % | 6.2 % |
| last | plain words again | 147 | 99 % | 3.1 % |
| blind | the same, the last of all | 120 | 94 % | 3.6 % |
| kept, plain | written before the rules were mended on 2026-11-26 | 110 | 82 %, mended 94 % | 11.7 %, mended 1.7 % |
| kept, evasive | the same, slang and broken spelling | 24 | 54 %, mended 88 % | – |
| stall, first part | said at stalls of every kind; mended after each part | 115 | plain 91 %, evasive 65 % | 10.0 % |
| stall, second part | the same, on purpose close to the traps | 105 | plain 89 %, evasive 30 % | 27.5 % |
| stall, third part | the same, everyday lines | 70 | plain 75 %, evasive 60 % | 2.5 % |
| stall, fourth part | the same | 69 | plain 96 %, evasive 67 % | 0.0 % |
| stranger | another pen that had not seen the patterns, any warning counted | 50 | plain 19/20, evasive 10/10 | 1/20 |
| counter | before the patterns were read again, any warning counted | 120 | plain 39/40, evasive 14/20 | 0/60 |

The two figures of *kept* are the rules before and after the mending, which did not look at these lines; but the pen
was the mender's own, so a stranger's lines will do worse.
The pens are one author's; the law set was written before its patterns but not before the facts they grew from.
Direct comparisons, a customer's story told in passing and jokes are what it misses most.
"""

_PROOFS = """
## Papers that let a claim stand

A paper counts with its number and until its last day; where a last day is printed in **bold**, it counts only when
that day is noted. Kinds of `Certificate`:

| kind | lets stand |
|---|---|
"""

_ADDING = """
## Adding a rule

Write `rules/<code>.toml` with `id`, `severity`, `patterns`, `why`, `how`, `law`, `trust`, `checked` and a few `hit` and
`miss` lines; nothing else changes. The phrases are explained at the top of `onboarding/listings/phrases.py`, the
fields in `rulebook.py`. `pytest tests/listings/test_rules.py` proves the new file.
"""


def page() -> str:
    """The whole page, as it stands in docs/."""
    ordered = sorted(
        rules().values(), key=lambda rule: (rule.id.split("-")[0], SEVERITIES.index(rule.severity), rule.id)
    )
    table = ["| rule | severity | why | law or source | in force | trust |", "|---|---|---|---|---|---|"]
    table += [_row(rule) for rule in ordered]
    as_of = f"{len(ordered)} rules, last read on {RULES_AS_OF:%Y-%m-%d}.\n"
    return "\n".join([_HEAD, as_of, *table]) + "\n" + _MEASURED + _PROOFS + _papers() + "\n" + _ADDING


def _row(rule: Rule) -> str:
    since = f"since {rule.since:%Y-%m-%d}" if rule.since else "always"
    until = f", until {rule.until:%Y-%m-%d}" if rule.until else ""
    state = "" if rule.status == "in_force" else f", {rule.status.replace('_', ' ')}"
    where = f" ({', '.join(rule.channels)})" if rule.channels else ""
    why = rule.why.in_("en").replace("“{match}”", "“…”").replace("{lacks}", "…")
    cells = (rule.id, rule.severity, why, rule.law + where, since + until + state, rule.trust)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _papers() -> str:
    kinds: dict[str, list[str]] = {}
    for rule in rules().values():
        for kind in rule.proofs:
            kinds.setdefault(kind, []).append(f"**{rule.id}**" if rule.dated else rule.id)
    return "\n".join(f"| `{kind}` | {', '.join(sorted(ids))} |" for kind, ids in sorted(kinds.items()))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf8")
