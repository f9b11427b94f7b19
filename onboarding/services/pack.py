"""From a visit to the finished pack: the code's text, its symbol, the pages, and the proof that they read back."""

from collections.abc import Sequence
from datetime import date, datetime

from ..business import CONSENT_WORDS, Payment, Visit
from ..catalogue import Part
from ..channels import channel
from ..errors import OnboardingError
from ..languages import VIETNAM, moment, say, slug
from ..languages import day as said_day
from ..listings import Draft, carried
from ..listings import drafts as listing_drafts
from ..payments import BankAccount, Symbol, bank, draw, payload, purpose, read, read_back
from ..printing import Agreed, ChannelText, Code, Danger, PackContents, Product, Receipt, bundle, pack, sheets
from ..printing import Step as Line
from ..wallets import DUE_WORDS, WHO_WORDS, Step, checklist, documents, providers, safety_talk, sources
from .verify_codes import prove

USUAL_CHANNELS = ("facebook_page", "zalo_oa", "shopee_vn")


class Pack(Part, frozen=True, kw_only=True):
    """What she takes home: the paper, the files for her phone, and the text of her code ("" without one)."""

    pdf: bytes
    files: bytes
    name: str
    payload: str = ""


def code_text(payment: Payment) -> str:
    """The text of her payment code: her own scanned one byte for byte, or made from bank and account; "" for neither.

    OnboardingError of the room `payments` when it cannot be made.
    """
    if payment.code:
        reading = read(payment.code)
        if not reading.valid:
            raise OnboardingError("payment.code_not_valid", field="code", reasons=[r.code for r in reading.reasons])
        return payment.code
    if not payment.account:
        return ""
    typed = BankAccount.typed(payment.bank, payment.account, payment.service or None)
    return payload(typed.account, payment.amount, purpose(payment.purpose).value or None)


def make_pack(
    visit: Visit,
    photos: Sequence[bytes] = (),
    *,
    day: date | None = None,
    only: tuple[str, ...] | None = None,
    big: bool = False,
    aloud: bool = False,
) -> Pack:
    """The finished pack of a visit, its code read back by two decoders from the very pages that go to paper.

    `photos`: JPEGs, cover first. `only`: codes of the sheets wanted, None for all that have something to say.
    Errors: those of payments and listings, `pack.nothing_to_print`, `qr.not_readable`, `qr.differs`.
    """
    text = code_text(visit.payment)
    contents = contents_of(visit, photos, day=day or datetime.now(VIETNAM).date(), text=text, big=big, aloud=aloud)
    pdf = pack(contents, only)
    if text:
        prove(pdf, {text: _symbols(only)})
    name = f"bo-mang-ve-{slug(visit.business.name or 'ho-kinh-doanh', 40)}"
    return Pack(pdf=pdf, files=bundle(contents, pdf), name=name, payload=text)


def contents_of(
    visit: Visit, photos: Sequence[bytes], *, day: date, text: str, big: bool = False, aloud: bool = False
) -> PackContents:
    """Everything that may go on paper, as plain values."""
    business = visit.business
    return PackContents(
        business=business.name or say(visit.lang, "Hộ kinh doanh"),
        owner=business.owner,
        phone=business.phone,
        address=business.address,
        day=day,
        code=_code(visit, text) if text else None,
        products=_products(visit, photos, day),
        provider=_provider(visit),
        steps=_steps(visit, day),
        dangers=_dangers(visit, day),
        consent=_receipt(visit),
        team=visit.team,
        member=visit.member,
        lang=visit.lang,
        big=big,
        aloud=aloud,
    )


def _symbols(only: tuple[str, ...] | None) -> int:
    """How often her code stands on these sheets."""
    return sum(
        each.symbols for each in sheets().values() if "code" in each.needs and (only is None or each.code in only)
    )


def _code(visit: Visit, text: str) -> Code:
    payment, reading = visit.payment, read(text)
    symbol: Symbol = draw(text)
    read_back(symbol.png(8), text)
    number = payment.account or reading.account or ""
    where = payment.bank or reading.bank or ""
    return Code(
        symbol=symbol,
        bank=bank(where).short_name if where else say(visit.lang, "Mã của ví"),
        last_four=number[-4:],
        holder=payment.holder,
        amount=reading.amount,
        purpose=reading.purpose or "",
        number=visit.id[-6:].upper(),
    )


def _products(visit: Visit, photos: Sequence[bytes], day: date) -> tuple[Product, ...]:
    facts = visit.listing
    if facts is None:
        return ()
    texts = tuple(_texts(visit, day))
    title = texts[0].title if texts else facts.category
    return (Product(title=title, price=facts.price, unit=facts.unit, texts=texts, photos=tuple(photos)),)


def listing_texts(visit: Visit, day: date) -> list[Draft]:
    """Her listing for each place she chose, edits by hand carried over; only where such goods are taken."""
    facts = visit.listing
    if facts is None:
        return []
    made = listing_drafts(facts, visit.channels or USUAL_CHANNELS, day=day)
    taken = {code: one for code, one in made.items() if all(lack.code != "lack.not_here" for lack in one.lacks)}
    return [carried(one, facts, visit.texts.get(code, {}), day=day).draft for code, one in taken.items()]


def _texts(visit: Visit, day: date) -> list[ChannelText]:
    return [
        ChannelText(channel=channel(one.channel).name.in_(visit.lang), title=one.title, text=one.text)
        for one in listing_texts(visit, day)
    ]


def _provider(visit: Visit) -> str:
    chosen = visit.checklist.provider
    return providers()[chosen].name if chosen in providers() else ""


def _steps(visit: Visit, day: date) -> tuple[Line, ...]:
    progress, lang = visit.checklist, visit.lang
    if progress.provider not in providers():
        return ()
    hers = checklist(progress.provider, progress.facts, done=progress.done, notes=progress.notes, day=day)
    return tuple(_line(step, lang) for step in hers.steps)


def _line(step: Step, lang: str) -> Line:
    papers = tuple(documents()[code].name.in_(lang) for code in step.documents)
    pages_read = [sources()[code].publisher for code in step.source if code in sources()]
    due = said_day(step.by, lang) if step.by and step.due != "done" else say(lang, DUE_WORDS[step.due])
    return Line(
        title=step.title.in_(lang),
        who=say(lang, WHO_WORDS[step.who]),
        due=due,
        done=step.due == "done",
        documents=papers,
        source=", ".join(dict.fromkeys(pages_read)),
        as_of=said_day(step.as_of, lang),
        doubts=() if step.due == "done" else tuple(say(lang, code) for code in step.doubts),
    )


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
        at=moment(datetime.fromisoformat(consent.at), visit.lang),
        witness=consent.witness or visit.member,
        read_aloud=consent.read_aloud,
        keeper=visit.team,
        contact=visit.team_contact,
        number=visit.id[-6:].upper(),
    )
