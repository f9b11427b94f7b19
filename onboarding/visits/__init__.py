"""Open visits, saved as they are typed: two tabs merge, secrets are sealed, hand-over wipes.

A visit's `data` is nested plain JSON in the shape of `business.Visit.as_json` plus free keys. A save names dotted
paths and is merged on the newest row, so that a second tab, a double tap or a sleeping phone loses nothing.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from onboarding.store import open_store
>>> with TemporaryDirectory() as folder:
...     store = open_store(f"sqlite:///{Path(folder, 'kit.db')}")
...     visits = Visits(store)
...     one = visits.create(team="to-1", member="An")
...     left = visits.save(one.id, {"business.name": "Hộ mẫu"}, rev=one.rev)
...     right = visits.save(one.id, {"business.phone": "0900000000"}, rev=one.rev)
...     store.close()
>>> right.data["business"], right.conflicts
({'name': 'Hộ mẫu', 'phone': '0900000000'}, ())
"""

from .merge import SECRETS
from .photos import content_hash
from .repository import Visits
from .row import GIVEN, HANDED_OVER_ON, Summary, VisitRow

__all__ = ["GIVEN", "HANDED_OVER_ON", "SECRETS", "VisitRow", "Visits", "Summary", "content_hash"]
