"""`pack`: the paper and the phone bundle of a visit, from VISIT.json."""

from pathlib import Path
from typing import Annotated

import typer

from ..business import Payment, Visit
from ..errors import OnboardingError
from ..payments import BankAccount, read
from ..photos import clean
from ..services import make_pack
from ..services.pack_warnings import warnings_of
from . import emit, parse, verb, write_files


@verb("pack")
def pack(
    visit: Annotated[Path, typer.Argument(help="VISIT.json; its photos are files beside it.")],
    out: Annotated[Path, typer.Option(help="Folder to write to; made when it is not there.")],
    sheets: str = typer.Option("", help="Codes of the sheets wanted, with commas; all that have something to say."),
    big: bool = typer.Option(False, "--big", help="Letters a third larger."),
    aloud: bool = typer.Option(False, "--aloud", help="Laid out to be read aloud: one idea a line."),
) -> None:
    """Make the PDF and the vendor's ZIP; the code is read back off the pages before anything is written."""
    visit_of_file = Visit.from_json(parse(_text(visit)))
    _one_payee(visit_of_file.payment)
    only = tuple(code.strip() for code in sheets.split(",") if code.strip()) or None
    originals = [
        [_read(visit.parent / name, "listing.photos") for name in facts.photos] for facts in visit_of_file.products
    ]
    printed = make_pack(visit_of_file, only=only, big=big, aloud=aloud)
    if any(originals):  # only now: cleaning a photo takes seconds, and no sheet is refused for one
        cleaned = [[clean(photo, background="original").jpeg for photo in photos] for photos in originals]
        printed = make_pack(visit_of_file, cleaned[0], more_photos=cleaned[1:], only=only, big=big, aloud=aloud)
    out.mkdir(parents=True, exist_ok=True)
    files = {out / f"{printed.name}.pdf": printed.pdf, out / f"{printed.name}.zip": printed.files}
    write_files(files)
    emit({"files": [str(path) for path in files], "warnings": warnings_of(visit_of_file)})


def _one_payee(payment: Payment) -> None:
    """A scanned code beside another account: nobody can say which of the two is the vendor's."""
    if not (payment.code and payment.account.strip()):
        return
    account = BankAccount.typed(payment.bank, payment.account, payment.service or None).account
    scanned = read(payment.code)
    if (scanned.bank, scanned.account) != (account.bank, account.number):
        raise OnboardingError("payment.code_or_account", field="payment")


def _text(path: Path) -> str:
    """A file's text; OnboardingError `input.not_json` where it is not UTF-8: a replaced letter would be a lost one."""
    try:
        return _read(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OnboardingError("input.not_json", line=1, reason=str(error.reason)) from error


def _read(path: Path, field: str = "visit") -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise OnboardingError("input.no_file", field=field, file=str(path)) from error
