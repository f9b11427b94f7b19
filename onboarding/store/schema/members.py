"""Teams, their members, who sits at which machine, sign-ins, and who read what about a person."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from .base import METADATA, Day, Hex, Moment

team = Table(
    "team",
    METADATA,
    Column("id", Hex, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("commune", String(16), nullable=False),
    Column("unit_set", String(10), nullable=False),
    Column("made_at", Moment, nullable=False),
    info={"shard": "id"},
)

member = Table(
    "member",
    METADATA,
    Column("team_id", Hex, primary_key=True),
    Column("id", Hex, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("name_key", String(200), nullable=False),  # folded: what is typed at sign-in finds it
    Column("role", String(16), nullable=False),
    Column("area", String(64)),  # the one reporting area a viewer sees
    Column("pin", String(200)),  # argon2id
    Column("password", String(200)),  # argon2id
    Column("wrong_tries", Integer, nullable=False),
    Column("wait_until", Moment),
    Column("made_at", Moment, nullable=False),
    Column("left_at", Moment),
    Column("practised_on", Day),  # when a practice visit was last finished
    Index(None, "name_key"),
    info={"shard": "team_id"},
)

machine = Table(
    "machine",
    METADATA,
    Column("device", String(64), primary_key=True),
    Column("team_id", Hex, nullable=False),
    Column("member_id", Hex, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("seen_at", Moment, nullable=False),
    info={"shard": "device"},
)

sign_in = Table(
    "sign_in",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("team_id", Hex, nullable=False),
    Column("member_id", Hex, nullable=False),
    Column("kind", String(16), nullable=False),  # session, pairing or device
    Column("until", Moment, nullable=False),
    Column("label", String(80)),  # such as "Android · Chrome", so that a team knows which device to put out
    Column("made_at", Moment),
    Index(None, "team_id", "member_id"),
    info={"shard": "token_hash"},
)

sign_in_attempt = Table(
    "sign_in_attempt",
    METADATA,
    Column("key", String(64), primary_key=True),  # keyed hash of address, name or device: names nobody
    Column("hits", Integer, nullable=False),
    Column("until", Moment, nullable=False),
    info={"shard": "key"},
)

person_read = Table(
    "person_read",
    METADATA,
    Column("team_id", Hex, primary_key=True),
    Column("id", Hex, primary_key=True),
    Column("member_id", Hex, nullable=False),
    Column("what", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("read_at", Moment, nullable=False),
    Index(None, "team_id", "read_at"),
    info={"shard": "team_id"},
)
