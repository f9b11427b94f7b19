"""`qr`, `qr-read` and `card-check`: codes made, read and held against the record."""

import sys
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Any

import typer

from ..errors import OnboardingError
from ..languages import N_, say
from ..languages.currency import SMALLEST_SURE
from ..payments import (
    BankAccount,
    PaymentCode,
    Reading,
    TransferPurpose,
    amount,
    decode,
    draw,
    own_code_reasons,
    payload,
    purpose,
    read,
    read_back,
)
from ..payments.amount import MOST as MOST_MONEY
from ..payments.card import check_card
from ..payments.card_photo import survey
from ..payments.fingerprint import compare, fingerprint, pays
from ..payments.payment_code import what_text
from ..payments.symbol import smaller
from ..store import open_store
from . import _spoken, batch, emit, verb, write_file

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif", ".bmp", ".gif", ".tif", ".tiff")


@verb("qr")
def qr(
    bank: str = typer.Option("", help="BIN, code or short name."),
    account: str = typer.Option("", help="Account or card number."),
    service: str | None = typer.Option(None, help="account | card"),
    amount_: str | None = typer.Option(
        None, "--amount", help="50000, 50.000, 50k, 1tr2; left out: the payer types it."
    ),
    purpose_: str | None = typer.Option(None, "--purpose", help="What the transfer says, at most 25 characters."),
    png: Annotated[Path | None, typer.Option(help="Write the symbol as PNG, for print.")] = None,
    svg: Annotated[Path | None, typer.Option(help="Write the symbol as SVG.")] = None,
    many: bool = typer.Option(False, "--batch", help="Lines of JSON on stdin, a line out for each."),
) -> None:
    """Make a VietQR code and read it back with two decoders before saying so."""
    if many:
        for answer in batch(sys.stdin, _made):
            emit(answer)
        return
    line = {"bank": bank, "account": account, "service": service, "amount": amount_, "purpose": purpose_}
    answer = _made(line)
    text = str(answer["payload"])
    if png:
        pixels = draw(text).png()
        read_back(pixels, text)
        write_file(png, pixels)
    if svg:
        write_file(svg, draw(text).svg().encode())
    emit(answer)


_ASKED = {"bank", "account", "service", "amount", "purpose"}


def _made(line: dict[str, Any]) -> dict[str, Any]:
    """One code from one line. A number as `amount` keeps to the format's limit; text to what a person may send."""
    for name in ("bank", "account", "service", "purpose"):
        if not isinstance(line.get(name), str | None):
            raise OnboardingError("input.not_text", field=name)
    typed = BankAccount.typed(line.get("bank") or "", line.get("account") or "", line.get("service"))
    price = _price(line.get("amount"))
    words = _fitted(typed.account, price, purpose(line.get("purpose") or ""))
    code = PaymentCode.made(typed.account, price, words.value)
    read_back(draw(code.text).png(8), code.text)
    doubts = ["vietqr.amount_over_one_transfer"] if price and price > MOST_MONEY else []
    doubts += [N_("amount.under_a_thousand")] if price and price < SMALLEST_SURE else []
    doubts += [N_("input.unknown_key")] if line.keys() - _ASKED else []  # a slip such as "amout" costs the sum
    return {
        "payload": code.text,
        "bank": typed.account.bank,
        "purpose": words.value or None,
        "changed": [*typed.changed, *words.changed],
        "read_back": True,
        "warnings": [*typed.warnings, *doubts],
    }


def _price(line: object) -> int | None:
    if line is None or line == "":
        return None
    if type(line) is int:
        return line
    if isinstance(line, str):
        return amount(line)
    raise OnboardingError("amount.not_understood", field="amount", found=str(line)[:40])


def _fitted(account: BankAccount, price: int | None, words: TransferPurpose) -> TransferPurpose:
    """Words that had to be changed anyway go out in capitals where that makes the symbol smaller; others stay."""
    capitals = words.in_capitals()
    if not words.changed or capitals == words:
        return words
    gains = smaller(payload(account, price, capitals.value), payload(account, price, words.value))
    return capitals if gains else words


@verb("qr-read")
def qr_read(
    codes: Annotated[list[str] | None, typer.Argument(help="The text of a code, or a picture of one.")] = None,
    many: bool = typer.Option(False, "--batch", help='Lines {"payload"} on stdin, a line out for each.'),
) -> None:
    """Say what each code is, whose account it names, and every reason it is wrong."""
    if many:
        for answer in batch(sys.stdin, _read_line):
            emit(answer)
        return
    if not codes:
        raise OnboardingError("vietqr.empty", field="payload")
    for code in codes:
        for text in _texts(code):
            emit(_told(read(text)))


def _read_line(line: dict[str, Any]) -> dict[str, Any]:
    text = line.get("payload")
    if not isinstance(text, str):
        raise OnboardingError("input.not_text", field="payload")
    return _told(read(text))


def _texts(code: str) -> list[str]:
    """The argument itself, or what is read from the picture it names; `code.unreadable` when nothing is."""
    if not (_is_path(code) or code.lower().endswith(_PICTURES)):
        return [code]
    try:
        data = Path(code).read_bytes()
    except OSError as error:
        raise OnboardingError("picture.no_file", field="picture", file=code) from error
    found = decode(data)
    if not found:
        raise OnboardingError("code.unreadable", field="picture", file=code)
    return found


def _is_path(name: str) -> bool:
    """Whether something of this name is there; a folder too, which is then refused as no picture."""
    try:
        return bool(name) and Path(name).exists()
    except (OSError, ValueError):  # longer than any file's name; a NUL in it
        return False


def _told(reading: Reading) -> dict[str, Any]:
    """The answer of CONTRACT: what the code says, why it is wrong, and whether a vendor's card may be made from it."""
    against = own_code_reasons(reading)
    total = reading.total
    answer: dict[str, Any] = {
        "valid": reading.valid,
        "kind": reading.kind,
        "bank": reading.bank,
        "account": reading.account,
        "service": reading.service,
        "amount": None if total is None else int(total) if total == total.to_integral_value() else float(total),
        "currency": reading.currency,
        "country": reading.country,
        "merchant": reading.merchant,
        "purpose": reading.purpose,
        "once": reading.once,
        "reasons": [reason.code for reason in reading.reasons],
        "notes": [note.code for note in reading.notes],
        "own_code": {"ok": not against, "reasons": [reason.code for reason in against]},
    }
    language = _spoken["lang"]
    if language:
        sentences = dict.fromkeys(say(language, why.code, **why.details) for why in (*reading.reasons, *against))
        answer["message"] = " ".join(sentences)
    return answer


@verb("card-check")
def card_check(
    image: Annotated[Path, typer.Argument(help="A photo of the card at the stall.")],
    business: str = typer.Option("", "--business", help="The business's id."),
    payload_: str = typer.Option("", "--payload", help="The text of the right code, instead of a business."),
    db: str | None = typer.Option(None, "--db", help="The store; default ONBOARDING_DB or data/kit.db."),
) -> None:
    """Say whether the card at the stall still carries the right code and no strange one is in the photo."""
    if bool(business) == bool(payload_):
        raise OnboardingError("card.business_or_payload", field="business")
    try:
        data = image.read_bytes()
    except OSError as error:
        raise OnboardingError("picture.no_file", field="picture", file=str(image)) from error
    if payload_:
        if not pays(payload_):  # held against what pays nobody, every card would be "different"
            raise OnboardingError("code.not_payment", field="payload", what=what_text(payload_))
        key, sight = token_bytes(32), survey(data)
        check = compare(sight.texts, [fingerprint(payload_, key)], key, sight.doubts)
    else:
        store = open_store(db)
        try:
            check = check_card(store, business, data)
        finally:
            store.close()
    answer = {"verdict": check.verdict, "seen": check.seen, "strange": check.strange}
    emit({**answer, "reasons": list(check.reasons), "others": list(check.others)})
