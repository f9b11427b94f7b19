"""visits by team

A visit names its team and member by id: two teams of one store may have the same name. Visits of 0.2 are matched by
the names they carry; of several teams with that name, the one in the visit's commune, then the oldest.

Revision ID: 0004
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Hex

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team_id", Hex(), nullable=True))
        batch_op.add_column(sa.Column("member_id", Hex(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_draft_team_id_state_changed_at"), ["team_id", "state", "changed_at"], unique=False
        )
    _assign(op.get_bind())


def _assign(conn: sa.Connection) -> None:
    """Give every visit the team and member whose names it carries; a store's only team owns them all."""
    draft = sa.table("draft", *map(sa.column, ("team", "member", "commune")), sa.column("team_id", Hex()),
                     sa.column("member_id", Hex()))  # fmt: skip
    team = sa.table("team", sa.column("id", Hex()), *map(sa.column, ("name", "commune", "made_at")))
    member = sa.table(
        "member", sa.column("team_id", Hex()), sa.column("id", Hex()), *map(sa.column, ("name", "made_at"))
    )
    teams = conn.execute(sa.select(team).order_by(team.c.made_at, team.c.id)).all()
    members = conn.execute(sa.select(member).order_by(member.c.made_at, member.c.id)).all()
    names = (draft.c.team, draft.c.member, draft.c.commune)
    for named in conn.execute(sa.select(*names).distinct()).all():
        owner = _owner(named, teams)
        if owner is None:
            continue
        who = next((each.id for each in members if each.team_id == owner and each.name == named.member), None)
        same = [column == value for column, value in zip(names, named, strict=True)]
        conn.execute(sa.update(draft).where(*same).values(team_id=owner, member_id=who))


def _owner(named: Any, teams: Any) -> str | None:
    alike = [each for each in teams if each.name == named.team]
    near = [each for each in alike if each.commune == named.commune]
    found = near or alike or (teams if len(teams) == 1 else [])
    return str(found[0].id) if found else None
