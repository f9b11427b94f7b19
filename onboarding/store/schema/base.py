"""The one MetaData and the four column types that look the same on every engine.

>>> a, b = new_id(), new_id()
>>> len(a), a != b, a[:6] == b[:6]
(32, True, True)
"""

import secrets
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, MetaData, Text, TypeDecorator
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from ...errors import OnboardingError

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def new_id(at: float | None = None) -> str:
    """A fresh UUIDv7 as 32 hex digits: ids made later sort later; `at` in seconds since 1970."""
    moment = int((time.time() if at is None else at) * 1000) & ((1 << 48) - 1)
    loose = secrets.randbits(74)
    value = moment << 80 | 7 << 76 | (loose >> 62) << 64 | 2 << 62 | loose & ((1 << 62) - 1)
    return f"{value:032x}"


@lru_cache(maxsize=5_000)
def _native_uuid(text: str) -> uuid.UUID:
    """One id stands in several rows of a transaction, and making a UUID costs more than all else about a row."""
    return uuid.UUID(hex=text)


class Hex(TypeDecorator[str]):
    """An id: 32 hex digits in Python, 16 bytes in SQLite, a native uuid in PostgreSQL."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = postgresql.UUID(as_uuid=True) if dialect.name == "postgresql" else LargeBinary(16)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return _native_uuid(value) if dialect.name == "postgresql" else bytes.fromhex(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return str(value.hex) if isinstance(value, uuid.UUID) else bytes(value).hex()


class Moment(TypeDecorator[datetime]):
    """A moment: an aware datetime in Python, whole microseconds since 1970 UTC in the store."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MICROSECOND


class Day(TypeDecorator[date]):
    """A day: a date in Python, whole days since 1970 in the store."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        return None if value is None else value.toordinal() - _EPOCH.toordinal()

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromordinal(value + _EPOCH.toordinal())


class Plain(TypeDecorator[Any]):
    """Plain JSON (dict, list, str, int, float, bool, None), kept as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode("utf8")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        try:
            return None if value is None else msgspec.json.decode(value)
        except msgspec.DecodeError:  # a flipped byte; the value itself is never repeated
            raise OnboardingError("store.damaged", field="db") from None
