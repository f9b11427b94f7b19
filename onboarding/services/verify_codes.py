"""The proof that finished pages say what they should: each code on them is read by both decoders.

zxing-cpp reads the whole pages and says where codes stand; then each is drawn anew from nearby, out of the same
curves, and both must read it. OpenCV over whole pages says the same and takes ten times as long.
"""

from collections import Counter
from collections.abc import Mapping

from ..errors import OnboardingError
from ..payments.pictures import Grey, grey
from ..payments.readback import DECODERS, placed
from ..printing import leaves

PAGE_DPI, NEAR = 100, 400
"""How the whole page is drawn, and how many pixels wide a code from nearby: seven and more a module."""
QUIET = 0.12
"""How much of its width is drawn around a code: four modules of thirty-three."""


def prove(pdf: bytes, expected: Mapping[str, int]) -> None:
    """Pass in silence when each text of `expected` stands on the pages at least so often, and no other code does.

    OnboardingError `qr.differs` and `qr.not_readable`, each naming the decoder.
    """
    for dpi in (PAGE_DPI, 2 * PAGE_DPI):  # small on the page: look closer before giving up
        left = Counter(expected)
        left.subtract(_read(pdf, dpi, expected))
        if max(left.values(), default=0) <= 0:
            return
    raise OnboardingError("qr.not_readable", field="code", decoder="zxing-cpp")


def _read(pdf: bytes, dpi: int, expected: Mapping[str, int]) -> list[str]:
    """The texts on the pages, each read twice from nearby."""
    texts = []
    for leaf in leaves(pdf, dpi):
        for text, (left, top, right, bottom) in placed(grey(leaf.whole())):
            if text not in expected:
                raise OnboardingError("qr.differs", field="code", decoder="zxing-cpp")
            around = QUIET * (right - left)
            box = (left - around, top - around, right + around, bottom + around)
            _require(text, grey(leaf.near(box, NEAR)))
            texts.append(text)
    return texts


def _require(text: str, pixels: Grey) -> None:
    """Both decoders read just this."""
    for name, decoder in DECODERS.items():
        found = set(decoder(pixels))
        if found - {text}:
            raise OnboardingError("qr.differs", field="code", decoder=name)
        if not found:
            raise OnboardingError("qr.not_readable", field="code", decoder=name)
