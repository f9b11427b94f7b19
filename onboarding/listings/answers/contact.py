"""Contact details and certificates as lines of a listing."""

from collections.abc import Mapping, Sequence
from datetime import date

import regex

from ...business import Certificate
from ...languages import clean, day
from ..categories import common
from ..text import tidy
from .shapes import says_nothing

_PHONE = regex.compile(r"(?:\+84|84|0)(?:[ .-]?\d){8,9}")


def contact_lines(contact: Mapping[str, str], allowed: Sequence[str]) -> tuple[str, ...]:
    """The details this place allows, one line each; a phone must be one, and an account number never is.

    >>> contact_lines({"phone": "0901 234 567", "zalo": "0901234567", "account": "0011001234567"}, ("phone", "zalo"))
    ('Điện thoại/Zalo: 0901 234 567',)
    """
    details = {key: _detail(key, str(contact.get(key) or "")) for key in allowed}
    if details.get("zalo") and _digits(details["zalo"]) == _digits(details.get("phone") or ""):
        details |= {"zalo": "", "phone": f"/Zalo: {details['phone']}"}
    lines = {
        "name": "{}", "phone": "Điện thoại{}", "zalo": "Zalo: {}", "facebook": "Facebook: {}",
        "address": "Địa chỉ: {}", "hours": "Giờ bán: {}",
    }  # fmt: skip
    if details.get("phone") and not details["phone"].startswith("/"):
        details["phone"] = f": {details['phone']}"
    return tuple(lines[key].format(details[key]) for key in lines if details.get(key))


def _detail(key: str, value: str) -> str:
    text = " ".join(clean(value[:2000]).split())
    if key in ("phone", "zalo"):
        found = _PHONE.fullmatch(text)
        return found[0] if found else ""
    return text if len(text) <= 160 and not regex.search(r"\d(?:[ .-]?\d){7,}", text) else ""


def _digits(text: str) -> str:
    return regex.sub(r"^84", "0", regex.sub(r"\D", "", text))


OCOP_STARS = (3, 4, 5)
"""Stars an OCOP decision gives (QĐ 148/QĐ-TTg)."""


def ocop_words(proofs: Sequence[Certificate], today: date) -> str:
    """`OCOP 4 sao` for a title, while a decision with number, stars and a last day stands; else ""."""
    for proof in proofs:
        last = _last_day(proof.expires)
        numbered = not says_nothing(tidy(proof.number, 80))
        if proof.kind == "ocop" and proof.stars in OCOP_STARS and numbered and last and last >= today:
            return f"OCOP {proof.stars} sao"
    return ""


def paper_lines(proofs: Sequence[Certificate], today: date) -> tuple[str, ...]:
    """One sentence for each paper that has a number, is still in force, and whose kind has words."""
    known, lines = common().proofs, []
    for proof in proofs:
        paper, number_, last = known.get(proof.kind), tidy(proof.number, 80), _last_day(proof.expires)
        numbered = number_ and not says_nothing(number_)
        if paper and paper.told and numbered and (last >= today if last else not paper.dated and not proof.expires):
            until = f", còn hạn đến {day(last, 'vi')}" if last else ""
            stars = f" {proof.stars} sao" if proof.kind == "ocop" and proof.stars in OCOP_STARS else ""
            lines.append(f"{paper.words.vi}{stars}: {number_}{until}.")
    return tuple(lines)


def _last_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
