"""`Drafts`: every open visit of a store."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from ..errors import OnboardingError
from ..store import Store
from ..store.schema import new_id
from ..store.schema.drafts import draft, draft_photo, draft_picture, draft_trail
from ..store.sql import put as put_rows
from .merge import SECRETS, check_path, composed, get, overwritten, put, touches
from .photos import Photos
from .row import Draft, Envelope, State, Summary, is_id, require_id


class Drafts(Photos):
    """Creates, loads, saves, hands over and discards drafts."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._envelope = Envelope(store)

    def create(
        self, *, team: str = "", member: str = "", commune: str = "", data: Mapping[str, Any] | None = None
    ) -> Draft:
        """A new open draft at step 0. Never call it merely because an address was opened."""
        draft_id, now = new_id(), _now()
        content: dict[str, Any] = composed(dict(data or {}))
        sealed = self._envelope.apart(draft_id, content, {})
        row = {
            "id": draft_id, "rev": 1, "step": 0, "state": "open", "team": team, "member": member,
            "commune": get(content, "business.commune") or commune, "title": _title(content), "data": content,
            "sealed": sealed, "stamps": {}, "created_at": now, "changed_at": now,
        }  # fmt: skip
        self._store.write(lambda conn: put_rows(conn, draft, [row]))
        return self._require(draft_id)

    def load(self, draft_id: str) -> Draft | None:
        """The draft as it is now; None for an id that is not one, or is no longer here."""
        if not is_id(draft_id):
            return None
        with self._store.reading() as conn:
            row = conn.execute(select(draft).where(draft.c.id == draft_id)).one_or_none()
        return self._envelope.draft(row) if row else None

    def save(self, draft_id: str, changes: Mapping[str, Any], *, rev: int, step: int | None = None) -> Draft:
        """Merge `changes` (dotted path → value; None deletes) onto the newest row; durable when it returns.

        `rev` is the revision the changes were typed on. Raises `draft.gone` and `draft.bad_path`.
        """
        require_id(draft_id)
        wanted = {check_path(path): composed(value) for path, value in changes.items()}
        moment = _now()
        row, conflicts = self._store.write(lambda conn: self._merge(conn, draft_id, wanted, rev, step, moment))
        return self._envelope.draft(row, conflicts)

    def _merge(
        self, conn: Connection, draft_id: str, changes: dict[str, Any], rev: int, step: int | None, now: datetime
    ) -> tuple[Row[Any], tuple[str, ...]]:
        row = _newest(conn, draft_id)
        data, _ = self._envelope.whole(row)
        allowed = changes if row.state == "open" else _without_secrets(changes)
        lost = overwritten(data, allowed, row.stamps, rev)
        fresh = {path: value for path, value in allowed.items() if get(data, path) != value}
        moved = step is not None and step != row.step
        if not fresh and not moved:
            return _newest(conn, draft_id), ()
        for path, value in fresh.items():
            put(data, path, value)
        stamps = {path: at for path, at in row.stamps.items() if not any(p == path for p in fresh)}
        sealed = self._envelope.apart(draft_id, data, row.sealed)
        conn.execute(
            update(draft).where(draft.c.id == draft_id).values(
                rev=row.rev + 1, step=row.step if step is None else step, title=_title(data),
                commune=get(data, "business.commune") or row.commune, data=data, sealed=sealed,
                stamps=stamps | dict.fromkeys(fresh, row.rev + 1), changed_at=now,
            )
        )  # fmt: skip
        self._keep_aside(conn, draft_id, row.rev + 1, lost, now)
        return _newest(conn, draft_id), tuple(sorted(lost))

    def _keep_aside(self, conn: Connection, draft_id: str, rev: int, lost: Mapping[str, Any], now: datetime) -> None:
        rows = []
        for path, value in lost.items():
            secret = any(touches(path, other) for other in SECRETS)
            kept = self._envelope.seal(draft_id, f"trail/{path}", value) if secret else value
            rows.append({"draft_id": draft_id, "rev": rev, "path": path, "value": kept, "made_at": now})
        put_rows(conn, draft_trail, rows)

    def trail(self, draft_id: str) -> list[tuple[int, str, Any]]:
        """What saves from two tabs overwrote, oldest first: revision, path, the value that stood there."""
        asked = select(draft_trail).where(draft_trail.c.draft_id == require_id(draft_id)).order_by("rev", "path")
        with self._store.reading() as conn:
            rows = conn.execute(asked).all()
        return [(row.rev, row.path, self._kept(draft_id, row.path, row.value)) for row in rows]

    def _kept(self, draft_id: str, path: str, value: Any) -> Any:
        secret = any(touches(path, other) for other in SECRETS)
        return self._envelope.unseal(draft_id, f"trail/{path}", value) if secret else value

    def open_ones(self, team: str | None = None, *, state: State = "open") -> list[Summary]:
        """Drafts that are open (or in another state), the one touched last first; of one team, or of all."""
        names = [draft.c[name] for name in Summary.__dataclass_fields__]
        asked = select(*names).where(draft.c.state == state).order_by(draft.c.changed_at.desc())
        with self._store.reading() as conn:
            rows = conn.execute(asked if team is None else asked.where(draft.c.team == team)).all()
        return [Summary(*row) for row in rows]

    def latest(self, team: str, path: str) -> Any:
        """What stands at a path in the newest of a team's last twenty drafts that has it; None when none has."""
        asked = select(draft.c.data).where(draft.c.team == team).order_by(draft.c.changed_at.desc()).limit(20)
        with self._store.reading() as conn:
            found = (get(data, path) for data in conn.execute(asked).scalars())
            return next((value for value in found if value is not None), None)

    def finish(self, draft_id: str) -> None:
        """Hand over: account number, scanned code, overwritten typing and original photos are wiped.

        Cleaned photos stay only where she agreed to photos being kept. Doing it twice changes nothing.
        """
        require_id(draft_id)

        def wipe(conn: Connection) -> None:
            row = _newest(conn, draft_id)
            agreed = bool(get(row.data, "consent.purposes.photos"))
            pictures = delete(draft_picture).where(draft_picture.c.draft_id == draft_id)
            conn.execute(pictures.where(draft_picture.c.kind == "original") if agreed else pictures)
            conn.execute(delete(draft_trail).where(draft_trail.c.draft_id == draft_id))
            wiped = {"sealed": {}, "state": "handed_over", "rev": row.rev + 1, "changed_at": _now()}
            if row.sealed or row.state != "handed_over":
                conn.execute(update(draft).where(draft.c.id == draft_id).values(wiped))

        self._store.erase(wipe)

    def reopen(self, draft_id: str) -> Draft:
        """Open a handed-over visit again, to mend and print once more; its account number must be typed again."""
        again = update(draft).where(draft.c.id == require_id(draft_id)).values(state="open", changed_at=_now())
        self._store.write(lambda conn: conn.execute(again).rowcount)
        return self._require(draft_id)

    def discard(self, draft_id: str) -> None:
        """Remove a draft and everything in it."""
        require_id(draft_id)
        self._store.erase(lambda conn: _remove(conn, [draft_id]))

    def forget(self, before: datetime, communes: Iterable[str] | None = None) -> int:
        """Remove handed-over drafts last touched before a moment, of all communes or of some (retention); how many."""
        names = (draft.c.id, draft.c.commune, draft.c.data)
        asked = select(*names).where(draft.c.state != "open", draft.c.changed_at < before)
        wanted = None if communes is None else set(communes)

        def old(conn: Connection) -> int:
            rows = conn.execute(asked).all()
            here = [
                row for row in rows if wanted is None or (get(row.data, "business.commune") or row.commune) in wanted
            ]
            return _remove(conn, [row.id for row in here])

        return self._store.erase(old)

    def _require(self, draft_id: str) -> Draft:
        found = self.load(draft_id)
        if found is None:
            raise OnboardingError("draft.gone")
        return found


def _newest(conn: Connection, draft_id: str) -> Row[Any]:
    row = conn.execute(select(draft).where(draft.c.id == draft_id).with_for_update()).one_or_none()
    if row is None:
        raise OnboardingError("draft.gone")
    return row


def _remove(conn: Connection, ids: list[str]) -> int:
    for table, column in ((draft_picture, "draft_id"), (draft_photo, "draft_id"), (draft_trail, "draft_id")):
        conn.execute(delete(table).where(table.c[column].in_(ids)))
    return conn.execute(delete(draft).where(draft.c.id.in_(ids))).rowcount


def _without_secrets(changes: Mapping[str, Any]) -> dict[str, Any]:
    """A tab left open after the hand-over must not bring the account number back."""
    return {path: value for path, value in changes.items() if not any(touches(path, secret) for secret in SECRETS)}


def _title(data: Mapping[str, Any]) -> str:
    name = get(data, "business.name")
    return name.strip()[:200] if isinstance(name, str) else ""


def _now() -> datetime:
    return datetime.now(UTC)
