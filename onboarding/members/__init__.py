"""Who sits beside the business: teams, members, what each may do, and who is at this machine.

`people.py` has teams, members and roles, `here.py` who is at this machine, `tokens.py` sign-ins and pairing links.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from ..store import open_store
>>> with TemporaryDirectory() as folder:
...     store = open_store(f"sqlite:///{Path(folder, 'kit.db')}")
...     before = here(store)
...     now = settle(store, team="Tổ số thôn 1", commune="24988", member="Lan")
...     store.close()
>>> before, (now.team, now.member, now.commune, now.role.value)
(None, ('Tổ số thôn 1', 'Lan', '24988', 'leader'))
"""

from .here import IDLE, Here, here, lock, settle, sit, touch
from .people import Member, Members, Role, Team

__all__ = ["IDLE", "Here", "Member", "Members", "Role", "Team", "here", "lock", "settle", "sit", "touch"]
