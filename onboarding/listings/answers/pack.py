"""The unit of sale: one price, pack, weight and stock that speak of the same thing, whatever the price was typed for.

>>> from onboarding.business import Facts
>>> rice = Facts(category="gao", price=32000, unit="kg", answers={"quy_cach": "bao 25 kg"})
>>> sale_of(rice).price, sale_of(rice).unit, price_line(rice)
(800000, 'bao 25 kg', '800.000 ₫ / bao 25 kg (32.000 ₫ / kg)')
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from ...business import Facts
from ...errors import OnboardingError
from ...languages import fold, money, number
from ...languages.numbers import UNITS, Pack, parse_count, parse_pack, parse_weight
from ..text import first_capital, first_small, tidy
from .chatter import bare, prices_in, without_price
from .market_words import CONTAINERS, spelt_out, without_has
from .shapes import says_nothing, says_yes
from .unmarked import with_everyday_marks

_SEVERAL = re.compile(r"(\d+(?:[.,]\d+)? ?[^\W\d]+)(?:(?:[,;/]| và | hoặc |\s)\s*(\d+(?:[.,]\d+)? ?[^\W\d]+))+")
_EACH = re.compile(r"\d+(?:[.,]\d+)? ?[^\W\d]+")
_MOST = 10**12
"""A larger price or number is a slip of typing."""


class Sale(NamedTuple):
    """What one purchase costs: `price` in whole đồng for one `unit`; `per` names the price it was worked out from.

    `grams`: mass of the goods in it, where the pack says so.
    """

    price: int
    unit: str
    per: str = ""
    grams: int | None = None


def pack_words(facts: Facts) -> str:
    """The pack as it stands in a title: "bao 25 kg", "hộp 4 cái"; "" for a lone unit, a lone number, or nothing."""
    stated, typed = _stated(facts), _typed_words(facts)
    return typed if typed and (not stated or _same_measure(stated, typed)) else stated


def _stated(facts: Facts) -> str:
    """The pack given as amount and unit, in words; "" where there is none, or none that holds anything."""
    return _amount_words(facts.pack.amount, facts.pack.unit) if facts.pack else ""


def _same_measure(one: str, other: str) -> bool:
    """Whether two packs hold the same: "500 g" and "hũ 0,5 kg"."""
    first, second = _read(one), _read(other)
    if not first or not second:
        return False
    if first.base and second.base:
        return first.base == second.base
    return first.amount == second.amount and fold(first.unit) == fold(second.unit)


def _typed_words(facts: Facts) -> str:
    typed = facts.answers.get("quy_cach")
    if not isinstance(typed, str) or says_nothing(typed) or says_yes(typed):
        return ""
    text = without_has(spelt_out(without_price(bare(_LOUD.sub(lambda found: found[0].lower(), tidy(typed, 120))))))
    text = re.sub(r"(?<!\w)hủ(?!\w)", "hũ", with_everyday_marks(text))
    return _pack_words(text.lower() if text.isupper() else text, tidy(facts.unit, 40))


def _amount_words(amount: float, unit: str) -> str:
    told = number(int(amount) if amount == int(amount) else round(amount, 3), "vi") if abs(amount) < _MOST else ""
    words = tidy(unit, 40)
    return "" if not told or amount <= 0 else (words if re.search(r"\d", words) else f"{told} {words}".strip())


@lru_cache(maxsize=2048)
def _pack_words(typed: str, unit: str) -> str:
    low = _of_container(first_small(typed))
    low = _ONE_ALONE.sub(r"1 \1", _DOZENS.sub(r"\2 \1", low))
    if _PER_KILO.fullmatch(low):
        return _PER_KILO.sub(r"\1–\2 \3", low)
    low = _WHICH_IS.sub(lambda found: f" ({found['many'].replace('-', '–')})", low)
    if _OFFER.match(low):
        return ""
    low = _with_its_unit(low, unit)
    if listed := _listed_packs(low):
        return listed
    if not re.search(r"\d", low):
        return low if len(low.split()) > 2 or re.search(r"bộ gồm|gồm", low) else ""
    if re.fullmatch(r"[\d.,\s/x×*–-]+", low):
        return ""
    if times := re.fullmatch(r"((?:[^\W\d]+ )?\d+(?:[.,]\d+)? ?[^\W\d]+) ?[x×*] ?(\d{1,3})", low):
        if times[2] == "1":
            return times[1]
        if not times[1][0].isdigit():
            return f"{times[2]} {times[1]}"
    if several := several_packs(low):
        return f"loại {', '.join(several)}"
    container = unit.split()[0] if unit and not re.search(r"\d", unit) and fold(unit.split()[0]) not in UNITS else ""
    bare_count = re.fullmatch(r"\d+ [^\W\d]+(?: [^\W\d]+)?", low)
    if bare_count and container and container.lower() not in low.lower().split() and not _read(low, 1):
        return f"{container.lower()} {low}"
    return low


_LOUD = re.compile(r"^[A-ZĐÀ-Ỹ]{3,}(?= \d)")
"""The container in capitals: "CHAI 650 ml"."""
_PER_CONTAINER = re.compile(
    rf"(?P<amount>\d+(?:[.,]\d+)? ?[^\W\d]+)(?: ?/ ?(?:1 |một |mỗi )?| (?:1 |một |mỗi )?)"
    rf"(?P<container>{CONTAINERS})(?P<more> .+)?"
)


_DOZENS = re.compile(r"^(\d+ (?:chục|cái|bánh)) (?:1|một) (xâu|chùm|dây|cặp|bọc|giỏ)$")
"""How many make one of what is sold: "1 chục 1 xâu"."""
_ONE_ALONE = re.compile(r"^(?:bán )?lẻ (?:1|một|từng) ([^\W\d]+)$")
_PER_KILO = re.compile(r"(\d+) ?[-–] ?(\d+) ?([^\W\d]+ ?/ ?(?:kg|ký|kí))")
"""A size of grading: "30-35 con/kg"."""
_WHICH_IS = re.compile(
    r"(?<=[^\W\d])(?: ?= ?| tức(?: là)? | được |(?<=\d kg) |(?<=\d g) |(?<=\d ml) )"
    r"(?P<many>\d+(?: ?[-–] ?\d+)? ?(?!(?:kg|g|lạng|ml|lít|l)\b)[^\W\d]+)$"
)
"""How many pieces a measured pack is: "gói 500 g = 3-4 con"."""
_OFFER = re.compile(r"(?:mua|lấy|đặt|trên|từ|hơn)\b.*\d")
"""A price or a gift for many, which is no pack: "mua 10 tặng 1", "trên 50 cây giá 50k"."""
_LONE = re.compile(rf"(?P<container>{CONTAINERS})(?P<kind> (?!\d)[^\W\d]+)? (?P<number>\d+(?:[.,]\d+)?)$")


def pack_sentence(typed: object) -> str:
    """What was typed as the pack and is an offer for many instead, as a sentence: "Mua 10 tặng 1"; else ""."""
    if not isinstance(typed, str):
        return ""
    text = spelt_out(bare(tidy(typed, 120)))
    return first_capital(text) if _OFFER.match(first_small(text)) else ""


def _with_its_unit(text: str, unit: str) -> str:
    """A container's lone number with the unit it goes without saying: "chai 650" is 650 ml, "bao 50" at a kilo's price.

    A number that could be several things is left out: "hũ 500" → "hũ".
    """
    found = _LONE.fullmatch(text)
    if not found or found["container"] in _COUNTED:
        return text
    number, said = float(found["number"].replace(",", ".")), f"{found['container']}{found['kind'] or ''}"
    priced = UNITS.get(fold(unit))
    if number >= 100:
        meant = {"chai": "ml", "can": "ml", "lon": "ml", "gói": "g", "túi": "g", "bịch": "g"}.get(
            found["container"], ""
        )
    else:
        meant = priced.symbol if priced and priced.symbol in ("kg", "lít") else ""
    return f"{text} {meant}" if meant else said


_COUNTED = ("bộ", "set", "vỉ", "khay", "lốc", "bó", "xấp", "tô", "dĩa", "đĩa", "ly", "bánh", "cục", "ống", "tuýp")
_ONE_OF_SEVERAL = re.compile(
    rf"(?:(?:loại )?(?P<said>(?:{CONTAINERS})(?: (?!\d)[^\W\d]+){{0,4}}) )?(?P<size>\d+(?:[.,]\d+)? ?[^\W\d]+)"
)


def _listed_packs(text: str) -> str:
    """Several packs with their containers, by commas: "hộp thiếc 100g 250g", "chai 750 ml/ can 5 lít"; else ""."""
    spaced = re.sub(r"(?<=\d)(?=[^\W\d])", " ", text)
    found = [_ONE_OF_SEVERAL.fullmatch(part) for part in _pairs(spaced)]
    sizes = [one for one in found if one]
    if len(sizes) < 2 or len(sizes) != len(found) or not sizes[0]["said"]:
        return ""
    units = {fold(one["size"].split()[-1]) for one in sizes}
    return ", ".join(one[0] for one in sizes) if units <= set(UNITS) else ""


def _pairs(text: str) -> list[str]:
    """The parts of a list of packs, also where only spaces part them."""
    parted = re.sub(r"\s*(?:[,;/+]|(?<!\w)(?:và|hoặc|hay|với)(?!\w))\s*", "|", text)
    parted = re.sub(rf"(?<=[^\W\d]) (?=(?:{CONTAINERS}) \d)", "|", parted)
    parted = re.sub(rf"(\d ?(?:{_MEASURES})) (?=\d)", r"\1|", parted)
    return [part.strip() for part in parted.split("|") if part.strip()]


_MEASURES = "kg|g|lạng|ml|lít|l"


def _of_container(text: str) -> str:
    """The container before what it holds: "500 g/gói" → "gói 500 g"."""
    found = _PER_CONTAINER.fullmatch(text)
    return f"{found['container']} {found['amount']}{found['more'] or ''}" if found else text


def several_packs(text: str) -> tuple[str, ...]:
    """Sizes of an answer that names several: "1kg 2kg 5kg" → ("1 kg", "2 kg", "5 kg"); else ()."""
    spaced = re.sub(r"(?<=\d)(?=[^\W\d])", " ", text)
    spaced = re.sub(rf"^(?:loại|{CONTAINERS}) (?=\d)", "", spaced)
    parts = _EACH.findall(spaced)
    whole = _SEVERAL.fullmatch(spaced)
    same = {fold(part.split(" ", 1)[-1]) for part in parts}
    return tuple(dict.fromkeys(parts)) if whole and len(parts) > 1 and same <= set(UNITS) else ()


_MEASURED = re.compile(r"(\D*\d+(?:[.,]\d+)? ?(?:kg|g|lạng|ml|lít|l))(?= [^\W\d]| \()(?! ?[x×+])")
"""A measured pack with words behind it: "bịch 500 g hút chân không"."""


def _read(text: str, least: int = 0) -> Pack | None:
    """A pack out of its words, or None; with `least` only one that measures something."""
    measured = _MEASURED.match(text)
    try:
        found = parse_pack(measured[1] if measured else text)
    except OnboardingError:
        return None
    return found if not least or found.base else None


def sale_of(facts: Facts) -> Sale | None:
    """What is sold and its price: the pack's when the price is of a unit the pack holds several of.

    None without a price, with an odd one, or in another currency.
    """
    if facts.currency != "VND":
        return None
    words, unit = pack_words(facts), _unit_spelt(tidy(facts.unit, 40))
    pack = _read(words) if words else None
    grams = _grams(pack)
    if words and (typed := _typed_price(facts)) and _times(pack, unit) not in (None, 1):
        return Sale(typed, words, grams=grams)
    if facts.pack and facts.pack.price and 0 < facts.pack.price < _MOST and _stated(facts):
        return Sale(facts.pack.price, _label(words, unit), grams=grams)
    if not facts.price or not 0 < facts.price < _MOST:
        return None
    times = _times(pack, unit)
    if times is None:
        return Sale(facts.price, _same_thing(words, unit), grams=grams if words and _label(words, unit) else None)
    price = int((Decimal(facts.price) * times).quantize(Decimal(1), ROUND_HALF_UP))
    if times == 1 or not 0 < price < _MOST:
        named = words if pack and pack.container else unit
        return Sale(facts.price, named if times == 1 else unit, grams=grams)
    return Sale(price, words, f"{money(facts.price, 'vi')} / {unit}", grams)


def _typed_price(facts: Facts) -> int:
    """The price somebody typed behind the pack: "lô 10 cái 300k" → 300000; 0 for none, or for several."""
    typed = facts.answers.get("quy_cach")
    prices = prices_in(typed) if isinstance(typed, str) else ()
    return prices[0] if len(prices) == 1 else 0


def _unit_spelt(unit: str) -> str:
    """The unit as it is printed: "ky" → "kg"; "ký" stays as it is said."""
    return "kg" if unit.lower() in ("ky", "ki", "kí", "kilo", "kg") else unit


def _grams(pack: Pack | None) -> int | None:
    known = UNITS.get(fold(pack.unit)) if pack else None
    return int(pack.base) if pack and pack.base and known and known.kind == "weight" else None


def _times(pack: Pack | None, unit: str) -> Decimal | None:
    """How many units of the price one pack holds; None where the two cannot be compared."""
    priced = _read(unit) if unit and pack else None
    if not pack or not priced:
        return None
    one, other = UNITS.get(fold(pack.unit)), UNITS.get(fold(priced.unit))
    if pack.base and priced.base and one and other:
        return pack.base / priced.base if one.kind == other.kind and not priced.container else None
    same_word = not pack.base and fold(pack.unit) == fold(priced.unit) and priced.amount == 1
    return pack.amount if same_word and pack.container and pack.amount > 1 else None


def _label(words: str, unit: str) -> str:
    return words or unit


def _same_thing(words: str, unit: str) -> str:
    """The pack's words where the price's unit is its container ("chai", "chai 500 ml"); else the unit as typed."""
    if not unit:
        return "" if words.startswith("loại ") else words
    return words if words and fold(words).startswith(f"{fold(unit)} ") else unit


def price_line(facts: Facts) -> str:
    """`185.000 ₫ / chai 500 ml`, and in brackets the price it was worked out from; "" without a price."""
    sale = sale_of(facts)
    if sale is None:
        return ""
    line = f"{money(sale.price, 'vi')} / {sale.unit}" if sale.unit else money(sale.price, "vi")
    return f"{line} ({sale.per})" if sale.per else line


def whole_number(value: Any, shape: str) -> int | None:
    """Stock ("1,200", "khoảng 20 con") or grams ("2,5 kg"; a lone number is grams); None for what is neither."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    typed = str(value)
    try:
        return parse_weight(typed) if shape == "weight" else parse_count(typed).value
    except OnboardingError:
        return None
