"""Builds the pack of a visit: the code's text, its symbol, the pages, and the verification that they read back."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from ..business import CONSENT_WORDS, Facts, Visit
from ..catalogue import Part
from ..channels import channel
from ..errors import OnboardingError
from ..languages import VIETNAM, moment, say, slug
from ..languages import day as said_day
from ..listings import Draft, carried
from ..listings import drafts as listing_drafts
from ..listings.answers.pack import sale_of
from ..payments import PaymentCode, read_back
from ..printing import (
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
    bundle,
    pack,
    sheets,
    usual,
)
from ..printing import Step as Line
from ..wallets import (
    BLANKS,
    DUE_WORDS,
    WAY_WORDS,
    WHO_WORDS,
    Answers,
    Checklist,
    Step,
    checklist,
    documents,
    laws,
    providers,
    safety_talk,
    sources,
)
from ..wallets.return_dates import Event, calendar
from .payment import payment_code, printed_code, tried
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
        provider=_provider(visit),
        **_plan(visit, day),
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
        each.symbols for each in sheets().values() if "code" in each.needs and (only is None or each.code in only)
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
    """A product's listing for each place she chose (without `facts`: her first's), only where such goods are taken.

    Edits by hand are of the first product and are carried over to it.
    """
    facts = facts or visit.listing
    if facts is None:
        return []
    made = listing_drafts(facts, visit.channels or USUAL_CHANNELS, day=day)
    taken = {code: one for code, one in made.items() if all(lack.code != "lack.not_here" for lack in one.lacks)}
    edits = visit.texts if facts == visit.listing else {}
    return [carried(one, facts, edits.get(code, {}), day=day).draft for code, one in taken.items()]


def _provider(visit: Visit) -> str:
    chosen = visit.checklist.provider
    return providers()[chosen].name if chosen in providers() else ""


def _plan(visit: Visit, day: date) -> dict[str, Any]:
    """What the checklist brings to the paper: its steps, the next three, blanks, whom to call, the sales book, days."""
    progress, lang = visit.checklist, visit.lang
    calls = {"calls": _calls(visit, day)}
    if progress.provider not in providers():
        return calls
    try:
        listed = checklist(progress.provider, progress.facts, done=_done(visit), notes=progress.notes, day=day)
    except OnboardingError as error:
        if error.code != "checklist.contradiction":
            raise
        return calls  # asked again on the screen; the rest of the pack is still made
    return {
        **calls,
        "steps": tuple(_line(step, lang) for step in listed.steps),
        "next_steps": tuple(_line(step, lang) for step in listed.next_steps(vendor_only=True)),
        "blanks": _blanks(visit),
        "sales_book": _sales_book(listed, lang),
        "calendar": _calendar(visit, listed, day),
    }


def _done(visit: Visit) -> set[str]:
    """What is ticked, and what the visit itself shows: consent given, every question answered, a provider chosen."""
    answered = not Answers.from_json(visit.checklist.facts).missing
    stands = {"b1.consent": visit.consent.agreed("visit"), "b2.profile": answered, "b7.choose": True}
    return {*visit.checklist.done, *(step for step, so in stands.items() if so)}


def _line(step: Step, lang: str) -> Line:
    papers = tuple(documents()[code].name.in_(lang) for code in step.documents)
    pages_read = [sources()[code].publisher for code in step.source if code in sources()]
    named = dict.fromkeys(laws()[code.partition(".")[0]].title for code in step.law)
    due = said_day(step.by, lang) if step.by and step.due != "done" else say(lang, DUE_WORDS[step.due])
    if step.overdue:
        due = say(lang, "Hạn {day} đã qua: làm ngay", day=due)
    return Line(
        title=step.title.in_(lang),
        who=say(lang, WHO_WORDS[step.who]),
        how="; ".join(say(lang, WAY_WORDS[way]) for way in step.ways),
        due=due,
        done=step.due == "done",
        team=step.who == "helper",
        documents=papers,
        notes=tuple(note.text.in_(lang) for note in step.notes),
        law=", ".join(named),
        source=", ".join(dict.fromkeys(pages_read)),
        as_of=said_day(step.as_of, lang),
        doubts=() if step.due == "done" else tuple(say(lang, code) for code in step.doubts),
    )


def _calls(visit: Visit, day: date) -> tuple[Call, ...]:
    """The team first, then the numbers of the safety talk."""
    lang = visit.lang
    team = Call(label=visit.team or say(lang, "Tổ công nghệ số"), number=visit.team_contact)
    told = safety_talk(day).calls
    return (
        team,
        *(Call(label=one.label.in_(lang), number=one.number, for_what=one.for_what.in_(lang)) for one in told),
    )


def _blanks(visit: Visit) -> tuple[Blank, ...]:
    """Fee, review time, hotline, loudspeaker: verified words, what the member read that day, or a line to write on."""
    provider, notes, lang = providers()[visit.checklist.provider], visit.checklist.notes, visit.lang
    found = []
    for key, label in BLANKS.items():
        statement, note = getattr(provider, key), notes.get(f"{provider.code}.{key}", {})
        value = statement.text.in_(lang) if statement else str(note.get("read", ""))
        if statement and statement.local:
            value = say(lang, "{text} (xã sửa ngày {day})", text=value, day=said_day(statement.as_of, lang))
        found.append(Blank(label=say(lang, label), value=value))
    return tuple(found)


def _sales_book(made: Checklist, lang: str) -> SalesBook | None:
    """The sales book's page for who keeps only this one: what counts, the days, the laws and the day they were read."""
    book, notice = made.step("a9.book"), made.step("a5.revenue")
    if book is None or notice is None:
        return None
    named = dict.fromkeys(laws()[code.partition(".")[0]].title for step in (book, notice) for code in step.law)
    read_on = said_day(max(book.as_of, notice.as_of), lang)
    dated = (notice, made.step("a4.tax_account"))
    return SalesBook(
        notes=tuple(note.text.in_(lang) for step in (book, notice) for note in step.notes),
        dates=tuple(f"{said_day(step.by, lang)}: {step.title.in_(lang)}" for step in dated if step and step.by),
        source=say(lang, "{laws}; đọc ngày {day}. Không phải tư vấn thuế.", laws=", ".join(named), day=read_on),
    )


def _calendar(visit: Visit, made: Checklist, day: date) -> str:
    """The days of the law as a calendar file; no name and no number in it."""
    dated = [step for step in made.steps if step.by and step.by >= day and step.due != "done"]
    events = [Event(step.by, step.title.in_(visit.lang), f"{visit.id}-{step.id}") for step in dated if step.by]
    return calendar(events, made=datetime(day.year, day.month, day.day, tzinfo=VIETNAM)) if events else ""


def _dangers(visit: Visit, day: date) -> tuple[Danger, ...]:
    """The safety talk on paper, each warning with who published it."""
    lang, known = visit.lang, sources()
    return tuple(
        Danger(
            picture=threat.picture(),
            title=threat.title.in_(lang),
            text=threat.say.in_(lang),
            source=", ".join(dict.fromkeys(known[code].publisher for code in threat.source if code in known)),
        )
        for threat in safety_talk(day).threats
    )


def _in_vietnam(at: str) -> datetime:
    """A moment written without a zone was read off a clock in Vietnam."""
    given = datetime.fromisoformat(at)
    return given if given.tzinfo else given.replace(tzinfo=VIETNAM)


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
