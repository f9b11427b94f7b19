"""`photo`: pictures in, pictures for a shop out."""

from io import BytesIO
from pathlib import Path
from typing import Annotated, Any

import typer
from PIL import Image

from ..errors import OnboardingError
from ..photos import CleanOptions, clean, preset
from . import emit, refusal, verb, write_files


@verb("photo")
def photo(
    files: Annotated[list[Path], typer.Argument(help="Pictures: JPEG, PNG, WebP or HEIC.")],
    out: Annotated[Path, typer.Option(help="The folder the cleaned pictures go to.")],
    preset_code: str = typer.Option("square", "--preset", help="Where they are for."),
    box: str | None = typer.Option(None, "--box", help="X,Y,W,H of the product, in upright pixels."),
    mask: bool = typer.Option(False, "--mask", help="Write the product's mask too, at the upright size."),
    background: str = typer.Option(
        "white", "--background", help="white, light_grey, cream, or original (the real one)."
    ),
    close_up: bool = typer.Option(False, "--close-up", help="With the real background: crop to the goods."),
    accept: bool = typer.Option(False, "--accept", help="Somebody looked at the mask and says it is right."),
) -> None:
    """Clean each picture; a line of JSON for each, a refused one in its place."""
    preset(preset_code)
    options = CleanOptions.parse(
        preset=preset_code, box=_box(box) if box else None, background=background, close_up=close_up, sure=accept
    ).as_arguments()
    out.mkdir(parents=True, exist_ok=True)
    used = {file.resolve() for file in files}
    for file in files:
        try:
            target = _free(out / f"{file.stem}.jpg", used)
            emit(_cleaned(file, target, mask, **options))
        except OnboardingError as error:
            emit({"file": str(file), **refusal(error)})


def _cleaned(file: Path, target: Path, mask: bool, **options: Any) -> dict[str, Any]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise OnboardingError("photo.no_file", field="photo", file=str(file)) from error
    cleaned = clean(data, **options)
    drawn = target.with_name(f"{target.stem}_mask.png")
    wanted = {target: cleaned.jpeg}
    if mask and cleaned.mask is not None:
        wanted[drawn] = _png(cleaned.mask)
    write_files(wanted)
    return {
        "file": str(file),
        "out": str(target),
        "mask": str(drawn) if mask and cleaned.mask is not None else None,
        "size": list(cleaned.size),
        "cut_out": cleaned.cut_out,
        "score": cleaned.score,
        "advice": [advice.code for advice in cleaned.advice],
    }


def _png(mask: Image.Image) -> bytes:
    out = BytesIO()
    mask.save(out, "PNG")
    return out.getvalue()


def _free(target: Path, used: set[Path]) -> Path:
    """`target`, numbered when it is one of the pictures given or was written in this run."""
    numbered, number = target, 1
    while numbered.resolve() in used:
        number += 1
        numbered = target.with_name(f"{target.stem}-{number}{target.suffix}")
    used.add(numbered.resolve())
    return numbered


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        x, y, width, height = (float(part) for part in text.split(","))
    except ValueError as error:
        raise OnboardingError("photo.wrong_box", field="box", found=text[:60]) from error
    return x, y, width, height
