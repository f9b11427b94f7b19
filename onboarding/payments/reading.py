"""Read a payment code's text: what kind it is, whose account, and every reason it is wrong.

Any order of fields, unknown fields and a lower-case checksum are taken; a length that does not fit is not. NAPAS's
own printed example says 12 for an account of 13 digits: a reader that forgives it loses the last digit.

>>> said = read("00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5")
>>> said.valid, said.kind, said.account, [reason.code for reason in said.reasons]
(False, 'vietqr', None, ['vietqr.leftover'])
"""

import re
from dataclasses import dataclass

from ..languages import N_
from .account import BankAccount
from .amount import MOST as MOST_MONEY
from .emv import Reason, checksum, fields
from .vietqr import GUID, PLACES, Details

MOST_TEXT = 2000
SERVICES = {"QRIBFTTA": "account", "QRIBFTTC": "card", "QRPUSH": "push", "QRCASH": "cash"}
_GUIDS = {"A000000775": "vnpay", "vn.momo": "momo", "vn.zalopay": "zalopay"}
_TEMPLATES = [f"{tag}" for tag in range(26, 52)]
_AMOUNT = re.compile(r"(?=.{1,13}\Z)([0-9]+)(?:\.([0-9]*))?")


_NONE = Details()


@dataclass(frozen=True, slots=True)
class Reading:
    """`valid` when nothing is in `reasons`; `notes` are oddities that do not spoil the code.

    `kind`: vietqr, momo, zalopay, vnpay, vietqrpay or other. `bank` is a BIN. `service`: account, card, push, cash.
    What could not be read for certain is None.
    """

    text: str
    kind: str
    bank: str | None = None
    account: str | None = None
    service: str | None = None
    amount: int | None = None
    purpose: str | None = None
    details: Details = _NONE
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def valid(self) -> bool:
        return not self.reasons

    def parts(self) -> tuple[BankAccount, int | None, str | None, Details]:
        """What `payload` takes, out of a valid transfer code: `payload(*read(text).parts())` says the same again."""
        account = BankAccount(self.bank or "", self.account or "", self.service or "")
        return account, self.amount, self.purpose, self.details


def read(text: str | bytes) -> Reading:
    """Read any text at all. Never raises: what is wrong is in `reasons`."""
    if isinstance(text, bytes | bytearray):
        try:
            text = bytes(text).decode("utf8")
        except UnicodeDecodeError:
            return Reading("", "other", reasons=(Reason(N_("vietqr.not_text")),))
    if not text.strip():
        return Reading(text, "other", reasons=(Reason(N_("vietqr.empty")),))
    if len(text) > MOST_TEXT:
        return Reading(text, _rough_kind(text), reasons=(Reason(N_("vietqr.too_long"), {"found": len(text)}),))
    if not re.match("00[0-9]{2}", text) and GUID not in text:
        return Reading(text, _rough_kind(text), reasons=(Reason(N_("vietqr.not_a_payment_code")),))
    return _Reader(text).reading()


def _rough_kind(text: str) -> str:
    """What a text that cannot be taken apart most likely was."""
    if GUID in text:
        return "vietqr"
    if text.startswith("2|99|") or "momo.vn" in text[:60]:
        return "momo"
    return next((kind for guid, kind in _GUIDS.items() if guid in text), "other")


class _Reader:
    """One reading under way: the fields, and the two lists that grow."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root, self.reasons = fields(text, "")
        self.notes: list[Reason] = []

    def wrong(self, code: str, **details: object) -> None:
        self.reasons.append(Reason(code, details))

    def odd(self, code: str, **details: object) -> None:
        self.notes.append(Reason(code, details))

    def inside(self, where: str, text: str) -> dict[str, str] | None:
        """A template's fields, or None when any of it cannot be read for certain."""
        found, reasons = fields(text, where)
        self.reasons += reasons
        return None if reasons else found

    def reading(self) -> Reading:
        self.check_frame()
        kind, bank, account, service = self.destination()
        amount = self.amount(kind)
        details, purpose = self.details()
        if kind == "vietqr" and re.fullmatch("MOMOW2W.*", details.reference):
            kind = "momo"
        default = "12" if amount is not None else "11"
        if details.initiation == default:
            details = Details(**{**_as_dict(details), "initiation": ""})
        reasons, notes = tuple(self.reasons), tuple(self.notes)
        return Reading(self.text, kind, bank, account, service, amount, purpose, details, reasons, notes)

    def check_frame(self) -> None:
        if not self.text.startswith("000201"):
            self.wrong(N_("vietqr.does_not_begin_with_000201"))
        if self.text[-8:-4] != "6304":
            self.wrong(N_("vietqr.crc_not_last") if "63" in self.root else N_("vietqr.no_crc"))
            return
        found, right = self.text[-4:], checksum(self.text[:-4])
        if found.upper() != right or not found.isascii():
            self.wrong(N_("vietqr.crc_wrong"), found=found, right=right)
        elif found != right:
            self.odd(N_("vietqr.crc_small_letters"), found=found)

    def destination(self) -> tuple[str, str | None, str | None, str | None]:
        """Kind, bank, account and service."""
        kind, napas = "", None
        for tag in _TEMPLATES:
            if tag not in self.root:
                continue
            inside = self.inside(tag, self.root[tag])
            guid = (inside or {}).get("00") or self.root[tag][4:14]
            kind = kind or _GUIDS.get(guid, "")
            if guid == GUID and napas is None:
                napas = (tag, inside)
        if napas is None:
            if not any(f"{tag:02}" in self.root for tag in range(2, 52)):
                self.wrong(N_("vietqr.no_destination"))
            return kind or "other", None, None, None
        transfer, *whose = self.transfer(*napas)
        bank, account, service = whose
        return kind or transfer, bank, account, service

    def transfer(self, tag: str, inside: dict[str, str] | None) -> tuple[str, str | None, str | None, str | None]:
        """NAPAS's template: 00 its name, 01 bank and account, 02 the service."""
        if inside is None:
            return "vietqr", None, None, None
        if tag != "38":
            self.wrong(N_("vietqr.wrong_place"), where=tag)
        said = inside.get("02", "")
        service = SERVICES.get(said)
        if not said:
            self.wrong(N_("vietqr.no_service"))
        elif not service:
            self.wrong(N_("vietqr.service_unknown"), found=said)
        whose = self.inside(f"{tag}.01", inside["01"]) if "01" in inside else {}
        if whose is None:
            return "vietqr", None, None, service
        bank, account = self.holder(whose, service)
        return _kind(bank or "", account or "", service), bank, account, service

    def holder(self, whose: dict[str, str], service: str | None) -> tuple[str | None, str | None]:
        bank, account = whose.get("00"), whose.get("01")
        if not bank or not re.fullmatch("[0-9]{6}", bank):
            self.wrong(N_("vietqr.no_bank"), found=bank or "")
            bank = None
        if not account or not re.fullmatch("[ -~]{1,19}", account):
            self.wrong(N_("vietqr.no_account"), found=account or "")
            account = None
        elif service == "card" and not re.fullmatch("[0-9]{16,19}", account):
            self.odd(N_("vietqr.not_a_card"))
        elif not re.fullmatch("[0-9A-Za-z]{6,19}", account):
            self.odd(N_("vietqr.unusual_account"))
        return bank, account

    def amount(self, kind: str) -> int | None:
        if kind != "other":
            for tag, right in (("53", "704"), ("58", "VN")):
                if self.root.get(tag) != right:
                    self.wrong(N_("vietqr.not_vietnam"), where=tag, found=self.root.get(tag, ""), right=right)
        said = self.root.get("54")
        if not said:
            return None
        found = _AMOUNT.fullmatch(said)
        if not found or not int(found[1]) or int(found[2] or 0):
            if found and int(found[2] or 0) and kind == "other":
                return None
            self.wrong(N_("vietqr.amount_unfit"), found=said)
            return None
        if found[2]:
            self.odd(N_("vietqr.amount_with_decimals"), found=said)
        if int(found[1]) > MOST_MONEY:
            self.odd(N_("vietqr.amount_over_one_transfer"), found=int(found[1]), most=MOST_MONEY)
        return int(found[1])

    def details(self) -> tuple[Details, str | None]:
        """The rest; a value that does not keep to the format is a note, and is handed on as it stands."""
        inside: dict[str, dict[str, str]] = {
            tag: self.inside(tag, self.root[tag]) or {} for tag in ("62", "64") if tag in self.root
        }
        said = {}
        for name, (place, fit) in PLACES.items():
            tag, _, part = place.partition(".")
            value = inside.get(tag, {}).get(part) if part else self.root.get(tag)
            if value:
                said[name] = value
                if not fit.fullmatch(value):
                    self.odd(N_("vietqr.unfit"), where=place, found=value)
        purpose = said.pop("purpose", None)
        return Details(**said), purpose


def _as_dict(details: Details) -> dict[str, str]:
    return {name: getattr(details, name) for name in PLACES if name != "purpose"}


def _kind(bank: str, account: str, service: str | None) -> str:
    if service in ("push", "cash"):
        return "vietqrpay" if service == "push" else "other"
    if bank == "971025" or (bank == "970454" and account.startswith("99MM")):
        return "momo"
    if bank == "970454" and account.startswith("99ZP"):
        return "zalopay"
    return "vietqr"
