"""Key rotation with overlap: the key of today names the next in a signed statement, and is taken for 180 days more.

A statement travels inside the messages of whoever rotated, until long after the other side knows it: a device's in its
batches, an area's in its receipts. Only the key of today can name another; a retired key cannot, nor can a stranger's.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec
import pyrage
from nacl.signing import SigningKey
from sqlalchemy import Connection, delete

from ..errors import OnboardingError
from ..store import Store
from ..store.schema.exchange import exchange_key
from ..store.sql import upsert
from .envelope import Header, is_signed_by, open_signed, sign_message
from .keys import DEVICE, area_keys, device_keys, holds_area, key_row, new_age, rows

OVERLAP: Final = timedelta(days=180)
"""How long a retired key is still taken: a team may bring its file half a year late."""
MOST: Final = 5
"""Statements a message carries."""


class NextKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a statement names: a public signing key, base64; for an area also an age recipient."""

    sign: str
    age: str = ""


class Known(NamedTuple):
    """What one side holds of the other's keys: today's, and retired ones with the last moment each is taken."""

    current: str
    retired: Mapping[str, str]
    age: str = ""

    def taken_at(self, now: datetime) -> list[str]:
        """The signing keys whose messages are taken."""
        return [self.current, *(key for key, until in self.retired.items() if datetime.fromisoformat(until) >= now)]

    def followed(self, statements: Sequence[str], header: Header, now: datetime) -> "Known":
        """What is known after statements that today's key, and each next in turn, signed; others are passed over."""
        known = self
        for text in statements[-MOST:]:
            named = _read(text, header, known.current)
            if named is not None and named.sign not in (known.current, *known.retired):
                until = (now + OVERLAP).isoformat()
                known = Known(named.sign, {**known.retired, known.current: until}, named.age or known.age)
        return known


def _read(text: str, header: Header, current: str) -> NextKey | None:
    """What a statement names, where the given key signed it for this device or area."""
    try:
        said, body = open_signed(base64.b64decode(text, validate=True), lambda _header: base64.b64decode(current))
        named = msgspec.json.decode(body, type=NextKey)
        whole = len(base64.b64decode(named.sign, validate=True)) == 32
        if named.age:
            pyrage.x25519.Recipient.from_str(named.age)
    except (OnboardingError, ValueError, pyrage.RecipientError):
        return None
    about = (said.device, "") if said.device else ("", said.area)
    return named if whole and said.kind == "rotation" and about in ((header.device, ""), ("", header.area)) else None


def verified(message: bytes, known: Known, statements: Sequence[str], header: Header, now: datetime) -> Known:
    """What is known of the sender's keys once its message holds under one of them, newest statements followed.

    Raises OnboardingError `exchange.key_retired` (a key whose time is over), `exchange.bad_signature`.
    """
    known = known.followed(statements, header, now)
    for key in known.taken_at(now):
        if is_signed_by(message, base64.b64decode(key)):
            return known
    if any(is_signed_by(message, base64.b64decode(key)) for key in known.retired):
        raise OnboardingError("exchange.key_retired", field="device", device=header.device)
    raise OnboardingError("exchange.bad_signature", field="file")


def as_text(statements: Sequence[bytes]) -> tuple[str, ...]:
    """Statements as they stand in a message."""
    return tuple(base64.b64encode(one).decode("ascii") for one in statements[-MOST:])


def rotate_device(store: Store, now: datetime | None = None) -> bytes:
    """Give this installation its next signing key; its public half. Its name stays."""
    moment, keys, fresh = now or datetime.now(UTC), device_keys(store), SigningKey.generate()
    header = Header(kind="rotation", device=keys.name, area="", at=moment.isoformat())
    statement = _statement(header, keys.sign, fresh)
    old = _Retired(bytes(keys.sign), bytes(keys.sign.verify_key), statement)
    store.erase(lambda conn: _follow(conn, store, DEVICE, old, bytes(fresh), moment))
    return bytes(fresh.verify_key)


def rotate_area(store: Store, area: str, now: datetime | None = None) -> bytes:
    """Give an area its next signing and age keys; the public signing key. Age keys retired long ago are destroyed.

    Raises OnboardingError `exchange.not_our_area`.
    """
    if not holds_area(store, area):
        raise OnboardingError("exchange.not_our_area", field="area", area=area[:64])
    moment, keys, fresh, age = now or datetime.now(UTC), area_keys(store, area), SigningKey.generate(), new_age()
    header = Header(kind="rotation", device="", area=area, at=moment.isoformat())
    recipient = str(pyrage.x25519.Identity.from_str(age.decode("ascii")).to_public())
    statement = _statement(header, keys.sign, fresh, recipient)

    opens = str(keys.age).encode("ascii")

    def rotate(conn: Connection) -> None:
        signed = _Retired(bytes(keys.sign), bytes(keys.sign.verify_key), statement)
        _follow(conn, store, f"sign:{area}", signed, bytes(fresh), moment)
        _follow(conn, store, f"age:{area}", _Retired(opens, opens), age, moment)
        past = (exchange_key.c.retired_at < moment - OVERLAP, exchange_key.c.statement.is_(None))
        behind = exchange_key.c.name.startswith(f"age:{area}/", autoescape=True)
        conn.execute(delete(exchange_key).where(behind, *past))

    store.erase(rotate)
    return bytes(fresh.verify_key)


def _statement(header: Header, old: SigningKey, fresh: SigningKey, age: str = "") -> bytes:
    named = NextKey(sign=base64.b64encode(bytes(fresh.verify_key)).decode("ascii"), age=age)
    return sign_message(header, msgspec.json.encode(named, order="sorted"), old)


class _Retired(NamedTuple):
    """A key that is retired: its private half, what of it is kept, and its statement."""

    private: bytes
    kept: bytes
    statement: bytes | None = None


def _follow(conn: Connection, store: Store, name: str, old: _Retired, fresh: bytes, now: datetime) -> None:
    """Put today's key behind its number, with its statement, and the fresh one in its place.

    Raises OnboardingError `store.busy` when somebody else has just done so.
    """
    before: list[Any] = rows(conn, name, lock=True)
    if store.keys.unseal("exchange", name, before[-1].sealed) != base64.b64encode(old.private).decode("ascii"):
        raise OnboardingError("store.busy")
    numbers = [int(row.name.rpartition("/")[2]) for row in before[:-1]]
    aside = f"{name}/{max(numbers, default=0) + 1}"
    kept = key_row(store, aside, old.kept, before[-1].made_at, retired_at=now, statement=old.statement)
    upsert(conn, exchange_key, [kept])
    upsert(conn, exchange_key, [key_row(store, name, fresh, now)], change=("sealed", "made_at"))
