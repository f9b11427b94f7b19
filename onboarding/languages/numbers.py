"""Parsers of quantities as Vietnamese people write them: money, weights, volumes, counts, packs, prices per unit.

Each returns a value, or refuses with an OnboardingError: `.ambiguous` with the readings under `options` (and as words
under `choices`) when there are two, `.not_understood` otherwise. Money uses the codes `amount.*`, the rest `number.*`.
A comma or a point is a decimal mark or groups thousands; where a unit leaves both possible ("1.200 kg"), it is asked.

>>> parse_money("1tr2"), parse_money("50.000đ"), parse_weight("2,5 kg"), parse_weight("hai lạng rưỡi")
(1200000, 50000, 2500, 250)
>>> parse_count("1.200 con"), parse_pack("bao 25 kg").unit_words, parse_price("32k/kg")
(Count(value=1200, unit='con'), '25 kg', Price(amount=32000, unit='kg'))
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from ..errors import OnboardingError
from .catalogues import N_
from .currency import Price, parse_money, parse_price
from .numerals import ask, decimal_words, plain
from .text import clean, fold

__all__ = [
    "UNITS",
    "Count",
    "Measure",
    "Pack",
    "Price",
    "Unit",
    "parse_count",
    "parse_measure",
    "parse_money",
    "parse_pack",
    "parse_price",
    "parse_volume",
    "parse_weight",
]

MOST_DIGITS: Final = 15


class Unit(NamedTuple):
    """A unit of measure: its printed symbol, what it measures, and how many grams, millilitres or millimetres it is."""

    symbol: str
    kind: str
    size: Decimal


class Measure(NamedTuple):
    """An amount in the unit it was written in; `base` is the same in grams, millilitres or millimetres."""

    amount: Decimal
    unit: Unit

    @property
    def base(self) -> Decimal:
        return self.amount * self.unit.size

    @property
    def words(self) -> str:
        """The amount and its unit as Vietnamese people write them: `2,5 kg`."""
        return f"{decimal_words(self.amount)} {self.unit.symbol}"


class Count(NamedTuple):
    """A whole number of things, and the word for them as it was typed ("" for none)."""

    value: int
    unit: str = ""


class Pack(NamedTuple):
    """What one pack holds: its container's word ("bao", "" for none), and a measure or a count of `unit`."""

    container: str
    amount: Decimal
    unit: str
    base: Decimal | None = None
    """Grams, millilitres or millimetres; None for things that are counted."""

    @property
    def unit_words(self) -> str:
        return f"{decimal_words(self.amount)} {self.unit}".strip()


_GRAM, _LITRE, _LENGTH = "weight", "volume", "length"
_NAMES: Final[Mapping[tuple[str, str, str], str]] = {
    ("kg", _GRAM, "1000"): "kg kgs kilogam kilogram kilo ki ky can",
    ("g", _GRAM, "1"): "g gr gam gram grams",
    ("mg", _GRAM, "0.001"): "mg miligam",
    ("lạng", _GRAM, "100"): "lang",
    ("yến", _GRAM, "10000"): "yen",
    ("tạ", _GRAM, "100000"): "ta",
    ("tấn", _GRAM, "1000000"): "tan",
    ("lít", _LITRE, "1000"): "l lit litre liter",
    ("ml", _LITRE, "1"): "ml cc mililit",
    ("m", _LENGTH, "1000"): "m met",
    ("cm", _LENGTH, "10"): "cm phan",
    ("mm", _LENGTH, "1"): "mm",
}
UNITS: Final[Mapping[str, Unit]] = {
    word: Unit(symbol, kind, Decimal(size)) for (symbol, kind, size), words in _NAMES.items() for word in words.split()
}
"""Units by every folded word for them."""

_NUMBER = r"\d+(?:[.,]\d+)*(?: \d{3})*"
_UNIT_WORDS = "|".join(sorted(UNITS, key=len, reverse=True))
_MEASURE = re.compile(
    rf"(?P<whole>{_NUMBER}|\d+/\d+|\d+ \d/\d|nua) ?(?:(?P<unit>{_UNIT_WORDS})\b|(?P<tight>{_UNIT_WORDS})(?=\d))?\.?"
    rf"(?: ?(?P<half>ruoi)| ?(?P<rest>\d+(?:[.,]\d+)?) ?(?P<small>{_UNIT_WORDS})?)?"
)
_ABOUT = re.compile(r"^(?:~|≈|±|khoang|chung|tam|do|con|hon|gan|co)\s*(?=[\d])")


def parse_measure(typed: str, *, unit: str = "", field: str = "weight") -> Measure:
    """A weight, volume or length: "2,5 kg", "500g", "1 kg 200", "2kg5", "hai lạng rưỡi", "nửa cân", "1/2 lít".

    `unit`: a symbol for a number written without one ("" refuses it).
    Errors: `number.empty`, `.not_positive`, `.no_unit`, `.ambiguous`, `.not_understood`.
    """
    text = clean(typed, 80)
    if not text:
        raise OnboardingError("number.empty", field=field)
    folded = _ABOUT.sub("", plain(text))
    if re.match(r"-\s*\d", folded):
        raise OnboardingError("number.not_positive", field=field, found=text)
    match = _MEASURE.fullmatch(folded)
    if not match:
        raise OnboardingError("number.not_understood", field=field, found=text)
    written_unit = UNITS.get(match["unit"] or match["tight"] or "")
    if written_unit is None and not unit:
        raise OnboardingError("number.no_unit", field=field, found=text)
    unit_written = written_unit or UNITS[fold(unit)]
    amount = _one_of(_readings(match["whole"], unit_written), unit_written, text, field, bare=written_unit is None)
    amount += _added(match, unit_written, text, field)
    if amount <= 0:
        raise OnboardingError("number.not_positive", field=field, found=text)
    return Measure(amount, unit_written)


def parse_weight(typed: str, *, unit: str = "g", field: str = "weight") -> int:
    """Whole grams; a bare number is in `unit`. Errors: those of `parse_measure`, `number.wrong_unit`, `.not_whole`."""
    return _base(parse_measure(typed, unit=unit, field=field), _GRAM, typed, field)


def parse_volume(typed: str, *, unit: str = "ml", field: str = "volume") -> int:
    """Whole millilitres; a bare number is in `unit`. Errors as `parse_weight`."""
    return _base(parse_measure(typed, unit=unit, field=field), _LITRE, typed, field)


def _base(measure: Measure, kind: str, typed: str, field: str) -> int:
    if measure.unit.kind != kind:
        raise OnboardingError("number.wrong_unit", field=field, found=clean(typed, 80), unit=measure.unit.symbol)
    if measure.base != measure.base.to_integral_value():
        raise OnboardingError("number.not_whole", field=field, found=clean(typed, 80), understood=measure.words)
    return int(measure.base)


_COUNT = re.compile(
    r"(?P<figures>\d+[.,]\d{1,2}(?!\d)|\d+(?:[., ]\d{3})*)(?: ?(?P<many>k|nghin|ngan|chuc|ta)\b)?(?P<half> ruoi)?"
)
_RANGE = re.compile(r"(\d+) ?(?:-|den|toi|hoac) ?(\d+)(?: ?[^\d]*)?")
_TIMES = {"k": 1000, "nghin": 1000, "ngan": 1000, "chuc": 10, "ta": 12}


def parse_count(typed: str, *, field: str = "stock") -> Count:
    """A whole number of things: "40", "1.200 con", "1,200", "2 chục", "3 tá", "khoảng 40 con"; 0 is a count.

    Errors: `number.empty`, `.not_positive`, `.not_whole`, `.ambiguous` ("40-50"), `.not_understood`.
    """
    text = clean(typed, 80)
    if not text:
        raise OnboardingError("number.empty", field=field)
    folded = _ABOUT.sub("", plain(text))
    if re.match(r"-\s*\d", folded):
        raise OnboardingError("number.not_positive", field=field, found=text)
    if two := _RANGE.fullmatch(folded):
        ask(N_("number.ambiguous"), field, text, [int(two[1]), int(two[2])])
    match = _COUNT.match(folded)
    after = folded[match.end() :] if match else ""
    if not match or re.search(r"\d", after) or not re.match(r"(?:[ (/]|[a-z]|$)", after):
        raise OnboardingError("number.not_understood", field=field, found=text)
    times = _TIMES.get(match["many"] or "", 1)
    value = _whole_count(match["figures"], times, text, field)
    if match["half"]:
        if times == 1:
            raise OnboardingError("number.not_whole", field=field, found=text, understood=f"{value} 1/2")
        value += times // 2
    return Count(value, _unit_word(text, after))


def _whole_count(figures: str, times: int, text: str, field: str) -> int:
    """The number before a counting word. Without one, three figures after a mark are thousands."""
    if re.fullmatch(r"\d+|[1-9]\d{0,2}(?:([., ])\d{3})(?:\1\d{3})*", figures) and (times == 1 or figures.isdigit()):
        return int(re.sub(r"[., ]", "", figures)[:MOST_DIGITS]) * times
    if re.fullmatch(r"\d+[.,]\d{1,3}", figures):
        value = Decimal(figures.replace(",", ".")) * times
        if value == value.to_integral_value():
            return int(value)
        raise OnboardingError("number.not_whole", field=field, found=text, understood=decimal_words(value))
    raise OnboardingError("number.not_understood", field=field, found=text)


def _unit_word(text: str, after: str) -> str:
    """The word for the things with its marks, out of the text as typed."""
    wanted = len(after.split())
    words = text.rstrip(" .").split()
    if not wanted:
        return ""
    last = re.sub(r"^[\d.,]+", "", " ".join(words[-wanted:])) if len(words) >= wanted else after
    return last.strip(" ()/")


_CONTAINER = re.compile(
    r"(?P<container>[^\d]*?)[\s:(]*(?P<amount>(?:[½¼¾]|\d+/\d+|\d)[^()/]*)\)?\s*(?:/\s*(?P<per>[^\d/]+))?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(\d+(?:\.\d{3})*) ?([^\W\d_][^\d]*)$")


def parse_pack(typed: str, *, field: str = "pack") -> Pack:
    """What one pack holds: "bao 25 kg", "chai 500 ml", "túi 0,5kg", "25kg/bao", "hộp 10 quả", "vỉ (12 trứng)", "kg".

    A unit by itself is one of it. Errors: those of `parse_measure` and `parse_count`; `number.not_understood` also
    for packs of packs ("24 lon x 330 ml").
    """
    text = clean(typed, 80)
    if not text:
        raise OnboardingError("number.empty", field=field)
    if alone := UNITS.get(fold(text).strip(".")):
        return Pack("", Decimal(1), alone.symbol, alone.size)
    match = _CONTAINER.fullmatch(text)
    if not match:
        folded = plain(text)
        if not re.search(r"\d|\bnua\b", folded):
            return Pack("", Decimal(1), text)
        spelt = re.search(r"(?:^|\s)((?:\d|nua\b).*)$", folded)
        if not spelt:
            raise OnboardingError("number.not_understood", field=field, found=text)
        measure = parse_measure(spelt[1], field=field)
        return Pack(text.split()[0] if spelt.start() else "", measure.amount, measure.unit.symbol, measure.base)
    container = (match["container"] or match["per"] or "").strip(" /:,-")
    return _pack_of(container, match["amount"].strip(), text, field)


def _pack_of(container: str, amount: str, text: str, field: str) -> Pack:
    try:
        measure = parse_measure(amount, field=field)
    except OnboardingError as error:
        if error.code not in ("number.not_understood", "number.no_unit"):
            raise
        counted = _COUNTED.fullmatch(amount)
        if not counted:
            raise OnboardingError("number.not_understood", field=field, found=text) from error
        things = parse_count(counted[0], field=field)
        return Pack(container, Decimal(things.value), things.unit)
    return Pack(container, measure.amount, measure.unit.symbol, measure.base)


def _readings(figures: str, unit: Unit) -> list[Decimal]:
    """Every number the figures may be, in a unit; decimal first."""
    if figures == "nua":
        return [Decimal("0.5")]
    if "/" in figures:
        whole, _, part = figures.rpartition(" ")
        over, under = part.split("/")
        return [Decimal(whole or 0) + Decimal(over) / Decimal(under)] if int(under) else []
    marks = re.sub(r"\d", "", figures)
    if not marks:
        return [Decimal(figures)]
    if re.fullmatch(r"[1-9]\d{0,2}(?:([., ])\d{3})(?:\1\d{3})*", figures):
        grouped = Decimal(re.sub(r"[., ]", "", figures))
        sure = len(marks) > 1 or marks == " " or unit.size <= 1
        return [grouped] if sure else [Decimal(figures.replace(",", ".")), grouped]
    if re.fullmatch(r"\d+[.,]\d+", figures):
        return [Decimal(figures.replace(",", "."))]
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", figures):
        return [Decimal(figures.replace(".", "").replace(",", "."))]
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+", figures):
        return [Decimal(figures.replace(",", ""))]
    return []


def _one_of(readings: list[Decimal], unit: Unit, text: str, field: str, bare: bool) -> Decimal:
    """The only reading; a bare number with decimals in a small unit is asked about too ("2,5" g is no weight)."""
    if not readings:
        raise OnboardingError("number.not_understood", field=field, found=text)
    if bare and len(readings) == 1 and unit.size == 1 and readings[0] != readings[0].to_integral_value():
        readings = [readings[0], readings[0] * 1000]
    if len(readings) > 1:
        readings_in_words = [f"{decimal_words(reading)} {unit.symbol}" for reading in readings]
        options = [float(reading * unit.size) for reading in readings]
        raise OnboardingError(
            "number.ambiguous", field=field, found=text, options=options, choices=" / ".join(readings_in_words)
        )
    return readings[0]


def _added(match: re.Match[str], unit: Unit, text: str, field: str) -> Decimal:
    """What follows the unit, in it: "rưỡi", "2kg5" (tenths), "1 kg 200" (thousandths), "1 kg 200 g"."""
    if match["half"]:
        return Decimal("0.5")
    rest = match["rest"]
    if rest is None:
        return Decimal(0)
    small = UNITS.get(match["small"] or "")
    plain_whole = match["whole"].isdigit() and (match["unit"] or match["tight"]) is not None
    if plain_whole and small is not None and small.kind == unit.kind and rest.isdigit():
        added = Decimal(rest) * small.size / unit.size
        if added < 1:
            return added
    elif plain_whole and small is None and rest.isdigit() and unit.size >= 10:
        if len(rest) == 1:
            return Decimal(rest) / 10
        if len(rest) == 3 and unit.size == 1000:
            return Decimal(rest) / 1000
        if len(rest) == 2 and unit.size == 1000:
            low, high = (Decimal(match["whole"]) + Decimal(rest) / by for by in (1000, 100))
            _one_of([low, high], unit, text, field, bare=False)
    raise OnboardingError("number.not_understood", field=field, found=text)
