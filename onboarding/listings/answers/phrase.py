"""Result of reading an answer: text that fits its slot, a sentence of its own, or nothing."""

import re
from typing import NamedTuple

from ..text import first_capital
from .market_words import SENTENCE


class Phrase(NamedTuple):
    """An answer that fits its slot (`text`), or one that only stands as a sentence of its own; both empty: neither."""

    text: str = ""
    sentence: str = ""


NO = Phrase()

NUMBERS = re.compile(r"[\d.,\s/–-]+")
"""A lone number, or several."""


def is_sentence(text: str) -> bool:
    """Whether it reads as a sentence rather than as a word or phrase for a slot."""
    return bool(SENTENCE.search(text.lower())) or len(text.split()) > 16


def own_sentence(text: str) -> Phrase:
    """A sentence of its own, if it has enough words to be one."""
    return Phrase(sentence=first_capital(text)) if len(text.split()) >= 4 else NO
