"""Check of an account's holder: what a banking app showed when it scanned the code, against what the code says.

The name never travels in the code; the payer's app looks it up. A wrong digit shows somebody else's name, and a
swapped card may show the right one, so name, bank and last four are all compared. Since 2026-03-01 an account of a
registered household business carries "HỘ KINH DOANH" and its own name (Circular 25/2025/TT-NHNN).

>>> seen = Shown(holder="HO KINH DOANH NGUYEN THI MAU", bank="970436", last_four="4567")
>>> compare(BankAccount("970436", "0011001234567"), seen, names=["Nguyễn Thị Mẫu"])
AccountCheck(differs=(), notes=('proof.household_account',))
>>> compare(BankAccount("970436", "0011001234567"), Shown("TRAN VAN B", "970418", "4576"), ["Nguyễn Thị Mẫu"]).differs
('proof.name_differs', 'proof.bank_differs', 'proof.last_four_differs')
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..languages import N_, clean, fold
from .account import BankAccount

_HOUSEHOLD = re.compile(r"^(ho kinh doanh|ho kd|hkd)\b\.?:?\s*")


MISSING = frozenset({"proof.name_missing", "proof.bank_missing", "proof.last_four_missing"})
"""Not typed yet: no difference."""


class Shown(NamedTuple):
    """What the app's screen said: holder's name as shown, bank (BIN), the last four signs of the account."""

    holder: str
    bank: str
    last_four: str


class AccountCheck(NamedTuple):
    """`differs` stops the hand-over; `notes` are worth saying. Both hold codes."""

    differs: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.differs


def compare(account: BankAccount | None, shown: Shown, names: Iterable[str]) -> AccountCheck:
    """`names`: all the account may rightly carry: holder's name, owner's name, the business's own name.

    Without an account (VNPAY, ShopeePay: the code names a merchant) only the name can be compared.
    Anything not typed yet is `proof.name_missing`, `.bank_missing` or `.last_four_missing`.
    """
    household, holder = named(shown.holder)
    known = {named(name)[1] for name in names} - {""}
    differs = []
    if not holder:
        differs.append(N_("proof.name_missing"))
    elif not known:
        differs.append(N_("proof.name_not_written"))
    elif holder not in known:
        differs.append(N_("proof.name_differs"))
    if account is not None:
        differs += _account_differs(account, shown)
    return AccountCheck(tuple(differs), (N_("proof.household_account"),) if household else ())


def _account_differs(account: BankAccount, shown: Shown) -> list[str]:
    last = re.sub(r"[^0-9a-z]", "", fold(shown.last_four))
    wanted = re.sub(r"[^0-9a-z]", "", account.last_four.lower())
    codes = []
    if not shown.bank:
        codes.append(N_("proof.bank_missing"))
    elif shown.bank != account.bank:
        codes.append(N_("proof.bank_differs"))
    if len(last) < len(wanted):
        codes.append(N_("proof.last_four_missing"))
    elif not wanted or last[-len(wanted) :] != wanted:
        codes.append(N_("proof.last_four_differs"))
    return codes


def named(text: str) -> tuple[bool, str]:
    """Whether a name is a household business's, and the name itself in plain small letters."""
    plain = " ".join(re.sub(r"[^0-9a-z]+", " ", fold(clean(text, 300))).split())
    bare = _HOUSEHOLD.sub("", plain)
    return bare != plain, bare
