"""One set of facts into a draft for each place: inside its limits, with what it still lacks and what to mend."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from ..business import Facts
from ..catalogue import Part, Words
from ..channels import Channel, channel
from ..languages import N_, nfc, say
from .answers import contact_lines, paper_lines, price_line, told
from .categories import Category, category
from .words import every_capital, first_small, length, shorten_text
from .write import Paragraph, hashtags, paragraphs, titles

OWN_WORDS = "loi_cua_ho"
CONTACT = "lien_he"
PAPERS = "giay_to"
BY_HAND = "sua_tay"
_CLOSING = ("gia_ca", "noi_ban")


class Count(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a text is and may be; `words` counts words where the place asks for a least number of them."""

    now: int
    least: int = 0
    most: int | None = None
    sure: bool = False
    words: int = 0
    words_least: int = 0

    @property
    def fits(self) -> bool:
        return self.least <= self.now <= (self.most or self.now) and self.words >= self.words_least


class Lack(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something the place will ask for; `stops` when nothing may go out without it.

    `field` is a question's code, or `gia`, `anh`, `title`, `description`, `channel`.
    """

    code: str
    field: str
    label: Words | None = None
    stops: bool = False
    details: Mapping[str, Any] = {}

    def said(self, language: str) -> str:
        named = {"label": self.label.in_(language)} if self.label else {}
        return say(language, self.code, **named, **self.details)


class Draft(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A listing for one channel. `text` is what to paste besides the title where the place asks for one apart."""

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
    findings: tuple[Any, ...] = ()
    counts: Mapping[str, Count] = {}
    lacks: tuple[Lack, ...] = ()

    @property
    def description(self) -> str:
        """Body, her own words and, where allowed, how to reach her."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def text(self) -> str:
        """The whole thing to copy: title and price where they belong to the text, then all else."""
        parts = [
            self.title if self.title_line else "",
            f"Giá: {self.price}" if self.price_line and self.price else "",
            self.description,
            " ".join(self.hashtags) if self.tags_in_text else "",
        ]
        return "\n\n".join(part for part in parts if part)


def draft(facts: Facts, to: str, *, day: date | None = None) -> Draft:
    """The draft of one product for one channel (its code). Unknown or missing answers never stop it.

    >>> from onboarding.business import Facts
    >>> made = draft(Facts(category="mat_ong", answers={"loai_hoa": "hoa nhãn", "quy_cach": "chai 500ml"}), "shopee_vn")
    >>> made.title
    'Mật Ong Hoa Nhãn Chai 500 ml'
    """
    return drafts(facts, [to], day=day)[to]


def drafts(facts: Facts, to: Iterable[str], *, day: date | None = None) -> dict[str, Draft]:
    """The same for several channels; the sentences are written once. Keyed as asked."""
    kind, today = category(facts.category), day or date.today()
    phrases = {"loai": first_small(kind.noun), **told(kind, facts)}
    written = {spoken: _body(kind, facts, phrases, today, spoken) for spoken in (False, True)}
    return {code: _for_channel(kind, facts, phrases, written, channel(code), today) for code in to}


def _body(kind: Category, facts: Facts, phrases: Mapping[str, str], day: date, spoken: bool) -> tuple[Paragraph, ...]:
    made = paragraphs(kind, phrases, spoken)
    own = nfc(facts.own_words).strip()
    if own:
        made.insert(min(1, len(made)), Paragraph(code=OWN_WORDS, text=own, keep=10))
    papers = paper_lines(facts.proofs, day)
    if papers:
        at = next((i for i, one in enumerate(made) if one.code in _CLOSING), len(made))
        made.insert(at, Paragraph(code=PAPERS, text="\n".join(papers), keep=7))
    return tuple(made)


def _for_channel(
    kind: Category,
    facts: Facts,
    phrases: Mapping[str, str],
    written: Mapping[bool, tuple[Paragraph, ...]],
    place: Channel,
    day: date,
) -> Draft:
    named = titles(kind, phrases, place.title.most, place.title.least)
    if place.capitals == "words":
        named = tuple(every_capital(title) for title in named)
    price = price_line(facts)
    tags = hashtags(kind, phrases, place.hashtags.most)
    body = written[place.voice == "spoken"]
    body = _fitted(place, named[0], price, tags, body, _footer(place, facts, body))
    made = Draft(
        channel=place.code,
        category=kind.code,
        title=named[0],
        titles=named,
        paragraphs=body,
        price=price,
        price_line=place.price == "line",
        title_line=place.title_line,
        tags_in_text=place.hashtags.place == "text",
        hashtags=tags,
    )
    return _reviewed(made, facts, day)


def _footer(place: Channel, facts: Facts, body: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """How to reach her, as far as the place allows it and the body has not said it."""
    said = "\n".join(paragraph.text for paragraph in body)
    new = {key: value for key, value in facts.contact.items() if key not in ("name", "address") or value not in said}
    lines = contact_lines(new, place.contact)
    return (Paragraph(code=CONTACT, text="\n".join(lines), keep=10),) if lines else ()


def _fitted(
    place: Channel,
    title: str,
    price: str,
    tags: Sequence[str],
    body: tuple[Paragraph, ...],
    footer: tuple[Paragraph, ...],
) -> tuple[Paragraph, ...]:
    """Body and footer within the place's limit: the least kept blocks go, then the longest is cut on words."""
    if place.description.most is None:
        return (*body, *footer)
    beside = [title] if place.title_line else []
    beside += [f"Giá: {price}"] if place.price == "line" and price else []
    beside += [" ".join(tags)] if place.hashtags.place == "text" and tags else []
    room = place.description.most - sum(length(text) + 2 for text in (*beside, *(one.text for one in footer)))
    kept = list(body)
    while _size(kept) > room and any(one.keep < 7 for one in kept):
        kept.remove(min(kept, key=lambda one: one.keep))
    while _size(kept) > room and kept:
        kept = _cut_longest(kept, _size(kept) - room)
    return (*kept, *footer)


def _size(body: Sequence[Paragraph]) -> int:
    return sum(length(one.text) + 2 for one in body)


def _cut_longest(body: list[Paragraph], excess: int) -> list[Paragraph]:
    longest = max(body, key=lambda one: length(one.text))
    text = shorten_text(longest.text, max(length(longest.text) - excess, 0))
    cut = [Paragraph(code=longest.code, text=text, keep=longest.keep)] if len(text) > 1 else []
    return [two for one in body for two in (cut if one is longest else [one])]


def edited(made: Draft, facts: Facts, title: str, description: str, *, day: date | None = None) -> Draft:
    """The draft with a title and a description edited by hand: counts, lacks and findings are of the new words.

    Her line breaks stay; only the form (NFC) and the ends are made tidy.
    """
    parts = [part for part in nfc(description).replace("\r\n", "\n").strip().split("\n\n") if part.strip()]
    whose = {paragraph.text: paragraph for paragraph in made.paragraphs}
    paragraphs = tuple(whose.get(part, Paragraph(code=BY_HAND, text=part, keep=10)) for part in parts)
    return _reviewed(replace(made, title=nfc(title).strip(), paragraphs=paragraphs), facts, day or date.today())


def _reviewed(made: Draft, facts: Facts, day: date) -> Draft:
    place, kind = channel(made.channel), category(made.category)
    counts = _counts(place, made)
    lacks = (*_lacks(place, kind, facts), *_short(counts))
    return replace(made, counts=counts, lacks=lacks, findings=_findings(made, facts, day))


def _counts(place: Channel, made: Draft) -> dict[str, Count]:
    text, named, told_ = made.text, place.title, place.description
    return {
        "title": Count(now=length(made.title), least=named.least, most=named.most, sure=named.sure),
        "description": Count(
            now=length(text), least=told_.least, most=told_.most, sure=told_.sure,
            words=len(text.split()), words_least=told_.words,
        ),
        "hashtags": Count(now=len(made.hashtags), most=place.hashtags.most or None),
    }  # fmt: skip


def _lacks(place: Channel, kind: Category, facts: Facts) -> list[Lack]:
    phrases = told(kind, facts)
    if place.code in kind.unfit or place.kind in kind.unfit:
        return [Lack(code=N_("lack.not_here"), field="channel", label=place.name)]
    wanted = [q for q in kind.asked if q.required or place.code in q.required_for or q.code in place.needs]
    found = [
        Lack(code=N_("lack.answer"), field=q.code, label=q.label, stops=q.stops)
        for q in wanted
        if q.code not in phrases
    ]
    if "gia" in place.needs and not price_line(facts):
        found.append(Lack(code=N_("lack.price"), field="gia"))
    if "anh" in place.needs and not facts.photos:
        found.append(Lack(code=N_("lack.photo"), field="anh"))
    return found


def _short(counts: Mapping[str, Count]) -> list[Lack]:
    found, title, text = [], counts["title"], counts["description"]
    if title.now < title.least:
        found.append(Lack(code=N_("lack.title_short"), field="title", details={"least": title.least}))
    if text.words < text.words_least:
        found.append(Lack(code=N_("lack.words"), field="description", details={"least": text.words_least}))
    return found


def _findings(made: Draft, facts: Facts, day: date) -> tuple[Any, ...]:
    return ()
