"""Verification of finished pages: each code on them is read by both decoders, each word beside it compared.

zxing-cpp reads the whole pages and says where codes stand; then each is drawn anew from nearby, out of the same
curves, and both must read it. OpenCV over whole pages says the same and takes ten times as long.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from ..errors import OnboardingError
from ..languages import nfc
from ..payments import PaymentCode, read
from ..payments.pictures import Grey, grey
from ..payments.readback import DECODERS, placed
from ..printing import Code, leaves

PAGE_DPI, NEAR = 100, 400
"""How the whole page is drawn, and how many pixels wide a code from nearby: seven and more a module."""
QUIET = 0.12
"""How much of its width is drawn around a code: four modules of thirty-three."""


def verify_codes_on_pages(pdf: bytes, expected: Mapping[str, int], printed: Iterable[Code] = ()) -> None:
    """Pass in silence when each text of `expected` stands on the pages at least so often, and no other code does.

    `printed`: what stands beside each code; it must say what `read` says of that very code, and stand on its page.
    OnboardingError `qr.differs` and `qr.not_readable`, each naming the decoder; `qr.words_differ` naming the word.
    """
    words = {code.symbol.payload: verified_words(code) for code in printed}
    for dpi in (PAGE_DPI, 2 * PAGE_DPI):  # small on the page: look closer before giving up
        left = Counter(expected)
        left.subtract(_read(pdf, dpi, expected, words))
        if max(left.values(), default=0) <= 0:
            return
    raise OnboardingError("qr.not_readable", field="code", decoder="zxing-cpp")


def verified_words(code: Code) -> dict[str, str]:
    """The words printed beside a code, by field, each compared with a fresh reading of the code's own text."""
    truth = PaymentCode.of(read(code.symbol.payload))
    for field, again in (("bank", truth.receiver), ("last_four", truth.last_four), ("amount", truth.amount)):
        if getattr(code, field) != again:
            raise OnboardingError("qr.words_differ", field=field)
    if truth.currency != "VND" or bool(code.apps) != (truth.kind != "vietqr"):
        raise OnboardingError("qr.words_differ", field="amount" if truth.currency != "VND" else "apps")
    amount = "" if truth.amount is None else str(truth.amount)
    return {"bank": truth.receiver, "last_four": truth.last_four, "amount": amount}


def _read(pdf: bytes, dpi: int, expected: Mapping[str, int], words: Mapping[str, dict[str, str]]) -> list[str]:
    """The texts on the pages, each read twice from nearby, with its words standing on the same page."""
    texts = []
    for leaf in leaves(pdf, dpi):
        codes = placed(grey(leaf.whole()))
        page = _squeezed(leaf.text()) if codes else ""
        for text, (left, top, right, bottom) in codes:
            if text not in expected:
                raise OnboardingError("qr.differs", field="code", decoder="zxing-cpp")
            around = QUIET * (right - left)
            box = (left - around, top - around, right + around, bottom + around)
            _require(text, grey(leaf.near(box, NEAR)))
            for field, word in words.get(text, {}).items():
                if _squeezed(word) not in page:
                    raise OnboardingError("qr.words_differ", field=field)
            texts.append(text)
    return texts


def _squeezed(text: str) -> str:
    """Letters and digits only: lines break and groups of digits stand apart as the page likes."""
    return re.sub(r"[\W_]+", "", nfc(text)).casefold()


def _require(text: str, pixels: Grey) -> None:
    """Both decoders read just this."""
    for name, decoder in DECODERS.items():
        found = set(decoder(pixels))
        if found - {text}:
            raise OnboardingError("qr.differs", field="code", decoder=name)
        if not found:
            raise OnboardingError("qr.not_readable", field="code", decoder=name)
