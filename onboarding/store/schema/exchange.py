"""Exchange between installations: key pairs, the area a team sends to, batches sent, devices and batches received.

On a team's machine `area_link`, `sent_batch`, `sent_record` and `told_business` are filled; at a reporting area the
others. None of them holds a name, a phone number or an account number.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table

from .base import METADATA, Hex, Moment, Plain

exchange_key = Table(
    "exchange_key",
    METADATA,
    Column("name", String(100), primary_key=True),  # device | sign:<area> | age:<area>; a retired one: /<number> behind
    Column("sealed", String(400), nullable=False),  # private, under the kit's key; of a retired signing key: public
    Column("made_at", Moment, nullable=False),
    Column("retired_at", Moment),
    Column("statement", LargeBinary),  # signed with this retired key: the key that follows it
    info={"reference": True},
)

area_link = Table(
    "area_link",
    METADATA,
    Column("area", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("sign_key", String(64), nullable=False),  # Ed25519, base64
    Column("age_key", String(80), nullable=False),  # age recipient
    Column("url", String(300), nullable=False),
    Column("invite", String(400), nullable=False),  # the one-time token, sealed; empty once the area has answered
    Column("clock_offset", Integer, nullable=False),  # seconds the area's clock is ahead of this one
    Column("joined_at", Moment, nullable=False),
    Column("heard_at", Moment),
    Column("retired", Plain),  # signing keys the area had before, each with the last moment it is taken
    info={"reference": True},
)

sent_batch = Table(
    "sent_batch",
    METADATA,
    Column("area", String(64), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),  # of the whole message
    Column("message", LargeBinary, nullable=False),  # kept until its receipt is here, then emptied
    Column("records", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    info={"reference": True},
)

sent_record = Table(
    "sent_record",
    METADATA,
    Column("area", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),  # event | withdrawal | correction | join
    Column("id", Hex, primary_key=True),  # the event's, or the withdrawn business's
    Column("seq", Integer, nullable=False),
    Column("place", Integer, nullable=False),  # in its batch, from 0
    Column("error", String(64), nullable=False),  # why the area set it aside; empty when it did not
    Index(None, "area", "seq"),
    info={"reference": True},
)

told_business = Table(
    "told_business",
    METADATA,
    Column("area", String(64), primary_key=True),
    Column("business_id", Hex, primary_key=True),
    Column("revision", BigInteger, nullable=False),  # of the last correction; 0 when events alone told of it
    Column("digest", String(32), nullable=False),  # of commune, units and phone as told; empty: tell again
    Column("seq", Integer, nullable=False),
    Index(None, "area", "seq"),
    info={"reference": True},
)
"""What an area was last told of where a business is and what it is known by; a difference travels as a correction."""

invitation = Table(
    "invitation",
    METADATA,
    Column("token", String(64), primary_key=True),  # SHA-256 of the one-time token
    Column("area", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("used_by", String(32)),
    Column("approval", Boolean),  # whether the device waits to be approved
    Column("replaces", String(32)),  # the lost device whose businesses the new one takes over
    info={"reference": True},
)

device = Table(
    "device",
    METADATA,
    Column("area", String(64), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("public_key", String(64), nullable=False),
    Column("team", String(200), nullable=False),
    Column("commune", String(16), nullable=False),
    Column("state", String(16), nullable=False),  # waiting | approved | revoked
    Column("clock_offset", Integer, nullable=False),  # seconds the device's clock is ahead of the area's
    Column("enrolled_at", Moment, nullable=False),
    Column("heard_at", Moment),
    Column("retired", Plain),  # keys it had before, each with the last moment it is taken
    Column("replaced_by", String(32)),  # the device that speaks for its businesses now
    info={"reference": True},
)

held_batch = Table(
    "held_batch",
    METADATA,
    Column("device", String(32), primary_key=True),
    Column("sha256", String(64), primary_key=True),  # of the whole message
    Column("area", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    info={"reference": True},
)
"""Batches of devices that nobody has approved yet, as they came: opened by nobody, counted nowhere."""

taken_batch = Table(
    "taken_batch",
    METADATA,
    Column("device", String(32), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("area", String(64), nullable=False),
    Column("seq", Integer, nullable=False),  # a device counts its batches to each area from 1
    Column("receipt", LargeBinary, nullable=False),  # the same answer for the same batch
    Column("taken_at", Moment, nullable=False),
    Index(None, "area", "device", "seq"),
    info={"reference": True},
)

taken_record = Table(
    "taken_record",
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("id", Hex, primary_key=True),
    Column("device", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("business_id", Hex, nullable=False),
    Column("number", Hex),  # the phone number's keyed hash, where the record told one
    Index(None, "business_id"),
    Index(None, "number"),
    info={"reference": True},
)

withdrawn_phone = Table(
    "withdrawn_phone",
    METADATA,
    Column("device", String(32), primary_key=True),
    Column("value", Hex, primary_key=True),  # the number's keyed hash
    Column("at", Moment, nullable=False),
    info={"reference": True},
)
"""Numbers under which a vendor withdrew, and at which device: older records of them do not count, in whatever order."""

corrected_business = Table(
    "corrected_business",
    METADATA,
    Column("business_id", Hex, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("commune", String(16), nullable=False),
    Column("units", String(16), nullable=False),
    Column("phone", Hex),  # the number's keyed hash
    info={"reference": True},
)
"""The newest correction of a business by the device that recorded it, which also holds for events that come later."""

area_correction = Table(
    "area_correction",
    METADATA,
    Column("id", Hex, primary_key=True),
    Column("business_id", Hex, nullable=False),
    Column("kind", String(16), nullable=False),  # commune | same | out
    Column("value", String(32), nullable=False),  # the commune, or the business it is one with
    Column("reason", String(300), nullable=False),
    Column("member", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "business_id"),
    info={"reference": True},
)
"""What the area itself said of a business that was sent to it; the newest of a kind holds, whatever a device says."""

quarantine = Table(
    "quarantine",
    METADATA,
    Column("device", String(32), primary_key=True),
    Column("sha256", String(64), primary_key=True),  # of the record
    Column("error", String(64), nullable=False),
    Column("record", Plain, nullable=False),  # without a person: the phone number is taken out before it is kept
    Column("at", Moment, nullable=False),
    info={"reference": True},
)

reported_total = Table(
    "reported_total",
    METADATA,
    Column("device", String(32), primary_key=True),
    Column("week", String(10), primary_key=True),
    Column("rung", String(16), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("at", Moment, nullable=False),  # when the device made the message; never in the future
    info={"reference": True},
)
"""Weekly sums a device told by message; shown until its events are here, never counted."""
