"""Schema version check: which revisions of a store this kit reads, and what to say to another.

Revisions are four digits that only grow; the newest stands in the table `alembic_version`, which Alembic
reads too. Alembic itself is never imported here: it runs as a command (`python -m onboarding migrate`).
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from ..errors import OnboardingError
from .schema import METADATA

HEAD = max(path.name[:4] for path in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))
"""The newest revision under `migrations/versions/`."""


def revision(conn: Connection) -> str | None:
    """The revision a store is at; None for one that holds nothing yet."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    version = conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return str(version) if version else None


def create(conn: Connection) -> None:
    """Every table at HEAD, in an empty store; harmless when another process was quicker."""
    if revision(conn) is not None:
        return
    METADATA.create_all(conn)
    conn.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    conn.execute(text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": HEAD})


def require_head(version: str | None) -> None:
    """Refuse a store of another kit: `store.newer` or `store.older`."""
    if version is not None and version > HEAD:
        raise OnboardingError("store.newer", found=version, known=HEAD)
    if version is not None and version < HEAD:
        raise OnboardingError("store.older", found=version, known=HEAD)
