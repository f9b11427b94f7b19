"""The store: one schema over SQLite or PostgreSQL, one writer, durable when `write` returns.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from sqlalchemy import text
>>> with TemporaryDirectory() as folder:
...     store = open_store(f"sqlite:///{Path(folder, 'kit.db')}")
...     with store.reading() as conn:
...         at_head = conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == HEAD
...     store.close()
>>> at_head
True
"""

from .store import Store, close_all, default_url, open_store, the_store
from .versions import HEAD

__all__ = ["HEAD", "Store", "close_all", "default_url", "open_store", "the_store"]
