"""The vendor's own code (a bank's VietQR, MoMo, ZaloPay, VNPAY …) read from a photo and kept byte for byte.

>>> from .symbol import draw
>>> text = "00020101021138570010A00000072701270006971025011300110012345670208QRIBFTTA53037045802VN63048399"
>>> own_code(draw(text).png()).kind
'momo'
"""

from PIL import Image

from ..errors import OnboardingError
from .payment_code import PaymentCode
from .readback import decode
from .reading import read


def own_code(picture: bytes | Image.Image) -> PaymentCode:
    """The one payment code of a photo or screenshot; its `text` is to be drawn and printed as it stands.

    Errors: those of `pictures.grey` and `PaymentCode.scanned`, `code.unreadable`, `code.several`.
    """
    texts = decode(picture)
    if not texts:
        raise OnboardingError("code.unreadable", field="code")
    valid = [reading.text for reading in map(read, texts) if reading.valid]
    if len(valid) > 1:
        raise OnboardingError("code.several", field="code", found=len(valid))
    return PaymentCode.scanned(valid[0] if valid else texts[0])
