"""Fill the workbook a vendor downloaded from Shopee or TikTok Shop, by the keys of its own key row.

Only these places can make such a file, each for one shop and one day; so the kit never makes one from nothing and
touches nothing but the cells it fills: every other part of the file stays byte for byte.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

import regex

from ...business import Facts
from ...catalogue import Part
from ...channels import Channel, Template, channel, channels
from ...errors import OnboardingError
from ...languages.spreadsheet_limits import SpreadsheetTooLargeError, check_package, open_workbook, rows_of
from ..draft import Draft
from .goods import Goods, all_goods
from .sheet_xml import with_cells
from .tables import Value

LARGEST = 20_000_000
"""Most bytes of a template; what it may unpack to is `spreadsheet_limits`' matter."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Filled(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The filled workbook, the rows written, and the keys of its row that the kit has no value for."""

    data: bytes
    rows: tuple[int, ...]
    left: tuple[str, ...]


def fill(listings: Sequence[tuple[Facts, Draft]], template: bytes, to: str) -> Filled:
    """The vendor's template with one more row for each product; refused with a reason when it is not one."""
    place = channel(to)
    if place.template is None:
        raise OnboardingError("template.not_for", field="fill", channel=place.name.vi)
    sheet = _open(template, place.template)
    if sheet is None:
        wanted = place.template
        raise OnboardingError(
            "template.no_keys", field="fill", channel=place.name.vi, sheet=wanted.sheet, key=wanted.proof
        )
    rows = {sheet.free_row + at: _cells(item, sheet, place.template) for at, item in enumerate(all_goods(listings))}
    data = _repacked(template, sheet.part, rows)
    return Filled(data=data, rows=tuple(rows), left=tuple(key for key in sheet.keys if key not in place.template.fill))


def place_of(template: bytes) -> Channel:
    """Whose template it is, by the keys in it; `template.nobodys` when no channel knows them."""
    for place in channels().values():
        if place.template and _open(template, place.template):
            return place
    names = ", ".join(place.name.vi for place in channels().values() if place.template)
    raise OnboardingError("template.nobodys", field="fill", channels=names)


class _Sheet(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The sheet to fill: its part in the package, column by key, first free row, and what is said under each key."""

    part: str
    keys: Mapping[str, int]
    free_row: int
    helps: Mapping[str, str]


def _open(template: bytes, wanted: Template) -> _Sheet | None:
    """The sheet whose key row holds the proof, or None; a file that is no workbook is refused."""
    _check_package(template)
    for title, rows in _tables(template):
        keys = _keys(rows[wanted.key_row - 1] if len(rows) >= wanted.key_row else (), wanted.split)
        if wanted.proof in keys:
            return _described(_part_of(template, title), rows, keys, wanted)
    return None


def _check_package(template: bytes) -> None:
    """A whole zip of a bearable size that holds a workbook."""
    if len(template) > LARGEST:
        raise OnboardingError("template.too_large", field="fill", most=LARGEST // 1_000_000)
    try:
        check_package(template)
        with zipfile.ZipFile(io.BytesIO(template)) as package:
            whole = package.testzip() is None and "xl/workbook.xml" in package.namelist()
    except SpreadsheetTooLargeError as error:
        raise OnboardingError("template.too_large", field="fill", most=LARGEST // 1_000_000) from error
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, EOFError, OSError, RuntimeError) as error:
        raise OnboardingError("template.not_a_workbook", field="fill") from error
    if not whole:
        raise OnboardingError("template.not_a_workbook", field="fill")


def _tables(template: bytes) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Every sheet's name and values. The library raises all sorts of errors over a damaged file: one refusal."""
    try:
        return [(sheet.title, list(rows_of(sheet))) for sheet in open_workbook(template).worksheets]
    except SpreadsheetTooLargeError as error:
        raise OnboardingError("template.too_large", field="fill", most=LARGEST // 1_000_000) from error
    except Exception as error:
        raise OnboardingError("template.not_a_workbook", field="fill") from error


def _keys(row: Sequence[object], split: str) -> dict[str, int]:
    """Key → column (from 1); a key ends where the template's own mark begins."""
    found: dict[str, int] = {}
    for column, value in enumerate(row, 1):
        key = str(value or "").strip()
        found.setdefault(key.split(split)[0] if split else key, column)
    found.pop("", None)
    return found


def _described(part: str, rows: Sequence[Sequence[object]], keys: Mapping[str, int], wanted: Template) -> _Sheet:
    helps = dict.fromkeys(keys, "")
    for row in rows[wanted.key_row : wanted.data_row - 1]:
        helps |= {key: f"{helps[key]} {row[at - 1] or ''}" for key, at in keys.items() if at <= len(row)}
    ours = [column for key, column in keys.items() if key in wanted.fill]
    taken = [
        number
        for number, row in enumerate(rows[wanted.data_row - 1 :], wanted.data_row)
        if any(column <= len(row) and row[column - 1] not in (None, "") for column in ours)
    ]
    return _Sheet(part=part, keys=keys, free_row=max(taken, default=wanted.data_row - 1) + 1, helps=helps)


def _part_of(template: bytes, title: str) -> str:
    """The package's part that holds a sheet, by way of the workbook's relations."""
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        sheets = ElementTree.fromstring(package.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
        links = {str(sheet.get("name")): sheet.get(_LINK) for sheet in sheets}
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        targets = {one.get("Id"): str(one.get("Target")) for one in relations}
        target = targets.get(links.get(title), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part not in package.namelist():
            raise OnboardingError("template.not_a_workbook", field="fill")
    return part


def _cells(item: Goods, sheet: _Sheet, wanted: Template) -> dict[int, Value]:
    """Column → value for one product; a key the template lacks is passed over."""
    values = _values(item, "kg" if _in_kilograms(sheet.helps) else "g")
    found = {sheet.keys[key]: values.get(name) for key, name in wanted.fill.items() if key in sheet.keys}
    return {column: value for column, value in found.items() if value not in (None, "")}


def _in_kilograms(helps: Mapping[str, str]) -> bool:
    """What the template's own help says about weight; grams when it does not say."""
    said = " ".join(text for key, text in helps.items() if "weight" in key).lower()
    return bool(regex.search(r"\bkg\b|kilogram", said)) and not regex.search(r"\bg\b|\bgr\b|\bgram\b|\bgam\b", said)


def _values(item: Goods, weight_unit: str) -> dict[str, Value]:
    weight = item.weight / 1000 if item.weight and weight_unit == "kg" else item.weight
    photos = {f"photo {number}": name for number, name in enumerate(item.photos, 1)}
    length, width, height = (float(one) if one else None for one in item.size)
    return {
        "title": item.title, "text": item.text, "sku": item.sku, "price": item.price, "stock": item.stock,
        "weight": weight, "length": length, "width": width, "height": height, "brand": item.brand, **photos,
    }  # fmt: skip


def _repacked(template: bytes, part: str, rows: Mapping[int, Mapping[int, Value]]) -> bytes:
    """The same package with one part changed; the order, times and all other bytes stay."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == part:
                data = with_cells(data.decode("utf-8-sig"), rows).encode()
            new.writestr(info, data, compress_type=info.compress_type)
    return out.getvalue()
