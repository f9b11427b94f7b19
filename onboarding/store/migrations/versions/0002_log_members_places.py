"""log members places

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Day, Hex, Moment, Plain

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _places()
    _members()
    _ward_list()
    _log()
    _sums()
    _published()


def _places() -> None:
    """Reporting areas and the communes in them."""
    op.create_table(
        "area",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("rules", Plain(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
        info={"reference": True},
    )
    op.create_table(
        "area_commune",
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("unit_set", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("area", "commune", "since", name=op.f("pk_area_commune")),
        info={"reference": True},
    )
    with op.batch_alter_table("area_commune", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_commune_commune"), ["commune"], unique=False)


def _members() -> None:
    """Teams, who is in them, who sits and signs in where, and who looked at whom."""
    op.create_table(
        "machine",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("team_id", Hex(), nullable=False),
        sa.Column("member_id", Hex(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_machine")),
        info={"shard": "device"},
    )
    op.create_table(
        "member",
        sa.Column("team_id", Hex(), nullable=False),
        sa.Column("id", Hex(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=True),
        sa.Column("pin", sa.String(length=200), nullable=True),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("wait_until", Moment(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("left_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_member")),
        info={"shard": "team_id"},
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_name_key"), ["name_key"], unique=False)
    op.create_table(
        "person_read",
        sa.Column("team_id", Hex(), nullable=False),
        sa.Column("id", Hex(), nullable=False),
        sa.Column("member_id", Hex(), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_person_read")),
        info={"shard": "team_id"},
    )
    with op.batch_alter_table("person_read", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_read_team_id_read_at"), ["team_id", "read_at"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("team_id", Hex(), nullable=False),
        sa.Column("member_id", Hex(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
        info={"shard": "token_hash"},
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_team_id_member_id"), ["team_id", "member_id"], unique=False)
    op.create_table(
        "team",
        sa.Column("id", Hex(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("unit_set", sa.String(length=10), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        info={"shard": "id"},
    )


def _ward_list() -> None:
    """A ward's list of businesses, to pick from."""
    op.create_table(
        "listed",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("batch", Hex(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("owner", sa.String(length=400), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=800), nullable=False),
        sa.Column("trade", sa.String(length=64), nullable=False),
        sa.Column("business_id", Hex(), nullable=True),
        sa.PrimaryKeyConstraint("commune", "batch", "line", name=op.f("pk_listed")),
        info={"shard": "commune"},
    )
    with op.batch_alter_table("listed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listed_commune_name_key"), ["commune", "name_key"], unique=False)
    op.create_table(
        "listed_batch",
        sa.Column("id", Hex(), nullable=False),
        sa.Column("file", sa.String(length=400), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_batch")),
        info={"reference": True},
    )


def _log() -> None:
    """Businesses, their events and what was told of them again, who withdrew."""
    op.create_table(
        "business",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("id", Hex(), nullable=False),
        sa.Column("k", Hex(), nullable=False),
        sa.Column("units", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("same_as", Hex(), nullable=True),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("owner", sa.String(length=400), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=800), nullable=False),
        sa.Column("trade", sa.String(length=64), nullable=False),
        sa.Column("wallet", sa.String(length=64), nullable=False),
        sa.Column("bank", sa.String(length=16), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("qr", sa.String(length=64), nullable=False),
        sa.Column("consent", Plain(), nullable=False),
        sa.Column("team", sa.String(length=100), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "id", name=op.f("pk_business")),
        info={"shard": "commune"},
    )
    with op.batch_alter_table("business", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_business_commune_k"), ["commune", "k"], unique=False)
        batch_op.create_index(batch_op.f("ix_business_commune_name_key"), ["commune", "name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_business_id"), ["id"], unique=False)
    op.create_table(
        "echo",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("k", Hex(), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("visit_id", Hex(), nullable=False),
        sa.Column("id", Hex(), nullable=False),
        sa.Column("business_id", Hex(), nullable=False),
        sa.Column("team", sa.String(length=100), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("happened_at", Moment(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "k", "rung", "visit_id", name=op.f("pk_echo")),
        info={"shard": "commune"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("k", Hex(), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("id", Hex(), nullable=False),
        sa.Column("business_id", Hex(), nullable=False),
        sa.Column("visit_id", Hex(), nullable=False),
        sa.Column("units", sa.String(length=16), nullable=False),
        sa.Column("team", sa.String(length=100), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("trade", sa.String(length=64), nullable=False),
        sa.Column("wallet", sa.String(length=64), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("happened_at", Moment(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("seen", Plain(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "k", "rung", name=op.f("pk_event")),
        info={"shard": "commune"},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_commune_day"), ["commune", "day"], unique=False)
    op.create_table(
        "mark",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("business_id", Hex(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "kind", "value", "business_id", name=op.f("pk_mark")),
        info={"shard": "commune"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tombstone",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("k", Hex(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("rungs", Plain(), nullable=False),
        sa.Column("ids", Plain(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "k", name=op.f("pk_tombstone")),
        info={"shard": "commune"},
        sqlite_with_rowid=False,
    )


def _sums() -> None:
    """What is counted as it is written."""
    op.create_table(
        "province_sum",
        sa.Column("province", sa.String(length=16), nullable=False),
        sa.Column("facet", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("units", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("province", "facet", "value", "rung", "units", name=op.f("pk_province_sum")),
        info={"shard": "province"},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("province_sum", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_province_sum_facet_rung"), ["facet", "rung"], unique=False)
    op.create_table(
        "tally",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("facet", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("units", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "facet", "value", "rung", "units", name=op.f("pk_tally")),
        info={"shard": "commune"},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tally_newest",
            ["changed_at"],
            unique=False,
            sqlite_where=sa.text("facet = 'total'"),
            postgresql_where=sa.text("facet = 'total'"),
        )
        batch_op.create_index(
            "ix_tally_pending",
            ["facet"],
            unique=False,
            sqlite_where=sa.text("pending <> 0"),
            postgresql_where=sa.text("pending <> 0"),
        )


def _published() -> None:
    """Numbers that stand, and what was aimed at."""
    op.create_table(
        "published",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("commune", "area", "period", "rung", name=op.f("pk_published")),
        info={"shard": "commune"},
    )
    op.create_table(
        "target",
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("area", "period", "rung", name=op.f("pk_target")),
        info={"reference": True},
    )
