"""Duplicate and anomaly detection: shown to people, never decided by the machine."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from rapidfuzz import fuzz, process
from sqlalchemy import BigInteger, Connection, Row, Select, func, select, type_coerce

from ..business import normalise_phone
from ..languages import VIETNAM, fold
from ..store.schema.logbook import business, event, mark
from .entry import BusinessSnapshot, hmac_hex
from .periods import day_of

NEAR = 88.0
"""How alike two folded names in one commune must be (of 100) to ask "có phải hộ này không?"."""
MANY_IN_AN_HOUR = 40
MANY_PHOTOS = 2
MANY_PHONES = 3


class PossibleDuplicate(msgspec.Struct, frozen=True):
    """A business already in the log that may be this one, and what says so: `phone`, `qr`, `photo` or `name`.

    `name` is empty where another team recorded it: whose it is is that team's to know.
    """

    id: str
    name: str
    team: str
    rung: str
    why: str
    score: float
    last_at: datetime


class Anomaly(msgspec.Struct, frozen=True):
    """Something a leader should look at: `burst`, `photo`, `phone`, `qr` or `communes`; never a verdict.

    `member` is empty where another team's recorded it.
    """

    kind: str
    commune: str
    team: str
    member: str
    many: int
    at: str = ""


def find_duplicates(
    conn: Connection,
    commune: str,
    about: BusinessSnapshot,
    secret: bytes,
    *,
    team_id: str | None,
    but: str = "",
    limit: int = 5,
) -> list[PossibleDuplicate]:
    """Businesses of the commune that may be this one, the surest first; another team's without its name."""
    found: dict[str, PossibleDuplicate] = {}
    for why, values in _marks(about, secret):
        for row in conn.execute(_marked(commune, why, values)):
            found.setdefault(row.id, _possible(row, why, 1.0, team_id))
    key = fold(about.name)
    if len(key) >= 3:
        for row, score in _near(conn, commune, key, limit):
            found.setdefault(row.id, _possible(row, "name", round(score / 100, 3), team_id))
    return [candidate for candidate in found.values() if candidate.id != but][:limit]


def _marks(about: BusinessSnapshot, secret: bytes) -> list[tuple[str, list[str]]]:
    phone = normalise_phone(about.phone)
    marks = [("phone", [hmac_hex(secret, phone)] if phone else []), ("qr", [about.qr] if about.qr else [])]
    return [(kind, values) for kind, values in (*marks, ("photo", list(about.photos))) if values]


def _marked(commune: str, kind: str, values: Sequence[str]) -> Select[Any]:
    here = (business.c.commune == mark.c.commune) & (business.c.id == mark.c.business_id)
    query = select(business).join(mark, here).where(mark.c.commune == commune, mark.c.kind == kind)
    return (
        query.where(mark.c.value.in_(values), business.c.state != "withdrawn").order_by(business.c.first_at).limit(20)
    )


def _near(conn: Connection, commune: str, key: str, limit: int) -> list[tuple[Row[Any], float]]:
    names = select(business.c.id, business.c.name_key).where(business.c.commune == commune, business.c.name_key != "")
    choices = {row.id: row.name_key for row in conn.execute(names)}
    best = process.extract(key, choices, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR, limit=limit)
    scores = {business_id: score for _, score, business_id in best}
    rows = conn.execute(select(business).where(business.c.commune == commune, business.c.id.in_(scores))).all()
    return sorted(((row, scores[row.id]) for row in rows), key=lambda pair: (-pair[1], pair[0].id))


def _possible(row: Row[Any], why: str, score: float, team_id: str | None) -> PossibleDuplicate:
    name = row.name if team_id is None or (row.team_id or "") == team_id else ""
    return PossibleDuplicate(row.id, name, row.team, row.rung, why, score, row.changed_at)


def find_anomalies(
    conn: Connection, communes: Iterable[str], since: datetime, rung: str, team_id: str | None
) -> list[Anomaly]:
    """What a leader should look at in these communes since a moment, most striking first; as far as a team may see."""
    chosen = sorted(communes)
    signs = [*_bursts(conn, chosen, since, rung), *_shared(conn, chosen), *_phone_in_many_communes(conn, chosen)]
    if team_id is None:
        return signs
    own = _members(conn, chosen, team_id)
    return [sign if (sign.team, sign.member) in own else msgspec.structs.replace(sign, member="") for sign in signs]


def _members(conn: Connection, communes: Sequence[str], team_id: str) -> set[tuple[str, str]]:
    """Names of a team and its members as they stand on the team's own businesses, where no other team's bear both."""
    recorded = select(business.c.team, business.c.member, business.c.team_id).distinct()
    rows = conn.execute(recorded.where(business.c.commune.in_(communes))).all()
    others = {(row.team, row.member) for row in rows if (row.team_id or "") != team_id}
    return {(row.team, row.member) for row in rows if (row.team_id or "") == team_id} - others


def _bursts(conn: Connection, communes: Sequence[str], since: datetime, rung: str) -> list[Anomaly]:
    """Members who recorded many businesses within one clock hour."""
    hour = type_coerce(event.c.happened_at, BigInteger) // 3_600_000_000
    groups: tuple[Any, ...] = (event.c.commune, event.c.team, event.c.member, hour)
    many = func.count()
    query = select(*groups[:3], many.label("many"), func.min(event.c.happened_at).label("at")).group_by(*groups)
    # The day says nothing new, but an index leads to it.
    newest = (event.c.day >= day_of(since), event.c.happened_at >= since)
    query = query.where(event.c.commune.in_(communes), *newest, event.c.rung == rung)
    rows = conn.execute(query.having(many >= MANY_IN_AN_HOUR).order_by(many.desc()).limit(50)).all()
    return [
        Anomaly("burst", row.commune, row.team, row.member, row.many, at=row.at.astimezone(VIETNAM).isoformat()[:16])
        for row in rows
    ]


def _shared(conn: Connection, communes: Sequence[str]) -> list[Anomaly]:
    """One photo, QR or phone in several businesses."""
    many = func.count()
    groups = (mark.c.commune, mark.c.kind, mark.c.value)
    query = select(*groups, many.label("many")).where(mark.c.commune.in_(communes)).group_by(*groups)
    rows = conn.execute(query.having(many >= MANY_PHOTOS).order_by(many.desc()).limit(200)).all()
    found = []
    for row in rows:
        if row.many >= (MANY_PHONES if row.kind == "phone" else MANY_PHOTOS):
            found.append(_shared_anomaly(conn, row))
    return found


def _shared_anomaly(conn: Connection, row: Row[Any]) -> Anomaly:
    here = (mark.c.commune == row.commune, mark.c.kind == row.kind, mark.c.value == row.value)
    ids = sorted(conn.execute(select(mark.c.business_id).where(*here)).scalars())
    first = conn.execute(select(business).where(business.c.commune == row.commune, business.c.id == ids[0])).first()
    return Anomaly(row.kind, row.commune, first.team if first else "", first.member if first else "", row.many)


def _phone_in_many_communes(conn: Connection, communes: Sequence[str]) -> list[Anomaly]:
    """The same phone number entered in several communes; it counts in one of them."""
    many = func.count(business.c.commune.distinct())
    mine = select(business.c.subject_key).where(
        business.c.commune.in_(communes), business.c.subject_key != business.c.id
    )
    if conn.execute(mine.limit(1)).first() is None:
        return []
    query = select(business.c.subject_key, many.label("many"), func.min(business.c.commune).label("commune"))
    query = query.where(business.c.subject_key.in_(mine), business.c.state != "withdrawn").group_by(
        business.c.subject_key
    )
    rows = conn.execute(query.having(many > 1).limit(50)).all()
    return [Anomaly("communes", row.commune, "", "", row.many) for row in rows]
