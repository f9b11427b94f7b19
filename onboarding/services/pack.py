"""Builds the pack of a visit: the code's text, its symbol, the pages, and the verification that they read back."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from itertools import zip_longest

from ..business import CONSENT_WORDS, Facts, Visit
from ..catalogue import Part
from ..channels import channel
from ..errors import OnboardingError
from ..languages import VIETNAM, moment, say, slug
from ..listings import Draft, carried
from ..listings import drafts as listing_drafts
from ..listings.answers.pack import sale_of
from ..payments import PaymentCode, read_back
from ..printing import (
    Agreed,
    ChannelText,
    Code,
    Danger,
    PackContents,
    Product,
    Receipt,
    bundle,
    pack,
    sheets,
    usual,
)
from ..wallets import safety_talk, sources
from .payment import payment_code, printed_code, tried
from .printed_checklist import checklist_parts
from .verify_codes import verify_codes_on_pages

USUAL_CHANNELS = ("facebook_page", "zalo_oa", "shopee_vn")


class Pack(Part, frozen=True, kw_only=True):
    """What the vendor takes home: the paper, the files for the phone, and the text of the code ("" without one)."""

    pdf: bytes
    files: bytes
    name: str
    payload: str = ""


def make_pack(
    visit: Visit,
    photos: Sequence[bytes] = (),
    *,
    more_photos: Sequence[Sequence[bytes]] = (),
    day: date | None = None,
    only: tuple[str, ...] | None = None,
    big: bool = False,
    aloud: bool = False,
) -> Pack:
    """The finished pack of a visit, its code read back by two decoders from the very pages that go to paper.

    `photos`: JPEGs of the first product, cover first; `more_photos`: those of each further one.
    `only`: codes of the sheets wanted, None for the usual ones.
    Errors: those of payments and listings, `pack.nothing_to_print`, `pack.no_name`, `qr.not_readable`, `qr.differs`,
    `payment.proof_differs`, `print.letter` (a character no font here has).
    """
    code = payment_code(visit.payment)
    _require_something(visit, code)
    day = day or datetime.now(VIETNAM).date()
    contents = contents_of(visit, photos, more_photos=more_photos, day=day, code=code, big=big, aloud=aloud)
    only = only or usual(contents)
    pdf = pack(contents, only)
    if code and contents.code:
        verify_codes_on_pages(pdf, {code.text: _symbols(only)}, [contents.code])
    name = f"bo-mang-ve-{slug(visit.business.name or 'ho-kinh-doanh', 40)}"
    return Pack(pdf=pdf, files=bundle(contents, pdf), name=name, payload=code.text if code else "")


def contents_of(
    visit: Visit,
    photos: Sequence[bytes],
    *,
    more_photos: Sequence[Sequence[bytes]] = (),
    day: date,
    code: PaymentCode | None,
    big: bool = False,
    aloud: bool = False,
) -> PackContents:
    """Everything that may go on paper, as plain values."""
    business = visit.business
    return PackContents(
        business=say(visit.lang, "Hộ kinh doanh") if _blank(business.name) else business.name,
        owner=business.owner,
        phone=business.phone,
        address=business.address,
        day=day,
        code=_code(visit, code) if code else None,
        products=_products(visit, (photos, *more_photos), day),
        **checklist_parts(visit, day),
        dangers=_dangers(visit, day),
        consent=_receipt(visit),
        team=visit.team,
        member=visit.member,
        lang=visit.lang,
        big=big,
        aloud=aloud,
    )


def _symbols(only: tuple[str, ...] | None) -> int:
    """How often the payment code stands on these sheets."""
    return sum(
        sheet.symbols for sheet in sheets().values() if "code" in sheet.needs and (only is None or sheet.code in only)
    )


def _require_something(visit: Visit, code: PaymentCode | None) -> None:
    """A card with nobody's name and a pack of an empty visit are never printed."""
    named = not (_blank(visit.business.name) and _blank(visit.payment.holder))
    if code and not (named or code.merchant):
        raise OnboardingError("pack.no_name", field="business.name")
    if not (code or named or visit.listing or visit.consent.at):
        raise OnboardingError("pack.nothing_to_print", field="sheets")


def _blank(text: str) -> bool:
    """Nothing but spaces and invisible characters; one that no font has is no blank, it stops the print."""
    return all(sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf") for sign in text)


def _code(visit: Visit, code: PaymentCode) -> Code:
    printed = printed_code(
        code,
        visit.lang,
        holder=visit.payment.holder,
        number=visit.id[-6:].upper(),
        untried=not tried(visit, code),
    )
    read_back(printed.symbol.png(8), code.text)
    return printed


def _products(visit: Visit, photos: Sequence[Sequence[bytes]], day: date) -> tuple[Product, ...]:
    pictures = zip_longest(visit.products, photos, fillvalue=())
    return tuple(_product(visit, facts, own, day) for facts, own in pictures if isinstance(facts, Facts))


def _product(visit: Visit, facts: Facts, photos: Sequence[bytes], day: date) -> Product:
    texts = tuple(
        ChannelText(channel=channel(one.channel).name.in_(visit.lang), title=one.title, text=one.text)
        for one in listing_texts(visit, day, facts)
    )
    title = texts[0].title if texts else facts.category
    sale = sale_of(facts)  # None: no price, or one that cannot be meant
    price, unit = (sale.price, sale.unit) if sale else (None, facts.unit)
    return Product(title=title, price=price, unit=unit, texts=texts, photos=tuple(photos))


def listing_texts(visit: Visit, day: date, facts: Facts | None = None) -> list[Draft]:
    """A product's listing for each chosen place that takes such goods; without `facts`, the first product's.

    Edits by hand are carried over to the product they were made of.
    """
    facts = facts or visit.listing
    if facts is None:
        return []
    drafts = listing_drafts(facts, visit.channels or USUAL_CHANNELS, day=day)
    taken = {code: one for code, one in drafts.items() if all(lack.code != "lack.not_here" for lack in one.lacks)}
    edits = visit.product_texts.get(facts.id, visit.texts if facts == visit.listing else {})
    return [carried(one, facts, edits.get(code, {}), day=day).draft for code, one in taken.items()]


def _dangers(visit: Visit, day: date) -> tuple[Danger, ...]:
    """The safety talk on paper, each warning with who published it."""
    lang, all_sources = visit.lang, sources()
    return tuple(
        Danger(
            picture=threat.picture(),
            title=threat.title.in_(lang),
            text=threat.say.in_(lang),
            source=", ".join(
                dict.fromkeys(all_sources[code].publisher for code in threat.source if code in all_sources)
            ),
        )
        for threat in safety_talk(day).threats
    )


def _in_vietnam(at: str) -> datetime:
    """A moment written without a zone was read off a clock in Vietnam."""
    agreed_at = datetime.fromisoformat(at)
    return agreed_at if agreed_at.tzinfo else agreed_at.replace(tzinfo=VIETNAM)


def _receipt(visit: Visit) -> Receipt | None:
    consent = visit.consent
    if not consent.at:
        return None
    answers = tuple(
        Agreed(purpose=say(visit.lang, words), yes=bool(consent.answer(purpose)))
        for purpose, words in CONSENT_WORDS.items()
        if consent.answer(purpose) is not None  # nobody asked: the receipt says neither yes nor no
    )
    return Receipt(
        answers=answers,
        at=moment(_in_vietnam(consent.at), visit.lang),
        witness=consent.witness or visit.member,
        read_aloud=consent.read_aloud,
        keeper=visit.team,
        contact=visit.team_contact,
        number=visit.id[-6:].upper(),
    )
