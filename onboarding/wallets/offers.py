"""Offers a bank, wallet or retailer runs locally: added by the team, with who told them and a last day.

The kit ships none. An offer is shown as told, never as checked, and leaves the page after its last day.

>>> told = {"title": "Miễn phí loa tháng đầu", "by": "Ngân hàng A, chi nhánh xã", "told_on": "2026-11-20",
...         "ends": "2026-12-31"}
>>> offer = checked_offer(told, day=date(2026, 11, 24))
>>> [one.title for one in current([offer], date(2026, 12, 31))], current([offer], date(2027, 1, 1))
(['Miễn phí loa tháng đầu'], [])
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import clean

LONGEST = 200


class Offer(Part, frozen=True, kw_only=True):
    """`title` as told, `by` whom, on which day, until when; `provider` a code or empty; `member` who added it.

    `id` is the store's, empty before it is kept.
    """

    title: str
    by: str
    told_on: date
    ends: date
    provider: str = ""
    member: str = ""
    id: str = ""


def checked_offer(told: Mapping[str, Any], *, day: date) -> Offer:
    """An offer fit to keep, its texts NFC and at most 200 letters.

    Raises OnboardingError `offer.incomplete` (what is missing), `offer.ended`, `offer.told_later`.
    """
    try:
        offer = msgspec.convert(dict(told), Offer)
    except msgspec.ValidationError as error:
        raise OnboardingError("offer.incomplete", field="offer", reason=str(error)) from error
    texts = {"title": clean(offer.title, LONGEST), "by": clean(offer.by, LONGEST), "member": clean(offer.member, 100)}
    offer = msgspec.structs.replace(offer, **texts)
    for field in ("title", "by"):
        if not getattr(offer, field):
            raise OnboardingError("offer.incomplete", field=field, reason=field)
    if offer.ends < day:
        raise OnboardingError("offer.ended", field="ends", ends=offer.ends.isoformat())
    if offer.told_on > day:
        raise OnboardingError("offer.told_later", field="told_on", told_on=offer.told_on.isoformat())
    return offer


def current(offers: Iterable[Offer], day: date, provider: str = "") -> list[Offer]:
    """Those still running on a day, soonest to end first; with `provider`, only its own and nobody's."""
    running = [one for one in offers if one.ends >= day and (not provider or one.provider in ("", provider))]
    return sorted(running, key=lambda one: (one.ends, one.title))
