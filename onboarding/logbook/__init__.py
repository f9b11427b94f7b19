"""Event log of visits: evidence of how far each business was helped, and counts without persons.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from onboarding.business import Consent, Rung
>>> from onboarding.store import open_store
>>> with TemporaryDirectory() as folder:
...     store = open_store(f"sqlite:///{Path(folder, 'kit.db')}")
...     log = Logbook(store)
...     yes = BusinessSnapshot(name="Hộ mẫu", consent=Consent(purposes={"counts": True, "visit": True}))
...     step = dict(team="Tổ 1", member="An", about=yes)
...     first = log.record("1" * 32, "2" * 32, "24988", Rung.HANDED_OVER, **step)
...     again = log.record("1" * 32, "2" * 32, "24988", Rung.HANDED_OVER, **step)
...     counted = log.count(by=("commune",), exact=True)
...     store.close()
>>> (first.new, again.new), counted.total, counted.rows[0]["n"]
((True, False), 1, 1)
"""

from .book import Logbook
from .counting import Answer
from .entry import BusinessSnapshot, Recorded
from .query import DIMENSIONS, CountQuery

__all__ = ["DIMENSIONS", "BusinessSnapshot", "Answer", "Logbook", "CountQuery", "Recorded"]
