"""Open visits: the row, the typing two tabs overwrote, and the photos. The shard is the visit's id.

These tables call a visit a draft, as version 0.1 did; everywhere else a draft is a listing's.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from .base import METADATA, Hex, Moment, Plain

draft = Table(
    "draft",
    METADATA,
    Column("id", Hex, primary_key=True),
    Column("rev", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("team_id", Hex),  # whose visit this is; NULL on a store where no team was set up
    Column("member_id", Hex),
    Column("team", String(100), nullable=False),  # names as they were that day, for the paper
    Column("member", String(100), nullable=False),
    Column("commune", String(16), nullable=False),
    Column("title", String(400), nullable=False),
    Column("data", Plain, nullable=False),  # never a secret
    Column("sealed", Plain, nullable=False),  # path → sealed value
    Column("stamps", Plain, nullable=False),  # path → rev that last changed it
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(None, "state", "changed_at"),
    Index(None, "team_id", "state", "changed_at"),
    info={"shard": "id"},
)

draft_trail = Table(
    "draft_trail",
    METADATA,
    Column("draft_id", Hex, primary_key=True),
    Column("rev", Integer, primary_key=True, autoincrement=False),
    Column("path", String(200), primary_key=True),
    Column("value", Plain),  # what stood there before; sealed where the path is a secret
    Column("made_at", Moment, nullable=False),
    info={"shard": "draft_id"},
)

draft_photo = Table(
    "draft_photo",
    METADATA,
    Column("draft_id", Hex, primary_key=True),
    Column("photo_id", String(64), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("meta", Plain, nullable=False),
    Column("made_at", Moment, nullable=False),
    info={"shard": "draft_id"},
)

draft_picture = Table(
    "draft_picture",
    METADATA,
    Column("draft_id", Hex, primary_key=True),
    Column("photo_id", String(64), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("data", LargeBinary, nullable=False),
    info={"shard": "draft_id"},
)
