"""Which part of a visit's data outlives the hand-over, by what the vendor agreed to.

>>> data = {"lang": "vi", "business": {"name": "Hộ mẫu 1", "commune": "24988", "trade": "mat_ong"}, "remark": "x"}
>>> retained(data, Consent(purposes={"visit": False, "counts": True}))
{'lang': 'vi', 'business': {'commune': '24988', 'trade': 'mat_ong'}}
>>> retained(data, Consent(purposes={"visit": False, "counts": False}))
{'lang': 'vi'}
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial, reduce
from typing import Any

import msgspec

from ..business import Consent, Keeps, normalise_phone, removed_products, without_account, without_phone
from .merge import get, put
from .row import GIVEN, HANDED_OVER_ON

NAMELESS = ("lang", "consent", HANDED_OVER_ON, GIVEN)
"""Paths that say nothing about the vendor but what was answered and when. A list of what may stay, not of what must
go: a path somebody adds later is erased until it is named here."""

COUNTED = ("business.commune", "business.trade")
"""What an anonymous count is made of."""

PHONES = ("business.phone", "listing.contact")


def consent_of(data: Mapping[str, Any]) -> Consent:
    """The consent of a visit's data; answers that are neither yes nor no count as not asked."""
    typed = data.get("consent")
    known: dict[str, Any] = dict(typed) if isinstance(typed, Mapping) else {}
    purposes = known.get("purposes")
    answers = purposes if isinstance(purposes, Mapping) else {}
    known["purposes"] = {code: answer for code, answer in answers.items() if isinstance(answer, bool)}
    fields = {name: known[name] for name in Consent.__struct_fields__ if known.get(name) is not None}
    try:
        return msgspec.convert(fields, Consent)
    except msgspec.ValidationError:
        return Consent(purposes=known["purposes"])


def retained(data: Mapping[str, Any], consent: Consent, account: str = "") -> dict[str, Any]:
    """A copy of a visit's data with only what may outlive the hand-over; no text in it holds the account number.

    An account number that is the vendor's phone number goes and stays with that.
    """
    data = _without_removed(data)
    if consent.allows(Keeps.NAME):
        numbers = {text for path in PHONES for text in _strings(get(data, path)) if text}
        kept = dict(data) if consent.allows(Keeps.PHONE) else _without_phones(data, numbers)
        if not account or normalise_phone(account) in {normalise_phone(number) for number in numbers}:
            return kept
        free: dict[str, Any] = _free_of(kept, partial(without_account, account=account))
        return free
    paths = (*NAMELESS, *COUNTED) if consent.allows(Keeps.COUNT) else NAMELESS
    nameless: dict[str, Any] = {}
    for path in paths:
        value = get(data, path)
        if value is not None:
            put(nameless, path, value)
    return nameless


def _without_removed(data: Mapping[str, Any]) -> Mapping[str, Any]:
    gone = removed_products(data)
    left = {at: own for at, own in (data.get("products") or {}).items() if at not in gone}
    return {**data, "products": left} if gone else data


def _without_phones(data: Mapping[str, Any], numbers: Collection[str]) -> dict[str, Any]:
    """The vendor's numbers go from their own fields and out of every text they were typed into."""
    cleaned = {key: dict(part) if isinstance(part, Mapping) else part for key, part in data.items()}
    for path in PHONES:
        put(cleaned, path, None)
    if isinstance(products := cleaned.get("products"), Mapping):
        cleaned["products"] = {
            at: {**own, "listing": _without_contact(own.get("listing"))} for at, own in products.items() if own
        }
    if isinstance(listings := cleaned.get("listings"), list):
        cleaned["listings"] = [_without_contact(facts) for facts in listings]
    without: dict[str, Any] = _free_of(cleaned, lambda text: reduce(without_phone, numbers, text))
    return without


def _without_contact(facts: Any) -> Any:
    return {key: value for key, value in facts.items() if key != "contact"} if isinstance(facts, Mapping) else facts


def _strings(value: Any) -> list[str]:
    """Every text inside a value of JSON."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _strings(part)]


def _free_of(value: Any, cut: Callable[[str], str]) -> Any:
    """A value of JSON with something cut out of every text in it."""
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, Mapping):
        return {key: _free_of(part, cut) for key, part in value.items()}
    return [_free_of(part, cut) for part in value] if isinstance(value, list) else value
