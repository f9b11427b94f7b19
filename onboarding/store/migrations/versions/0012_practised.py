"""the day a member finished a practice visit

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Day

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member", sa.Column("practised_on", Day(), nullable=True))
