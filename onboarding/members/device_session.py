"""Who is at this machine: set once on the first run, then switched with a PIN.

On its own laptop the kit listens to this machine alone, so one member at a time sits here; a phone or laptop that
came through the gate brings its own sign-in (`token`) and is whoever signed in.
"""

import hashlib
import platform
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select, update

from ..errors import OnboardingError
from ..store import Store
from ..store.schema import new_id
from ..store.schema.members import machine, member, team
from ..store.sql import insert_if_absent, upsert
from .pins import somebody_has_a_pin
from .teams import Role, put_member, put_team
from .tokens import signed_in

IDLE = timedelta(minutes=15)
"""After this long without a touch the machine asks for the PIN again."""
_TOUCH = timedelta(seconds=60)


class CurrentMember(msgspec.Struct, frozen=True):
    """A member of a team at this machine. `locked`: a PIN is wanted before anything is shown, or they have left."""

    team: str
    member: str
    commune: str
    team_id: str
    member_id: str
    role: Role
    locked: bool = False
    has_pin: bool = False
    area: str | None = None


def device(store: Store) -> str:
    """This machine's name in the store: an SQLite file has one machine, a shared server tells its machines apart."""
    if store.path is not None:
        return "local"
    return hashlib.sha256(store.secret("device") + platform.node().encode()).hexdigest()[:32]


def set_up_team(store: Store, *, team: str, commune: str, member: str) -> CurrentMember:
    """The first run: a team in its commune (code) and its first member, who leads it. Asked twice, done once.

    OnboardingError `team.unnamed`, `member.unnamed`, `place.unknown`.
    """
    at, where, team_id, member_id = datetime.now(UTC), device(store), new_id(), new_id()
    session = {"device": where, "team_id": team_id, "member_id": member_id, "locked": False, "seen_at": at}

    def first(conn: Connection) -> None:
        if insert_if_absent(conn, machine, session):  # of two taps at once, one wins
            put_team(conn, team, commune, at, team_id)
            put_member(conn, team_id, member, at, Role.LEADER, member_id=member_id)

    store.write(first)
    found = current_member(store)
    if found is None:
        raise OnboardingError("member.unknown", field="member")
    return found


def current_member(store: Store, token: str | None = None, at: datetime | None = None) -> CurrentMember | None:
    """Who is here: by their sign-in when `token` is given, else at this machine; None before the first run."""
    moment = at or datetime.now(UTC)
    with store.reading() as conn:
        if token is not None:
            who = signed_in(conn, token, moment)
            row = who and _person(conn, *who)
            return _as_member(row, locked=False) if row else None
        row = _row(conn, device(store))
        if row is None:
            return None
        if row.left_at is not None:
            return _as_member(row, locked=True)
        if row.pin is not None or row.role == Role.VIEWER:
            return _as_member(row, locked=row.locked or abs(moment - row.seen_at) > IDLE)
        # Locked while there was a PIN, which was taken away since: whoever else has one opens it.
        return _as_member(row, locked=row.locked and somebody_has_a_pin(conn, row.team_id))


def switch_member(store: Store, team_id: str, member_id: str) -> None:
    """Put a member at this machine, unlocked; whoever calls has checked the PIN."""
    at, where = datetime.now(UTC), device(store)
    store.write(lambda conn: _sit(conn, where, team_id, member_id, at))


def lock(store: Store) -> None:
    """Ask for the PIN before the next touch; does nothing while the member has none, but after a viewer."""
    where = device(store)
    store.write(lambda conn: conn.execute(update(machine).where(machine.c.device == where).values(locked=True)))


def keep_alive(store: Store, at: datetime | None = None) -> None:
    """Somebody is working: put off the lock. Written at most once a minute."""
    moment, where = at or datetime.now(UTC), device(store)
    with store.reading() as conn:
        seen = conn.execute(select(machine.c.seen_at).where(machine.c.device == where)).scalar_one_or_none()
    if seen is not None and abs(moment - seen) > _TOUCH:
        store.write(lambda conn: conn.execute(update(machine).where(machine.c.device == where).values(seen_at=moment)))


def _sit(conn: Connection, where: str, team_id: str, member_id: str, at: datetime) -> None:
    row = {"device": where, "team_id": team_id, "member_id": member_id, "locked": False, "seen_at": at}
    upsert(conn, machine, [row], change=("team_id", "member_id", "locked", "seen_at"))


_COLUMNS = (
    team.c.name.label("team"),
    team.c.commune,
    member.c.name.label("member"),
    member.c.team_id,
    member.c.id,
    member.c.role,
    member.c.pin,
    member.c.area,
    member.c.left_at,
)


_SEATED = (
    select(*_COLUMNS, machine.c.locked, machine.c.seen_at)
    .join(member, (member.c.team_id == machine.c.team_id) & (member.c.id == machine.c.member_id))
    .join(team, team.c.id == machine.c.team_id)
    .where(machine.c.device == bindparam("device"))
)


def _row(conn: Connection, where: str) -> Row[*tuple[Any, ...]] | None:
    return conn.execute(_SEATED, {"device": where}).first()


def _person(conn: Connection, team_id: str, member_id: str) -> Row[*tuple[Any, ...]] | None:
    query = (
        select(*_COLUMNS)
        .join(team, team.c.id == member.c.team_id)
        .where(member.c.team_id == team_id, member.c.id == member_id, member.c.left_at.is_(None))
    )
    return conn.execute(query).first()


def _as_member(row: Row[Any], *, locked: bool) -> CurrentMember:
    return CurrentMember(
        row.team,
        row.member,
        row.commune,
        row.team_id,
        row.id,
        Role(row.role),
        locked=locked,
        has_pin=row.pin is not None,
        area=row.area,
    )
