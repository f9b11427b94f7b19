"""Key pairs of an installation and of the areas it receives for, made at first need and sealed in the store.

A device signs what it sends (Ed25519). An area has a signing key, for its receipts, and an age key (X25519), to which
everything sent to it is encrypted. Private keys lie in the store sealed under the kit's own key, as account numbers
do, and never leave it. `rotation` retires one and makes the next; of a retired signing key only the public half stays.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import pyrage
from nacl.signing import SigningKey
from sqlalchemy import Connection, Row, delete, or_, select

from ..errors import OnboardingError
from ..store import Store
from ..store.schema.exchange import exchange_key
from ..store.sql import insert_if_absent

DEVICE: Final = "device"


class DeviceKeys(NamedTuple):
    """Who this installation is: the name its first key gave it (here its public half), the key it signs with, and how
    that follows from the first (a statement of each retired key, the oldest first)."""

    name: str
    sign: SigningKey
    first: bytes
    statements: tuple[bytes, ...]


class AreaKeys(NamedTuple):
    """An area's private keys: what it signs receipts with, and what opens messages to it; statements as a device's."""

    sign: SigningKey
    age: pyrage.x25519.Identity
    retired_ages: tuple[tuple[pyrage.x25519.Identity, datetime], ...]
    statements: tuple[bytes, ...]

    def ages(self, since: datetime) -> list[pyrage.x25519.Identity]:
        """What may open a message: the key of today, and those retired since a moment."""
        return [self.age, *(age for age, retired_at in self.retired_ages if retired_at > since)]


def device_keys(store: Store) -> DeviceKeys:
    """This installation's keys; the first is made now where there is none."""
    current, retired = _keys(store, DEVICE, lambda: bytes(SigningKey.generate()))
    sign = SigningKey(_unsealed(store, current))
    first = _unsealed(store, retired[0]) if retired else bytes(sign.verify_key)
    return DeviceKeys(device_id(first), sign, first, tuple(row.statement for row in retired))


def new_identity(store: Store) -> None:
    """Make this installation another device, with a name and a key of its own: the one it was is lost to it."""
    name = exchange_key.c.name
    mine = or_(name == DEVICE, name.startswith(f"{DEVICE}/"))
    store.erase(lambda conn: conn.execute(delete(exchange_key).where(mine)))
    device_keys(store)


def device_key(store: Store) -> SigningKey:
    """What this installation signs with."""
    return device_keys(store).sign


def device_id(public_key: bytes) -> str:
    """The name of a device: the first 16 bytes of its first public key's SHA-256, as 32 hex digits."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def fingerprint(public_key: bytes) -> str:
    """A public key as people compare it, in eight groups of four hex digits."""
    digits = device_id(public_key)
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def area_keys(store: Store, area: str) -> AreaKeys:
    """The keys of an area this installation receives for; made at the first invitation."""
    sign, signed = _keys(store, f"sign:{area}", lambda: bytes(SigningKey.generate()))
    age, opened = _keys(store, f"age:{area}", new_age)
    return AreaKeys(
        SigningKey(_unsealed(store, sign)), _identity(store, age),
        tuple((_identity(store, row), row.retired_at) for row in opened), tuple(row.statement for row in signed),
    )  # fmt: skip


def new_age() -> bytes:
    """A fresh age key as it is kept."""
    return str(pyrage.x25519.Identity.generate()).encode("ascii")


def _identity(store: Store, row: Row[Any]) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(_unsealed(store, row).decode("ascii"))


def holds_area(store: Store, area: str) -> bool:
    """Whether this installation has made keys for that area, that is, receives for it."""
    with store.reading() as conn:
        return bool(rows(conn, f"sign:{area}"))


def _keys(store: Store, name: str, make: Callable[[], bytes]) -> tuple[Row[Any], list[Row[Any]]]:
    """The key of today and the retired ones; of two made at the same moment, the first in the store stands."""
    with store.reading() as conn:
        found = rows(conn, name)
    if not found:
        row = key_row(store, name, make(), datetime.now(UTC))
        store.write(lambda conn: insert_if_absent(conn, exchange_key, row))
        with store.reading() as conn:
            found = rows(conn, name)
    return found[-1], found[:-1]


def rows(conn: Connection, name: str, *, lock: bool = False) -> list[Row[Any]]:
    """The rows of a key: the retired ones by age, then the one of today."""
    behind = exchange_key.c.name.startswith(f"{name}/", autoescape=True)
    wanted = select(exchange_key).where(or_(exchange_key.c.name == name, behind))
    found = conn.execute(wanted.with_for_update() if lock else wanted).all()
    return sorted(found, key=lambda row: (row.name == name, row.retired_at or row.made_at))


def key_row(store: Store, name: str, key: bytes, made_at: datetime, **retired: object) -> dict[str, Any]:
    """A key as it is kept."""
    text = base64.b64encode(key).decode("ascii")
    sealed = store.keys.seal("exchange", name, text)
    return {"name": name, "sealed": sealed, "made_at": made_at, "retired_at": None, "statement": None, **retired}


def _unsealed(store: Store, row: Row[Any]) -> bytes:
    text = store.keys.unseal("exchange", row.name, row.sealed)
    if text is None:
        raise OnboardingError("exchange.key_lost", field="key")
    return base64.b64decode(text)
