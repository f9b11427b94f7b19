"""VietQR payment codes: built, drawn, read back, and checked against a photo.

Typed text → `BankAccount` (account.py) → `PaymentCode` (payment_code.py) → `draw` (symbol.py) → `read_back`
(readback.py). Backwards: picture → `decode` → `read` (reading.py). Facts of banks in `banks.csv`.

>>> read(payload(BankAccount.typed("MB", "0352 350 917").account, amount("50k"), purpose("Trứng gà").value)).purpose
'Trung ga'
"""

from .account import BankAccount, Typed, grouped, masked
from .account_check import AccountCheck, Shown
from .amount import amount, amount_in_words
from .banks import Bank, bank, banks, find_banks
from .emv import Reason
from .fingerprint import fingerprint
from .payment_code import PaymentCode, own_code_reasons, what_text
from .purpose import TransferPurpose, purpose
from .readback import decode, read_back
from .reading import Reading, read
from .symbol import Symbol, draw
from .vietqr import Details, payload
from .wallet_qr import own_code

__all__ = [
    "AccountCheck",
    "Bank",
    "BankAccount",
    "Details",
    "PaymentCode",
    "TransferPurpose",
    "Reading",
    "Reason",
    "Shown",
    "Symbol",
    "Typed",
    "amount",
    "amount_in_words",
    "bank",
    "banks",
    "decode",
    "draw",
    "find_banks",
    "fingerprint",
    "grouped",
    "masked",
    "own_code",
    "own_code_reasons",
    "payload",
    "purpose",
    "read",
    "read_back",
    "what_text",
]
