"""devices by area, corrections and withdrawals that travel

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Hex, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("device") as device:
        device.drop_constraint("pk_device", type_="primary")
        device.create_primary_key("pk_device", ["area", "id"])
    op.add_column("taken_batch", sa.Column("area", sa.String(length=64), nullable=True))
    of_device = "SELECT device.area FROM device WHERE device.id = taken_batch.device"
    op.execute(sa.text(f"UPDATE taken_batch SET area = coalesce(({of_device}), '')"))
    op.drop_index(op.f("ix_taken_batch_device_seq"), table_name="taken_batch")
    with op.batch_alter_table("taken_batch") as taken:
        taken.alter_column("area", existing_type=sa.String(length=64), nullable=False)
    op.create_index(op.f("ix_taken_batch_area_device_seq"), "taken_batch", ["area", "device", "seq"])
    op.add_column("taken_record", sa.Column("number", Hex(length=16), nullable=True))
    op.create_index(op.f("ix_taken_record_number"), "taken_record", ["number"])
    _new_tables()


def _new_tables() -> None:
    op.create_table(
        "told_business",
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("business_id", Hex(length=16), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("area", "business_id", name=op.f("pk_told_business")),
        info={"reference": True},
    )
    op.create_index(op.f("ix_told_business_area_seq"), "told_business", ["area", "seq"])
    op.create_table(
        "withdrawn_phone",
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("value", Hex(length=16), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("device", "value", name=op.f("pk_withdrawn_phone")),
        info={"reference": True},
    )
    op.create_table(
        "corrected_business",
        sa.Column("business_id", Hex(length=16), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("units", sa.String(length=16), nullable=False),
        sa.Column("phone", Hex(length=16), nullable=True),
        sa.PrimaryKeyConstraint("business_id", name=op.f("pk_corrected_business")),
        info={"reference": True},
    )
