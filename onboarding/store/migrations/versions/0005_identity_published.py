"""identity apart from commune and phone, the published cube, denominators, difficulties

Revision ID: 0005
Revises: 0004
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from onboarding.store.schema import Day, Hex, Moment, Plain

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KEYED = ("business", "event", "echo", "tombstone")


def upgrade() -> None:
    _rename_columns()
    _complete_echoes()
    _new_tables()
    _fill_match_keys()


def _rename_columns() -> None:
    """`k` → `subject_key`, `apart` → `confirmed_distinct`; plain renames, which keep primary keys on both engines."""
    op.drop_index(op.f("ix_business_commune_k"), table_name="business")
    for table in _KEYED:
        op.execute(sa.text(f"ALTER TABLE {table} RENAME COLUMN k TO subject_key"))
    op.execute(sa.text("ALTER TABLE business RENAME COLUMN apart TO confirmed_distinct"))
    op.create_index(op.f("ix_business_subject_key"), "business", ["subject_key"])


def _complete_echoes() -> None:
    """Evidence not counted so far may be counted after a correction: it gets the columns that needs."""
    columns: list[tuple[str, sa.types.TypeEngine[Any], str]] = [
        ("units", sa.String(16), "'2025-07-01'"),
        ("device", sa.String(64), "''"),
        ("trade", sa.String(64), "''"),
        ("wallet", sa.String(64), "''"),
        ("seen", Plain(), "'{}'"),
    ]
    for name, kind, default in columns:
        op.add_column("echo", sa.Column(name, kind, nullable=False, server_default=sa.text(default)))
    for name in ("units", "trade", "wallet"):
        of_business = f"SELECT b.{name} FROM business b WHERE b.commune = echo.commune AND b.id = echo.business_id"
        op.execute(sa.text(f"UPDATE echo SET {name} = coalesce(({of_business}), {name})"))
    if op.get_bind().dialect.name == "postgresql":  # SQLite cannot drop a default without a copy of the table
        for name, _kind, _default in columns:
            op.alter_column("echo", name, server_default=None)


def _new_tables() -> None:
    op.create_table(
        "match_key",
        sa.Column("value", Hex(), nullable=False),
        sa.Column("subject_key", Hex(), nullable=False),
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("value", name=op.f("pk_match_key")),
        info={"shard": "value"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "business_join",
        sa.Column("business_id", Hex(), nullable=False),
        sa.Column("other_id", Hex(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("business_id", "other_id", name=op.f("pk_business_join")),
        info={"shard": "business_id"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "published_cell",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("facet", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("units", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "facet", "value", "rung", "week", "units", name=op.f("pk_published_cell")),
        info={"shard": "commune"},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_published_cell_facet_rung_week"), "published_cell", ["facet", "rung", "week"])
    op.create_table(
        "published_week",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_published_week")),
        info={"reference": True},
    )
    op.create_table(
        "denominator",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "day", name=op.f("pk_denominator")),
        info={"shard": "commune"},
    )
    op.create_table(
        "difficulty",
        sa.Column("commune", sa.String(length=16), nullable=False),
        sa.Column("id", Hex(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("team", sa.String(length=100), nullable=False),
        sa.Column("member", sa.String(length=100), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "id", name=op.f("pk_difficulty")),
        info={"shard": "commune"},
    )
    op.create_index(op.f("ix_difficulty_commune_day"), "difficulty", ["commune", "day"])


def _fill_match_keys() -> None:
    """Every business by its id and its subject; withdrawn ones by all ids their stones name, in any commune."""
    into = "INSERT INTO match_key (value, subject_key, commune)"
    least = _least()
    op.execute(sa.text(f"{into} SELECT id, {least}, min(commune) FROM business GROUP BY id"))
    for table in ("business", "event"):
        op.execute(
            sa.text(
                f"{into} SELECT subject_key, subject_key, min(commune) FROM {table} "
                "WHERE true GROUP BY subject_key ON CONFLICT (value) DO NOTHING"
            )
        )
    stones = sa.table(
        "tombstone",
        sa.column("commune", sa.String),
        sa.column("subject_key", Hex()),
        sa.column("at", Moment()),
        sa.column("ids", Plain()),
    )
    conn = op.get_bind()
    for commune, subject_key, at, ids in conn.execute(sa.select(stones)).all():
        for value in {subject_key, *(ids if isinstance(ids, list) else json.loads(ids or "[]"))}:
            _bury(conn, value, commune, at)


def _least() -> str:
    """One subject of an id that an older kit wrote in two communes; uuids have no `min` before PostgreSQL 18."""
    if op.get_bind().dialect.name == "postgresql":
        return "min(subject_key::text)::uuid"
    return "min(subject_key)"


def _bury(conn: sa.Connection, value: str, commune: str, at: Any) -> None:
    keys = sa.table(
        "match_key",
        sa.column("value", Hex()),
        sa.column("subject_key", Hex()),
        sa.column("commune", sa.String),
        sa.column("withdrawn_at", Moment()),
    )
    changed = conn.execute(sa.update(keys).where(keys.c.value == value).values(withdrawn_at=at))
    if not changed.rowcount:
        row = {"value": value, "subject_key": value, "commune": commune, "withdrawn_at": at}
        conn.execute(sa.insert(keys).values(**row))
