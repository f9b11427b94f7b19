"""The one errand across the rooms: payload, symbol, read back, pack, log.

`make_pack` may be called as often as wanted while the visit is open; `hand_over` is said once, when she holds it:
it writes the log and wipes the account number from the draft. Saying it twice changes nothing.
"""

from .handing_over import HandedOver, hand_over, proof, rungs_of
from .pack import Pack, code_text, contents_of, make_pack

__all__ = ["HandedOver", "Pack", "code_text", "contents_of", "hand_over", "make_pack", "proof", "rungs_of"]
