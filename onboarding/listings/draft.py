"""Drafts of a listing for each channel: inside its limits, with what is missing and what to mend."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from ..business import Facts
from ..catalogue import Part
from ..channels import Channel, channel, channels
from ..languages import N_, nfc, today
from .answers import menu_lines, ocop_words, paper_lines, price_line, read_answers
from .categories import Category, Question, category
from .check import check_listing
from .completeness import Count, Lack, counted, lacking, too_short
from .compose import APART, BY_HAND, CLOSING, MENU, OWN_WORDS, PAPERS, Paragraph, paragraphs
from .findings import Finding
from .fit import fitted, footer
from .merge import Clash, merge
from .text import calm, every_capital, first_capital, first_small, length
from .titles import hashtags, title_pieces, titles


class Draft(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A listing for one channel. `text` is what to paste besides the title where the place asks for one apart.

    `findings` point at words of the texts; `duties` are answers the law wants and nobody gave.
    """

    channel: str
    category: str
    title: str
    titles: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    price: str
    price_line: bool
    title_line: bool
    tags_in_text: bool
    hashtags: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    duties: tuple[Finding, ...] = ()
    counts: Mapping[str, Count] = {}
    lacks: tuple[Lack, ...] = ()

    @property
    def description(self) -> str:
        """Body, the vendor's own words and, where allowed, how to reach them."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def text(self) -> str:
        """The whole thing to copy: title and price where they belong to the text, then all else."""
        head, tags = _around(self)
        return "\n\n".join([*head, *([self.description] if self.paragraphs else []), *tags])


def _around(made: Draft) -> tuple[list[str], list[str]]:
    """What stands before and after the description in the text."""
    title = [made.title] if made.title_line else []
    price = [f"Giá: {made.price}"] if made.price_line and made.price else []
    tags = [" ".join(made.hashtags)] if made.tags_in_text and made.hashtags else []
    return [*title, *price], tags


class _Product(NamedTuple):
    """What one product has to say, before any place: written once, cut to each."""

    kind: Category
    asked: tuple[Question, ...]
    facts: Facts
    phrases: Mapping[str, str]
    titles: tuple[tuple[str, ...], ...]
    body: Mapping[bool, tuple[Paragraph, ...]]
    hashtags: tuple[str, ...]
    price: str
    day: date
    named: dict[tuple[int | None, int, str], tuple[str, ...]]


def draft(facts: Facts, to: str, *, day: date | None = None, language: str = "vi") -> Draft:
    """The draft of one product for one channel (its code). Unknown or missing answers never stop it.

    >>> from onboarding.business import Facts
    >>> made = draft(Facts(category="mat_ong", answers={"loai_hoa": "hoa nhãn", "quy_cach": "chai 500ml"}), "shopee_vn")
    >>> made.title
    'Mật Ong Hoa Nhãn, Chai 500 ml'
    """
    return drafts(facts, [to], day=day, language=language)[to]


def drafts(facts: Facts, to: Iterable[str], *, day: date | None = None, language: str = "vi") -> dict[str, Draft]:
    """The same for several channels; the sentences are written once. Keyed as asked.

    `language`: of the findings' messages; a listing itself is always Vietnamese.
    """
    product, known = _compose(facts, day or today()), channels()
    return {code: _for_channel(product, known.get(code) or channel(code), language) for code in to}


def edited(
    made: Draft, facts: Facts, title: str, description: str, *, day: date | None = None, language: str = "vi"
) -> Draft:
    """The draft with a title and a description edited by hand: counts, lacks and findings are of the new words.

    Line breaks stay; only the form (NFC) and the ends are made tidy.
    """
    parts = re.split(r"\n{2,}", nfc(description).replace("\r\n", "\n").strip())
    whose = {paragraph.text: paragraph for paragraph in made.paragraphs}
    body = tuple(whose.get(part, Paragraph(code=BY_HAND, text=part, keep=10)) for part in parts if part)
    changed = replace(made, title=nfc(title).strip(), paragraphs=body)
    return _reviewed(changed, channel(made.channel), _compose(facts, day or today()), language)


class Carried(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A draft with edits by hand on it, and where the facts have moved under them."""

    draft: Draft
    clashes: tuple[Clash, ...] = ()


def carried(
    made: Draft, facts: Facts, edits: Mapping[str, str], *, day: date | None = None, language: str = "vi"
) -> Carried:
    """Edits by hand carried over to a fresh draft. `edits` is what a screen keeps of one channel:

    `variant` the number of the title chosen, or `title` one typed by hand; `description` the edited one, and
    `description_base` the draft it began from.
    """
    title = edits.get("title") or _variant(made.titles, edits.get("variant", "0"))
    if not edits.get("description"):
        unchanged = title == made.title
        return Carried(
            draft=made if unchanged else edited(made, facts, title, made.description, day=day, language=language)
        )
    done = merge(edits.get("description_base") or made.description, edits["description"], made.description)
    return Carried(draft=edited(made, facts, title, done.text, day=day, language=language), clashes=done.clashes)


def _variant(titles_: tuple[str, ...], number: str) -> str:
    return titles_[int(number)] if number.isdecimal() and int(number) < len(titles_) else titles_[0]


def _compose(facts: Facts, day: date) -> _Product:
    kind = category(facts.category)
    answers = read_answers(kind, facts)
    known = {"loai": first_small(kind.noun), "nha": answers.speaker, **answers.phrases}
    return _Product(
        kind=kind,
        asked=kind.asked,
        facts=facts,
        phrases=answers.phrases,
        titles=title_pieces(kind, known, ocop_words(facts.proofs, day)),
        body={spoken: _body(kind, facts, known, answers.sentences, day, spoken) for spoken in (False, True)},
        hashtags=hashtags(kind, known),
        price=price_line(facts),
        day=day,
        named={},
    )


def _body(
    kind: Category, facts: Facts, phrases: Mapping[str, str], sentences: Sequence[str], day: date, spoken: bool
) -> tuple[Paragraph, ...]:
    """The category's blocks, the vendor's own words after the first, papers before the closing ones."""
    blocks = paragraphs(kind, phrases, spoken)
    own = _own_words(facts)
    extra = [Paragraph(code=OWN_WORDS, text=own, keep=10)] if own else []
    if sentences:
        extra.append(Paragraph(code=APART, text=" ".join(f"{sentence}." for sentence in sentences), keep=6))
    menu = menu_lines(facts)
    if menu:
        extra.append(Paragraph(code=MENU, text="\n".join(menu), keep=8))
    blocks[min(1, len(blocks)) : min(1, len(blocks))] = extra
    papers = paper_lines(facts.proofs, day)
    if papers:
        at = next((i for i, one in enumerate(blocks) if one.code in CLOSING), len(blocks))
        blocks.insert(at, Paragraph(code=PAPERS, text="\n".join(papers), keep=7))
    return tuple(blocks)


def _own_words(facts: Facts) -> str:
    """The vendor's own words, a capital first and a stop last where a hurried hand left them out."""
    own = calm(nfc(facts.own_words).strip())
    return first_capital(own) + ("." if own[-1:].isalnum() else "")


def _for_channel(product: _Product, place: Channel, language: str) -> Draft:
    named = _named(product, place)
    bare = Draft(
        channel=place.code,
        category=product.kind.code,
        title=named[0],
        titles=named,
        paragraphs=(),
        price=product.price,
        price_line=place.price == "line",
        title_line=place.title_line,
        tags_in_text=place.hashtags.place == "text",
        hashtags=product.hashtags[: place.hashtags.most],
    )
    body = product.body[place.voice == "spoken"]
    reach = footer(place, product.facts, body)
    made = replace(bare, paragraphs=(*fitted(body, _room(bare, place, reach)), *reach))
    return _reviewed(made, place, product, language)


def _named(product: _Product, place: Channel) -> tuple[str, ...]:
    """The titles for a place's limits; places with the same limits share them."""
    key = (place.title.most, place.title.least, place.capitals)
    if key not in product.named:
        named = titles(product.titles, product.kind, place.title.most, place.title.least)
        product.named[key] = tuple(map(every_capital, named)) if place.capitals == "words" else named
    return product.named[key]


def _room(made: Draft, place: Channel, reach: Iterable[Paragraph]) -> int | None:
    """Letters left for the body once title line, price, contact and hashtags have their place."""
    if place.description.most is None:
        return None
    head, tags = _around(made)
    beside = [*head, *tags, *(paragraph.text for paragraph in reach)]
    return place.description.most - sum(length(text) + 2 for text in beside)


def _reviewed(made: Draft, place: Channel, product: "_Product", language: str) -> Draft:
    title, text = counted(made.title, place.title), counted(made.text, place.description)
    tags = Count(now=len(made.hashtags), most=place.hashtags.most or None)
    facts = product.facts
    lacks = [
        *lacking(place, product.kind, product.asked, facts, product.phrases, product.price),
        *too_short(title, text),
        *_cut_short(made, facts),
    ]
    counts = {"title": title, "description": text, "hashtags": tags}
    findings, duties = _read(made, product, language)
    return replace(made, counts=counts, lacks=tuple(lacks), findings=findings, duties=duties)


def _cut_short(made: Draft, facts: Facts) -> list[Lack]:
    """The vendor's own words, where they do not all fit the channel; never said of a text edited by hand."""
    own = _own_words(facts)
    whose = {paragraph.code: paragraph.text for paragraph in made.paragraphs}
    cut = own and BY_HAND not in whose and whose.get(OWN_WORDS) != own
    return [Lack(code=N_("lack.own_words_cut"), field="own_words")] if cut else []


def _read(made: Draft, product: _Product, language: str) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What the rules find in the words, and what the listing still owes them (no words to point at)."""
    found = check_listing(
        product.facts,
        made.title,
        made.description,
        made.hashtags,
        made.channel,
        product.day,
        language=language,
        asked=product.asked,
    )
    return tuple(one for one in found if one.end), tuple(one for one in found if not one.end)
