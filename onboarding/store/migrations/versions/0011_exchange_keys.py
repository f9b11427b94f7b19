"""keys that follow each other, devices that wait or are replaced, corrections by the area

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Hex, Moment, Plain

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("exchange_key", sa.Column("retired_at", Moment(), nullable=True))
    op.add_column("exchange_key", sa.Column("statement", sa.LargeBinary(), nullable=True))
    op.add_column("area_link", sa.Column("retired", Plain(), nullable=True))
    op.add_column("invitation", sa.Column("approval", sa.Boolean(), nullable=True))
    op.add_column("invitation", sa.Column("replaces", sa.String(length=32), nullable=True))
    op.add_column("device", sa.Column("retired", Plain(), nullable=True))
    op.add_column("device", sa.Column("replaced_by", sa.String(length=32), nullable=True))
    op.create_table(
        "held_batch",
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("device", "sha256", name=op.f("pk_held_batch")),
        info={"reference": True},
    )
    op.create_table(
        "area_correction",
        sa.Column("id", Hex(length=16), nullable=False),
        sa.Column("business_id", Hex(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_correction")),
        info={"reference": True},
    )
    op.create_index(op.f("ix_area_correction_business_id"), "area_correction", ["business_id"])
