"""What an engine's complaint means for a person, and which complaints go away by trying again."""

import sqlite3

from sqlalchemy.exc import DBAPIError, DisconnectionError

from ..errors import OnboardingError

AGAIN = frozenset({"40001", "40P01", "57P01", "57P02", "57P03", "53300"})
"""SQLSTATEs worth another try: serialization, deadlock, server going down or coming up, too many connections."""

_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_SEALED = "sqlcipher3"
_CLOSED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR}


def passing(error: Exception) -> bool:
    """Whether the same transaction may succeed when run once more."""
    if isinstance(error, DisconnectionError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    lost = error.connection_invalidated or (not state and type(error.orig).__name__ == "OperationalError")
    return state in AGAIN or state.startswith("08") or (lost and not _of_sqlite(error.orig))


def told(error: Exception) -> Exception:
    """The OnboardingError a person can act on, or the error itself when nobody but a developer can."""
    orig = getattr(error, "orig", error)
    if _of_sqlite(orig):
        code = getattr(orig, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_NOTADB and type(orig).__module__.startswith(_SEALED):
            return OnboardingError("store.other_key", field="db")
        return _told_sqlite(code, error)
    if passing(error):
        return OnboardingError("store.unreachable", reason=type(orig).__name__)
    if getattr(orig, "sqlstate", "") in ("53100", "53200"):
        return OnboardingError("store.full")
    return error


def _of_sqlite(orig: object) -> bool:
    """Whether SQLite says so, or its encrypted sibling."""
    return isinstance(orig, sqlite3.Error) or type(orig).__module__.startswith(_SEALED)


def _told_sqlite(code: int, error: Exception) -> Exception:
    if code in _FULL:
        return OnboardingError("store.full")
    if code in _BUSY:
        return OnboardingError("store.busy")
    if code in _DAMAGED:
        return OnboardingError("store.damaged")
    return OnboardingError("store.unwritable") if code in _CLOSED else error
