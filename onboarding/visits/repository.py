"""`Visits`: the visits of one team, in any state."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, select, update

from ..business import Consent, Keeps, removed_products
from ..errors import OnboardingError
from ..store import Store
from ..store.schema import new_id
from ..store.schema.visits import draft, draft_photo, draft_picture, draft_trail
from ..store.sql import upsert
from .erasure import consent_of, retained
from .merge import SECRETS, check_path, composed, get, overwritten, put, touches
from .photos import Photos
from .row import SecretBox, State, Summary, VisitRow, is_id, require_id

ERASE_ON = "erase_on"
"""Where an open visit nobody touched keeps the day on which it will be erased (ISO day)."""

PROGRESS = "checklist."
"""What may still be written into a closed visit: how far the vendor is with the wallet, and what a return visit saw."""


class Visits(Photos):
    """The visits of one team: creates, loads, saves, closes and discards them.

    Bound to a team by `team_id`; no function returns or changes a visit of another ("" binds to visits no team owns).
    """

    def __init__(self, store: Store, team_id: str = "") -> None:
        super().__init__(store, team_id)
        self._secrets = SecretBox(store)

    def create(
        self, *, team: str = "", member: str = "", member_id: str = "", commune: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> VisitRow:  # fmt: skip
        """A new open visit at step 0. `team` and `member` are the names for the paper.

        Never call it merely because an address was opened.
        """
        visit_id, now = new_id(), _now()
        content: dict[str, Any] = composed(dict(data or {}))
        sealed = self._secrets.split(visit_id, content, {})
        row = {
            "id": visit_id, "rev": 1, "step": 0, "state": "open", "team_id": self.team_id or None,
            "member_id": member_id or None, "team": team, "member": member,
            "commune": get(content, "business.commune") or commune, "title": title_of(content), "data": content,
            "sealed": sealed, "stamps": {}, "created_at": now, "changed_at": now,
        }  # fmt: skip
        self._store.write(lambda conn: upsert(conn, draft, [row]))
        return self._require(visit_id)

    def load(self, visit_id: str) -> VisitRow | None:
        """The visit as it is now; None for an id that is not one, or is no longer here."""
        if not is_id(visit_id):
            return None
        with self._store.reading() as conn:
            row = conn.execute(select(draft).where(draft.c.id == visit_id, *self._mine)).one_or_none()
        return self._secrets.visit_row(row) if row else None

    def save(self, visit_id: str, changes: Mapping[str, Any], *, rev: int, step: int | None = None) -> VisitRow:
        """Merge `changes` (dotted path → value; None deletes) onto the newest row; durable when it returns.

        `rev` is the revision the changes were typed on. Raises `draft.gone`, `draft.bad_path`, and `visit.closed` when
        a change would reach a visit that was handed over (its step may still move).
        """
        require_id(visit_id)
        wanted = {check_path(path): composed(value) for path, value in changes.items()}
        moment = _now()
        row, conflicts = self._store.write(lambda conn: self._merge(conn, visit_id, wanted, rev, step, moment))
        return self._secrets.visit_row(row, conflicts)

    def _merge(
        self, conn: Connection, visit_id: str, changes: dict[str, Any], rev: int, step: int | None, now: datetime
    ) -> tuple[Row[Any], tuple[str, ...]]:
        row = self._newest(conn, visit_id)
        data, _ = self._secrets.open(row)
        fresh = {path: value for path, value in changes.items() if get(data, path) != value}
        if fresh and row.state != "open":
            _require_progress(row.data, fresh)
        lost = overwritten(data, changes, row.stamps, rev)
        moved = step is not None and step != row.step
        if not fresh and not moved:
            return row, ()
        data.pop(ERASE_ON, None)
        for path, value in fresh.items():
            put(data, path, value)
        stamps = {path: at for path, at in row.stamps.items() if path not in fresh}
        sealed = self._secrets.split(visit_id, data, row.sealed)
        conn.execute(
            update(draft).where(draft.c.id == visit_id).values(
                rev=row.rev + 1, step=row.step if step is None else step, title=title_of(data),
                commune=get(data, "business.commune") or row.commune, data=data, sealed=sealed,
                stamps=stamps | dict.fromkeys(fresh, row.rev + 1), changed_at=now,
            )
        )  # fmt: skip
        self._keep_aside(conn, visit_id, row.rev + 1, lost, now)
        return self._newest(conn, visit_id), tuple(sorted(lost))

    def _keep_aside(self, conn: Connection, visit_id: str, rev: int, lost: Mapping[str, Any], now: datetime) -> None:
        rows = []
        for path, value in lost.items():
            secret = any(touches(path, other) for other in SECRETS)
            kept = self._secrets.seal(visit_id, f"trail/{path}", value) if secret else value
            rows.append({"draft_id": visit_id, "rev": rev, "path": path, "value": kept, "made_at": now})
        upsert(conn, draft_trail, rows)

    def trail(self, visit_id: str) -> list[tuple[int, str, Any]]:
        """What saves from two tabs overwrote, oldest first: revision, path, the value that stood there."""
        query = select(draft_trail).where(*self._of(draft_trail, require_id(visit_id))).order_by("rev", "path")
        with self._store.reading() as conn:
            rows = conn.execute(query).all()
        return [(row.rev, row.path, self._kept(visit_id, row.path, row.value)) for row in rows]

    def _kept(self, visit_id: str, path: str, value: Any) -> Any:
        secret = any(touches(path, other) for other in SECRETS)
        return self._secrets.unseal(visit_id, f"trail/{path}", value) if secret else value

    def open_ones(self, *, state: State = "open") -> list[Summary]:
        """Visits that are open (or in another state), the one touched last first."""
        names = [draft.c[name] for name in Summary.__dataclass_fields__]
        query = select(*names).where(draft.c.state == state, *self._mine).order_by(draft.c.changed_at.desc())
        with self._store.reading() as conn:
            rows = conn.execute(query).all()
        return [Summary(*row) for row in rows]

    def to_be_erased(self) -> list[tuple[Summary, date]]:
        """Open visits nobody touched for long, with the day each will be erased, the soonest first. See `keep`."""
        names = [draft.c[name] for name in Summary.__dataclass_fields__]
        with self._store.reading() as conn:
            rows = conn.execute(select(*names, draft.c.data).where(draft.c.state == "open", *self._mine)).all()
        due = [(Summary(*row[:-1]), date.fromisoformat(day)) for row in rows if (day := row.data.get(ERASE_ON))]
        return sorted(due, key=lambda pair: (pair[1], pair[0].id))

    def keep(self, visit_id: str) -> VisitRow:
        """Touch an open visit: its days untouched begin anew."""
        mine = (draft.c.id == require_id(visit_id), draft.c.state == "open", *self._mine)

        def touch(conn: Connection) -> None:
            row = conn.execute(select(draft.c.data).where(*mine).with_for_update()).one_or_none()
            if row is not None:
                data = {key: value for key, value in row.data.items() if key != ERASE_ON}
                conn.execute(update(draft).where(*mine).values(data=data, changed_at=_now()))

        self._store.write(touch)
        return self._require(visit_id)

    def latest(self, path: str, *, like: tuple[str, Any] | None = None, but: str = "") -> Any:
        """What stands at a path in the newest of a team's last twenty visits that has it; None when none has.

        `like`: a path and what must stand there too; `but`: a visit that is not asked.
        """
        query = select(draft.c.id, draft.c.data).where(*self._mine).order_by(draft.c.changed_at.desc()).limit(20)
        with self._store.reading() as conn:
            rows = [row.data for row in conn.execute(query) if row.id != but]
        told = (get(data, path) for data in rows if like is None or get(data, like[0]) == like[1])
        return next((value for value in told if value is not None), None)

    def untouched(self, member_id: str) -> str | None:
        """The newest open visit of a member if nothing was typed in it yet: a double tap opens one visit, not two."""
        mine = select(draft).where(draft.c.state == "open", draft.c.member_id == (member_id or None), *self._mine)
        with self._store.reading() as conn:
            row = conn.execute(mine.order_by(draft.c.created_at.desc()).limit(1)).one_or_none()
        fresh = row is not None and not row.sealed and set(row.data) <= {"lang", "business"}
        return row.id if row and fresh and set(row.data.get("business", {})) <= {"commune"} else None

    def finish(self, visit_id: str, changes: Mapping[str, Any] | None = None) -> None:
        """Close a visit: see `close`. Doing it twice changes nothing."""
        require_id(visit_id)
        self._store.erase(lambda conn: self.close(conn, visit_id, changes or {}))

    def unchanged(self, conn: Connection, visit_id: str, rev: int) -> bool:
        """Whether a visit is still open and at the revision that was read; holds it for this transaction."""
        row = self._newest(conn, visit_id)
        return bool(row.state == "open" and row.rev == rev)

    def close(self, conn: Connection, visit_id: str, changes: Mapping[str, Any], *, account: str = "") -> bool:
        """In an open transaction, hand a visit over: erase what the vendor did not agree to have kept.

        Always gone: account number (`account` where it came by a scanned code), also out of the texts, scanned code,
        overwritten typing, original photos. `changes` (path → value) are written beside it. False when it was closed
        already: nothing changes. Use `Store.erase`.
        """
        row = self._newest(conn, visit_id)
        if row.state != "open":
            return False
        consent = consent_of(row.data)
        typed, _ = self._secrets.open(row)
        account = account or str(get(typed, "payment.account") or "")
        for secret in SECRETS:
            put(typed, secret, None)
        data = retained(typed, consent, account)
        for path, value in changes.items():
            put(data, path, value)
        if consent.allows(Keeps.PHOTOS):
            originals = (draft_picture.c.draft_id == visit_id, draft_picture.c.kind == "original")
            conn.execute(delete(draft_picture).where(*originals))
            self._remove_photos_of(conn, visit_id, removed_products(row.data))
        else:
            remove_photos(conn, visit_id)
        conn.execute(delete(draft_trail).where(draft_trail.c.draft_id == visit_id))
        closed = {
            "sealed": {}, "stamps": {}, "state": "handed_over", "rev": row.rev + 1, "changed_at": _now(),
            "data": data, "title": title_of(data),
        }  # fmt: skip
        conn.execute(update(draft).where(draft.c.id == visit_id).values(closed))
        return True

    def restrict(self, conn: Connection, business_id: str, consent: Consent, *, but: str = "") -> None:
        """Erase from the team's other closed visits of a business what the vendor refuses now; `but`: not in this one.

        In an open transaction of `Store.erase`.
        """
        refused = {code: False for code, answer in consent.purposes.items() if answer is False}
        if not refused:
            return
        closed = select(draft.c.id, draft.c.data).where(draft.c.state == "handed_over", draft.c.id != but, *self._mine)
        for row in conn.execute(closed).all():
            if business_id not in (row.id, row.data.get("business_id")):
                continue
            before = consent_of(row.data)
            stricter = msgspec.structs.replace(before, purposes={**before.purposes, **refused})
            data = retained(row.data, stricter)
            put(data, "consent.purposes", stricter.purposes)
            if not stricter.allows(Keeps.PHOTOS):
                remove_photos(conn, row.id)
            kept = {"data": data, "title": title_of(data), "stamps": {}}
            conn.execute(update(draft).where(draft.c.id == row.id).values(**kept))

    def _remove_photos_of(self, conn: Connection, visit_id: str, products: Collection[str]) -> None:
        """Remove the photos of products that were taken out of the visit."""
        rows = conn.execute(
            select(draft_photo.c.photo_id, draft_photo.c.meta).where(draft_photo.c.draft_id == visit_id)
        )
        gone = [row.photo_id for row in rows.all() if row.meta.get("product") in products]
        for table in (draft_picture, draft_photo):
            conn.execute(delete(table).where(table.c.draft_id == visit_id, table.c.photo_id.in_(gone)))

    def reopen(self, visit_id: str) -> VisitRow:
        """Open a handed-over visit again, or one taken off the lists; its account number must be typed again."""
        mine = (draft.c.id == require_id(visit_id), *self._mine)
        again = update(draft).where(*mine).values(state="open", changed_at=_now())
        self._store.write(lambda conn: conn.execute(again).rowcount)
        return self._require(visit_id)

    def delete(self, visit_id: str) -> None:
        """Take an open visit off the lists; `reopen` undoes that, `purge_deleted` ends it."""
        mine = (draft.c.id == require_id(visit_id), draft.c.state == "open", *self._mine)
        deleted = update(draft).where(*mine).values(state="closed", changed_at=_now())
        self._store.write(lambda conn: conn.execute(deleted).rowcount)

    def purge_deleted(self, before: datetime) -> int:
        """Remove visits deleted before a moment, with everything in them; how many."""
        mine = select(draft.c.id).where(draft.c.state == "closed", draft.c.changed_at < before, *self._mine)
        with self._store.reading() as conn:
            if conn.execute(mine.limit(1)).one_or_none() is None:
                return 0
        return self._store.erase(lambda conn: remove(conn, list(conn.execute(mine).scalars())))

    def discard(self, visit_id: str) -> None:
        """Remove a visit and everything in it."""
        require_id(visit_id)
        mine = select(draft.c.id).where(draft.c.id == visit_id, *self._mine)
        self._store.erase(lambda conn: remove(conn, list(conn.execute(mine).scalars())))

    def _newest(self, conn: Connection, visit_id: str) -> Row[Any]:
        here = select(draft).where(draft.c.id == visit_id, *self._mine)
        row = conn.execute(here.with_for_update()).one_or_none()
        if row is None:
            raise OnboardingError("draft.gone")
        return row

    def _require(self, visit_id: str) -> VisitRow:
        found = self.load(visit_id)
        if found is None:
            raise OnboardingError("draft.gone")
        return found


def remove_photos(conn: Connection, visit_id: str) -> int:
    """Remove every photo of a visit and its pictures, in an open transaction; how many photos."""
    conn.execute(delete(draft_picture).where(draft_picture.c.draft_id == visit_id))
    return conn.execute(delete(draft_photo).where(draft_photo.c.draft_id == visit_id)).rowcount


def remove(conn: Connection, ids: list[str]) -> int:
    """Delete visits with everything in them, in an open transaction; how many there were."""
    for table, column in ((draft_picture, "draft_id"), (draft_photo, "draft_id"), (draft_trail, "draft_id")):
        conn.execute(delete(table).where(table.c[column].in_(ids)))
    return conn.execute(delete(draft).where(draft.c.id.in_(ids))).rowcount


def _require_progress(data: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """A closed visit takes progress only, and that only where the visit may be kept at all."""
    progress = all(path.startswith(PROGRESS) for path in changes)
    if not progress or not consent_of(data).allows(Keeps.NAME):
        raise OnboardingError("visit.closed")


def title_of(data: Mapping[str, Any]) -> str:
    """The business's name as lists show it, or empty."""
    name = get(data, "business.name")
    return name.strip()[:200] if isinstance(name, str) else ""


def _now() -> datetime:
    return datetime.now(UTC)
