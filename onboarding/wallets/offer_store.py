"""The offers a commune's teams were told of, kept in the store; what ended is shown to nobody and goes.

>>> from tempfile import TemporaryDirectory
>>> from ..store import open_store
>>> told = {"title": "Miễn phí loa tháng đầu", "by": "Ngân hàng A", "told_on": "2026-11-20", "ends": "2026-12-31"}
>>> with TemporaryDirectory() as folder:
...     store = open_store(f"sqlite:///{folder}/kit.db")
...     offers = Offers(store)
...     kept = offers.add("24988", told, day=date(2026, 11, 24))
...     shown = [[one.title for one in offers.running("24988", day)] for day in (kept.ends, date(2027, 1, 1))]
...     store.close()
>>> shown
[['Miễn phí loa tháng đầu'], []]
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from ..store import Store
from ..store.schema import new_id
from ..store.schema.offers import offer
from ..store.sql import put
from .offers import Offer, checked_offer, current
from .reference_data import read_book

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
            read_book().provider(new.provider)
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
    same = next((one for one in _read(conn, commune) if [getattr(one, name) for name in _TOLD] == wanted), None)
    if same is None:
        row = {_COLUMNS.get(name, name): getattr(new, name) for name in Offer.__struct_fields__}
        put(conn, offer, [{**row, "commune": commune, "made_at": at}])
    return same or new


def _read(conn: Connection, commune: str) -> list[Offer]:
    rows = conn.execute(select(offer).where(offer.c.commune == commune).order_by(offer.c.id)).all()
    return [Offer(**{name: getattr(row, _COLUMNS.get(name, name)) for name in Offer.__struct_fields__}) for row in rows]
