"""`pack`: the paper and the phone bundle of a visit, from VISIT.json."""

from pathlib import Path
from typing import Annotated

import typer

from ..business import Visit
from ..errors import OnboardingError
from ..photos import clean
from ..services import make_pack
from . import emit, parse, verb


@verb("pack")
def pack(
    visit: Annotated[Path, typer.Argument(help="VISIT.json; its photos are files beside it.")],
    out: Annotated[Path, typer.Option(help="Folder to write to; made when it is not there.")],
    sheets: str = typer.Option("", help="Codes of the sheets wanted, with commas; all that have something to say."),
    big: bool = typer.Option(False, "--big", help="Letters a third larger."),
    aloud: bool = typer.Option(False, "--aloud", help="Laid out to be read aloud: one idea a line."),
) -> None:
    """Make the PDF and the vendor's ZIP; the code is read back off the pages before anything is written."""
    parsed = Visit.from_json(parse(_read(visit).decode("utf8", "replace")))
    names = parsed.listing.photos if parsed.listing else ()
    photos = [clean(_read(visit.parent / name), background="original").jpeg for name in names]
    only = tuple(code.strip() for code in sheets.split(",") if code.strip()) or None
    packed = make_pack(parsed, photos, only=only, big=big, aloud=aloud)
    out.mkdir(parents=True, exist_ok=True)
    files = {out / f"{packed.name}.pdf": packed.pdf, out / f"{packed.name}.zip": packed.files}
    for path, data in files.items():
        path.write_bytes(data)
    emit({"files": [str(path) for path in files]})


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OnboardingError("input.no_file", field="visit", file=str(path)) from error
