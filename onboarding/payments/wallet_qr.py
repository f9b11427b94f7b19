"""A code that only its app can make (MoMo, ZaloPay, VNPAY, a merchant's): read from a photo, kept byte for byte.

>>> from .symbol import draw
>>> text = "00020101021138570010A00000072701270006971025011300110012345670208QRIBFTTA53037045802VN63048399"
>>> own_code(draw(text).png()).kind
'momo'
"""

from PIL import Image

from ..errors import OnboardingError
from .readback import decode
from .reading import Reading, read


def own_code(picture: bytes | Image.Image) -> Reading:
    """The one payment code of a photo or screenshot; `.text` is to be drawn and printed as it stands.

    Errors: those of `pictures.grey`, `code.unreadable`, `code.not_payment`, `code.several`, `code.only_its_own_app`
    (no bank's app reads it), `code.broken` (its reasons under `reasons`).
    """
    texts = decode(picture)
    if not texts:
        raise OnboardingError("code.unreadable", field="code")
    found = [said for said in map(read, texts) if said.valid]
    if len(found) > 1:
        raise OnboardingError("code.several", field="code", found=len(found))
    return found[0] if found else scanned(texts[0])


def scanned(text: str) -> Reading:
    """The same for a text somebody scanned with another device."""
    said = read(text)
    if said.valid:
        return said
    reasons = [reason.code for reason in said.reasons]
    if "vietqr.not_a_payment_code" not in reasons:
        raise OnboardingError("code.broken", field="code", reasons=reasons)
    if said.kind == "other":
        raise OnboardingError("code.not_payment", field="code")
    raise OnboardingError("code.only_its_own_app", field="code", kind=said.kind)
