"""A payment code parsed once: its text, whom it pays, and what may be printed beside it.

`PaymentCode.made` builds a transfer code from an account, `PaymentCode.scanned` keeps a code shown by the vendor's app
byte for byte. Screens, paper, log and card check take this value; none of them reads the text again.

>>> code = PaymentCode.made(BankAccount("970436", "0011001234567"), 50000)
>>> code.kind, code.receiver, code.last_four, code.amount, code.once
('vietqr', 'Vietcombank', '4567', 50000, True)
"""

from dataclasses import dataclass

from ..errors import OnboardingError
from ..languages import N_
from .account import CARD, BankAccount, is_international_card
from .banks import banks
from .emv import Reason
from .reading import Reading, read
from .vietqr import payload

WALLETS = {"momo": "MoMo", "zalopay": "ZaloPay", "vnpay": "VNPAY-QR", "shopeepay": "ShopeePay"}
"""Names of the kinds that are no bank's, as plain text."""

APPS = {
    "vietqr": N_("bằng ứng dụng ngân hàng bất kỳ · VietQR, NAPAS 247"),
    "vietqrpay": N_("bằng ứng dụng ngân hàng hoặc ví có VIETQRPay"),
    "momo": N_("bằng ứng dụng MoMo hoặc ứng dụng ngân hàng"),
    "zalopay": N_("bằng ứng dụng ZaloPay hoặc ứng dụng ngân hàng"),
    "vnpay": N_("bằng ứng dụng ngân hàng hoặc ví có VNPAY-QR"),
    "shopeepay": N_("bằng ứng dụng ShopeePay"),
}
"""Which apps pay each kind, as the line under a card's title says it."""
ONLY_THEIR_OWN = {"momo": N_("chỉ bằng ứng dụng MoMo"), "zalopay": N_("chỉ bằng ứng dụng ZaloPay")}
"""The same for a wallet's code that names no account at a bank."""


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """`text` is drawn as it stands. `payee`: None where the code names no account (VNPAY, ShopeePay).

    `amount` in whole đồng, None where the payer types it. `once`: made for one payment.
    """

    text: str
    kind: str
    payee: BankAccount | None
    amount: int | None
    currency: str
    purpose: str
    merchant: str
    once: bool

    @classmethod
    def made(cls, account: BankAccount, amount: int | None = None, purpose: str | None = None) -> "PaymentCode":
        """A transfer code: `amount` in whole đồng, `purpose` already folded. Errors: those of `payload`."""
        return cls.of(read(payload(account, amount, purpose or None)))

    @classmethod
    def scanned(cls, text: str) -> "PaymentCode":
        """The vendor's own code as the app shows it. Errors: the first of `own_code_reasons`, as an OnboardingError."""
        reading = read(text)
        for reason in own_code_reasons(reading):
            raise OnboardingError(reason.code, field="code", **reason.details)
        return cls.of(reading)

    @classmethod
    def of(cls, reading: Reading) -> "PaymentCode":
        """The value of a valid reading. OnboardingError `code.broken` with its reasons otherwise."""
        if not reading.valid:
            raise OnboardingError("code.broken", field="code", reasons=[reason.code for reason in reading.reasons])
        payee = None
        if reading.bank and reading.account and reading.service in ("account", "card"):
            payee = reading.parts()[0]
        return cls(
            text=reading.text,
            kind=reading.kind,
            payee=payee,
            amount=reading.amount,
            currency=reading.currency or "",
            purpose=reading.purpose or "",
            merchant=reading.merchant or "",
            once=reading.once,
        )

    @property
    def receiver(self) -> str:
        """The bank's short name, or the wallet's."""
        if self.kind in WALLETS:
            return WALLETS[self.kind]
        known = banks().get(self.payee.bank) if self.payee else None
        return known.short_name if known else "VIETQRPay" if self.kind == "vietqrpay" else ""

    @property
    def last_four(self) -> str:
        """The payee's last four characters, "" where the code names no account."""
        return self.payee.last_four if self.payee else ""

    @property
    def apps(self) -> str:
        """Which apps pay it: a sentence's code for `say`."""
        return (APPS if self.payee else {**APPS, **ONLY_THEIR_OWN}).get(self.kind, "")


def own_code_reasons(reading: Reading) -> list[Reason]:
    """Why a vendor's card may not be made from a code, most important first; empty when it may.

    It must be whole, Vietnamese, in đồng, of a known bank or wallet, and made for many payments.
    """
    if not reading.valid:
        return [_why_broken(reading)]
    reasons = []
    if reading.kind in _REFUSED:
        reasons.append(_of_kind(reading))
    elif reading.currency != "VND":
        reasons.append(Reason(N_("code.foreign_currency"), {"currency": reading.currency or "?"}))
    if reading.bank and reading.bank not in banks():
        reasons.append(Reason(N_("code.unknown_bank"), {"bin": reading.bank}))
    if reading.once:
        reasons.append(Reason(N_("code.once")))
    number = reading.account or ""
    if reading.service == "card" and not CARD.fullmatch(number):
        reasons.append(Reason("account.not_a_card", {"found": len(number)}))
    if is_international_card(number):
        reasons.append(Reason("account.international_card", {"last": number[-4:]}))
    return reasons


_REFUSED = {
    "foreign": N_("code.foreign"),
    "bill": N_("code.bill"),
    "cash": N_("code.cash"),
    "other": N_("code.unknown_kind"),
}


def _of_kind(reading: Reading) -> Reason:
    return Reason(_REFUSED[reading.kind], _of_details(reading))


def _of_details(reading: Reading) -> dict[str, str]:
    return {
        "country": reading.country or "?",
        "currency": reading.currency or "?",
        "merchant": reading.merchant or "?",
    }


def _why_broken(reading: Reading) -> Reason:
    codes = [reason.code for reason in reading.reasons]
    if "vietqr.not_a_payment_code" not in codes:
        if "vietqr.second_payee" in codes:
            return Reason(N_("code.second_payee"))
        if set(codes) == {"vietqr.not_vietnam"}:
            return _not_vietnamese(reading)
        return Reason(N_("code.broken"), {"reasons": codes})
    if reading.kind == "other":
        return Reason(N_("code.not_payment"), {"what": what_text(reading.text)})
    return Reason(N_("code.only_its_own_app"), {"kind": WALLETS.get(reading.kind, reading.kind)})


def _not_vietnamese(reading: Reading) -> Reason:
    """A whole code that says no or another currency or country: named by what it is for."""
    if reading.kind in _REFUSED:
        return _of_kind(reading)
    if reading.country not in ("VN", None):
        return Reason(N_("code.foreign"), _of_details(reading))
    if reading.currency not in ("VND", None):
        return Reason(N_("code.foreign_currency"), {"currency": reading.currency})
    return Reason(N_("code.broken"), {"reasons": ["vietqr.not_vietnam"]})


_TEXT_KINDS = (
    ("wifi", ("wifi:",)),
    ("zalo", ("https://zalo.me", "http://zalo.me", "zalo.me", "https://qr.zalo", "https://chat.zalo")),
    ("facebook", ("https://facebook.com", "https://www.facebook.com", "https://m.me", "https://fb.")),
    ("contact", ("begin:vcard", "mecard:", "tel:", "smsto:", "mailto:", "sms:")),
    ("place", ("geo:", "https://maps.", "https://goo.gl/maps", "https://www.google.com/maps")),
    ("link", ("http://", "https://", "www.")),
)


def what_text(text: str) -> str:
    """What a code that pays nobody is: wifi, zalo, facebook, contact, place, link (traceability, invoices) or text."""
    head = text.strip()[:60].lower()
    return next((kind for kind, beginnings in _TEXT_KINDS if head.startswith(beginnings)), "text")
