"""Offers a bank, wallet or retailer runs locally: added by the team, with who told them and a last day.

The kit ships none. An offer is shown as told, never as checked, and leaves the page after its last day.

>>> told = {"title": "Miễn phí loa tháng đầu", "by": "Ngân hàng A, chi nhánh xã", "told_on": "2026-11-20",
...         "ends": "2026-12-31"}
>>> checked = checked_offer(told, day=date(2026, 11, 24))
>>> [offer.title for offer in current([checked], date(2026, 12, 31))], current([checked], date(2027, 1, 1))
(['Miễn phí loa tháng đầu'], [])
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import clean, fold
from ..store import Store
from ..store.schema import new_id
from ..store.schema.offers import offer
from ..store.sql import upsert
from .reference_data import load_reference

LONGEST = 200


SECRETS = re.compile(
    r"\bo[\W_]*t[\W_]*p\b|\bma xac (?:thuc|nhan)\b|\bmat khau\b|\bpassword\b|\bma pin\b|\bpin code\b"
    r"|\banh (?:chup )?(?:can cuoc|cccd|cmnd)\b"
)
REMOTE = re.compile(
    r"team ?viewer|any ?desk|ultra ?viewer|\bdieu khien (?:may )?(?:tu xa|giup)\b|\bchia se man hinh\b"
    r"|\bremote\b|\bscreen shar|\bapk\b"
)
DEPOSIT = re.compile(
    r"(?<!khong )(?<!mien )(?<!khong can )(?<!khong phai )"
    r"\b(?:dat|nop|chuyen|dong|gui|tra|ung)(?: \w+){0,3} (?:coc|truoc)\b"
    r"|\bphi (?:giu cho|kich hoat|ho so)\b|\bdeposit\b|\bin advance\b"
)
"""Wording of frauds (Công an, banks; see safety.toml), on text without diacritics; "không cần đặt cọc" is none."""


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

    Raises OnboardingError `offer.incomplete` (what is missing), `offer.looks_like_fraud` (what it `asks`),
    `offer.ended`, `offer.told_later`.
    """
    try:
        checked = msgspec.convert(dict(told), Offer)
    except msgspec.ValidationError as error:
        raise OnboardingError("offer.incomplete", field="offer", reason=str(error)) from error
    texts = {
        "title": clean(checked.title, LONGEST),
        "by": clean(checked.by, LONGEST),
        "member": clean(checked.member, 100),
    }
    checked = msgspec.structs.replace(checked, **texts)
    for field in ("title", "by"):
        if not getattr(checked, field):
            raise OnboardingError("offer.incomplete", field=field, reason=field)
    wording = fold(f"{checked.title} {checked.by}")
    for pattern, asks in ((SECRETS, "secret"), (REMOTE, "remote"), (DEPOSIT, "deposit")):
        if pattern.search(wording):
            raise OnboardingError("offer.looks_like_fraud", field="title", asks=asks)
    if checked.ends < day:
        raise OnboardingError("offer.ended", field="ends", ends=checked.ends.isoformat())
    if checked.told_on > day:
        raise OnboardingError("offer.told_later", field="told_on", told_on=checked.told_on.isoformat())
    return checked


def current(offers: Iterable[Offer], day: date, provider: str = "") -> list[Offer]:
    """Those still running on a day, soonest to end first; with `provider`, only its own and nobody's."""
    running = [each for each in offers if each.ends >= day and (not provider or each.provider in ("", provider))]
    return sorted(running, key=lambda each: (each.ends, each.title))


_COLUMNS = {"by": "told_by"}
_TOLD = ("title", "by", "ends", "provider")
"""What makes two entries the same offer: a double tap adds one."""


class Offers:
    """The offers of a store, by the commune (code) of the team that was told."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add(self, commune: str, told: Mapping[str, Any], *, day: date) -> Offer:
        """Keep an offer, once however often it is said; those that ended go. As kept, with its id.

        OnboardingError: those of `checked_offer`, `wallet.unknown_provider`.
        """
        new = msgspec.structs.replace(checked_offer(told, day=day), id=new_id())
        if new.provider:
            load_reference().provider(new.provider)
        at = datetime.now(UTC)
        return self.store.write(lambda conn: _add(conn, commune, new, day, at))

    def running(self, commune: str, day: date, provider: str = "") -> list[Offer]:
        """Those still running on a day, soonest to end first; with `provider`, only its own and nobody's."""
        with self.store.reading() as conn:
            return current(_read(conn, commune), day, provider)

    def drop(self, commune: str, offer_id: str) -> None:
        """Take an offer off the page before its day: it was a mistake. One that is gone is no error."""
        here = (offer.c.commune == commune, offer.c.id == offer_id)
        self.store.write(lambda conn: conn.execute(delete(offer).where(*here)).rowcount)


def _add(conn: Connection, commune: str, new: Offer, day: date, at: datetime) -> Offer:
    conn.execute(delete(offer).where(offer.c.commune == commune, offer.c.ends < day))
    wanted = [getattr(new, name) for name in _TOLD]
    same = next((each for each in _read(conn, commune) if [getattr(each, name) for name in _TOLD] == wanted), None)
    if same is None:
        row = {_COLUMNS.get(name, name): getattr(new, name) for name in Offer.__struct_fields__}
        upsert(conn, offer, [{**row, "commune": commune, "made_at": at}])
    return same or new


def _read(conn: Connection, commune: str) -> list[Offer]:
    rows = conn.execute(select(offer).where(offer.c.commune == commune).order_by(offer.c.id)).all()
    return [Offer(**{name: getattr(row, _COLUMNS.get(name, name)) for name in Offer.__struct_fields__}) for row in rows]
