"""Use cases that need several packages: payment code, pack, verification, log.

`make_pack` may be called as often as wanted while the visit is open; `hand_over` writes the log and wipes the account
number from the open visit. It is idempotent.
"""

from .handing_over import HandedOver, hand_over, rungs_of
from .pack import Pack, contents_of, make_pack
from .payment import check_account, payment_code

__all__ = [
    "HandedOver",
    "Pack",
    "check_account",
    "contents_of",
    "hand_over",
    "make_pack",
    "payment_code",
    "rungs_of",
]
