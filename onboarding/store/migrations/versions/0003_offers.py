"""offers

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Day, Hex, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offer",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("id", Hex(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("told_on", Day(), nullable=False),
        sa.Column("ends", Day(), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "id", name=op.f("pk_offer")),
        info={"shard": "commune"},
    )
