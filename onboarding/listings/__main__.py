"""`python -m onboarding.listings`: write the page of sample drafts of every category into docs/listings/."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from ..business import Facts
from ..channels import channels
from . import Category, Draft, categories, drafts

PAGES = Path(__file__).parents[2] / "docs" / "listings"
DAY = date(2026, 11, 24)
"""The day the pages are written for, so that they change only when the words do."""


def page(kind: Category) -> str:
    """One category's sample: what was answered, and its draft for every place; places with one text share it."""
    table = msgspec.to_builtins(kind.sample)
    facts = msgspec.convert({**table, "category": kind.code, "photos": ["anh-1.jpg"]}, Facts)
    asked = [question for question in kind.asked if question.code in facts.answers]
    rows = [f"| {one.code} | {one.label.vi if one.label else ''} | {_said(facts, one.code)} |" for one in asked]
    return (
        "\n\n".join(
            [
                f"# {kind.name.vi}",
                f"Nhóm OCOP: {kind.group}. Người bán trong mẫu này là tưởng tượng.",
                "\n".join(["| mã | câu hỏi | trả lời |", "|---|---|---|", *rows]),
                f"Lời của hộ: “{facts.own_words}”",
                "Ảnh: " + " ".join(advice.vi for advice in kind.photos),
                *_drafts(facts),
            ]
        )
        + "\n"
    )


def _said(facts: Facts, code: str) -> str:
    value = facts.answers[code]
    return str({True: "có", False: "không"}.get(value, value) if isinstance(value, bool) else value).replace("|", "/")


def _drafts(facts: Facts) -> Iterator[str]:
    alike: dict[tuple[str, str], list[Draft]] = {}
    for made in drafts(facts, channels(), day=DAY).values():
        if "channel" not in {lack.field for lack in made.lacks}:
            alike.setdefault((made.title, made.text), []).append(made)
    for (title, text), together in alike.items():
        names = " · ".join(channels()[made.channel].name.vi for made in together)
        others = "\n".join(f"- {other}" for other in together[0].titles[1:])
        title_count, text_count = (together[0].counts[name].now for name in ("title", "description"))
        head = f"**{title}** ({title_count} chữ; bài {text_count} chữ)"
        yield "\n\n".join([f"## {names}", head, "Tên khác để chọn:", others, f"```text\n{text}\n```"])


def index() -> str:
    """The list of pages."""
    rows = [f"| [{kind.name.vi}]({code}.md) | {kind.group} |" for code, kind in categories().items()]
    about = "Each category's sample and its draft for every place, as `draft()` makes them on 24/11/2026."
    table = "\n".join(["| nhóm hàng | nhóm OCOP |", "|---|---|", *rows])
    return f"# Sample drafts\n\n{about} Written by `python -m onboarding.listings`.\n\n{table}\n\n{_READ}"


_READ = """## How hurried answers read

Four rounds of 40 answer sets, all categories, typed as people type (27/11/2026), each draft read whole by a strict
reader before anything was mended for it; every kind of fault found was mended afterwards and is a test
(`tests/listings/test_typed_at_the_counter.py`). The pen was the mender's own.

| round | typed | wholly clean at first reading |
|---|---|---|
| 1 | odd on purpose: slang, several packs, wrong field | 10 of 40 |
| 2 | the same, capitals, no marks, prices inside | 6 of 40 |
| 3 | short answers, "không", bare numbers | 18 of 40 |
| 4 | a market morning | 18 of 40 |

Most faults are small (a name without capitals, a list without commas); a price, pack or place said wrongly was rare
and went first. All 18 drafts of one product with checks: 15 ms of CPU in the median category, 20 in the slowest.
"""


def main() -> None:
    PAGES.mkdir(parents=True, exist_ok=True)
    for code, kind in categories().items():
        (PAGES / f"{code}.md").write_text(page(kind), "utf8")
    (PAGES / "README.md").write_text(index(), "utf8")


if __name__ == "__main__":
    main()
