"""Demo data: a log full of believable visits, reproducible from a seed, for trying out and for measuring.

Communes differ in size as real ones do (log-normal), work swells towards the end of the year, and of 100 businesses
begun about 55 carry their pack home. Names are made up and nobody has a phone number.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import groupby
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import Connection, select

from ..business import Rung
from ..errors import OnboardingError
from ..languages import fold
from ..places import UNIT_SET, communes
from ..store import Store
from ..store.schema.logbook import business, event, match_key, tally
from ..store.sql import load, native_id
from . import aggregates
from .periods import month_of, week_of

MOST = 20_000_000
FUNNEL = (1.0, 0.86, 0.71, 0.55, 0.31, 0.14, 0.07)
"""The part of businesses begun that reaches each rung, given time."""
AFTER = (0, 0, 0, 0, 1, 9, 31)
"""Days after the visit at which a rung is reached, before a few days of chance are added."""
DAYS = 364
LAST = date(2026, 11, 22)

_TRADES = ("mat_ong", "ca_phe", "gao", "rau_qua_tuoi", "thit_thuy_san", "may_tre_dan", "banh_keo", "quan_ao")
_GOODS = ("Mật ong", "Cà phê", "Gạo", "Rau sạch", "Cá khô", "Mây tre", "Bánh tráng", "May mặc")
_WALLETS = ("momo", "zalopay", "viettel_money", "vnpt_money", "")
_GIVEN = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Hạnh", "Hoa", "Lan", "Liên", "Mai", "Nga", "Nhung", "Phượng",
          "Quyên", "Sen", "Tâm", "Thảo", "Thu", "Trang", "Tuyết", "Vân", "Xuân", "Yến")  # fmt: skip
_RUNGS = tuple(rung.value for rung in Rung)
_PEOPLE_A_TEAM = 70
_ROWS_A_WRITE = 60_000
_CONSENT = '{"purposes":{"visit":true,"counts":true},"version":"demo","at":"","witness":"","read_aloud":true}'
_MATCH = ("value", "subject_key", "commune")
_BUSINESS = ("commune", "id", "subject_key", "units", "state", "confirmed_distinct", "rung", "name", "name_key",
             "owner", "phone", "address", "trade", "wallet", "bank", "last_four", "qr", "consent", "team", "member",
             "first_at", "changed_at")  # fmt: skip
_EVENT = ("commune", "subject_key", "rung", "id", "business_id", "visit_id", "units", "team", "member", "device",
          "trade", "wallet", "day", "happened_at", "written_at", "seen")  # fmt: skip
_TALLY = ("commune", "units", "facet", "value", "rung", "n", "pending", "changed_at")


class Share(msgspec.Struct, frozen=True):
    """How many businesses a commune gets, and the number of its first one."""

    commune: str
    many: int
    first: int


def fill(store: Store, many: int, *, seed: int = 1, until: date = LAST) -> dict[str, int]:
    """Write `many` businesses with their events and sums; how many of each.

    Raises `demo.not_empty` on a log that holds anything, and `demo.too_many`.
    """
    if not 0 < many <= MOST:
        raise OnboardingError("demo.too_many", field="businesses", most=MOST)
    with store.reading() as conn:
        if conn.execute(select(business.c.id).limit(1)).first():
            raise OnboardingError("demo.not_empty", field="db")
    shares, events = spread(many, seed), 0
    for part in _parts(shares):
        events += store.write(partial(_write_part, part=part, seed=seed, until=until))
    return {"businesses": many, "events": events, "communes": len(shares), "seed": seed}


def _write_part(conn: Connection, *, part: Sequence[Share], seed: int, until: date) -> int:
    """A few communes; the provinces' sums move once for all of them."""
    moved: list[dict[str, Any]] = []
    events = sum(_write(conn, share, seed, until, moved) for share in part)
    aggregates.add_sums(conn, aggregates.by_province(moved))
    return events


def spread(many: int, seed: int) -> list[Share]:
    """How the businesses lie over the communes that get any, by code."""
    codes = sorted(communes())
    dice = np.random.default_rng(seed)
    weights = dice.lognormal(0.0, 1.1, len(codes))
    found, first = [], 0
    for code, many_here in zip(codes, dice.multinomial(many, weights / weights.sum()).tolist(), strict=True):
        if many_here:
            found.append(Share(code, many_here, first))
            first += many_here
    return found


def _parts(shares: Sequence[Share]) -> Iterator[list[Share]]:
    """Communes in groups that make a transaction of a good size."""
    for _, group in groupby(shares, key=lambda share: share.first * 4 // _ROWS_A_WRITE):
        yield list(group)


class Drawn(msgspec.Struct):
    """What chance says of a business: its id, day and minute of the visit, rungs reached, and choices."""

    id: bytes
    day: int
    minute: int
    steps: int
    wait: int
    trade: int
    wallet: int
    team: int
    given: int


def _draw(share: Share, seed: int, last: int) -> Iterator[Drawn]:
    dice = np.random.default_rng([seed, *share.commune.encode()])
    n = share.many
    back = np.floor(DAYS * (1 - np.sqrt(dice.random(n)))).astype(np.int64)  # more towards the end
    luck = dice.random(n)
    steps = np.sum([luck < part for part in FUNNEL], axis=0)
    tops = (480, 6, len(_TRADES), len(_WALLETS), max(1, round(n / _PEOPLE_A_TEAM)), len(_GIVEN))
    minute, wait, trade, wallet, team, given = (dice.integers(0, top, n).tolist() for top in tops)
    columns = (_ids(share, dice), (last - back).tolist(), minute, steps.tolist(), wait, trade, wallet, team, given)
    return (Drawn(*values) for values in zip(*columns, strict=True))


def _ids(share: Share, dice: np.random.Generator) -> list[bytes]:
    """UUIDs of version 7 in rising order, so that they load fast, as real ones would."""
    numbers = np.arange(share.first, share.first + share.many, dtype=np.uint64)
    moments = np.uint64(0x0193_0000_0000) + (numbers >> np.uint64(12))
    high = moments << np.uint64(16) | np.uint64(0x7000) | numbers & np.uint64(0xFFF)
    low = dice.integers(0, 1 << 62, share.many, dtype=np.uint64) | np.uint64(1 << 63)
    raw = np.stack([high, low], axis=1).astype(">u8").tobytes()
    return [raw[at : at + 16] for at in range(0, len(raw), 16)]


def _write(conn: Connection, share: Share, seed: int, until: date, moved: list[dict[str, Any]]) -> int:
    """One commune's businesses, events and sums; how many events."""
    last = until.toordinal() - date(1970, 1, 1).toordinal()
    businesses: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    counts: Counter[tuple[str, str, str]] = Counter()
    for drawn in _draw(share, seed, last):
        reached = _reached(drawn, last)
        businesses.append(_business_row(conn, share.commune, drawn, reached))
        events += _event_rows(conn, share.commune, drawn, reached, counts)
    load(conn, business, _BUSINESS, businesses)
    load(conn, match_key, _MATCH, [(row[1], row[1], share.commune) for row in businesses])
    load(conn, event, _EVENT, events)
    _write_tally(conn, share.commune, counts, _moment(last, 480), moved)
    return len(events)


def _write_tally(
    conn: Connection, commune: str, counts: Counter[tuple[str, str, str]], at: int, moved: list[dict[str, Any]]
) -> None:
    """The tally as if every event had been recorded and folded; `moved` takes what its province gains."""
    load(conn, tally, _TALLY, [(commune, UNIT_SET, *key, n, 0, at) for key, n in sorted(counts.items())])
    names = ("facet", "value", "rung")
    moved += [
        {"commune": commune, "units": UNIT_SET, **dict(zip(names, key, strict=True)), "pending": n}
        for key, n in counts.items()
        if key[0] in aggregates.PROVINCE_FACETS
    ]


def _reached(drawn: Drawn, last: int) -> list[tuple[str, int, int]]:
    """Rung, day and moment of each step that has happened by the last day."""
    found = []
    for rung, after in zip(_RUNGS[: drawn.steps], AFTER, strict=False):
        day = drawn.day + after + (drawn.wait if after else 0)
        if day <= last:
            found.append((rung, day, _moment(day, drawn.minute)))
    return found


def _moment(day: int, minute: int) -> int:
    """Microseconds since 1970 at a minute of the working day in Vietnam (from 8 o'clock)."""
    return (day * 86_400 + 3_600 + minute * 60) * 1_000_000


def _business_row(conn: Connection, commune: str, drawn: Drawn, reached: list[tuple[str, int, int]]) -> tuple[Any, ...]:
    made = native_id(conn, drawn.id)
    name = f"{_GOODS[drawn.trade]} {_GIVEN[drawn.given]} {int.from_bytes(drawn.id[4:8]) % 1000}"
    fixed = ("", "", "", _TRADES[drawn.trade], _WALLETS[drawn.wallet], "", "", "", _CONSENT)
    who = (_team(commune, drawn), _GIVEN[(drawn.given * 7 + drawn.team) % len(_GIVEN)])
    apart: Any = 0 if conn.dialect.name == "sqlite" else False
    head = (commune, made, made, UNIT_SET, "there", apart, reached[-1][0], name, fold(name))
    return (*head, *fixed, *who, reached[0][2], reached[-1][2])


def _event_rows(
    conn: Connection,
    commune: str,
    drawn: Drawn,
    reached: list[tuple[str, int, int]],
    counts: Counter[tuple[str, str, str]],
) -> Iterator[tuple[Any, ...]]:
    key = native_id(conn, drawn.id)
    team, trade, wallet = _team(commune, drawn), _TRADES[drawn.trade], _WALLETS[drawn.wallet]
    member = _GIVEN[(drawn.given * 7 + drawn.team) % len(_GIVEN)]
    for rung, day, moment in reached:
        week, month = _labels(day)
        for facet, value in zip(aggregates.FACETS, ("", week, month, team, trade, wallet), strict=True):
            counts[facet, value, rung] += 1
        yield (
            commune, key, rung, key, key, key, UNIT_SET, team, member, "demo", trade, wallet, day, moment, moment,
            "{}",
        )  # fmt: skip


def _team(commune: str, drawn: Drawn) -> str:
    return f"Tổ mẫu {drawn.team + 1} ({commune})"


@lru_cache(maxsize=4096)
def _labels(day: int) -> tuple[str, str]:
    found = date.fromordinal(day + date(1970, 1, 1).toordinal())
    return week_of(found), month_of(found)
