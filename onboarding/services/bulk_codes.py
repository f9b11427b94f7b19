"""Many codes on one PDF: a household's prices on sheets of six, or a whole market's pocket cards. All are read back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO

import pypdfium2

from ..business import Visit
from ..errors import OnboardingError
from ..languages import VIETNAM
from ..payments import PaymentCode, purpose
from ..payments.bulk import Row
from ..printing import Code, PackContents, pack
from .payment import payment_code, printed_code, tried
from .verify_codes import verify_codes_on_pages


def price_sheet(visit: Visit, priced: Sequence[tuple[str, int]], *, day: date | None = None) -> bytes:
    """A PDF with one code for each (what is sold, whole đồng), six a page, the name of the thing as purpose.

    Errors: those of payments; `payment.no_fixed_prices` for a code scanned from a wallet, which cannot be changed.
    """
    own = None if visit.payment.code else payment_code(visit.payment)
    if own is None or own.payee is None:
        raise OnboardingError("payment.no_fixed_prices", field="prices")
    made = [PaymentCode.made(own.payee, price, _words(title)) for title, price in priced]
    untried = not tried(visit, own)
    codes = tuple(
        printed_code(code, visit.lang, holder=visit.payment.holder, title=title, untried=untried)
        for code, (title, _price) in zip(made, priced, strict=True)
    )
    pdf = pack(_contents(visit.business.name, day, visit.lang, codes=codes), ("price_codes",))
    verify_codes_on_pages(pdf, Counter(code.text for code in made), codes)
    return pdf


def _words(title: str) -> str | None:
    """A thing's name as a purpose; cut, since the title stands whole above the code."""
    try:
        return purpose(title).value or None
    except OnboardingError as refused:
        return str(refused.details["text"])[:25].rstrip() or None


def market_cards(rows: Iterable[Row], *, lang: str = "vi", day: date | None = None) -> Iterator[bytes]:
    """A pocket card (one page of PDF) for each row that has a code, read back from its page; none is tried yet.

    Errors: those of `pack` and `verify_codes_on_pages`; `pack.no_name` for a row without any name.
    """
    for row in rows:
        if row.code is not None:
            if not (row.name or row.holder):
                raise OnboardingError("pack.no_name", field="name", line=row.line)
            code = printed_code(row.code, lang, holder=row.holder, untried=True)
            pdf = pack(_contents(row.name, day, lang, code=code), ("pocket_card",))
            verify_codes_on_pages(pdf, {row.code.text: 1}, [code])
            yield pdf


def joined(pdfs: Iterable[bytes]) -> bytes:
    """All pages as one PDF; b"" for none."""
    whole, target = pypdfium2.PdfDocument.new(), BytesIO()
    with whole:
        for pdf in pdfs:
            with pypdfium2.PdfDocument(pdf) as part:
                whole.import_pages(part)
        if not len(whole):
            return b""
        whole.save(target)
    return target.getvalue()


def _contents(
    business: str, day: date | None, lang: str, code: Code | None = None, codes: tuple[Code, ...] = ()
) -> PackContents:
    today = day or datetime.now(VIETNAM).date()
    return PackContents(business=business, day=today, lang=lang, code=code, codes=codes)
