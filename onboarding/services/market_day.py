"""Market day: a vendor's pocket card, and the cards of several vendors on one A4 sheet."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium

from ..business import Visit
from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import VIETNAM
from ..printing import Code, PackContents, pack
from .bulk_codes import joined
from .payment import payment_code, printed_code, tried
from .verify_codes import verify_codes_on_pages

A4 = (595.276, 841.89)
"""Width and height in points."""
ACROSS = DOWN = 2
"""Four A6 pages fill an A4 page exactly: no scaling, and two cuts part them."""


class Card(Part, frozen=True, kw_only=True):
    """What a pocket card says: the vendor's name and the code with the words beside it."""

    business: str
    code: Code
    lang: str = "vi"


def card_of(visit: Visit) -> Card:
    """The card of a visit. Errors: those of `payment_code` and `tried`; `pack.no_code`, `pack.no_name`."""
    code = payment_code(visit.payment)
    if code is None:
        raise OnboardingError("pack.no_code", field="payment")
    if not visit.business.name.strip():
        raise OnboardingError("pack.no_name", field="name")
    printed = printed_code(code, visit.lang, holder=visit.payment.holder, untried=not tried(visit, code))
    return Card(business=visit.business.name, code=printed, lang=visit.lang)


def cards_on_a4(cards: Sequence[Card], *, day: date | None = None) -> bytes:
    """A PDF of A4 pages, four cards a page in the order given, each code read back from these very pages."""
    today = day or datetime.now(VIETNAM).date()
    singles = joined(
        pack(PackContents(business=card.business, day=today, lang=card.lang, code=card.code), ("pocket_card",))
        for card in cards
    )
    pdf = _four_a_page(singles)
    texts = Counter(card.code.symbol.payload for card in cards)
    verify_codes_on_pages(pdf, texts, [card.code for card in cards])
    return pdf


def _four_a_page(pdf: bytes) -> bytes:
    file = BytesIO()
    with pypdfium2.PdfDocument(pdf) as singles:
        sheets = pypdfium2.PdfDocument(pdfium.FPDF_ImportNPagesToOne(singles, *A4, ACROSS, DOWN))
        with sheets:
            sheets.save(file)
    return file.getvalue()
