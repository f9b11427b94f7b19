"""A payee: the bank's BIN, the number as the code carries it, and whether the number is an account's or a card's.

One rule for typed, scanned and built numbers: 1 to 19 printable ASCII characters (NAPAS format, 38/01/01); under 6 is
a warning. What people type is cleaned of separators and labels, and refused where it may be something else: two
numbers, a date, a spreadsheet's number, a payment card, a letter O for a zero.

>>> typed = BankAccount.typed("VCB", " 0011.0012 3456 7")
>>> typed.account.number, typed.changed, grouped(typed.account.number), masked(typed.account.number)
('0011001234567', ('account.separators',), '0011 0012 3456 7', '••• 4567')
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ..errors import OnboardingError
from ..languages import N_, fold, nfc
from .banks import Bank, bank, banks

MOST = 19
"""Characters of an account in a code: one rule for what is typed, scanned and built (docs/vietqr.md)."""
USUAL_FEWEST = 6
"""No list of Vietnamese banks' number lengths goes below; shorter ones exist as nicknames."""
SERVICES = {"account": "QRIBFTTA", "card": "QRIBFTTC"}
"""38/02: how the code says that the number is an account's or a card's."""

_FIT = re.compile(rf"[ -~]{{1,{MOST}}}")
_TYPED = re.compile(rf"[0-9A-Za-z]{{1,{MOST}}}")
CARD = re.compile(r"[0-9]{16,19}")
_LIKE_A_CARD = re.compile(r"9704(?:[0-9]{12}|[0-9]{15})")
_SCHEMES = re.compile(
    r"4(?:\d{15}|\d{18})|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Visa, Mastercard
    r"|35(?:2[89]|[3-8]\d)\d{12}|3[47]\d{13}|62\d{14,17}"  # JCB, American Express, UnionPay
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}"  # Discover
)
_SPREADSHEET = re.compile(r"[0-9](?:[.,][0-9]{1,14})?[eE]\+?[0-9]{1,2}|[0-9]{3,}[.,]0{1,3}")
_QUOTED = re.compile(r"""[=\s]*["'“”‘’`]*(?P<inside>.*?)["'“”‘’`]*[\s,;:]*""", re.DOTALL)
"""A spreadsheet's text cell ('0011, ="0011"), quotation marks, and the comma that ends a copied line."""
_DATE = re.compile(r"\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d{2}|(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}")
_SEVERAL = re.compile(r"[0-9]\s*[/,;|+&]\s*[0-9]|^[0-9]{1,2}[.):]\s+[0-9]")
"""Two numbers, or the number of a line in a list before one."""
_LABEL = re.compile(r"^(?:so tai khoan|so tk|s\.?t\.?k|tk|tai khoan|account|acc|a/c|so the)\b[\s:.#-]*(?=\S)")
_GLUED = ("stk", "tk", "sotk", "sotaikhoan")
_USUAL_DIGITS = range(8, 16)  # of banks whose own lengths banks.csv does not give
_SEPARATORS = frozenset(".-·•‐‑‒–—−")


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
        if self.service == "card" and not CARD.fullmatch(self.number):
            raise OnboardingError("account.not_a_card", field="account", found=len(self.number))

    @property
    def last_four(self) -> str:
        """What is printed beside the code and compared with the banking app."""
        return self.number[-4:]

    @classmethod
    def typed(cls, at: Bank | str, text: str, service: str | None = None) -> Typed:
        """Read what a person typed or a spreadsheet holds; what was cleaned away is said.

        Errors: `account.empty`, `.too_long`, `.wrong_character`, `.several_numbers`, `.date`, `.letter_for_digit`,
        `.from_a_spreadsheet` (1,1E+12; 123.0), `.international_card`, `.card_of_another_bank`, `.card_or_account`,
        `.not_a_card`, and those of `bank()`.
        """
        where = at if isinstance(at, Bank) else bank(at)
        whole = nfc(text).strip()
        unquoted = _unquoted(whole)
        bare, labelled = _without_label(unquoted, where)
        number, changed = _cleaned(bare)
        if unquoted != whole:
            changed = tuple(dict.fromkeys((*changed, "account.separators")))
        if not number:
            raise OnboardingError("account.empty", field="account")
        _refuse_what_it_may_be_instead(bare, number)
        _refuse_a_glued_word(where, number)
        if not _TYPED.fullmatch(number):
            raise _unfit(number)
        _refuse_cards(where, number, service)
        account = cls(where.bin, number, service or "account")
        return Typed(account, labelled + changed, _warnings(where, account))


def _unfit(number: str) -> OnboardingError:
    wrong = "".join(dict.fromkeys(c for c in number if not (c.isascii() and c.isalnum())))
    if wrong:
        return OnboardingError("account.wrong_character", field="account", found=wrong[:10])
    return OnboardingError("account.too_long", field="account", found=len(number), most=MOST)


def _unquoted(text: str) -> str:
    """The text without what a spreadsheet or a copied line puts around it."""
    found = _QUOTED.fullmatch(text)
    return found["inside"] if found else text


def _without_label(text: str, where: Bank) -> tuple[str, tuple[str, ...]]:
    """The text without "STK:" or the chosen bank's own name before it; folding keeps the length of Latin text."""
    folded = fold(text)
    if len(folded) != len(text):
        return text, ()
    start = 0
    names = "|".join(map(re.escape, sorted(where.short_names, key=len, reverse=True)))
    for pattern in (_LABEL, re.compile(rf"^(?:{names})\b[\s:.-]+(?=[0-9])"), _LABEL):
        if found := pattern.match(folded[start:]):
            start += found.end()
    return text[start:], (N_("account.label"),) if start else ()


def _refuse_what_it_may_be_instead(text: str, number: str) -> None:
    """Refuse dates, two numbers, a spreadsheet's decimals, and letters typed for digits."""
    plain = unicodedata.normalize("NFKC", text).strip()
    excerpt = plain[:40]
    if _SPREADSHEET.fullmatch(plain):
        raise OnboardingError("account.from_a_spreadsheet", field="account", found=excerpt)
    if _DATE.fullmatch(plain):
        raise OnboardingError("account.date", field="account", found=excerpt)
    groups = [group for group in re.split(r"[^0-9A-Za-z]+", plain) if group]
    pairs = list(pairwise(groups))
    several = _SEVERAL.search(plain) or any(
        (max(len(left), len(right)) >= 6 and (min(len(left), len(right)) < 3 or min(len(left), len(right)) >= 8))
        or (left.isdigit() != right.isdigit() and (left.isalpha() or right.isalpha()))
        for left, right in pairs
    )
    if several:
        raise OnboardingError("account.several_numbers", field="account", found=excerpt)
    digits = number.translate(str.maketrans("OoIl", "0011"))
    if digits != number and digits.isdigit():
        raise OnboardingError("account.letter_for_digit", field="account", found=excerpt, digits=digits)


def _refuse_a_glued_word(where: Bank, number: str) -> None:
    """Refuse "VCB0011001234567" and "STK0011001234567": whether the letters are part of the number nobody can say."""
    letters = re.fullmatch(r"(?P<word>[A-Za-z]{2,})[0-9]{6,}", number)
    if letters and fold(letters["word"]) in {*where.short_names, *_GLUED}:
        raise OnboardingError("account.several_numbers", field="account", found=number[:40])


def _refuse_cards(where: Bank, number: str, service: str | None) -> None:
    """Card numbers are secrets unless NAPAS's own (9704…): never in a code; those are asked about."""
    if is_international_card(number):
        raise OnboardingError("account.international_card", field="account", last=number[-4:])
    issuer = banks().get(number[:6])
    if service != "account" and _LIKE_A_CARD.fullmatch(number) and issuer and issuer.bin != where.bin:
        raise OnboardingError("account.card_of_another_bank", field="account", last=number[-4:], bank=issuer.short_name)
    if service is None and _LIKE_A_CARD.fullmatch(number):
        raise OnboardingError("account.card_or_account", field="service", last=number[-4:])


def is_international_card(number: str) -> bool:
    """Whether a number is a Visa, Mastercard, JCB, American Express, UnionPay or Discover card's."""
    return bool(_SCHEMES.fullmatch(number)) and _luhn(number)


def _luhn(number: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1)."""
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(number)))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def _cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """The number without what people add for the eye, and codes of what went."""
    changed, signs = [], []
    for sign in text:
        kind, plain = unicodedata.category(sign), unicodedata.normalize("NFKC", sign)
        if sign in _SEPARATORS or kind[0] == "Z" or sign in "\t\r\n":
            changed.append(N_("account.separators"))
        elif kind in ("Cc", "Cf"):
            changed.append(N_("account.invisible"))
        elif not sign.isascii() and kind == "Nd":
            signs.append(str(unicodedata.decimal(sign)))
            changed.append(N_("account.full_width"))
        elif kind != "No" and not sign.isascii() and len(plain) == 1 and plain.isascii() and plain.isalnum():
            signs.append(plain)
            changed.append(N_("account.full_width"))
        else:
            signs.append(sign)
    return "".join(signs), tuple(dict.fromkeys(changed))


def _warnings(where: Bank, account: BankAccount) -> tuple[str, ...]:
    number, codes = account.number, []
    if len(number) < USUAL_FEWEST:
        codes.append(N_("account.short"))
    if not number.isdigit():
        codes.append(N_("account.has_letters"))
    elif account.service == "account" and _zeros_lost(where, number):
        codes.append(N_("account.zeros_lost"))
    elif account.service == "account" and len(number) not in (where.usual_digits or _USUAL_DIGITS):
        codes.append(N_("account.unusual_length"))
    if where.wallet:
        codes.append(N_("bank.use_the_wallets_own_code"))
    return tuple(codes)


def _zeros_lost(where: Bank, number: str) -> bool:
    """Whether a spreadsheet dropped leading zeros: 11 digits where 13 are usual, 9 of a mobile number."""
    if number[0] == "0" or len(number) in where.usual_digits:
        return False
    mobile = len(number) == 9 and number[0] in "35789"
    return mobile or any(1 <= usual - len(number) <= 2 for usual in where.usual_digits)


def grouped(number: str) -> str:
    """In fours, for the eye."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def masked(number: str) -> str:
    """Only the last four, for places where others may look."""
    return f"••• {number[-4:]}"
