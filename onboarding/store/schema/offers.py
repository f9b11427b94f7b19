"""Offers run locally, as somebody told a team. The shard is the commune the team sits in."""

from sqlalchemy import Column, String, Table

from .base import METADATA, Day, Hex, Moment

offer = Table(
    "offer",
    METADATA,
    Column("commune", String(16), primary_key=True),
    Column("id", Hex, primary_key=True),
    Column("title", String(200), nullable=False),
    Column("told_by", String(200), nullable=False),
    Column("told_on", Day, nullable=False),
    Column("ends", Day, nullable=False),  # the last day it holds
    Column("provider", String(64), nullable=False),  # empty: nobody's in particular
    Column("member", String(100), nullable=False),  # who wrote it down
    Column("made_at", Moment, nullable=False),
    info={"shard": "commune"},
)
