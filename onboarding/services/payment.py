"""The payment code of a visit, parsed once, and its check against what a banking app showed."""

from ..business import Payment, Visit
from ..errors import OnboardingError
from ..languages import N_, say
from ..payments import AccountCheck, BankAccount, PaymentCode, Shown, draw, purpose
from ..payments.account_check import MISSING, compare
from ..printing import Code

LOOK_AT_THE_NAME = N_("Xem đúng tên người nhận rồi hãy chuyển.")


def payment_code(payment: Payment) -> PaymentCode | None:
    """The vendor's own scanned code, or one made from bank and account; None for neither.

    Errors: those of `BankAccount.typed`, `PaymentCode.scanned`, `purpose` and `payload`.
    """
    if payment.code:
        return PaymentCode.scanned(payment.code)
    if not payment.account.strip():
        return None
    typed = BankAccount.typed(payment.bank, payment.account, payment.service or None)
    return PaymentCode.made(typed.account, payment.amount, purpose(payment.purpose).value)


def check_account(visit: Visit, code: PaymentCode | None) -> AccountCheck | None:
    """What the banking app showed (`Payment.seen`) against the code; None while nothing of it was typed."""
    payment, seen = visit.payment, visit.payment.seen
    if code is None or not any(seen.get(key) for key in Shown._fields):
        return None
    shown = Shown(*(str(seen.get(key, "")) for key in Shown._fields))
    return compare(code.payee, shown, (payment.holder, visit.business.owner, visit.business.name))


def tried(visit: Visit, code: PaymentCode) -> bool:
    """Whether a banking app showed the vendor's name, bank and last four; the card says so where it did not.

    OnboardingError `payment.proof_differs` when it showed somebody else's.
    """
    check = check_account(visit, code)
    if check is None:
        return False
    if differs := [reason for reason in check.differs if reason not in MISSING]:
        raise OnboardingError("payment.proof_differs", field="payment", differs=differs)
    return check.holds


def printed_code(
    code: PaymentCode, lang: str, *, holder: str = "", number: str = "", title: str = "", untried: bool = False
) -> Code:
    """What stands beside a code on paper, phone page and receipt; every word of it out of the code itself."""
    return Code(
        symbol=draw(code.text),
        bank=code.receiver,
        last_four=code.last_four,
        holder=holder or code.merchant,
        amount=code.amount,
        purpose=code.purpose,
        number=number,
        title=title,
        apps="" if code.kind == "vietqr" else say(lang, code.apps),
        look="" if code.payee else say(lang, LOOK_AT_THE_NAME),
        untried=untried,
    )
