"""Contents of a printed pack as plain values: `PackContents` and its parts.

Whoever calls `pack` has already checked, drafted and drawn; this package only lays out. Dates are `date`, money is
whole đồng, pictures are bytes. Text may hold anything a person typed: it reaches the paper as data, never as markup.
"""

from datetime import date
from typing import Any, Protocol

from ..catalogue import Part


class Drawn(Protocol):
    """A symbol already drawn and read back, such as `payments.draw(payload)`."""

    @property
    def payload(self) -> str:
        """The text it carries."""

    @property
    def matrix(self) -> Any:
        """Rows of modules, true where dark, without the quiet zone or with it."""

    def svg(self) -> str:
        """The symbol with its quiet zone of four modules, as one SVG."""

    def png(self, module_px: int = ...) -> bytes:
        """The same as a PNG, `module_px` pixels a module."""


class Code(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A payment code and what stands beside it. `number` is the card's own number, never the account's.

    `bank`: the bank's or wallet's name; `last_four` is empty where the code names no account. `holder` is the name as
    the banking app shows it; `amount` only where every payment is the same; `title` names what is paid for where a
    sheet shows several codes. `apps` and `look`: ready lines that replace the sheets' own where the code is no bank
    transfer's. `untried`: no banking app has shown whose account it is.
    """

    symbol: Drawn
    bank: str
    last_four: str
    holder: str = ""
    amount: int | None = None
    purpose: str = ""
    number: str = ""
    title: str = ""
    apps: str = ""
    look: str = ""
    untried: bool = False


class ChannelText(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Listing text to paste on one channel: the place's name, a title, the text with its line breaks.

    Where the place has no field for a title, `text` begins with it; `rest` is the text without it.
    """

    channel: str
    title: str = ""
    text: str = ""

    @property
    def apart(self) -> bool:
        """Is the title to be pasted by itself?"""
        return bool(self.title) and self.text.split("\n", 1)[0].strip() != self.title.strip()

    @property
    def rest(self) -> str:
        """The text without a first line that only says the title."""
        return self.text if self.apart or not self.title else self.text.partition("\n")[2].lstrip("\n")


class Product(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One product: JPEG photos (the first is printed), and a text for each channel."""

    title: str
    price: int | None = None
    unit: str = ""
    texts: tuple[ChannelText, ...] = ()
    photos: tuple[bytes, ...] = ()


class Step(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of the wallet checklist. `due` and `as_of` are ready to read.

    `doubts`: every reason to read the official page again before doing it, as sentences; empty when it stands.
    `team`: the team does it; it is not on the vendor's sheet.
    """

    title: str
    who: str = ""
    how: str = ""
    due: str = ""
    done: bool = False
    team: bool = False
    documents: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    law: str = ""
    source: str = ""
    as_of: str = ""
    doubts: tuple[str, ...] = ()


class Danger(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One danger of the safety sheet: an SVG drawing, a title, what to do, and who said so."""

    picture: bytes = b""
    title: str
    text: str = ""
    source: str = ""


class Call(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whom to call: a number (empty: a line to write it on), whose it is, what for."""

    label: str
    number: str = ""
    for_what: str = ""


class Blank(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fact to write in by hand where nobody has verified it; `value` is what the member read and noted."""

    label: str
    value: str = ""


class TranslatedLine(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One sentence in the vendor's language, and what it means in the pack's."""

    text: str
    meaning: str


class TranslatedPage(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A page in another language: its name, what the commune typed, and the last day it typed any of it."""

    language: str
    lines: tuple[TranslatedLine, ...]
    typed_on: str = ""


class SalesBook(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The sales book page: what counts, the days to keep, and on what it rests."""

    notes: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    source: str = ""


class Agreed(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One purpose of the consent, in plain words, and the vendor's answer."""

    purpose: str
    yes: bool


class Receipt(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Consent receipt: answers, when, who sat beside, who keeps it, whom to call, the number to quote."""

    answers: tuple[Agreed, ...]
    at: str = ""
    witness: str = ""
    read_aloud: bool = False
    keeper: str = ""
    contact: str = ""
    number: str = ""


class PackContents(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything `pack`, `bundle` and `receipt` may put on paper or phone. What is empty leaves its sheet out.

    `next_steps`: the three things to do next; `calls`: the "whom to call" box; `blanks`: what to write in by hand;
    `calendar`: the text of an .ics file. `codes`: one for each fixed price, for a sheet of them. `big`: letters a
    third larger. `aloud`: made to be read aloud, one idea a line, pictures larger. `translations`: a page for
    each language the commune typed words in.
    """

    business: str
    day: date
    owner: str = ""
    phone: str = ""
    address: str = ""
    code: Code | None = None
    codes: tuple[Code, ...] = ()
    products: tuple[Product, ...] = ()
    provider: str = ""
    steps: tuple[Step, ...] = ()
    next_steps: tuple[Step, ...] = ()
    calls: tuple[Call, ...] = ()
    blanks: tuple[Blank, ...] = ()
    sales_book: SalesBook | None = None
    calendar: str = ""
    dangers: tuple[Danger, ...] = ()
    translations: tuple[TranslatedPage, ...] = ()
    consent: Receipt | None = None
    team: str = ""
    member: str = ""
    lang: str = "vi"
    big: bool = False
    aloud: bool = False
