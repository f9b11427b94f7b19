"""Teams, members and roles; the current member of a device; sign-in from other machines.

`teams.py` has teams, members and roles, `pins.py` PINs and passwords, `device_session.py` the current member at this
machine, `access_log.py` who looked at a person's data, `grants.py` what a viewer reads in SQL. From other machines:
`listener.py` serves the app on a Wi-Fi address, `connection_limits.py` bounds its connections, `middleware.py` wants a
session, `auth.py` and `throttle.py` give one, `tokens.py` keeps them, `one_time_downloads.py` serves a vendor's files.

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
