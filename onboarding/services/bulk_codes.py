"""Many codes on one PDF: a household's prices on sheets of six, or a whole market's pocket cards. All are read back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO

import pypdfium2

from ..business import Visit
from ..errors import OnboardingError
from ..languages import VIETNAM
from ..payments import BankAccount, bank, draw, payload, purpose
from ..payments.bulk import Row
from ..printing import Code, PackContents, pack
from .verify_codes import prove


def price_sheet(visit: Visit, priced: Sequence[tuple[str, int]], *, day: date | None = None) -> bytes:
    """A PDF with one code for each (what is sold, whole đồng), six a page, the name of the thing as purpose.

    Errors: those of payments; `payment.no_fixed_prices` for a code scanned from a wallet, which cannot be changed.
    """
    payment = visit.payment
    if payment.code or not payment.account:
        raise OnboardingError("payment.no_fixed_prices", field="prices")
    account = BankAccount.typed(payment.bank, payment.account, payment.service or None).account
    texts = [payload(account, price, _words(title)) for title, price in priced]
    codes = tuple(
        _code(account, text, payment.holder, price, title) for (title, price), text in zip(priced, texts, strict=True)
    )
    pdf = pack(_contents(visit.business.name, day, visit.lang, codes=codes), ("price_codes",))
    prove(pdf, Counter(texts))
    return pdf


def _words(title: str) -> str | None:
    """A thing's name as a purpose; cut, since the title stands whole above the code."""
    try:
        return purpose(title).value or None
    except OnboardingError as refused:
        return str(refused.details["text"])[:25].rstrip() or None


def market_cards(rows: Iterable[Row], *, lang: str = "vi", day: date | None = None) -> Iterator[bytes]:
    """A pocket card (one page of PDF) for each row that has a code, read back from its page."""
    for row in rows:
        if row.account is not None:
            code = _code(row.account, row.payload, row.holder, row.amount, "")
            pdf = pack(_contents(row.name, day, lang, code=code), ("pocket_card",))
            prove(pdf, {row.payload: 1})
            yield pdf


def joined(pdfs: Iterable[bytes]) -> bytes:
    """All pages as one PDF; b"" for none."""
    whole, kept = pypdfium2.PdfDocument.new(), BytesIO()
    with whole:
        for pdf in pdfs:
            with pypdfium2.PdfDocument(pdf) as part:
                whole.import_pages(part)
        if not len(whole):
            return b""
        whole.save(kept)
    return kept.getvalue()


def _code(account: BankAccount, text: str, holder: str, amount: int | None, title: str) -> Code:
    return Code(
        symbol=draw(text),
        bank=bank(account.bank).short_name,
        last_four=account.number[-4:],
        holder=holder,
        amount=amount,
        title=title,
    )


def _contents(
    business: str, day: date | None, lang: str, code: Code | None = None, codes: tuple[Code, ...] = ()
) -> PackContents:
    today = day or datetime.now(VIETNAM).date()
    return PackContents(business=business, day=today, lang=lang, code=code, codes=codes)
