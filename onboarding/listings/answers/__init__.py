"""Typed answers, prices and contacts as phrases and lines a listing can use."""

from .contact import contact_lines, ocop_words, paper_lines
from .gazetteer import known_origin, province_of
from .menu import menu_lines, menu_of, variant_stock, variants_of
from .pack import Sale, pack_words, price_line, sale_of, whole_number
from .read import Answers, read_answer, read_answers, speaker_of, unread

__all__ = [
    "Answers",
    "Sale",
    "contact_lines",
    "known_origin",
    "menu_lines",
    "menu_of",
    "ocop_words",
    "pack_words",
    "paper_lines",
    "price_line",
    "province_of",
    "read_answer",
    "read_answers",
    "sale_of",
    "speaker_of",
    "unread",
    "variant_stock",
    "variants_of",
    "whole_number",
]
