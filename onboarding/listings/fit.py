"""Fits a body to a channel's length: the least important blocks go first, then the longest is cut on words."""

from collections.abc import Sequence

from ..business import Facts
from ..channels import Channel
from .answers import contact_lines
from .compose import CONTACT, Paragraph
from .text import length, shorten_text

_MATTERS = 7
"""Blocks kept from here on are never dropped whole, only cut."""


def footer(place: Channel, facts: Facts, body: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """How to reach the vendor, as far as the place allows it and the body has not said it."""
    if not place.contact:
        return ()
    said = "\n".join(paragraph.text for paragraph in body)
    new = {key: value for key, value in facts.contact.items() if key not in ("name", "address") or value not in said}
    lines = contact_lines(new, place.contact)
    return (Paragraph(code=CONTACT, text="\n".join(lines), keep=10),) if lines else ()


def fitted(body: Sequence[Paragraph], room: int | None) -> tuple[Paragraph, ...]:
    """As much of the body as `room` letters hold, each paragraph with the empty line after it.

    >>> long = [Paragraph(code="a", text="Một hai ba bốn.", keep=9), Paragraph(code="b", text="Năm.", keep=1)]
    >>> [part.text for part in fitted(long, 14)]
    ['Một hai…']
    """
    paragraphs = list(body)
    if room is None:
        return tuple(paragraphs)
    while _size(paragraphs) > room and any(one.keep < _MATTERS for one in paragraphs):
        paragraphs.remove(min(paragraphs, key=lambda one: one.keep))
    while _size(paragraphs) > room and paragraphs:
        paragraphs = _cut_longest(paragraphs, _size(paragraphs) - room)
    return tuple(paragraphs)


def _size(body: Sequence[Paragraph]) -> int:
    return sum(length(one.text) + 2 for one in body)


def _cut_longest(body: list[Paragraph], excess: int) -> list[Paragraph]:
    longest = max(body, key=lambda one: length(one.text))
    text = shorten_text(longest.text, max(length(longest.text) - excess, 0))
    cut = [Paragraph(code=longest.code, text=text, keep=longest.keep)] if len(text) > 1 else []
    return [two for one in body for two in (cut if one is longest else [one])]
