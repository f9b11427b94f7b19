"""`draft`: the texts of one product for one place. `check`: what the rules find. `export`: the file to upload."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from ..business import Certificate, Facts
from ..channels import Channel, channel
from ..errors import OnboardingError
from ..languages import N_
from ..listings import RULES_VERSION, Draft, all_goods, category, check, draft, export, fill, place_of, writer
from ..listings.answers.menu import MOST_PRICE
from . import batch, emit, parse, verb, write_file

LONGEST = 2_000_000
"""Most bytes of one FACTS.json."""


def read_facts(path: Path) -> Facts:
    """A FACTS.json, or an OnboardingError naming what does not fit."""
    if not path.is_file():
        raise OnboardingError("input.no_file", field="facts", file=path.name)
    if path.stat().st_size > LONGEST:
        raise OnboardingError("input.too_large", field="facts", file=path.name, most=LONGEST // 1_000_000)
    try:
        return facts_from(parse(path.read_text("utf-8-sig")))
    except UnicodeDecodeError as error:  # a replaced letter would be a lost one
        raise OnboardingError("input.not_json", line=1, reason=str(error.reason)) from error


def facts_from(table: dict[str, Any]) -> Facts:
    try:
        return msgspec.convert(table, Facts)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `")
        field = where.rstrip("`").removeprefix("$.") or None
        raise OnboardingError("facts.wrong_value", field=field, reason=reason) from error


def as_json(draft_of_channel: Draft) -> dict[str, Any]:
    """A draft as the command line prints it."""
    return {
        "channel": draft_of_channel.channel,
        "title": draft_of_channel.title,
        "titles": list(draft_of_channel.titles),
        "description": draft_of_channel.description,
        "hashtags": list(draft_of_channel.hashtags),
        "price": draft_of_channel.price,
        "text": draft_of_channel.text,
        "counts": msgspec.to_builtins(draft_of_channel.counts),
        "lacks": [{"code": lack.code, "field": lack.field} for lack in draft_of_channel.lacks],
        "findings": msgspec.to_builtins(draft_of_channel.findings),
        "duties": msgspec.to_builtins(draft_of_channel.duties),
        "rules": RULES_VERSION,
    }


@verb("draft")
def draft_one(
    facts: Annotated[Path, typer.Argument(help="FACTS.json: category, answers, price…")],
    to: Annotated[str, typer.Option("--channel", help="Code of the place, such as shopee_vn.")],
) -> None:
    """The title, description and hashtags of one product for one place."""
    place, product = channel(to), read_facts(facts)
    made = as_json(draft(product, place.code))
    emit({**made, "lacks": [*made["lacks"], *_not_asked(product), *_no_number(product)]})


def _not_asked(facts: Facts) -> list[dict[str, str]]:
    """Answers to questions this category does not ask: a slip in a code would lose the answer without a word."""
    known = {question.code for question in category(facts.category).asked}
    return [{"code": N_("lack.not_asked"), "field": code[:60]} for code in facts.answers if code not in known]


def _no_number(facts: Facts) -> list[dict[str, str]]:
    """Prices and amounts that can be none, such as -1: the texts leave them out, which is said."""
    given: dict[str, float | None] = {"price": facts.price}
    if facts.pack:
        given |= {"pack.price": facts.pack.price, "pack.amount": facts.pack.amount}
    given |= {f"variants.{at}.price": variant.price for at, variant in enumerate(facts.variants)}
    given |= {f"items.{at}.price": item.price for at, item in enumerate(facts.items)}
    wrong = [name for name, number in given.items() if number is not None and not 0 < number < MOST_PRICE]
    return [{"code": N_("lack.not_read"), "field": name} for name in wrong]


@verb("check")
def check_texts(
    texts: Annotated[list[str] | None, typer.Argument(help="Texts to check.")] = None,
    lines: Annotated[
        bool, typer.Option("--batch", help='Lines {"text","field"?,"category"?,"channel"?} on stdin.')
    ] = False,
    field: str = typer.Option("description", help="title | description | hashtags"),
    goods: str | None = typer.Option(None, "--category", help="Code of a product category."),
    to: str | None = typer.Option(None, "--channel", help="Code of a place."),
) -> None:
    """What the rules find in a text: rule, severity, where, why, and what to put instead."""
    for text in texts or ():
        emit(_checked({"text": text, "field": field, "category": goods, "channel": to}))
    if lines:
        for answer in batch(sys.stdin, _checked):
            emit(answer)


FIELDS = ("title", "description", "hashtags", "attributes")
"""Parts of a listing that rules tell apart."""


class _Text(msgspec.Struct):
    text: str
    field: str = "description"
    category: str | None = None
    channel: str | None = None
    proofs: tuple[Certificate, ...] = ()
    day: str | None = None


def _checked(line: dict[str, Any]) -> dict[str, Any]:
    try:
        request = msgspec.convert(line, _Text)
    except msgspec.ValidationError as error:
        raise OnboardingError("facts.wrong_value", field="text", reason=str(error)) from error
    if request.field not in FIELDS:
        raise OnboardingError("check.unknown_field", field="field", found=request.field[:60], known=", ".join(FIELDS))
    findings = check(
        request.text,
        field=request.field,
        category=category(request.category).code if request.category else None,
        channel=channel(request.channel).code if request.channel else None,
        proofs=request.proofs,
        day=request.day,
    )
    return {"findings": msgspec.to_builtins(findings), "rules": RULES_VERSION}


@verb("export")
def export_file(
    facts: Annotated[list[Path], typer.Argument(help="One FACTS.json or more.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    to: str = typer.Option("", "--to", help="Code of the place or kind of file."),
    template: Annotated[Path | None, typer.Option("--fill", help="The .xlsx the vendor downloaded.")] = None,
) -> None:
    """The file a place imports; with --fill, the vendor's own template with one more row a product.

    Where the place imports a CSV, an --out that ends in .xlsx gets the same table as a workbook, to be read in Excel.
    """
    data = _read_template(template) if template else b""
    place = (channel(to) if to else place_of(data)) if template else writer(to).place
    products = [(path, read_facts(path)) for path in facts]
    drafts, refused = _sellable([(path, product, draft(product, place.code)) for path, product in products])
    listings = [(product, made) for _, product, made in drafts]
    if template:
        filled = fill(listings, data, place.code)
        made, extra = filled.data, {"rows": list(filled.rows), "left": list(filled.left)}
    else:
        made, extra = export(listings, to, twin=out.suffix.lower() == ".xlsx"), {}
    out.parent.mkdir(parents=True, exist_ok=True)
    write_file(out, made)
    sources = [(path, product) for path, product, _ in drafts]
    photos = _copy_photos(sources, [goods.photos for goods in all_goods(listings)], out)
    emit(
        {
            "file": str(out),
            "files": [str(out), *photos],
            "lacks": [
                {"title": made.title, "code": lack.code, "field": lack.field}
                for _, made in listings
                for lack in made.lacks
            ]
            + refused,
            "channel": place.code,
            "products": len(listings),
            **extra,
            "photos": photos,
            "duties": _duties(listings),
            "after": _after(place),
        }
    )


Listing = tuple[Path, Facts, Draft]
"""A product with the file it came from and its draft."""


def _sellable(listings: Sequence[Listing]) -> tuple[list[Listing], list[dict[str, str | None]]]:
    """The products that may go into the file, and why each other one is left out; the refusal where none may."""
    sellable, refused, errors = [], [], []
    for path, product, text in listings:
        try:
            all_goods([(product, text)])
        except OnboardingError as error:
            refused.append({"title": text.title, "code": error.code, "field": error.field})
            errors.append(error)
        else:
            sellable.append((path, product, text))
    if errors and not sellable:
        raise errors[0]
    return sellable, refused


def _duties(drafts: Sequence[tuple[Facts, Draft]]) -> list[dict[str, str]]:
    """What the law still wants of each product; the file is made all the same."""
    return [
        {"title": made.title, "rule": duty.rule, "message": duty.message} for _, made in drafts for duty in made.duties
    ]


def _read_template(path: Path) -> bytes:
    if not path.is_file():
        raise OnboardingError("input.no_file", field="fill", file=path.name)
    return path.read_bytes()


def _after(place: Channel) -> list[str]:
    return [step.text.vi for step in place.after]


def _copy_photos(products: Sequence[tuple[Path, Facts]], names: Sequence[Sequence[str]], out: Path) -> list[str]:
    """Photos that stand beside their FACTS.json, under the names the file uses, in a folder beside it."""
    folder, copied = out.with_name(f"{out.stem}-anh"), []
    for (file, one), new_names in zip(products, names, strict=True):
        home = file.parent.resolve()
        for photo, name in zip(one.photos, new_names, strict=False):
            source = (home / photo).resolve()
            if source.is_file() and source.is_relative_to(home):
                folder.mkdir(parents=True, exist_ok=True)
                write_file(folder / name, source.read_bytes())
                copied.append(str(folder / name))
    return copied
