"""first

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Hex, Moment, Plain

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", Hex(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("team", sa.String(length=100), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("data", Plain(), nullable=False),
        sa.Column("sealed", Plain(), nullable=False),
        sa.Column("stamps", Plain(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        info={"shard": "id"},
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_state_changed_at"), ["state", "changed_at"], unique=False)

    op.create_table(
        "draft_photo",
        sa.Column("draft_id", Hex(), nullable=False),
        sa.Column("photo_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("meta", Plain(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "photo_id", name=op.f("pk_draft_photo")),
        info={"shard": "draft_id"},
    )
    op.create_table(
        "draft_picture",
        sa.Column("draft_id", Hex(), nullable=False),
        sa.Column("photo_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "photo_id", "kind", name=op.f("pk_draft_picture")),
        info={"shard": "draft_id"},
    )
    op.create_table(
        "draft_trail",
        sa.Column("draft_id", Hex(), nullable=False),
        sa.Column("rev", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("value", Plain(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "rev", "path", name=op.f("pk_draft_trail")),
        info={"shard": "draft_id"},
    )
