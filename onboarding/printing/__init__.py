"""Printed pack and phone bundle of a visit: PDF sheets, a ZIP, an offline page, a receipt-printer picture.

`pack` lays chosen sheets out as one PDF, `pages` shows it, `bundle` makes the ZIP for the vendor's phone,
`phone_page` the one page in it, `receipt` a picture for a receipt printer. `PackContents` is all they know of the
vendor; each sheet is one file of `sheets/`.

>>> from datetime import date
>>> pdf = pack(PackContents(business="Hộ mẫu 1", day=date(2026, 11, 24), products=(Product(title="Mật ong"),)))
>>> pdf[:5], len(pages(pdf, dpi=50))
(b'%PDF-', 1)
"""

from .contents import (
    Agreed,
    Blank,
    Call,
    ChannelText,
    Code,
    Danger,
    PackContents,
    Product,
    Receipt,
    SalesBook,
    Step,
    TranslatedLine,
    TranslatedPage,
)
from .paper import pack
from .phone import bundle, files, page_in, phone_page
from .pictures import count, leaves, pages, picture
from .sheet import Sheet, sheets, usual
from .thermal import receipt_picture

__all__ = [
    "Agreed",
    "Blank",
    "Call",
    "ChannelText",
    "Code",
    "Danger",
    "TranslatedPage",
    "TranslatedLine",
    "PackContents",
    "Product",
    "Receipt",
    "SalesBook",
    "Sheet",
    "Step",
    "bundle",
    "count",
    "files",
    "leaves",
    "pack",
    "page_in",
    "pages",
    "phone_page",
    "picture",
    "receipt_picture",
    "sheets",
    "usual",
]
