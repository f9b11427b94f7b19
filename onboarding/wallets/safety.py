"""The two-minute talk before she goes home: six threats with pictures, three questions, and the five basic skills.

>>> talk = safety_talk()
>>> [threat.code for threat in talk.threats][:2], len(talk.quiz)
(['qr_pasted', 'fake_receipt'], 3)
>>> talk.threats[0].picture().startswith(b"<svg")
True
"""

from datetime import date

import msgspec

from .reference_data import Book, read_book
from .talk import Skill, Talk


def safety_talk(day: date | None = None, *, book: Book | None = None) -> Talk:
    """The talk with the numbers of that day filled in."""
    book, day = book or read_book(), day or date.today()
    threats = tuple(msgspec.structs.replace(one, say=book.fill(one.say, day)) for one in book.talk.threats)
    return msgspec.structs.replace(book.talk, threats=threats)


def skills() -> tuple[Skill, ...]:
    """The five basic skills, each a tick of its own in a visit (`skill.<code>`)."""
    return read_book().skills
