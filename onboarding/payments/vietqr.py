"""The text of a VietQR transfer code, to the letter of the NAPAS format (docs/vietqr.md has the table).

Fields go out in ascending order; a code with an amount says 12 (one payment), one without says 11.

>>> payload(BankAccount("970436", "0011001234567"))
'00020101021138570010A00000072701270006970436011300110012345670208QRIBFTTA53037045802VN6304E8DB'
>>> from .reading import read
>>> read(payload(BankAccount("970436", "0011001234567"), 50000, "MAT ONG")).amount
50000
"""

import re
from dataclasses import dataclass, fields
from typing import Final

from ..errors import OnboardingError
from .account import SERVICES, BankAccount
from .emv import checksum, field

GUID: Final = "A000000727"
"""NAPAS, in 38/00."""

MOST_FIGURES: Final = 13
"""Characters of an amount (tag 54) in the format."""
_ANS: Final = "[ -~]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All the format knows beside account, amount and purpose; empty is left out. Names of tag 62's parts as there.

    `initiation`: "" follows the amount, else "11" or "12". `local_*`: tag 64, the only place for marks.
    """

    initiation: str = ""
    category: str = ""
    tip: str = ""
    fee: str = ""
    fee_percent: str = ""
    name: str = ""
    city: str = ""
    postal: str = ""
    bill: str = ""
    mobile: str = ""
    store: str = ""
    loyalty: str = ""
    reference: str = ""
    customer: str = ""
    terminal: str = ""
    asks: str = ""
    local_language: str = ""
    local_name: str = ""
    local_city: str = ""


PLACES: Final = {
    "initiation": ("01", re.compile("1[12]")),
    "category": ("52", re.compile("[0-9]{4}")),
    "tip": ("55", re.compile("0[123]")),
    "fee": ("56", re.compile(r"(?=.{1,13}\Z)[0-9]+\.?[0-9]*")),
    "fee_percent": ("57", re.compile(r"(?!00\.00)[0-9]{2}\.[0-9]{2}")),
    "name": ("59", re.compile(f"{_ANS}{{1,25}}")),
    "city": ("60", re.compile(f"{_ANS}{{1,15}}")),
    "postal": ("61", re.compile(f"{_ANS}{{1,10}}")),
    "bill": ("62.01", re.compile(f"{_ANS}{{1,25}}")),
    "mobile": ("62.02", re.compile(f"{_ANS}{{1,25}}")),
    "store": ("62.03", re.compile(f"{_ANS}{{1,25}}")),
    "loyalty": ("62.04", re.compile(f"{_ANS}{{1,25}}")),
    "reference": ("62.05", re.compile(f"{_ANS}{{1,25}}")),
    "customer": ("62.06", re.compile(f"{_ANS}{{1,25}}")),
    "terminal": ("62.07", re.compile(f"{_ANS}{{1,25}}")),
    "purpose": ("62.08", re.compile(f"{_ANS}{{1,25}}")),
    "asks": ("62.09", re.compile("(?!.*(.).*\\1)[AME]{1,3}")),
    "local_language": ("64.00", re.compile("[A-Za-z]{2}")),
    "local_name": ("64.01", re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,25}")),
    "local_city": ("64.02", re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,15}")),
}
"""Where each detail stands and what may stand there."""

_NONE: Final = Details()


def payload(
    account: BankAccount, amount: int | None = None, purpose: str | None = None, details: Details = _NONE
) -> str:
    """The text to draw. `amount` in whole đồng, `purpose` already folded (`purpose.purpose`).

    Errors: `amount.not_positive`, `amount.too_many_figures`, and `vietqr.unfit` naming the field that does not fit.
    """
    inner = f"0006{account.bank}01{len(account.number):02}{account.number}"
    where = f"0010{GUID}01{len(inner)}{inner}0208{SERVICES[account.service]}"
    if amount is None and not purpose and details is _NONE:
        return _closed(f"00020101021138{len(where)}{where}53037045802VN")
    if purpose:
        _check("purpose", purpose)
    price = "" if amount is None else _figures(amount)
    if details is _NONE:
        said = f"62{len(purpose) + 4:02}08{len(purpose):02}{purpose}" if purpose else ""
        start = "12" if price else "11"
        return _closed(f"0002010102{start}38{len(where)}{where}5303704{field('54', price)}5802VN{said}")
    return _full(where, price, purpose or "", details)


def _closed(text: str) -> str:
    return f"{text}6304{checksum(text + '6304')}"


def _figures(amount: int) -> str:
    if type(amount) is not int or amount <= 0:
        raise OnboardingError("amount.not_positive", field="amount", found=str(amount)[:40])
    if amount >= 10**MOST_FIGURES:
        raise OnboardingError("amount.too_many_figures", field="amount", most=MOST_FIGURES)
    return str(amount)


def _check(name: str, value: str) -> None:
    if not PLACES[name][1].fullmatch(value):
        raise OnboardingError("vietqr.unfit", field=name, where=PLACES[name][0], found=value[:40])


def _full(where: str, price: str, purpose: str, details: Details) -> str:
    """With any of the details; the order is ascending by tag."""
    values = {one.name: str(getattr(details, one.name)) for one in fields(details)}
    for name, value in values.items():
        if value:
            _check(name, value)
    if (values["fee"] and values["tip"] != "02") or (values["fee_percent"] and values["tip"] != "03"):
        raise OnboardingError("vietqr.fee_without_its_kind", field="tip", where="55")
    if bool(values["local_language"]) != bool(values["local_name"]) or (
        values["local_city"] and not values["local_name"]
    ):
        raise OnboardingError("vietqr.half_a_local_name", field="local_name", where="64")
    more, local = _template("62", {**values, "purpose": purpose}), _template("64", values)
    root = {"38": where, "53": "704", "54": price, "58": "VN", "62": more, "64": local}
    root |= {tag: values[name] for name, (tag, _) in PLACES.items() if "." not in tag}
    root["01"] = details.initiation or ("12" if price else "11")
    return _closed("000201" + "".join(field(tag, root[tag]) for tag in sorted(root)))


def _template(tag: str, values: dict[str, str]) -> str:
    parts = [(place[3:], values[name]) for name, (place, _) in PLACES.items() if place.startswith(f"{tag}.")]
    text = "".join(field(part, value) for part, value in sorted(parts))
    if len(text) > 99:
        raise OnboardingError("vietqr.template_too_long", field=tag, where=tag, found=len(text), most=99)
    return text
