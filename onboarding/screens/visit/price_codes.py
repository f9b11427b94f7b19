"""Codes with a price in them: one for each thing the vendor sells, on sheets of six."""

import streamlit as st

from ...business import Visit
from ...errors import OnboardingError
from ...languages import money, number, sentence, slug
from ...listings import categories
from ...listings.answers.pack import sale_of
from ...payments import amount
from ...services.bulk_codes import price_sheet
from .. import fields
from ..session import OpenVisit
from ..words import _, lang

MOST = 60


def ask(visit: OpenVisit) -> None:
    """A line for each thing and its price; a PDF of their codes when asked for."""
    fold = st.expander(_("Mã riêng cho từng món, có sẵn giá"), key=f"prices_fold_{visit.id}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.write(_("Mỗi dòng một món và giá, cách nhau bằng dấu chấm phẩy. Khách quét là trả đúng giá."))
        _from_listing(visit)
        typed = fields.text(
            visit, "payment.prices", _("Món và giá"), area=True, placeholder=_("Mật ong 500 ml; 180.000\nPhấn hoa; 90k")
        )
        priced, wrong = lines_of(typed)
        for line, error in wrong:
            st.error(_("Dòng {line}: ", line=line) + fields.plain(sentence(error, lang())))
        if not priced or wrong:
            return
        st.text("\n".join(f"{title}: {money(price, lang())}" for title, price in priced))
        if st.button(_("Làm tờ mã theo giá"), key=f"prices_{visit.id}", width="stretch"):
            _make(visit, priced)


def _from_listing(visit: OpenVisit) -> None:
    """Offer each product of the visit with what it is sold by and the price of just that, once."""
    kept = str(visit.get("payment.prices", ""))
    try:
        every = Visit.from_row(visit.data).products
    except OnboardingError:
        return
    for at, facts in enumerate(every):
        kind, sale = categories().get(facts.category), sale_of(facts)
        if kind is None or sale is None:
            continue
        line = f"{kind.name.in_(lang())} {sale.unit}".strip() + f"; {number(sale.price, 'vi')}"
        words = fields.plain(_("Thêm món trong bài đăng: {line}", line=line))
        if line not in kept.splitlines() and st.button(words, key=f"prices_add_{visit.id}_{at}"):
            visit.put(("payment.prices", f"{kept}\n{line}".strip()))
            st.rerun()


def lines_of(typed: str) -> tuple[list[tuple[str, int]], list[tuple[int, OnboardingError]]]:
    """(thing, price) of each line, and the lines that cannot be used with why."""
    priced: list[tuple[str, int]] = []
    wrong: list[tuple[int, OnboardingError]] = []
    for at, line in enumerate(typed.splitlines(), 1):
        title, _mark, price = (part.strip() for part in line.rpartition(";"))
        if not line.strip():
            continue
        try:
            if not title:
                raise OnboardingError("prices.no_price", field="prices")
            if len(priced) == MOST:
                raise OnboardingError("prices.too_many", field="prices", most=MOST)
            priced.append((title, amount(price)))
        except OnboardingError as error:
            wrong.append((at, error))
    return priced, wrong


def _make(visit: OpenVisit, priced: list[tuple[str, int]]) -> None:
    try:
        pdf = price_sheet(Visit.from_row(visit.data), priced)
    except OnboardingError as error:
        fields.refused(error)
        return
    name = slug(str(visit.get("business.name", "")), 40)
    st.download_button(
        _("Tải tờ mã theo giá (PDF)"),
        pdf,
        file_name=f"ma-theo-gia-{name}.pdf",
        mime="application/pdf",
        key=f"prices_pdf_{visit.id}",
        on_click="ignore",
        width="stretch",
    )
