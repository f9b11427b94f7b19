"""Rate limits on guessing passwords and pairing codes, kept in the store so that a restart forgets nothing.

The counters are fixed windows of the library `limits`; this module gives them a table of the store and says which
counters one attempt touches. Keys are keyed hashes: the table names neither a member nor an address.
"""

import hmac
import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Connection, delete, func, select

from ..store import Store
from ..store.schema.members import sign_in_attempt
from ..store.sql import upsert

PER_ADDRESS = RateLimitItemPerMinute(10, 5, namespace="address")
"""Ten wrong answers from one address in five minutes, whatever names were tried."""
PER_MEMBER_AT_ADDRESS = RateLimitItemPerMinute(5, 5, namespace="member-at-address")
PER_DEVICE = RateLimitItemPerMinute(10, 5, namespace="device")
"""A device that signed in as this member before has a counter of its own, which no stranger can fill."""
PINS_PER_ASKER = RateLimitItemPerHour(10, 1, namespace="pins-per-asker")
"""Wrong PINs of one member that another, signed in from a phone, may try: four digits last weeks, not days."""
PER_MEMBER_FROM_STRANGERS = RateLimitItemPerHour(100, 1, namespace="member-from-strangers")
"""Bounds guessing from many addresses: it takes ten of them to reach, and closes only the password on devices that
never signed in; a known device, a pairing code and the PIN at the laptop stay open."""


def _now() -> datetime:
    return datetime.now(UTC)


class StoreStorage(Storage):
    """Counters of `limits` in the table `sign_in_attempt`; `clock` is for tests."""

    STORAGE_SCHEME = None

    def __init__(self, store: Store, clock: Callable[[], datetime] = _now) -> None:
        super().__init__()
        self.store, self.clock = store, clock

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        return ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a counter, beginning a new window of `expiry` seconds when none is open; the count after it."""
        now, row_key = self.clock(), self._key(key)

        def add(conn: Connection) -> int:
            # a clock that was ahead and was set back must not leave a window open for years
            over = (sign_in_attempt.c.until <= now) | (sign_in_attempt.c.until > now + timedelta(hours=1))
            conn.execute(delete(sign_in_attempt).where(over))
            row = {"key": row_key, "hits": amount, "until": now + timedelta(seconds=expiry)}
            upsert(conn, sign_in_attempt, [row], add=("hits",))
            hits = select(sign_in_attempt.c.hits).where(sign_in_attempt.c.key == row_key)
            return int(conn.execute(hits).scalar_one())

        return self.store.write(add)

    def get(self, key: str) -> int:
        """A counter, 0 when no window is open."""
        row = self._row(key)
        return row[0] if row else 0

    def get_expiry(self, key: str) -> float:
        """When its window ends, in seconds since 1970."""
        row = self._row(key)
        return (row[1] if row else self.clock()).timestamp()

    def check(self) -> bool:
        """Always: a store that does not answer raises its own error."""
        return True

    def reset(self) -> int | None:
        """Forget every counter."""
        return self.store.write(lambda conn: conn.execute(delete(sign_in_attempt)).rowcount)

    def clear(self, key: str) -> None:
        """Forget one counter."""
        mine = sign_in_attempt.c.key == self._key(key)
        self.store.write(lambda conn: conn.execute(delete(sign_in_attempt).where(mine)))

    def _row(self, key: str) -> tuple[int, datetime] | None:
        now, mine = self.clock(), sign_in_attempt.c
        columns = select(func.max(mine.hits), func.max(mine.until))
        current = columns.where(mine.key == self._key(key), mine.until.between(now, now + timedelta(hours=1)))
        with self.store.reading() as conn:
            hits, until = conn.execute(current).one()
        return None if hits is None else (hits, until)

    def _key(self, key: str) -> str:
        return hmac.digest(self.store.secret("sign-in attempts"), key.encode("utf8", "replace"), "sha256").hex()


class Attempt:
    """One attempt to sign in: which counters it fills.

    `device`: the id of a device that signed in before, or "". `pin`: (member who asks, member whose PIN it is).
    """

    def __init__(
        self, store: Store, address: str, name_key: str = "", device: str = "", pin: tuple[str, str] | None = None
    ) -> None:
        self._limiter = FixedWindowRateLimiter(StoreStorage(store))
        place = network(address)
        self._counters: list[tuple[RateLimitItem, tuple[str, ...]]] = [(PER_ADDRESS, (place,))]
        if pin:
            self._counters = [(PINS_PER_ASKER, pin)]
        elif device:
            self._counters = [(PER_DEVICE, (device,))]
        elif name_key:
            self._counters += [(PER_MEMBER_AT_ADDRESS, (place, name_key)), (PER_MEMBER_FROM_STRANGERS, (name_key,))]

    def allowed(self) -> bool:
        """Count the attempt before it is looked at, so that a hundred at once are no more than the limit."""
        if not all(self._limiter.test(item, *names) for item, names in self._counters):
            return False
        within = [self._limiter.hit(item, *names) for item, names in self._counters]  # each one, also after a refusal
        return all(within)

    def succeeded(self) -> None:
        """Take the attempt back: only wrong answers count."""
        for item, names in self._counters:
            self._limiter.storage.incr(item.key_for(*names), item.get_expiry(), amount=-1)


def network(address: str) -> str:
    """The address, or of IPv6 its /64, since one machine has all of that to itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
