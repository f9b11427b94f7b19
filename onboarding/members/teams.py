"""Teams and their members: who may do what, joining, leaving.

>>> Role.VIEWER.may("counts"), Role.VIEWER.may("people"), Role.MEMBER.may("visits")
(True, False, True)
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from ..errors import OnboardingError
from ..languages import clean, fold
from ..places import UNIT_SET, Areas, commune
from ..store import Store
from ..store.schema import new_id
from ..store.schema.members import member as members_table
from ..store.schema.members import sign_in
from ..store.schema.members import team as teams_table

MOST_LETTERS = 80


class Role(StrEnum):
    """What a member is for: `may` says what that allows."""

    LEADER = "leader"
    MEMBER = "member"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"

    def may(self, right: str) -> bool:
        """`visits`, `people` (see persons), `counts`, `team` (its members), `areas`, `store` (backup, import)."""
        return right in _RIGHTS[self]


_RIGHTS: Mapping[Role, frozenset[str]] = {
    Role.VIEWER: frozenset({"counts"}),
    Role.MEMBER: frozenset({"counts", "visits", "people"}),
    Role.LEADER: frozenset({"counts", "visits", "people", "team", "areas"}),
    Role.ADMINISTRATOR: frozenset({"counts", "visits", "people", "team", "areas", "store"}),
}


class Team(msgspec.Struct, frozen=True):
    """A team and the commune it works in, by code of the unit set it was entered under."""

    id: str
    name: str
    commune: str
    unit_set: str = UNIT_SET


class Member(msgspec.Struct, frozen=True):
    """Somebody in a team; `area` is the one reporting area a viewer sees. Never carries a secret."""

    team_id: str
    id: str
    name: str
    role: Role
    has_pin: bool = False
    has_password: bool = False
    area: str | None = None
    left_at: datetime | None = None
    practised_on: date | None = None


def name_of(text: str, code: str, field: str) -> str:
    """A name fit to keep, or OnboardingError `code` beside `field` when nothing is left of it."""
    name = " ".join(clean(text, MOST_LETTERS).split())
    if not fold(name):
        raise OnboardingError(code, field=field)
    return name


def put_team(conn: Connection, name: str, commune_code: str, at: datetime, team_id: str | None = None) -> Team:
    """A new team in an open transaction; refuses an empty name (`team.unnamed`) and a commune nobody knows."""
    kept = name_of(name, "team.unnamed", "team")
    made = Team(team_id or new_id(), kept, commune(commune_code).code)
    conn.execute(insert(teams_table).values(**msgspec.structs.asdict(made), made_at=at))
    return made


def put_member(
    conn: Connection,
    team_id: str,
    name: str,
    at: datetime,
    role: Role = Role.MEMBER,
    area: str | None = None,
    member_id: str | None = None,
) -> Member:
    """A new member in an open transaction; a second one of the same name in the team is `member.name_taken`."""
    cleaned = name_of(name, "member.unnamed", "member")
    mine = members_table.c
    same = select(mine.id).where(mine.team_id == team_id, mine.name_key == fold(cleaned), mine.left_at.is_(None))
    if conn.execute(same).first():
        raise OnboardingError("member.name_taken", field="member", name=cleaned)
    if role is Role.VIEWER and not area:
        raise OnboardingError("member.viewer_needs_area", field="area")
    member = Member(team_id, member_id or new_id(), cleaned, role, area=area)
    row = {"team_id": team_id, "id": member.id, "name": cleaned, "name_key": fold(cleaned), "role": role, "area": area}
    conn.execute(insert(members_table).values(**row, wrong_tries=0, made_at=at))
    return member


def as_member(row: Row[Any]) -> Member:
    """A row of the table without its secrets."""
    return Member(
        row.team_id,
        row.id,
        row.name,
        Role(row.role),
        has_pin=row.pin is not None,
        has_password=row.password is not None,
        area=row.area,
        left_at=row.left_at,
        practised_on=row.practised_on,
    )


class Members:
    """The members of every team in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def teams(self) -> list[Team]:
        """All teams, by name."""
        columns = [teams_table.c.id, teams_table.c.name, teams_table.c.commune, teams_table.c.unit_set]
        with self.store.reading() as conn:
            return [Team(*row) for row in conn.execute(select(*columns).order_by(teams_table.c.name))]

    def team(self, team_id: str) -> Team:
        """A team by id, or OnboardingError `team.unknown`."""
        team = next((team for team in self.teams() if team.id == team_id), None)
        if team is None:
            raise OnboardingError("team.unknown", field="team")
        return team

    def add_team(self, name: str, commune_code: str) -> Team:
        """A new team; OnboardingError `team.unnamed`, `place.unknown`."""
        return self.store.write(lambda conn: put_team(conn, name, commune_code, datetime.now(UTC)))

    def of(self, team_id: str, *, former: bool = False) -> list[Member]:
        """Who is in a team now, by name; with `former`, also those who left."""
        query = select(members_table).where(members_table.c.team_id == team_id).order_by(members_table.c.name)
        with self.store.reading() as conn:
            everyone = [as_member(row) for row in conn.execute(query)]
        return [person for person in everyone if former or person.left_at is None]

    def sizes(self, *, practised: bool = False) -> dict[str, int]:
        """How many people are in each team now, by its id; or of them, who finished the practice visit."""
        query = (
            select(members_table.c.team_id, func.count())
            .where(members_table.c.left_at.is_(None))
            .where(*([members_table.c.practised_on.is_not(None)] if practised else []))
            .group_by(members_table.c.team_id)
        )
        with self.store.reading() as conn:
            return {row[0]: row[1] for row in conn.execute(query)}

    def get(self, team_id: str, member_id: str) -> Member:
        """A member who has not left, or OnboardingError `member.unknown`."""
        member_of_id = next((person for person in self.of(team_id) if person.id == member_id), None)
        if member_of_id is None:
            raise OnboardingError("member.unknown", field="member")
        return member_of_id

    def add(self, team_id: str, name: str, role: Role = Role.MEMBER, area: str | None = None) -> Member:
        """Somebody joins; OnboardingError `member.unnamed`, `.name_taken`, `.viewer_needs_area`, `area.unknown`."""
        self.team(team_id)
        if area is not None:
            Areas(self.store).get(area)
        return self.store.write(lambda conn: put_member(conn, team_id, name, datetime.now(UTC), role, area))

    def practised(self, team_id: str, member_id: str, day: date) -> None:
        """Note that a member finished a practice visit on this day."""
        mine = (members_table.c.team_id == team_id) & (members_table.c.id == member_id)
        self.store.write(lambda conn: conn.execute(update(members_table).where(mine).values(practised_on=day)))

    def remove(self, team_id: str, member_id: str) -> Member:
        """Somebody leaves: signs in no more, what they did stays theirs; the last leader is `member.last_leader`."""
        leaving = self.get(team_id, member_id)
        heads = [person for person in self.of(team_id) if person.role in (Role.LEADER, Role.ADMINISTRATOR)]
        if [person.id for person in heads] == [member_id]:
            raise OnboardingError("member.last_leader", field="member", name=leaving.name)
        mine = (members_table.c.team_id == team_id) & (members_table.c.id == member_id)
        gone = {"left_at": datetime.now(UTC), "pin": None, "password": None}

        def leave(conn: Connection) -> None:
            conn.execute(update(members_table).where(mine).values(**gone))
            conn.execute(sign_in.delete().where(sign_in.c.team_id == team_id, sign_in.c.member_id == member_id))

        self.store.write(leave)
        return leaving
