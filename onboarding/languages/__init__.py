"""Translations, number, money and date formats, and normalised text, for screens and paper.

The msgid of a sentence is the Vietnamese sentence itself; the msgid of an error or an advice is its code.
`<language>.po` brings each of them in one language; it is compiled in memory at first use. Languages are
resolved when a sentence is asked for, never earlier, and nothing here imports Streamlit.

>>> money(125000, "vi"), money(125000, "en")
('125.000 ₫', '125,000 ₫')
>>> fold("Đắk Lắk – Hoà Bình")
'dak lak – hoa binh'
"""

from .catalogues import LANGUAGES, N_, name_of, say, sentence
from .formats import VIETNAM, day, moment, money, number, today
from .text import clean, fold, nfc, slug

__all__ = [
    "VIETNAM",
    "LANGUAGES",
    "N_",
    "clean",
    "day",
    "fold",
    "moment",
    "money",
    "name_of",
    "nfc",
    "number",
    "say",
    "sentence",
    "slug",
    "today",
]
