"""The card at the stall checked against what was recorded, without the store holding the account number."""

import re
from typing import NamedTuple

from PIL import Image
from sqlalchemy import select

from ..languages import clean, fold
from ..store import Store
from ..store.schema.logbook import business, mark
from .card_photo import survey
from .fingerprint import Check, compare

SECRET = "qr"
"""The store's secret that fingerprints are keyed by: `fingerprint(payload, store.secret(SECRET))`."""


def check_card(store: Store, business_id: str, picture: bytes | Image.Image) -> Check:
    """same, different, unreadable or unknown (nothing recorded for that business). Errors: those of `pictures.grey`."""
    sight = survey(picture)
    return compare(sight.texts, known_fingerprints(store, business_id), store.secret(SECRET), sight.doubts)


def known_fingerprints(store: Store, business_id: str) -> frozenset[str]:
    """Fingerprints of every code recorded for a business; empty when there is none, or no such business."""
    if not re.fullmatch("[0-9a-f]{32}", business_id):
        return frozenset()
    with store.reading() as conn:
        rows = conn.execute(select(business.c.commune, business.c.qr).where(business.c.id == business_id)).all()
        found = {row.qr for row in rows}
        for commune in {row.commune for row in rows}:
            here = (mark.c.commune == commune, mark.c.kind == "qr", mark.c.business_id == business_id)
            found |= set(conn.execute(select(mark.c.value).where(*here)).scalars())
    return frozenset(found - {""})


class Recorded(NamedTuple):
    """A business with a recorded code: as much as tells two of one name apart."""

    id: str
    name: str
    bank: str
    last_four: str


def find_recorded(store: Store, query: str, commune: str, limit: int = 8) -> list[Recorded]:
    """Businesses of a commune with a recorded code whose name holds what was typed, with or without marks."""
    folded = fold(clean(query, 100))
    here = (
        business.c.commune == commune,
        business.c.qr != "",
        business.c.state == "there",
        business.c.name_key.contains(folded, autoescape=True),
    )
    businesses = select(business.c.id, business.c.name, business.c.bank, business.c.last_four).where(*here)
    with store.reading() as conn:
        rows = conn.execute(businesses.order_by(business.c.changed_at.desc()).limit(limit)).all()
    return [Recorded(*row) for row in rows]
