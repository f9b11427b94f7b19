"""Key pairs of an installation and of the areas it receives for, made at first need and sealed in the store.

A device signs what it sends (Ed25519). An area has a signing key, for invitations' receipts, and an age key (X25519),
to which everything sent to it is encrypted. Private keys lie in the store sealed under the kit's own key, as account
numbers do, and never leave it.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import pyrage
from nacl.signing import SigningKey
from sqlalchemy import Connection, select

from ..errors import OnboardingError
from ..store import Store
from ..store.schema.exchange import exchange_key
from ..store.sql import insert_if_absent

DEVICE = "device"


class AreaKeys(NamedTuple):
    """An area's private keys: what it signs receipts with, and what opens messages to it."""

    sign: SigningKey
    age: pyrage.x25519.Identity


def device_key(store: Store) -> SigningKey:
    """This installation's signing key."""
    return SigningKey(base64.b64decode(_secret(store, DEVICE, lambda: bytes(SigningKey.generate()))))


def device_id(public_key: bytes) -> str:
    """The name of a device: the first 16 bytes of its public key's SHA-256, as 32 hex digits."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def fingerprint(public_key: bytes) -> str:
    """A public key as people compare it, in eight groups of four hex digits."""
    digits = device_id(public_key)
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def area_keys(store: Store, area: str) -> AreaKeys:
    """The keys of an area this installation receives for; made at the first invitation."""
    sign = _secret(store, f"sign:{area}", lambda: bytes(SigningKey.generate()))
    age = _secret(store, f"age:{area}", lambda: str(pyrage.x25519.Identity.generate()).encode("ascii"))
    identity = pyrage.x25519.Identity.from_str(base64.b64decode(age).decode("ascii"))
    return AreaKeys(SigningKey(base64.b64decode(sign)), identity)


def holds_area(store: Store, area: str) -> bool:
    """Whether this installation has made keys for that area, that is, receives for it."""
    with store.reading() as conn:
        return _sealed(conn, f"sign:{area}") is not None


def _secret(store: Store, name: str, make: Callable[[], bytes]) -> str:
    """A private key in base64, unsealed; of two made at the same moment, the first in the store stands."""
    with store.reading() as conn:
        sealed = _sealed(conn, name)
    if sealed is None:
        fresh = base64.b64encode(make()).decode("ascii")
        row = {"name": name, "sealed": store.keys.seal("exchange", name, fresh), "made_at": datetime.now(UTC)}
        store.write(lambda conn: insert_if_absent(conn, exchange_key, row))
        with store.reading() as conn:
            sealed = _sealed(conn, name)
    text = store.keys.unseal("exchange", name, sealed or "")
    if text is None:
        raise OnboardingError("exchange.key_lost", field="key")
    return text


def _sealed(conn: Connection, name: str) -> str | None:
    found: str | None = conn.execute(
        select(exchange_key.c.sealed).where(exchange_key.c.name == name)
    ).scalar_one_or_none()
    return found
