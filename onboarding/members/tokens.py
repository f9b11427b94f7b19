"""Sign-ins and pairing links: random tokens of which the store keeps only the SHA-256."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from ..store import Store
from ..store.schema.members import sign_in

SESSION = timedelta(hours=12)
PAIRING = timedelta(minutes=5)


def hashed(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode("utf8", "surrogatepass")).hexdigest()


def new_session(store: Store, team_id: str, member_id: str, at: datetime | None = None) -> str:
    """A fresh sign-in of twelve hours; the token goes into the cookie and nowhere else."""
    return store.write(lambda conn: _put(conn, "session", team_id, member_id, at or datetime.now(UTC)))


def new_pairing(store: Store, team_id: str, member_id: str, at: datetime | None = None) -> str:
    """A token that signs one phone in, once, within five minutes; shown as a QR on the laptop."""
    return store.write(lambda conn: _put(conn, "pairing", team_id, member_id, at or datetime.now(UTC)))


def signed_in(conn: Connection, token: str, at: datetime) -> tuple[str, str] | None:
    """(team id, member id) of a sign-in that still holds, else None."""
    mine = sign_in.c
    asked = select(mine.team_id, mine.member_id).where(
        mine.token_hash == hashed(token), mine.kind == "session", mine.until.between(at, at + SESSION)
    )
    row = conn.execute(asked).first()
    return (row.team_id, row.member_id) if row else None


def use_pairing(store: Store, token: str, at: datetime | None = None) -> str | None:
    """A fresh sign-in for a pairing token, which is spent by it; None when it was spent or is too old."""
    moment, mine = at or datetime.now(UTC), sign_in.c

    def spend(conn: Connection) -> str | None:
        one = (
            (mine.token_hash == hashed(token)) & (mine.kind == "pairing") & mine.until.between(moment, moment + PAIRING)
        )
        row = conn.execute(delete(sign_in).where(one).returning(mine.team_id, mine.member_id)).first()
        return _put(conn, "session", row.team_id, row.member_id, moment) if row else None

    return store.write(spend)


def transfer_session(store: Store, token: str, member_id: str) -> None:
    """The sign-in goes on as another member of the same team, after their PIN was checked."""
    store.write(
        lambda conn: conn.execute(
            update(sign_in).where(sign_in.c.token_hash == hashed(token)).values(member_id=member_id)
        )
    )


def sign_out(store: Store, token: str) -> None:
    """End a sign-in, and forget those that are over."""
    over = (sign_in.c.token_hash == hashed(token)) | (sign_in.c.until <= datetime.now(UTC))
    store.write(lambda conn: conn.execute(delete(sign_in).where(over)))


def sign_out_everywhere(store: Store, team_id: str, member_id: str) -> None:
    """End every sign-in of a member, and their unused pairing links."""
    mine = (sign_in.c.team_id == team_id) & (sign_in.c.member_id == member_id)
    store.write(lambda conn: conn.execute(delete(sign_in).where(mine)))


def _put(conn: Connection, kind: str, team_id: str, member_id: str, at: datetime) -> str:
    token = secrets.token_hex(32)
    until = at + (SESSION if kind == "session" else PAIRING)
    row = {"token_hash": hashed(token), "team_id": team_id, "member_id": member_id, "kind": kind, "until": until}
    conn.execute(insert(sign_in).values(**row))
    return token
