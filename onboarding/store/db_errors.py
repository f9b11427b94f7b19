"""Database errors as OnboardingErrors, and which of them are transient."""

import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError, DisconnectionError

from ..errors import OnboardingError
from .sqlite_file import is_undecodable

TRANSIENT = frozenset({"40001", "40P01", "57P01", "57P02", "57P03", "53200", "53300"})
"""SQLSTATEs worth another try: serialization, deadlock, server going down or coming up, out of memory, too many
connections."""
DISK_FULL = "53100"

_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_SQLCIPHER = "sqlcipher3"
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR}


def is_transient(error: Exception) -> bool:
    """Whether the same transaction may succeed when run once more."""
    if isinstance(error, DisconnectionError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    lost = error.connection_invalidated or (not state and type(error.orig).__name__ == "OperationalError")
    return state in TRANSIENT or state.startswith("08") or (lost and not _is_of_sqlite(error.orig))


def as_onboarding_error(error: Exception) -> Exception:
    """An engine's error as an OnboardingError; any other exception as it is.

    Raise it `from None`: PostgreSQL prints the failing row in its message, and with it a person.
    """
    orig = getattr(error, "orig", error)
    if _is_of_sqlite(orig):
        code = getattr(orig, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_NOTADB and type(orig).__module__.startswith(_SQLCIPHER):
            return OnboardingError("store.other_key", field="db")
        return _from_sqlite(code, error)
    if is_transient(error):
        return OnboardingError("store.unreachable", reason=type(orig).__name__)
    if getattr(orig, "sqlstate", "") == DISK_FULL:
        return OnboardingError("store.full")
    if isinstance(error, DBAPIError):
        return OnboardingError("store.refused", reason=_without_values(orig))
    return error


def _is_of_sqlite(orig: object) -> bool:
    """Whether SQLite says so, or SQLCipher."""
    return isinstance(orig, sqlite3.Error) or type(orig).__module__.startswith(_SQLCIPHER)


def _from_sqlite(code: int, error: Exception) -> Exception:
    if code in _FULL:
        return OnboardingError("store.full")
    if code in _BUSY:
        return OnboardingError("store.busy")
    if code in _DAMAGED:
        return OnboardingError("store.damaged")
    if is_undecodable(getattr(error, "orig", error)):
        return OnboardingError("store.damaged")
    if code in _UNWRITABLE:
        return OnboardingError("store.unwritable")
    return OnboardingError("store.refused", reason=str(getattr(error, "orig", error)))  # names columns, never values


def _without_values(orig: Any) -> str:
    """What PostgreSQL says first where that names tables and columns only; else the SQLSTATE alone."""
    state = str(getattr(orig, "sqlstate", None) or type(orig).__name__)
    return f"{state} {orig.diag.message_primary}" if state[:2] in ("23", "42") else state
