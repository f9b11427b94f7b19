"""Parser of payment codes: what kind it is, whose account, and every reason it is wrong.

Any order of fields, unknown fields and a lower-case checksum are taken; a length that does not fit is not. NAPAS's
own printed example says 12 for an account of 13 digits: a reader that forgives it loses the last digit.

>>> said = read("00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5")
>>> said.valid, said.kind, said.account, [reason.code for reason in said.reasons]
(False, 'vietqr', None, ['vietqr.leftover'])
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from ..languages import N_, fold
from .account import USUAL_FEWEST, BankAccount
from .amount import MOST as MOST_MONEY
from .emv import Reason, checksum, fields
from .vietqr import GUID, PLACES, Details

MOST_TEXT = 2000
SERVICES = {"QRIBFTTA": "account", "QRIBFTTC": "card", "QRPUSH": "push", "QRCASH": "cash"}
KINDS = ("vietqr", "momo", "zalopay", "vnpay", "vietqrpay", "shopeepay", "foreign", "bill", "cash", "other")
CURRENCIES = {
    "704": "VND", "764": "THB", "116": "KHR", "418": "LAK", "840": "USD", "360": "IDR", "702": "SGD", "458": "MYR",
    "608": "PHP", "986": "BRL", "156": "CNY", "104": "MMK", "356": "INR", "344": "HKD", "392": "JPY", "410": "KRW",
    "978": "EUR", "036": "AUD", "901": "TWD", "096": "BND",
}  # fmt: skip
"""ISO 4217 numbers (tag 53) of currencies met in EMV merchant codes; others are given as they stand."""

_GUIDS = {"A000000775": "vnpay", "vn.momo": "momo", "vn.zalopay": "zalopay", "vn.airpay": "shopeepay"}
_GUIDS |= {"vn.shopeepay": "shopeepay"}
"""What stands in 00 of a merchant template (beginning of it) where a Vietnamese wallet or VNPAY issued the code."""
_FOREIGN_GUIDS = (
    *("a000000677", "id.co.qris", "sg.paynow", "br.gov.bcb.pix", "com.p2pqrpay", "a0000006150001", "khqr"),
    *("my.com.paynet", "sg.com.nets"),
)
"""PromptPay, QRIS, PayNow, Pix, the Philippines' P2P, DuitNow, KHQR, DuitNow's operator, NETS."""
_TEXTS = {
    "momo": ("2|99|", "momo.vn", "momo://"),
    "zalopay": ("zalopay.vn", "zalopay://"),
    "shopeepay": ("shopeepay", "airpay.vn"),
    "vnpay": ("vnpay.vn", "vnpayqr"),
}
"""What codes that only the wallet's own app reads begin with or name near their beginning."""
_UTILITIES = frozenset({"4900", "4814", "4899"})
"""Merchant category codes (ISO 18245) of electricity, gas and water; telephone; television."""
_BILL_WORDS = re.compile(
    r"\b(evn|evnspc|evnhcmc|evnhanoi|dien luc|tien dien|tien nuoc|cap nuoc"
    r"|(thanh toan|tra|thu) hoa don|hoa don (tien|dien|nuoc|so|gtgt|internet|vien thong))\b"
)
_EVN_CUSTOMER = re.compile(r"P[A-Z][0-9A-Z]{11}")
_TEMPLATES = [f"{tag:02}" for tag in range(2, 52)]
_AMOUNT = re.compile(r"(?=.{1,13}\Z)([0-9]+)(?:\.([0-9]*))?")


_NONE = Details()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code says. `valid` when nothing is in `reasons`; `notes` are oddities that do not spoil the code.

    `kind`: one of KINDS. `bank` is a BIN. `service`: account, card, push, cash. `total` is the sum in `currency` (ISO
    4217 letters), `amount` the same in whole đồng. `country`: ISO 3166. `once`: made for one payment (01 is 12).
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
    total: Decimal | None = None
    currency: str | None = None
    country: str | None = None
    once: bool = False
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def valid(self) -> bool:
        return not self.reasons

    @property
    def merchant(self) -> str | None:
        """The name in the code (59), where there is one; never looked up at a bank."""
        return self.details.name or None

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
    text = text.strip(" \t\r\n\ufeff")  # around a code copied from a file or sent by a hand scanner
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
    head = text[:80].lower()
    for kind, beginnings in _TEXTS.items():
        if any(beginning in head for beginning in beginnings):
            return kind
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
        details, purpose = self.details()
        kind = self.kind_of(kind, details, service)
        total = self.total(kind)
        once = details.initiation == "12"
        default = "12" if total is not None else "11"
        if details.initiation == default:
            details = Details(**{**_as_dict(details), "initiation": ""})
        currency = self.root.get("53")
        return Reading(
            text=self.text,
            kind=kind,
            bank=bank,
            account=account,
            service=service,
            amount=int(total) if total is not None and currency == "704" else None,
            purpose=purpose,
            details=details,
            total=total,
            currency=CURRENCIES.get(currency, currency) if currency else None,
            country=self.root.get("58"),
            once=once,
            reasons=tuple(self.reasons),
            notes=tuple(self.notes),
        )

    def kind_of(self, kind: str, details: Details, service: str | None) -> str:
        """The kind once the rest is known: bills, wallets told by their reference, other countries' codes."""
        abroad = self.root.get("58", "VN") != "VN" or ("58" not in self.root and self.root.get("53", "704") != "704")
        if kind == "other" and abroad:
            return "foreign"
        numbers = (details.bill, details.customer)
        ordered = service not in ("account", "card") and all(number not in ("", "***") for number in numbers)
        named = details.category in _UTILITIES or _BILL_WORDS.search(fold(details.name))
        if kind not in ("cash", "foreign") and (named or ordered or any(map(_EVN_CUSTOMER.fullmatch, numbers))):
            return "bill"
        return "momo" if kind == "vietqr" and details.reference.startswith("MOMOW2W") else kind

    def check_frame(self) -> None:
        if not self.text.startswith("000201"):
            self.wrong(N_("vietqr.does_not_begin_with_000201"))
        if self.text[-8:-4] != "6304":
            self.wrong(N_("vietqr.crc_not_last") if "63" in self.root else N_("vietqr.no_crc"))
            return
        crc, computed = self.text[-4:], checksum(self.text[:-4])
        if crc.upper() != computed or not crc.isascii():
            self.wrong(N_("vietqr.crc_wrong"), found=crc, right=computed)
        elif crc != computed:
            self.odd(N_("vietqr.crc_small_letters"), found=crc)

    def destination(self) -> tuple[str, str | None, str | None, str | None]:
        """Kind, bank, account and service."""
        kind, napas, others = "", None, []
        for tag in _TEMPLATES:
            if tag not in self.root:
                continue
            # 02 to 25 belong to card schemes, whose value is no template (EMVCo table 4.1)
            inside = self.inside(tag, self.root[tag]) if int(tag) > 25 else {}
            guid = inside.get("00", "") if inside else self.root[tag][4:14]
            if guid == GUID and napas is None:
                napas = (tag, inside)
                continue
            issuer = _issuer(guid)
            kind = kind or issuer
            others += [] if issuer and issuer != "foreign" else [tag]
        if napas is None:
            if not any(f"{tag:02}" in self.root for tag in range(2, 52)):
                self.wrong(N_("vietqr.no_destination"))
            return kind or "other", None, None, None
        transfer, *whose = self.transfer(*napas)
        bank, account, service = whose
        if others and service not in ("push", "cash"):
            self.wrong(N_("vietqr.second_payee"), where=", ".join(others))
        return (kind if kind != "foreign" else "") or transfer, bank, account, service

    def transfer(self, tag: str, inside: dict[str, str] | None) -> tuple[str, str | None, str | None, str | None]:
        """NAPAS's template: 00 its name, 01 bank and account, 02 the service."""
        if inside is None:
            return "vietqr", None, None, None
        if tag != "38":
            self.wrong(N_("vietqr.wrong_place"), where=tag)
        service_code = inside.get("02", "")
        service = SERVICES.get(service_code)
        if not service_code:
            self.wrong(N_("vietqr.no_service"))
        elif not service:
            self.wrong(N_("vietqr.service_unknown"), found=service_code)
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
        elif len(account) < USUAL_FEWEST or not account.isalnum():
            self.odd(N_("vietqr.unusual_account"))
        return bank, account

    def total(self, kind: str) -> Decimal | None:
        """The sum in the code's own currency; Vietnamese codes must be in đồng, in Việt Nam, and whole."""
        if kind not in ("other", "foreign"):
            for tag, right in (("53", "704"), ("58", "VN")):
                if self.root.get(tag) != right:
                    self.wrong(N_("vietqr.not_vietnam"), where=tag, found=self.root.get(tag, ""), right=right)
        amount = self.root.get("54")
        if not amount:
            return None
        match = _AMOUNT.fullmatch(amount)
        value = Decimal(amount.rstrip(".")) if match else Decimal(0)
        whole = value == value.to_integral_value()
        if value <= 0 or (not whole and self.root.get("53") == "704"):
            self.wrong(N_("vietqr.amount_unfit"), found=amount)
            return None
        if match and match[2] and whole:
            self.odd(N_("vietqr.amount_with_decimals"), found=amount)
        if value > MOST_MONEY and self.root.get("53") == "704":
            self.odd(N_("vietqr.amount_over_one_transfer"), found=int(value), most=MOST_MONEY)
        return value

    def details(self) -> tuple[Details, str | None]:
        """The rest; a value that does not keep to the format is a note, and is handed on as it stands."""
        inside: dict[str, dict[str, str]] = {
            tag: self.inside(tag, self.root[tag]) or {} for tag in ("62", "64") if tag in self.root
        }
        values = {}
        for name, (place, fit) in PLACES.items():
            tag, _, part = place.partition(".")
            value = inside.get(tag, {}).get(part) if part else self.root.get(tag)
            if value:
                values[name] = value
                if not fit.fullmatch(value):
                    self.odd(N_("vietqr.unfit"), where=place, found=value)
        purpose = values.pop("purpose", None)
        return Details(**values), purpose


def _as_dict(details: Details) -> dict[str, str]:
    return {name: getattr(details, name) for name in PLACES if name != "purpose"}


def _issuer(guid: str) -> str:
    """Whose template it is by its GUID: a Vietnamese wallet's kind, "foreign", or "" where it is not known."""
    if found := next((kind for start, kind in _GUIDS.items() if guid.startswith(start)), ""):
        return found
    return "foreign" if guid.lower().startswith(_FOREIGN_GUIDS) else ""


def _kind(bank: str, account: str, service: str | None) -> str:
    """MoMo and ZaloPay accounts stand at their own or their partner bank's BIN (docs/vietqr.md)."""
    if service in ("push", "cash"):
        return "vietqrpay" if service == "push" else "cash"
    if bank == "971025" or (bank == "970454" and account.startswith("99MM")):
        return "momo"
    if bank == "970454" and account.startswith("99ZP"):
        return "zalopay"
    return "vietqr"
