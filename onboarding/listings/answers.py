"""From what was typed to what can be told: every answer a clean Vietnamese phrase, or not there at all."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import regex

from ..business import Certificate, Facts
from ..languages import clean, day, fold, money, number
from .categories import Category, Question, common
from .text import calm, tidy

LONGEST = {"long": 1200}
"""Most characters kept of one answer, by kind of question; 300 otherwise."""

_YES, _NO = frozenset({"co", "yes", "true", "1", "x", "roi"}), frozenset({"khong", "no", "false", "0", "chua"})
_PHONE = regex.compile(r"(?:\+84|84|0)(?:[ .-]?\d){8,9}")


def told(category: Category, facts: Facts) -> dict[str, str]:
    """The answers this category asks for, as phrases, by question code; nobody's silence becomes a phrase."""
    given = {"nguoi_chiu_trach_nhiem": facts.contact.get("name"), "dia_chi": facts.contact.get("address")}
    phrases = {}
    for question in category.asked:
        value = facts.answers.get(question.code)
        phrase = say_answer(question, given.get(question.code) if value in (None, "") else value)
        if phrase:
            phrases[question.code] = phrase
    return phrases


def say_answer(question: Question, value: Any) -> str:
    """One answer as a phrase in Vietnamese; empty for nothing, for an odd type and for what is not a number.

    >>> say_answer(Question(code="q", kind="number", unit="g"), 1500)
    '1.500 g'
    >>> say_answer(Question(code="q", kind="choices"), ["Ăn sáng", "pha nước"])
    'ăn sáng và pha nước'
    """
    if question.kind == "yes_no":
        return _yes_no(value)
    if isinstance(value, bool):
        return "có" if value else ""
    if isinstance(value, int | float):
        return _amount(float(value), question.unit)
    if isinstance(value, str):
        return _phrase(question, value)
    if isinstance(value, Sequence):
        return _list([_phrase(question, one) for one in value if isinstance(one, str)])
    return ""


def _yes_no(value: Any) -> str:
    word = fold(str(value)) if isinstance(value, str | bool | int) else ""
    return "có" if word in _YES else ("không" if word in _NO else "")


def _amount(value: float, unit: str) -> str:
    if not math.isfinite(value) or abs(value) >= 1e12:
        return ""
    return f"{number(int(value) if value == int(value) else round(value, 3), 'vi')} {unit}".strip()


def _phrase(question: Question, value: str) -> str:
    if question.kind == "number":
        return _typed_number(tidy(value, 60), question.unit)
    text = tidy(value[:20_000], LONGEST.get(question.kind, 300))
    return calm(text, question.proper)


def _typed_number(text: str, unit: str) -> str:
    bare = text.removesuffix(unit).strip()
    if regex.fullmatch(r"\d{1,9}(?:[.,]\d{1,2})?", bare):
        return _amount(float(bare.replace(",", ".")), unit)
    return text


def _list(phrases: Sequence[str]) -> str:
    said = [phrase for phrase in phrases if phrase][:20]
    return " và ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def price_line(facts: Facts) -> str:
    """`185.000 ₫ / chai 500 ml`, or nothing: no price, an odd one, or another currency.

    >>> price_line(Facts(category="mat_ong", price=185000, unit="chai 500ml"))
    '185.000 ₫ / chai 500 ml'
    """
    if not facts.price or facts.price < 0 or facts.currency != "VND" or facts.price >= 10**12:
        return ""
    unit = tidy(facts.unit, 40)
    return f"{money(facts.price, 'vi')} / {unit}" if unit else money(facts.price, "vi")


def contact_lines(contact: Mapping[str, str], allowed: Sequence[str]) -> tuple[str, ...]:
    """The details this place allows, one line each; a phone must be one, and an account number never is.

    >>> contact_lines({"phone": "0901 234 567", "zalo": "0901234567", "account": "0011001234567"}, ("phone", "zalo"))
    ('Điện thoại/Zalo: 0901 234 567',)
    """
    kept = {key: _detail(key, str(contact.get(key) or "")) for key in allowed}
    if kept.get("zalo") and _digits(kept["zalo"]) == _digits(kept.get("phone") or ""):
        kept |= {"zalo": "", "phone": f"/Zalo: {kept['phone']}"}
    lines = {
        "name": "{}", "phone": "Điện thoại{}", "zalo": "Zalo: {}", "facebook": "Facebook: {}",
        "address": "Địa chỉ: {}", "hours": "Giờ bán: {}",
    }  # fmt: skip
    if kept.get("phone") and not kept["phone"].startswith("/"):
        kept["phone"] = f": {kept['phone']}"
    return tuple(lines[key].format(kept[key]) for key in lines if kept.get(key))


def _detail(key: str, value: str) -> str:
    text = " ".join(clean(value[:2000]).split())
    if key in ("phone", "zalo"):
        found = _PHONE.fullmatch(text)
        return found[0] if found else ""
    return text if len(text) <= 160 and not regex.search(r"\d(?:[ .-]?\d){7,}", text) else ""


def _digits(text: str) -> str:
    return regex.sub(r"^84", "0", regex.sub(r"\D", "", text))


def paper_lines(proofs: Sequence[Certificate], today: date) -> tuple[str, ...]:
    """One sentence for each paper that has a number, is still in force, and whose kind has words."""
    known, lines = common().proofs, []
    for proof in proofs:
        paper, number_, last = known.get(proof.kind), tidy(proof.number, 80), _last_day(proof.expires)
        if paper and paper.told and number_ and (last >= today if last else not paper.dated and not proof.expires):
            until = f", còn hạn đến {day(last, 'vi')}" if last else ""
            lines.append(f"{paper.words.vi}: {number_}{until}.")
    return tuple(lines)


def _last_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
