"""Who sits beside the business: teams, members, what each may do, and who is at this machine.

`teams.py` has teams, members and roles, `pins.py` PINs and passwords, `device_session.py` who is at this machine,
`tokens.py` sign-ins and pairing links, `audit.py` who looked at a person's data, `gate.py` the door when the kit
listens beyond this machine (`door.py`, `page.py` and `lan.py` are parts of it), `grants.py` what a viewer reads in SQL.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from ..store import open_store
>>> with TemporaryDirectory() as folder:
...     store = open_store(f"sqlite:///{Path(folder, 'kit.db')}")
...     before = current_member(store)
...     now = set_up_team(store, team="Tổ số thôn 1", commune="24988", member="Lan")
...     store.close()
>>> before, (now.team, now.member, now.commune, now.role.value)
(None, ('Tổ số thôn 1', 'Lan', '24988', 'leader'))
"""

from .access_log import Access, list_accesses, log_access, purge_access_log
from .auth import COOKIE
from .device_session import IDLE, CurrentMember, current_member, keep_alive, lock, set_up_team, switch_member
from .pins import set_password, set_pin, verify
from .teams import Member, Members, Role, Team
from .tokens import new_pairing, new_session, sign_out, sign_out_everywhere, transfer_session

__all__ = [
    "COOKIE",
    "IDLE",
    "CurrentMember",
    "Access",
    "Member",
    "Members",
    "Role",
    "Team",
    "transfer_session",
    "purge_access_log",
    "current_member",
    "lock",
    "log_access",
    "list_accesses",
    "new_pairing",
    "new_session",
    "set_password",
    "set_pin",
    "set_up_team",
    "sign_out",
    "sign_out_everywhere",
    "switch_member",
    "keep_alive",
    "verify",
]
