"""unsigned files of older versions, taken in once

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Hex, Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "old_file",
        sa.Column("id", Hex(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_file")),
        info={"reference": True},
    )
