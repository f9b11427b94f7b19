"""The photos of a visit: one id each (hash of the original's bytes, and of which further product it is), several
pictures under it by kind."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, select, update

from ..errors import OnboardingError
from ..store import Store
from ..store.schema.visits import draft, draft_photo, draft_picture
from ..store.sql import upsert
from .merge import composed
from .row import is_id, require_id

_PHOTO = re.compile(r"[0-9a-f]{8,64}")
_HASH = 32
"""Hex digits of a photo's id that are the hash of its original; a further product's id may follow."""
_KIND = re.compile(r"[a-z0-9_]{1,32}")


def content_hash(photo_id: str) -> str:
    """The hash of a photo's original, by which one picture used for many businesses is seen."""
    return photo_id[:_HASH]


class Photos:
    """The photos of one team's visits (`team_id` "": of visits no team owns)."""

    def __init__(self, store: Store, team_id: str = "") -> None:
        self._store = store
        self.team_id = team_id

    @property
    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        """The condition every statement carries: no row of another team is read or changed."""
        return (draft.c.team_id == self.team_id,) if self.team_id else (draft.c.team_id.is_(None),)

    def _of(self, table: Table, visit_id: str) -> tuple[ColumnElement[bool], ...]:
        """The rows of a photo table that belong to a visit of this team."""
        owner = exists(select(draft.c.id).where(draft.c.id == visit_id, *self._mine))
        return (table.c.draft_id == visit_id, owner)

    def put_photo(
        self,
        visit_id: str,
        data: bytes,
        *,
        kind: str = "original",
        photo_id: str | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> str:
        """Keep a picture; return its photo's id. The same original twice for one product is one photo.

        A cleaned or otherwise derived picture names the `photo_id` of its original. `meta` is merged; its "product" is
        the id of a further product.
        """
        found = photo_id or hashlib.sha256(data).hexdigest()[:_HASH] + ((meta or {}).get("product") or "")
        if not _PHOTO.fullmatch(found) or not _KIND.fullmatch(kind):
            raise OnboardingError("draft.bad_photo", field="photo")
        now = datetime.now(UTC)
        require_id(visit_id)

        def keep(conn: Connection) -> None:
            self._require_open(conn, visit_id)
            last = select(func.coalesce(func.max(draft_photo.c.place), -1)).where(draft_photo.c.draft_id == visit_id)
            key = {"draft_id": visit_id, "photo_id": found}
            upsert(
                conn, draft_photo, [{**key, "place": conn.execute(last).scalar_one() + 1, "meta": {}, "made_at": now}]
            )
            upsert(conn, draft_picture, [{**key, "kind": kind, "data": data}], change=("data",))
            if meta:
                _merge_meta(conn, visit_id, found, meta)

        self._store.write(keep)
        return found

    def photo(self, visit_id: str, photo_id: str, kind: str = "original") -> bytes | None:
        """A picture's bytes, or None."""
        if not is_id(visit_id) or not _PHOTO.fullmatch(photo_id):
            return None
        key = (
            *self._of(draft_picture, visit_id), draft_picture.c.photo_id == photo_id, draft_picture.c.kind == kind
        )  # fmt: skip
        with self._store.reading() as conn:
            data = conn.execute(select(draft_picture.c.data).where(*key)).scalar_one_or_none()
        return None if data is None else bytes(data)

    def photos(self, visit_id: str) -> list[tuple[str, dict[str, Any]]]:
        """Each photo's id and meta, in the order the member put them."""
        if not is_id(visit_id):
            return []
        query = select(draft_photo.c.photo_id, draft_photo.c.meta).where(*self._of(draft_photo, visit_id))
        with self._store.reading() as conn:
            rows = conn.execute(query.order_by(draft_photo.c.place, draft_photo.c.photo_id)).all()
        return [(row.photo_id, row.meta) for row in rows]

    def kinds(self, visit_id: str, photo_id: str) -> list[str]:
        """Which pictures of a photo are kept."""
        if not is_id(visit_id):
            return []
        here = (*self._of(draft_picture, visit_id), draft_picture.c.photo_id == photo_id)
        with self._store.reading() as conn:
            return list(conn.execute(select(draft_picture.c.kind).where(*here).order_by("kind")).scalars())

    def set_photo_meta(self, visit_id: str, photo_id: str, meta: Mapping[str, Any]) -> None:
        """Merge plain JSON into a photo's meta; None deletes a key."""
        require_id(visit_id)

        def merge(conn: Connection) -> None:
            self._require_open(conn, visit_id)
            _merge_meta(conn, visit_id, photo_id, meta)

        self._store.write(merge)

    def drop_photo(self, visit_id: str, photo_id: str) -> None:
        """Remove a photo and every picture of it; harmless when it is gone."""
        require_id(visit_id)

        def drop(conn: Connection) -> None:
            self._require_open(conn, visit_id)
            for table in (draft_picture, draft_photo):
                conn.execute(delete(table).where(table.c.draft_id == visit_id, table.c.photo_id == photo_id))

        self._store.erase(drop)

    def order(self, visit_id: str, photo_ids: Sequence[str]) -> None:
        """Put photos in this order; ones not named keep theirs, after them."""
        require_id(visit_id)

        def place(conn: Connection) -> None:
            self._require_open(conn, visit_id)
            mine = draft_photo.c.draft_id == visit_id
            query = select(draft_photo.c.photo_id).where(mine).order_by(draft_photo.c.place)
            kept = list(conn.execute(query).scalars())
            wanted = [one for one in dict.fromkeys(photo_ids) if one in kept]
            for at, photo_id in enumerate([*wanted, *(one for one in kept if one not in wanted)]):
                conn.execute(update(draft_photo).where(mine, draft_photo.c.photo_id == photo_id).values(place=at))

        self._store.write(place)

    def _require_open(self, conn: Connection, visit_id: str) -> None:
        """`draft.gone`, or `visit.closed`: what was handed over takes no photos any more."""
        mine = select(draft.c.state).where(draft.c.id == visit_id, *self._mine).with_for_update()
        state = conn.execute(mine).scalar_one_or_none()
        if state is None:
            raise OnboardingError("draft.gone")
        if state != "open":
            raise OnboardingError("visit.closed")


def _merge_meta(conn: Connection, visit_id: str, photo_id: str, meta: Mapping[str, Any]) -> None:
    here = (draft_photo.c.draft_id == visit_id, draft_photo.c.photo_id == photo_id)
    old = conn.execute(select(draft_photo.c.meta).where(*here).with_for_update()).scalar_one_or_none()
    if old is None:
        raise OnboardingError("draft.photo_gone", field="photo")
    merged = {key: value for key, value in {**old, **composed(dict(meta))}.items() if value is not None}
    conn.execute(update(draft_photo).where(*here).values(meta=merged))
