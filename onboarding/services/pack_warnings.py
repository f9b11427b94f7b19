"""What is odd about a visit's payee, amount and prices, and what the pack leaves out because of it."""

from ..business import Facts, Payment, Visit
from ..languages import N_
from ..languages.currency import SMALLEST_SURE
from ..payments import BankAccount, PaymentCode, read
from ..payments.amount import MOST as MOST_MONEY
from .payment import payment_code
from .printed_checklist import checklist_refusal

_HIGHEST_PRICE = 10**12
"""From here on a price is a slip of typing; texts and paper leave it out (`listings.answers.pack`)."""


def warnings_of(visit: Visit) -> list[str]:
    """Codes of what deserves a second look before the pack is handed over. Errors: those of `payment_code`."""
    code = payment_code(visit.payment)
    warnings = [*_of_payee(visit.payment), *(_of_amount(visit.payment, code) if code else ())]
    if any(map(_odd_price, visit.products)):
        warnings.append(N_("pack.price_left_out"))
    if checklist_refusal(visit):
        warnings.append(N_("pack.checklist_left_out"))
    return warnings


def _of_payee(payment: Payment) -> list[str]:
    if payment.code:
        return [note.code for note in read(payment.code).notes]
    if payment.account.strip():
        return list(BankAccount.typed(payment.bank, payment.account, payment.service or None).warnings)
    asked_for = payment.bank or payment.holder or payment.amount
    return [N_("pack.code_left_out")] if asked_for else []


def _of_amount(payment: Payment, code: PaymentCode) -> list[str]:
    """A sum no transfer carries, one that is likely a thousandth of what is meant, and one a scanned code ignores."""
    warnings = []
    if payment.code and (payment.amount or code.amount) != code.amount:
        warnings.append(N_("pack.amount_left_out"))
    if code.amount and code.amount < SMALLEST_SURE:
        warnings.append(N_("amount.under_a_thousand"))
    if not payment.code and code.amount and code.amount > MOST_MONEY:
        warnings.append(N_("vietqr.amount_over_one_transfer"))
    return warnings


def _odd_price(facts: Facts) -> bool:
    """A price of nothing, below nothing, beyond reason, or in another currency."""
    given = [facts.price, facts.pack.price if facts.pack else None]
    given += [part.price for part in facts.variants] + [part.price for part in facts.items]
    prices = [price for price in given if price is not None]
    return any(not 0 < price < _HIGHEST_PRICE for price in prices) or bool(prices and facts.currency != "VND")
