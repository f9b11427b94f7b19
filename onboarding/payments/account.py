"""An account as the code carries it: bank, number, and whether the number is an account's or a card's.

Accounts are not always digits: virtual accounts and nicknames have letters. 6 to 19 characters; 16 or 19 digits
beginning 9704 may be a card, which is asked about, never guessed.

>>> typed = BankAccount.typed("VCB", " 0011.0012 3456 7")
>>> typed.account.number, typed.changed, grouped(typed.account.number), masked(typed.account.number)
('0011001234567', ('account.separators',), '0011 0012 3456 7', '••• 4567')
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from ..errors import OnboardingError
from ..languages import N_, nfc
from .banks import Bank, bank

FEWEST, MOST = 6, 19
SERVICES = {"account": "QRIBFTTA", "card": "QRIBFTTC"}
"""How the code says that the number is an account's or a card's."""

_FIT = re.compile(rf"[0-9A-Za-z]{{{FEWEST},{MOST}}}")
_CARD = re.compile(r"[0-9]{16,19}")
_LIKE_A_CARD = re.compile(r"9704(?:[0-9]{12}|[0-9]{15})")
_SPREADSHEET = re.compile(r"[0-9][.,][0-9]{1,14}[eE]\+?[0-9]{1,2}")
_USUAL_DIGITS = range(8, 16)
_SEPARATORS = frozenset(".,-_/·•‐‑‒–—−")


class Typed(NamedTuple):
    """What was understood, what was cleaned away (`changed`) and what deserves a second look (`warnings`): codes."""

    account: "BankAccount"
    changed: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A number at a bank (by BIN) that a code can be made for; anything else is an OnboardingError `account.*`."""

    bank: str
    number: str
    service: str = "account"

    def __post_init__(self) -> None:
        if len(self.bank) != 6 or not (self.bank.isascii() and self.bank.isdigit()):
            raise OnboardingError("bank.not_a_bin", field="bank", found=self.bank[:40])
        if self.service not in SERVICES:
            raise OnboardingError("account.unknown_service", field="service", found=self.service[:40])
        if not _FIT.fullmatch(self.number):
            raise _unfit(self.number)
        if self.service == "card" and not _CARD.fullmatch(self.number):
            raise OnboardingError("account.not_a_card", field="account", found=len(self.number))

    @classmethod
    def typed(cls, at: Bank | str, text: str, service: str | None = None) -> Typed:
        """Read what a person typed. Spaces, dots, hyphens and full-width forms are cleaned and said.

        Errors: `account.empty`, `.too_short`, `.too_long`, `.wrong_character`, `.card_or_account`, `.not_a_card`,
        `.from_a_spreadsheet` (1,1E+12), and those of `bank()`.
        """
        where = at if isinstance(at, Bank) else bank(at)
        number, changed = _cleaned(text)
        if not number:
            raise OnboardingError("account.empty", field="account")
        if _SPREADSHEET.fullmatch(text.strip()):
            raise OnboardingError("account.from_a_spreadsheet", field="account", found=text.strip())
        if not _FIT.fullmatch(number):
            raise _unfit(number)
        if service is None and _LIKE_A_CARD.fullmatch(number):
            raise OnboardingError("account.card_or_account", field="service", last=number[-4:])
        account = cls(where.bin, number, service or "account")
        return Typed(account, changed, _warnings(where, account))


def _unfit(number: str) -> OnboardingError:
    wrong = "".join(dict.fromkeys(c for c in number if not (c.isascii() and c.isalnum())))
    if wrong:
        return OnboardingError("account.wrong_character", field="account", found=wrong[:10])
    if len(number) < FEWEST:
        return OnboardingError("account.too_short", field="account", found=len(number), fewest=FEWEST)
    return OnboardingError("account.too_long", field="account", found=len(number), most=MOST)


def _cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """The number without what people add for the eye, and codes of what went."""
    changed, kept = [], []
    for sign in nfc(text.strip()):
        kind, plain = unicodedata.category(sign), unicodedata.normalize("NFKC", sign)
        if sign in _SEPARATORS or kind[0] == "Z" or sign in "\t\r\n":
            changed.append(N_("account.separators"))
        elif kind in ("Cc", "Cf"):
            changed.append(N_("account.invisible"))
        elif not sign.isascii() and kind == "Nd":
            kept.append(str(unicodedata.decimal(sign)))
            changed.append(N_("account.full_width"))
        elif not sign.isascii() and len(plain) == 1 and plain.isascii() and plain.isalnum():
            kept.append(plain)
            changed.append(N_("account.full_width"))
        else:
            kept.append(sign)
    return "".join(kept), tuple(dict.fromkeys(changed))


def _warnings(where: Bank, account: BankAccount) -> tuple[str, ...]:
    found = []
    if not account.number.isdigit():
        found.append(N_("account.has_letters"))
    elif account.service == "account" and len(account.number) not in (where.usual_digits or _USUAL_DIGITS):
        found.append(N_("account.unusual_length"))
    if where.wallet:
        found.append(N_("bank.use_the_wallets_own_code"))
    return tuple(found)


def grouped(number: str) -> str:
    """In fours, for the eye."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def masked(number: str) -> str:
    """Only the last four, for places where others may look."""
    return f"••• {number[-4:]}"
