"""A whole market's codes from one table: CSV in, a code or a reason for each row, and the others go on.

Columns by any of their names, in any order: tên, ngân hàng, số tài khoản, and optionally chủ tài khoản, số tiền,
nội dung, loại (tài khoản or thẻ). Separated by comma, semicolon or tab; UTF-8, with or without a mark at its head.

>>> rows = list(rows_of("Tên;Ngân hàng;Số tài khoản;Số tiền\\nSạp 1;VCB;0011 001234567;50k\\nSạp 2;BVB;12\\n".encode()))
>>> [(row.line, row.name, row.error.code if row.error else row.code.text[-4:]) for row in rows]
[(2, 'Sạp 1', '55FB'), (3, 'Sạp 2', 'bank.ambiguous')]
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..errors import OnboardingError
from ..languages import N_, clean, fold
from ..languages.currency import SMALLEST_SURE
from .account import BankAccount
from .amount import amount
from .payment_code import PaymentCode
from .purpose import purpose
from .readback import read_back
from .symbol import draw

MOST_ROWS, MOST_BYTES = 5000, 5_000_000
"""Of one table; a larger one is refused."""
COLUMNS = {
    "name": ("ten", "ten ho", "ten sap", "ho kinh doanh", "name"),
    "bank": ("ngan hang", "bank", "bin"),
    "account": ("so tai khoan", "stk", "tai khoan", "account"),
    "holder": ("chu tai khoan", "ten chu tai khoan", "holder"),
    "amount": ("so tien", "gia", "amount", "price"),
    "purpose": ("noi dung", "purpose", "message"),
    "service": ("loai", "service"),
}
"""Folded names a column may have."""

TEMPLATE = (
    "Tên,Ngân hàng,Số tài khoản,Chủ tài khoản,Số tiền,Nội dung\nHộ mẫu 1,Vietcombank,0011001234567,NGUYEN THI MAU,,\n"
)
_NEEDED = ("name", "bank", "account")
_SERVICES = {"": None, "the": "card", "card": "card", "tai khoan": "account", "account": "account"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: either `code` (read back), what was `changed` to get there and `warnings`, or `error`."""

    line: int
    name: str
    code: PaymentCode | None = None
    holder: str = ""
    changed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    error: OnboardingError | None = None


def rows_of(data: bytes) -> Iterator[Row]:
    """Each row that has anything in it, made or refused, as it is reached.

    Errors before the first: `table.empty`, `.too_large`, `.not_text`, `.no_column` (the missing one under `missing`),
    `.same_column` (two columns that may both be it, under `found`).
    """
    table = _table(data)
    places, widest = _places(table[0]), len(table[0])
    for line, cells in enumerate(table[1:], 2):
        typed_cells = {name: clean(cells[at], 300) for name, at in places.items() if at < len(cells)}
        if not any(typed_cells.values()):
            continue
        if len(cells) > widest:  # "1500,000" without quotation marks is 1500 and a purpose of 000
            error = OnboardingError("table.too_many_cells", field="table", found=len(cells), most=widest)
            yield Row(line, typed_cells.get("name", ""), holder=typed_cells.get("holder", ""), error=error)
        else:
            yield _row(line, typed_cells)


def count(data: bytes) -> int:
    """How many rows `rows_of` will give, for a progress bar; its errors are the same."""
    return sum(any(map(str.strip, cells)) for cells in _table(data)[1:])


def _table(data: bytes) -> list[list[str]]:
    if len(data) > MOST_BYTES:
        raise OnboardingError("table.too_large", field="table", most=MOST_ROWS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OnboardingError("table.not_text", field="table") from error
    if not text.strip():
        raise OnboardingError("table.empty", field="table")
    text = re.sub(r"\Asep=.\s*", "", text.lstrip())  # Excel's own hint, before the head
    mark = max(";,\t", key=(text.splitlines() or [""])[0].count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise OnboardingError("table.not_text", field="table") from error
    if len(table) - 1 > MOST_ROWS:
        raise OnboardingError("table.too_large", field="table", most=MOST_ROWS)
    return table


def _places(head: list[str]) -> dict[str, int]:
    names = [fold(clean(cell, 100)) for cell in head]
    place_of = {name: at for name, spellings in COLUMNS.items() for at, cell in enumerate(names) if cell in spellings}
    for name, spellings in COLUMNS.items():
        if name != "name" and len(alike := [cell for cell in names if cell in spellings]) > 1:
            raise OnboardingError("table.same_column", field="table", column=name, found=", ".join(alike))
    missing = [COLUMNS[name][0] for name in _NEEDED if name not in place_of]
    if missing:
        raise OnboardingError("table.no_column", field="table", missing=", ".join(missing))
    return place_of


def _row(line: int, typed_cells: Mapping[str, str]) -> Row:
    name, holder = typed_cells.get("name", ""), typed_cells.get("holder", "")
    try:
        service = _SERVICES.get(fold(typed_cells.get("service", "")), typed_cells.get("service"))
        typed = BankAccount.typed(typed_cells.get("bank", ""), typed_cells.get("account", ""), service)
        price = amount(typed_cells["amount"]) if typed_cells.get("amount") else None
        words = purpose(typed_cells.get("purpose", ""))
        code = PaymentCode.made(typed.account, price, words.value)
        read_back(draw(code.text).png(8), code.text)
    except OnboardingError as error:
        return Row(line, name, holder=holder, error=error)
    small = (N_("amount.under_a_thousand"),) if price and price < SMALLEST_SURE else ()
    return Row(line, name, code, holder, (*typed.changed, *words.changed), (*typed.warnings, *small))
