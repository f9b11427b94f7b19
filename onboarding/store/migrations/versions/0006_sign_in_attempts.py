"""sign-in attempts and device labels

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempt")),
        info={"shard": "key"},
    )
    op.add_column("sign_in", sa.Column("label", sa.String(length=80), nullable=True))
    op.add_column("sign_in", sa.Column("made_at", Moment(), nullable=True))
