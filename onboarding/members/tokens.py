"""Sessions, pairing codes and known devices: random tokens of which the store keeps only the SHA-256."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from ..store import Store
from ..store.schema.members import member, sign_in

SESSION = timedelta(hours=12)
PAIRING = timedelta(minutes=5)
DEVICE = timedelta(days=180)
"""How long a device that signed in once is known by its own throttle counter; it opens nothing by itself."""
_LASTS = {"session": SESSION, "pairing": PAIRING, "device": DEVICE}

Kind = Literal["session", "pairing", "device"]


class KnownDevice(NamedTuple):
    """A device that signed in before: its id, and the id of the member it signed in as."""

    device: str
    member_id: str


class Session(NamedTuple):
    """A signed-in device as its team sees it; `id` ends it, and is not the token."""

    id: str
    member: str
    label: str
    made_at: datetime | None


def hashed(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode("utf8", "surrogatepass")).hexdigest()


def new_session(store: Store, team_id: str, member_id: str, at: datetime | None = None, label: str = "") -> str:
    """A fresh session of twelve hours; the token goes into the cookie and nowhere else."""
    return store.write(lambda conn: _put(conn, "session", team_id, member_id, at or datetime.now(UTC), label))


def new_pairing(store: Store, team_id: str, member_id: str, at: datetime | None = None) -> str:
    """A token that signs one phone in, once, within five minutes; shown as a QR on the laptop."""
    return store.write(lambda conn: _put(conn, "pairing", team_id, member_id, at or datetime.now(UTC)))


def new_device(store: Store, team_id: str, member_id: str, label: str = "") -> str:
    """A token by which a device is known at its next sign-in."""
    return store.write(lambda conn: _put(conn, "device", team_id, member_id, datetime.now(UTC), label))


def signed_in(conn: Connection, token: str, at: datetime) -> tuple[str, str] | None:
    """(team id, member id) of a session that still holds, else None."""
    mine = sign_in.c
    query = select(mine.team_id, mine.member_id).where(
        mine.token_hash == hashed(token), mine.kind == "session", mine.until.between(at, at + SESSION)
    )
    row = conn.execute(query).first()
    return (row.team_id, row.member_id) if row else None


def device_member(store: Store, token: str) -> KnownDevice | None:
    """Which device a device token names, while its member is in the team."""
    mine, now = sign_in.c, datetime.now(UTC)
    query = (
        select(member.c.id)
        .join(sign_in, (member.c.team_id == mine.team_id) & (member.c.id == mine.member_id))
        .where(mine.token_hash == hashed(token), mine.kind == "device", mine.until.between(now, now + DEVICE))
        .where(member.c.left_at.is_(None))
    )
    with store.reading() as conn:
        row = conn.execute(query).first()
    return KnownDevice(hashed(token)[:32], row.id) if row else None


def use_pairing(store: Store, token: str, at: datetime | None = None) -> tuple[str, str] | None:
    """(team id, member id) of a pairing token, which is spent by it; None when it was spent or is too old."""
    moment, mine = at or datetime.now(UTC), sign_in.c
    row_of = (
        (mine.token_hash == hashed(token)) & (mine.kind == "pairing") & mine.until.between(moment, moment + PAIRING)
    )

    def spend(conn: Connection) -> tuple[str, str] | None:
        row = conn.execute(delete(sign_in).where(row_of).returning(mine.team_id, mine.member_id)).first()
        return (row.team_id, row.member_id) if row else None

    return store.write(spend)


def pairing_open(store: Store, token: str) -> bool:
    """Whether a pairing token can still be used: the screen that shows it draws a new one when not."""
    mine, now = sign_in.c, datetime.now(UTC)
    query = select(mine.until).where(mine.token_hash == hashed(token), mine.kind == "pairing", mine.until > now)
    with store.reading() as conn:
        return conn.execute(query).first() is not None


def sessions(store: Store, team_id: str) -> list[Session]:
    """The signed-in devices of a team, the latest first."""
    mine, now = sign_in.c, datetime.now(UTC)
    query = (
        select(mine.token_hash, member.c.name, mine.label, mine.made_at)
        .join(member, (member.c.team_id == mine.team_id) & (member.c.id == mine.member_id))
        .where(mine.team_id == team_id, mine.kind == "session", mine.until.between(now, now + SESSION))
        .order_by(mine.until.desc())
    )
    with store.reading() as conn:
        return [
            Session(_session_id(row.token_hash), row.name, row.label or "", row.made_at) for row in conn.execute(query)
        ]


def _session_id(token_hash: str) -> str:
    return hashlib.sha256(token_hash.encode()).hexdigest()[:32]


def end_session(store: Store, team_id: str, session: str) -> None:
    """Sign one device of a team out, by its id."""
    mine = sign_in.c

    def end(conn: Connection) -> None:
        rows = conn.execute(select(mine.token_hash).where(mine.team_id == team_id, mine.kind == "session"))
        for row in rows.all():
            if _session_id(row.token_hash) == session:
                conn.execute(delete(sign_in).where(mine.token_hash == row.token_hash))

    store.write(end)


def transfer_session(store: Store, token: str, member_id: str) -> None:
    """The session goes on as another member of the same team, after their PIN was checked."""
    store.write(
        lambda conn: conn.execute(
            update(sign_in).where(sign_in.c.token_hash == hashed(token)).values(member_id=member_id)
        )
    )


def sign_out(store: Store, token: str) -> None:
    """End a session, and forget those that are over."""
    over = (sign_in.c.token_hash == hashed(token)) | (sign_in.c.until <= datetime.now(UTC))
    store.write(lambda conn: conn.execute(delete(sign_in).where(over)))


def sign_out_everywhere(store: Store, team_id: str, member_id: str) -> None:
    """End every session of a member, their unused pairing codes and known devices."""
    mine = (sign_in.c.team_id == team_id) & (sign_in.c.member_id == member_id)
    store.write(lambda conn: conn.execute(delete(sign_in).where(mine)))


def _put(conn: Connection, kind: Kind, team_id: str, member_id: str, at: datetime, label: str = "") -> str:
    token = secrets.token_hex(32)
    row = {
        "token_hash": hashed(token),
        "team_id": team_id,
        "member_id": member_id,
        "kind": kind,
        "until": at + _LASTS[kind],
        "label": label[:80],
        "made_at": at,
    }
    conn.execute(insert(sign_in).values(**row))
    return token
