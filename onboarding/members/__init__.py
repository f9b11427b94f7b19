"""Who sits beside the business: teams, members, what each may do, and who is at this machine.

`people.py` has teams, members and roles, `pins.py` PINs and passwords, `here.py` who is at this machine,
`tokens.py` sign-ins and pairing links, `audit.py` who looked at a person's data, `gate.py` the door when the kit
listens beyond this machine (`door.py`, `page.py` and `lan.py` are parts of it), `grants.py` what a viewer reads in SQL.

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

from .audit import Look, forget_looks, looked, looks
from .door import COOKIE
from .here import IDLE, Here, here, lock, settle, sit, touch
from .people import Member, Members, Role, Team
from .pins import set_password, set_pin, verify
from .tokens import become, new_pairing, new_session, sign_out, sign_out_everywhere

__all__ = [
    "COOKIE",
    "IDLE",
    "Here",
    "Look",
    "Member",
    "Members",
    "Role",
    "Team",
    "become",
    "forget_looks",
    "here",
    "lock",
    "looked",
    "looks",
    "new_pairing",
    "new_session",
    "set_password",
    "set_pin",
    "settle",
    "sign_out",
    "sign_out_everywhere",
    "sit",
    "touch",
    "verify",
]
