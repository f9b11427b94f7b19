"""whose persons a business's are

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Hex

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("business", sa.Column("team_id", Hex(length=16), nullable=True))
    of_visit = "SELECT draft.team_id FROM draft WHERE draft.id = business.id"
    only = "SELECT CASE WHEN count(*) = 1 THEN min(CAST(team.id AS TEXT)) END FROM team WHERE team.name = business.team"
    op.execute(sa.text(f"UPDATE business SET team_id = ({of_visit})"))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(f"UPDATE business SET team_id = CAST(({only}) AS UUID) WHERE team_id IS NULL"))
    else:
        only = "SELECT CASE WHEN count(*) = 1 THEN min(team.id) END FROM team WHERE team.name = business.team"
        op.execute(sa.text(f"UPDATE business SET team_id = ({only}) WHERE team_id IS NULL"))
