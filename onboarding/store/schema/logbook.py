"""The log: what happened, what is known of each business, and the sums kept with them.

The shard is the commune as it was entered, for ever; `units` beside it is the unit set that code belongs to.
`subject_key` is who is counted: a keyed hash of the phone number, or the business's own id. So a business that two
teams bring in counts once, on whichever machine their logs meet. Only `province_sum` is not sharded by commune: it is
filled apart from the log's transactions (`logbook/aggregates.py`), never in them.
"""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, text

from .base import METADATA, Day, Hex, Moment, Plain

_COMMUNE = {"shard": "commune"}

business = Table(
    "business",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("id", Hex, primary_key=True),
    Column("subject_key", Hex, nullable=False),
    Column("units", String(16), nullable=False),
    Column("state", String(16), nullable=False),  # there | same (as another) | withdrawn | forgotten
    Column("same_as", Hex),
    Column("confirmed_distinct", Boolean, nullable=False),  # another one in spite of the same phone
    Column("rung", String(16), nullable=False),
    Column("name", String(400), nullable=False),
    Column("name_key", String(400), nullable=False),
    Column("owner", String(400), nullable=False),
    Column("phone", String(32), nullable=False),
    Column("address", String(800), nullable=False),
    Column("trade", String(64), nullable=False),
    Column("wallet", String(64), nullable=False),
    Column("bank", String(16), nullable=False),
    Column("last_four", String(4), nullable=False),
    Column("qr", String(64), nullable=False),  # keyed fingerprint of the payload
    Column("consent", Plain, nullable=False),
    Column("team", String(100), nullable=False),
    Column("team_id", Hex),  # whose persons these are; NULL where no team of this store recorded it
    Column("member", String(100), nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(None, "id"),
    Index(None, "subject_key"),
    Index(None, "commune", "name_key"),
    info=_COMMUNE,
)

event = Table(
    "event",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("subject_key", Hex, primary_key=True),
    Column("rung", String(16), primary_key=True),
    Column("id", Hex, nullable=False),
    Column("business_id", Hex, nullable=False),
    Column("visit_id", Hex, nullable=False),
    Column("units", String(16), nullable=False),
    Column("team", String(100), nullable=False),
    Column("member", String(100), nullable=False),
    Column("device", String(64), nullable=False),
    Column("trade", String(64), nullable=False),
    Column("wallet", String(64), nullable=False),
    Column("day", Day, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("seen", Plain, nullable=False),
    Index(None, "commune", "day"),
    sqlite_with_rowid=False,
    info=_COMMUNE,
)
"""The first evidence of each rung, which is what counts. Rows are only added; a withdrawal takes them out
whole, a refusal of the visit what was seen beside them."""

echo = Table(
    "echo",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("subject_key", Hex, primary_key=True),
    Column("rung", String(16), primary_key=True),
    Column("visit_id", Hex, primary_key=True),
    Column("id", Hex, nullable=False),
    Column("business_id", Hex, nullable=False),
    Column("units", String(16), nullable=False),
    Column("team", String(100), nullable=False),
    Column("member", String(100), nullable=False),
    Column("device", String(64), nullable=False),
    Column("trade", String(64), nullable=False),
    Column("wallet", String(64), nullable=False),
    Column("day", Day, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("seen", Plain, nullable=False),
    sqlite_with_rowid=False,
    info=_COMMUNE,
)
"""Evidence of a rung that was already counted: the same business by another team or visit."""

match_key = Table(
    "match_key",
    METADATA,
    Column("value", Hex, primary_key=True),  # a business id, or a phone's keyed hash
    Column("subject_key", Hex, nullable=False),
    Column("commune", String(16), nullable=False),  # in the row of a subject_key itself: where its evidence lies
    Column("withdrawn_at", Moment),
    sqlite_with_rowid=False,
    info={"shard": "value"},
)
"""Leads from what a business is known by, in any commune, to the subject that is counted; says which were withdrawn."""

business_join = Table(
    "business_join",
    METADATA,
    Column("business_id", Hex, primary_key=True),
    Column("other_id", Hex, primary_key=True),
    Column("held", Boolean, nullable=False),  # False: a person said later that they are two after all
    Column("at", Moment, nullable=False),
    Column("member", String(100), nullable=False),
    sqlite_with_rowid=False,
    info={"shard": "business_id"},
)
"""Somebody said that two entries are one business; the newest word of a pair stands, on every machine."""

mark = Table(
    "mark",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("kind", String(8), primary_key=True),  # phone | qr | photo
    Column("value", String(100), primary_key=True),
    Column("business_id", Hex, primary_key=True),
    sqlite_with_rowid=False,
    info=_COMMUNE,
)
"""Keyed hashes by which one business is known again, or padding is seen."""

tombstone = Table(
    "tombstone",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("subject_key", Hex, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("member", String(100), nullable=False),
    Column("rungs", Plain, nullable=False),  # rung → day, what the counts lost
    Column("ids", Plain, nullable=False),  # the business ids, by which a machine with another key knows it
    sqlite_with_rowid=False,
    info=_COMMUNE,
)

tally = Table(
    "tally",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("facet", String(8), primary_key=True),  # total | week | month | team | trade | wallet
    Column("value", String(100), primary_key=True),
    Column("rung", String(16), primary_key=True),
    Column("units", String(16), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("pending", Integer, nullable=False),  # the part of n not yet in province_sum
    Column("changed_at", Moment, nullable=False),
    Index(
        "ix_tally_newest", "changed_at", sqlite_where=text("facet = 'total'"), postgresql_where=text("facet = 'total'")
    ),
    Index("ix_tally_pending", "facet", sqlite_where=text("pending <> 0"), postgresql_where=text("pending <> 0")),
    sqlite_with_rowid=False,
    info=_COMMUNE,
)

province_sum = Table(
    "province_sum",
    METADATA,
    Column("province", String(16), primary_key=True),
    Column("facet", String(8), primary_key=True),  # as tally, without team, and commune
    Column("value", String(100), primary_key=True),
    Column("rung", String(16), primary_key=True),
    Column("units", String(16), primary_key=True),
    Column("n", Integer, nullable=False),
    Index(None, "facet", "rung"),
    sqlite_with_rowid=False,
    info={"shard": "province"},
)

published = Table(
    "published",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("area", String(64), primary_key=True),
    Column("period", String(16), primary_key=True),  # 2026-W48 | 2026-11 | 2026-Q4
    Column("rung", String(16), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("shown", Integer),  # NULL: too few to show
    Column("made_at", Moment, nullable=False),
    Column("member", String(100), nullable=False),
    info=_COMMUNE,
)
"""Frozen counts. Later arrivals never change them; they are told beside them."""

published_cell = Table(
    "published_cell",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("facet", String(8), primary_key=True),  # total | team | trade | wallet
    Column("value", String(100), primary_key=True),
    Column("rung", String(16), primary_key=True),
    Column("week", String(8), primary_key=True),
    Column("units", String(16), primary_key=True),
    Column("n", Integer, nullable=False),
    Index(None, "facet", "rung", "week"),
    sqlite_with_rowid=False,
    info=_COMMUNE,
)
"""What a closed week added to the rounded total of a series, frozen: all that viewers' numbers are sums of."""

published_week = Table(
    "published_week",
    METADATA,
    Column("week", String(8), primary_key=True),
    Column("made_at", Moment, nullable=False),
    info={"reference": True},
)

denominator = Table(
    "denominator",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("source", String(200), nullable=False),
    Column("member", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    info=_COMMUNE,
)
"""How many household businesses a commune had on a day, as the ward brought it: what a share is a share of."""

difficulty = Table(
    "difficulty",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("id", Hex, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("note", String(200), nullable=False),  # a line without persons
    Column("day", Day, nullable=False),
    Column("team", String(100), nullable=False),
    Column("member", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "commune", "day"),
    info=_COMMUNE,
)
"""What made it hard for a business to go on; of no business by name or id."""

target = Table(
    "target",
    METADATA,
    Column("area", String(64), primary_key=True),
    Column("period", String(16), primary_key=True),
    Column("rung", String(16), primary_key=True),
    Column("n", Integer, nullable=False),
    info={"reference": True},
)

listed = Table(
    "listed",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("batch", Hex, primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("name", String(400), nullable=False),
    Column("name_key", String(400), nullable=False),
    Column("owner", String(400), nullable=False),
    Column("phone", String(32), nullable=False),
    Column("address", String(800), nullable=False),
    Column("trade", String(64), nullable=False),
    Column("business_id", Hex),  # once a visit began from this line
    Index(None, "commune", "name_key"),
    info=_COMMUNE,
)

listed_batch = Table(
    "listed_batch",
    METADATA,
    Column("id", Hex, primary_key=True),
    Column("file", String(400), nullable=False),
    Column("member", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("undone", Boolean, nullable=False),
    info={"reference": True},
)

old_file = Table(
    "old_file",
    METADATA,
    Column("id", Hex, primary_key=True),  # the first half of the file's SHA-256
    Column("name", String(200), nullable=False),
    Column("member", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("undone", Boolean, nullable=False),
    info={"reference": True},
)
"""Unsigned log files of versions before 0.3 that an administrator took in, each once."""
