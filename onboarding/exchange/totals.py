"""Signed weekly sums of a team, at most 1 KB of text, for places without a data link: a message, or a QR on screen.

They tell an area what is on its way; they are never added to counts. As soon as the events of a week are there, the
week's sums are not shown any more.
"""

import base64
import zlib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, Table, delete, func, select, union_all

from ..business import COUNTS_FROM, Rung
from ..errors import OnboardingError
from ..logbook.periods import day_of, week_of
from ..store import Store
from ..store.schema.exchange import reported_total, taken_record
from ..store.schema.logbook import echo, event
from ..store.sql import upsert
from .enrolment import keys_of, known_device, link
from .envelope import Header, body_of, peek, sign_message
from .keys import device_keys
from .rotation import verified
from .waiting import own_evidence

PREFIX: Final = "KIT-TONG-1."
MOST: Final = 1_000
"""Bytes of text: seven joined SMS, or a QR that a phone still reads off a laptop's screen."""
WEEKS: Final = 8
MOST_UNPACKED: Final = 20_000


class WeekTotal(msgspec.Struct, frozen=True, array_like=True):
    """Businesses of one week (`2026-W48`) at one rung, first evidence only."""

    week: str
    rung: Rung
    n: int


def totals(store: Store, weeks: int = WEEKS, *, now: datetime | None = None) -> str:
    """The sums of the last `weeks` weeks as text, of fewer where they do not fit.

    Raises OnboardingError `exchange.no_area`.
    """
    moment, area, keys = now or datetime.now(UTC), link(store).area, device_keys(store)
    header = Header(kind="totals", device=keys.name, area=area, at=moment.isoformat())
    for shorter in range(max(1, weeks), 0, -1):
        rows = _sums(store, _monday(day_of(moment)) - timedelta(weeks=shorter - 1))
        body = zlib.compress(msgspec.json.encode(rows), 9)
        text = PREFIX + base64.urlsafe_b64encode(sign_message(header, body, keys.sign)).decode("ascii").rstrip("=")
        if len(text) <= MOST:
            return text
    raise OnboardingError("exchange.too_large", field="weeks")


def _monday(day: date) -> date:
    """The first day of a day's week: the sums replace those told before, so no week may be told in part."""
    return day - timedelta(days=day.weekday())


def _sums(store: Store, since: date) -> list[WeekTotal]:
    mine = (*own_evidence(), event.c.day >= since)
    with store.reading() as conn:
        rows = conn.execute(select(event.c.day, event.c.rung, func.count()).where(*mine).group_by("day", "rung")).all()
    sums: Counter[tuple[str, str]] = Counter()
    for day, rung, n in rows:
        sums[week_of(day), rung] += n
    return [WeekTotal(week, Rung(rung), n) for (week, rung), n in sorted(sums.items())]


def read_totals(store: Store, text: str, *, now: datetime | None = None) -> int:
    """Keep a device's sums in place of those it told before for the same weeks; how many weeks.

    Raises OnboardingError `exchange.not_a_message`, `exchange.unknown_device`, `exchange.revoked`,
    `exchange.bad_signature`, `exchange.key_retired`.
    """
    moment, message = now or datetime.now(UTC), _message(text)
    header = peek(message)
    with store.reading() as conn:
        known = known_device(conn, header.area, header.device)
    if known is None:
        raise OnboardingError("exchange.unknown_device", field="device", device=header.device[:64])
    verified(message, keys_of(known), (), header, moment)
    rows = _decoded_rows(body_of(message)) if header.kind == "totals" else None
    if rows is None:
        raise OnboardingError("exchange.not_a_message", field="file")
    weeks = {row.week for row in rows}
    made_at = min(header.made_at(moment), moment)
    store.write(lambda conn: _keep(conn, header.device, rows, made_at))
    return len(weeks)


def _message(text: str) -> bytes:
    packed = "".join(text.split())
    if not packed.startswith(PREFIX) or len(packed) > 2 * MOST:
        raise OnboardingError("exchange.not_a_message", field="file")
    body = packed.removeprefix(PREFIX)
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise OnboardingError("exchange.not_a_message", field="file") from error


def _decoded_rows(body: bytes) -> list[WeekTotal] | None:
    stream = zlib.decompressobj()
    try:
        rows = msgspec.json.decode(stream.decompress(body, MOST_UNPACKED), type=list[WeekTotal])
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError):
        return None
    fits = all(len(row.week) <= 10 and 0 <= row.n < 1_000_000 for row in rows)
    return rows if fits and len(rows) <= 500 else None


def _keep(conn: Connection, device: str, rows: list[WeekTotal], made_at: datetime) -> None:
    """Replace what was told of these weeks, save by a message made later than this one."""
    here = (reported_total.c.device == device, reported_total.c.week.in_(sorted({row.week for row in rows})))
    conn.execute(delete(reported_total).where(*here, reported_total.c.at <= made_at))
    newer = set(conn.execute(select(reported_total.c.week).where(*here)).scalars())
    fresh = [{"device": device, "at": made_at, **_columns(row)} for row in rows if row.week not in newer]
    upsert(conn, reported_total, fresh)


def _columns(row: WeekTotal) -> dict[str, Any]:
    return {"week": row.week, "rung": row.rung.value, "n": row.n}


def _arrived_in(table: Table) -> Select[Any]:
    """Onboarded businesses by the device that told of them and the day, whether they count here by it or by another."""
    return (
        select(taken_record.c.device, table.c.day, func.count())
        .join(table, table.c.id == taken_record.c.id)
        .where(taken_record.c.kind == "event", table.c.rung == COUNTS_FROM.value)
        .group_by(taken_record.c.device, table.c.day)
    )


def on_the_way(store: Store) -> dict[str, int]:
    """By device, the onboarded businesses it told of in weeks of which fewer events are here."""
    told = select(reported_total).where(reported_total.c.rung == COUNTS_FROM.value)
    here = union_all(*(_arrived_in(table) for table in (event, echo)))
    with store.reading() as conn:
        arrived: Counter[tuple[str, str]] = Counter()
        for device, day, n in conn.execute(here):
            arrived[device, week_of(day)] += n
        missing: Counter[str] = Counter()
        for row in conn.execute(told):
            missing[row.device] += max(0, row.n - arrived[row.device, row.week])
    return {device: n for device, n in missing.items() if n}
