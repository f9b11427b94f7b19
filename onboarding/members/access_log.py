"""Who looked at a person's data, and when: kept for the leader, shown to nobody else."""

from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import delete, func, insert, select

from ..store import Store
from ..store.schema import new_id
from ..store.schema.members import member, person_read
from .device_session import CurrentMember

NOBODY = "0" * 32
AGAIN = timedelta(minutes=10)
"""The same member looking at the same thing again within this time is one look."""


class Access(msgspec.Struct, frozen=True):
    """One look: the member's name, what was looked at ("visit", "log", "export", …), whose, when."""

    member: str
    what: str
    subject: str
    read_at: datetime


def log_access(store: Store, who: CurrentMember | None, what: str, subject: str, at: datetime | None = None) -> None:
    """Note that `who` is being shown a person's data; `subject` is an id, never a name or a number.

    `who` None: somebody at a command line where no team sits; kept under ids of zeros.
    """
    moment, mine = at or datetime.now(UTC), person_read.c
    team_id, member_id = (who.team_id, who.member_id) if who else (NOBODY, NOBODY)
    same = select(mine.id).where(
        mine.team_id == team_id,
        mine.read_at > moment - AGAIN,
        mine.member_id == member_id,
        mine.what == what[:64],
        mine.subject == subject[:64],
    )
    with store.reading() as conn:
        if conn.execute(same.limit(1)).first():
            return
    row = {"team_id": team_id, "id": new_id(), "member_id": member_id, "what": what[:64]}
    store.write(lambda conn: conn.execute(insert(person_read).values(**row, subject=subject[:64], read_at=moment)))


def list_accesses(store: Store, team_id: str, since: datetime | None = None, limit: int = 200) -> list[Access]:
    """Looks of a team's members at persons' data, the latest first; `NOBODY`: those of no team, without a name."""
    mine = person_read.c
    query = (
        select(func.coalesce(member.c.name, ""), mine.what, mine.subject, mine.read_at)
        .outerjoin(member, (member.c.team_id == mine.team_id) & (member.c.id == mine.member_id))
        .where(mine.team_id == team_id)
        .order_by(mine.read_at.desc())
        .limit(limit)
    )
    if since is not None:
        query = query.where(mine.read_at >= since)
    with store.reading() as conn:
        return [Access(*row) for row in conn.execute(query)]


def purge_access_log(store: Store, before: datetime) -> int:
    """Delete looks older than a moment; returns how many."""
    return store.write(lambda conn: conn.execute(delete(person_read).where(person_read.c.read_at < before)).rowcount)
