"""From phrases to sentences: titles, paragraphs and hashtags of one product, before any channel's limits.

Category files are templates in Jinja's immutable sandbox with StrictUndefined; what a vendor typed is only ever
a value in them, so that braces in an answer stay braces. A sentence with a missing answer is left out.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, Undefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import fold, nfc
from .categories import Block, Category
from .text import after, first_capital, hashtag, length, mend_spaces, plain_title, shorten

OWN_WORDS, CONTACT, PAPERS, BY_HAND = "loi_cua_ho", "lien_he", "giay_to", "sua_tay"
"""Codes of the paragraphs no category writes: her words, how to reach her, her papers, what was edited by hand."""

CLOSING = ("gia_ca", "noi_ban")
"""The blocks every listing ends with."""


class Paragraph(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One block of a description; `keep` says how long it holds out when space is short."""

    code: str
    text: str
    keep: int = 5


def _if_there(value: Any) -> Any:
    return "" if isinstance(value, Undefined) else value


def _near(place: str) -> str:
    return place.split(",")[0].strip()


def _far(place: str) -> str:
    return place.split(",")[-1].strip()


def _without_end(text: str, ending: str) -> str:
    return text[: -len(ending)].rstrip() if text.lower().endswith(f" {ending}") else text


_SANDBOX = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_SANDBOX.filters.update(
    {
        "sau": lambda text, *words: after(str(text), *words),
        "sau_cung": _without_end,
        "neu_co": _if_there,
        "noi_gan": _near,
        "noi_xa": _far,
    }
)


@lru_cache(maxsize=4096)
def _template(text: str) -> Template:
    try:
        return _SANDBOX.from_string(nfc(text))
    except TemplateError as error:
        raise OnboardingError("category.bad_text", text=text[:80], reason=str(error)) from error


def fill(text: str, phrases: Mapping[str, str]) -> str:
    """One sentence with its blanks filled, or nothing when one of them has no answer.

    >>> fill("Hái {{ ngay }}.", {"ngay": "{{ 7 * 7 }}"}), fill("Hái {{ ngay }}.", {})
    ('Hái {{ 7 * 7 }}.', '')
    """
    try:
        return " ".join(_template(text).render(phrases).split())
    except UndefinedError:
        return ""
    except TemplateError as error:
        raise OnboardingError("category.bad_text", text=text[:80], reason=str(error)) from error


def paragraphs(category: Category, phrases: Mapping[str, str], spoken: bool) -> list[Paragraph]:
    """Every block that has something to say, in the category's order."""
    written = ((block, _sentences(block, phrases, spoken)) for block in category.written)
    return [
        Paragraph(code=block.code, text=_joined(block, sentences), keep=block.keep)
        for block, sentences in written
        if sentences
    ]


def _sentences(block: Block, phrases: Mapping[str, str], spoken: bool) -> list[str]:
    lines = block.spoken if spoken and block.spoken else block.lines
    filled = (mend_spaces(fill(line, phrases)) for line in lines)
    return [first_capital(sentence) for sentence in filled if sentence]


def _joined(block: Block, sentences: Sequence[str]) -> str:
    if not block.rows:
        return " ".join(sentences)
    rows = [f"- {sentence}" for sentence in sentences] if block.heading else list(sentences)
    return "\n".join([f"{block.heading}:", *rows] if block.heading else rows)


def title_pieces(category: Category, phrases: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Every title pattern that can be filled, its first piece said and nothing in it said twice."""
    filled = (tuple(fill(piece, phrases) for piece in pattern) for pattern in category.named)
    return tuple(_unrepeated(pieces) for pieces in filled if pieces[0] and plain_title(pieces[0]))


def titles(patterns: Sequence[Sequence[str]], noun: str, most: int | None, least: int = 0) -> tuple[str, ...]:
    """Two or three ways to name it, different from each other, each within `most`; never none."""
    found: dict[str, str] = {}
    for pieces in patterns:
        title = _title(pieces, most)
        found.setdefault(_letters(title), title)
    if not found:
        found[""] = first_capital(shorten(noun, most or 200))
    ordered = sorted(found.values(), key=lambda title: length(title) < least)
    return tuple(ordered[:3])


def _title(pieces: Sequence[str], most: int | None) -> str:
    """Pieces into one title, the middle shed from its end until it fits."""
    kept, title = list(pieces), _glued(pieces)
    while most and len(kept) > 1 and length(title) > most:
        del kept[-2 if len(kept) > 2 else -1]
        title = _glued(kept)
    return first_capital(shorten(title, most)) if most else first_capital(title)


def _unrepeated(pieces: Sequence[str]) -> tuple[str, ...]:
    kept, said = [], ""
    for piece in pieces:
        words = _letters(piece)
        if words and f" {words} " not in f" {said} ":
            kept.append(piece)
            said = f"{said} {words}"
    return tuple(kept)


def _letters(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


def _glued(pieces: Sequence[str]) -> str:
    return plain_title(" ".join(pieces))


def hashtags(category: Category, phrases: Mapping[str, str]) -> tuple[str, ...]:
    """Readable hashtags, the most telling first, each once."""
    made = (hashtag(fill(text, phrases)) for text in category.hashtags)
    return tuple(dict.fromkeys(tag for tag in made if tag))
