"""Reporting areas a person made, and from which day to which day each commune belongs to one."""

from sqlalchemy import Column, Index, String, Table

from .base import METADATA, Moment, Plain

area = Table(
    "area",
    METADATA,
    Column("code", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("since", String(10), nullable=False),  # ISO days; `until` is the last one, empty = goes on
    Column("until", String(10), nullable=False),
    Column("rules", Plain, nullable=False),  # what this area asks of its counts: rung, target, days to keep
    Column("made_at", Moment, nullable=False),
    info={"reference": True},
)

area_commune = Table(
    "area_commune",
    METADATA,
    Column("area", String(64), primary_key=True),
    Column("commune", String(16), primary_key=True),
    Column("since", String(10), primary_key=True),
    Column("until", String(10), nullable=False),
    Column("unit_set", String(10), nullable=False),
    Index(None, "commune"),
    info={"reference": True},
)
