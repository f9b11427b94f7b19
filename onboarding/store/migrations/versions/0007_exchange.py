"""exchange

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Hex, Moment, Plain

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_link",
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sign_key", sa.String(length=64), nullable=False),
        sa.Column("age_key", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("invite", sa.String(length=400), nullable=False),
        sa.Column("clock_offset", sa.Integer(), nullable=False),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.Column("heard_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("area", name=op.f("pk_area_link")),
        info={"reference": True},
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("clock_offset", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", Moment(), nullable=False),
        sa.Column("heard_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        info={"reference": True},
    )
    op.create_table(
        "exchange_key",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("sealed", sa.String(length=400), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_exchange_key")),
        info={"reference": True},
    )
    op.create_table(
        "invitation",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("used_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_invitation")),
        info={"reference": True},
    )
    op.create_table(
        "quarantine",
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("error", sa.String(length=64), nullable=False),
        sa.Column("record", Plain(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("device", "sha256", name=op.f("pk_quarantine")),
        info={"reference": True},
    )
    op.create_table(
        "sent_batch",
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("area", "seq", name=op.f("pk_sent_batch")),
        info={"reference": True},
    )
    op.create_table(
        "sent_record",
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("id", Hex(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("area", "kind", "id", name=op.f("pk_sent_record")),
        info={"reference": True},
    )
    op.create_index(op.f("ix_sent_record_area_seq"), "sent_record", ["area", "seq"], unique=False)
    op.create_table(
        "taken_batch",
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("device", "sha256", name=op.f("pk_taken_batch")),
        info={"reference": True},
    )
    op.create_index(op.f("ix_taken_batch_device_seq"), "taken_batch", ["device", "seq"], unique=False)
    op.create_table(
        "taken_record",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("id", Hex(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("business_id", Hex(length=16), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_taken_record")),
        info={"reference": True},
    )
    op.create_index(op.f("ix_taken_record_business_id"), "taken_record", ["business_id"], unique=False)
    op.create_table(
        "reported_total",
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("device", "week", "rung", name=op.f("pk_reported_total")),
        info={"reference": True},
    )
