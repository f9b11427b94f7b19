"""The pack as one PDF: tagged (PDF/UA-1), with its font inside, the same bytes for the same contents."""

import base64
import json
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from PIL import Image

from ..languages import day, money
from .contents import Code, PackContents, Product, Receipt
from .font_metrics import FAMILIES, FONTS, measurable, width
from .letters import printable
from .sheet import FOLDER, Sheet, choose

_lock = Lock()


def pack(contents: PackContents, sheets: tuple[str, ...] | None = None, *, folder: Path = FOLDER) -> bytes:
    """The chosen sheets (all that have something to say, if None) as PDF bytes.

    Raises OnboardingError `sheet.unknown`, `pack.nothing_to_print`, or `print.letter` naming a character no font has.
    """
    chosen = choose(contents, sheets, folder)
    data = {**_data(contents), "sheets": [_sheet(s, contents.lang) for s in chosen]}
    data["wide"] = {name: width(name) for name in _names(data) if measurable(name)}
    data["fonts"] = [family.name for family in FAMILIES]
    photos = _photos(contents) if any("products" in s.needs for s in chosen) else {}
    inputs = {"d": json.dumps(data, ensure_ascii=False), **photos}
    with _lock:
        pdf = _compiler(folder.parent).compile(sys_inputs=inputs, pdf_standards=["ua-1"])
    assert isinstance(pdf, bytes)
    return pdf


@lru_cache(maxsize=4)
def _compiler(root: Path) -> typst.Compiler:
    """One compiler for the life of the program: it keeps the fonts and what it has already laid out."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(root / "pack.typ", root=root, font_paths=fonts)


def _sheet(sheet: Sheet, lang: str) -> dict[str, Any]:
    words = {"w": sheet.said(lang), "o": sheet.said("en" if lang == "vi" else "vi")}
    return {"code": sheet.code, "title": sheet.title.in_(lang), "about": sheet.about.in_(lang), **words}


def _data(contents: PackContents) -> dict[str, Any]:
    """The contents as the JSON typst reads: every text printable, money and dates written out."""
    c, lang = contents, contents.lang
    names = ("business", "owner", "phone", "address", "provider", "team", "member")
    return {
        **{key: printable(getattr(c, key), key, lang) for key in names},
        "lang": lang,
        "big": c.big,
        "aloud": c.aloud,
        "day": day(c.day, lang),
        "code": _code(c.code, lang) if c.code else None,
        "codes": [_code(code, lang) for code in c.codes],
        "products": [_product(number, product, lang) for number, product in enumerate(c.products)],
        "steps": [_printable(step) for step in c.steps],
        "next": [_printable(step) for step in c.next_steps],
        "calls": [_printable(call) for call in c.calls],
        "blanks": [_printable(blank) for blank in c.blanks],
        "book": _printable(c.sales_book) if c.sales_book else None,
        "dangers": [{**_printable(d, but=("picture",)), "picture": d.picture.decode("utf8")} for d in c.dangers],
        "translations": [
            {**_printable(page, but=("lines",)), "lines": [_printable(line) for line in page.lines]}
            for page in c.translations
        ],
        "consent": _consent(c.consent) if c.consent else None,
    }


def _names(data: dict[str, Any]) -> set[str]:
    """What the sheets set as large as its place allows, so that they need not measure it."""
    codes = [code for code in (data["code"], *data["codes"]) if code]
    names = {data["business"], data["day"], data["team"], *(product["price"] for product in data["products"])}
    names |= {code[key] for code in codes for key in ("bank", "holder", "amount", "title", "number")}
    for words in (sheet["w"] for sheet in data["sheets"]):
        names |= {words["scan"], words["money"], *(words["card"].replace("{n}", code["number"]) for code in codes)}
    return names


def _printable(part: Any, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """A record as a dict whose texts are printable; `but` are the fields left out."""

    def converted(value: Any, field: str) -> Any:
        if isinstance(value, str):
            return printable(value, field)
        return [converted(each, field) for each in value] if isinstance(value, tuple) else value

    return {name: converted(getattr(part, name), name) for name in part.__struct_fields__ if name not in but}


def _code(code: Code, lang: str) -> dict[str, Any]:
    amount = money(code.amount, lang) if code.amount is not None else ""
    return {**_printable(code, but=("symbol",)), "svg": code.symbol.svg(), "amount": amount}


def _product(number: int, product: Product, lang: str) -> dict[str, Any]:
    price = money(product.price, lang) if product.price is not None else ""
    return {
        **_printable(product, but=("photos", "texts")),
        "price": price,
        "photo": number if product.photos else -1,
        "texts": [{**_printable(text), "text": printable(text.rest, "text")} for text in product.texts],
    }


def _consent(receipt: Receipt) -> dict[str, Any]:
    answers = [_printable(answer) for answer in receipt.answers]
    return {**_printable(receipt, but=("answers",)), "answers": answers}


def _photos(contents: PackContents) -> dict[str, str]:
    """The first photo of each product, beside the JSON because they are long."""
    return {f"photo{n}": _photo(p.photos[0]) for n, p in enumerate(contents.products) if p.photos}


def _photo(jpeg: bytes) -> str:
    """A JPEG inside an SVG: typst takes text only, and passes the JPEG through untouched."""
    width, height = _size(jpeg)
    data = base64.b64encode(jpeg).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/></svg>'
    )


def _size(jpeg: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(jpeg)) as picture:
        return picture.size
