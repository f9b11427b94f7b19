"""A whole market at once: a table in, a code or a reason for each row, one PDF of pocket cards out."""

import hashlib
from collections.abc import Iterator

import streamlit as st

from ..errors import OnboardingError
from ..languages import N_, money, sentence
from ..payments.bulk import TEMPLATE, Row, count, rows_of
from ..services.bulk_codes import joined, market_cards
from . import fields
from .session import store
from .words import _, lang

TITLE = N_("Làm mã cho cả chợ")
ORDER = 50
SHOWN = 300
"""Rows of a table on screen; the PDF has all of them."""
KEPT = "market_rows"


def show() -> None:
    """The sample table, the team's table, its rows made or refused, and the cards."""
    fields.page(_(TITLE))
    store()
    st.write(_("Chuẩn bị một bảng: mỗi dòng một hộ, có tên, ngân hàng, số tài khoản. Lưu thành CSV rồi chọn ở dưới."))
    st.download_button(
        _("Tải bảng mẫu"),
        TEMPLATE.encode("utf-8-sig"),
        file_name="bang-mau.csv",
        mime="text/csv",
        key="market_sample",
        on_click="ignore",
        width="stretch",
    )
    table = fields.upload(_("Bảng của cả chợ (CSV)"), ("csv", "txt"), key="market_table")
    if table is not None:
        _work(table)
    fields.home_button("market")


def _work(data: bytes) -> None:
    try:
        rows = _rows(data)
    except OnboardingError as error:
        fields.refused(error)
        return
    wrong = [row for row in rows if row.error]
    done = [row for row in rows if not row.error]
    st.success(_("{n} mã đã làm và đọc lại đúng.", n=len(done)))
    if wrong:
        st.error(_("{n} dòng cần sửa. Các dòng khác vẫn dùng được.", n=len(wrong)))
        st.table({_("Dòng"): [row.line for row in wrong[:SHOWN]], **_refusals(wrong[:SHOWN])})
    if done:
        doubtful = [row for row in done if row.warnings]
        if doubtful:
            st.warning(_("{n} dòng cần xem lại số tài khoản trước khi in: cột “Xem lại”.", n=len(doubtful)))
        st.table(_codes([*doubtful, *(row for row in done if not row.warnings)][:SHOWN]))
        st.caption(_("Phải quét thử từng thẻ bằng ứng dụng ngân hàng và hỏi chủ hộ trước khi đưa."))
        _cards(done)


def _rows(data: bytes) -> list[Row]:
    """Made once for a table, kept while this screen is open; account numbers stay in memory only."""
    mark = hashlib.sha256(data).hexdigest()
    kept: tuple[str, list[Row]] = st.session_state.get(KEPT, ("", []))
    if kept[0] != mark:
        kept = st.session_state[KEPT] = (mark, list(_with_progress(data)))
    return kept[1]


def _with_progress(data: bytes) -> Iterator[Row]:
    every, bar = count(data), st.progress(0.0, text=_("Đang làm và đọc lại từng mã…"))
    for number, row in enumerate(rows_of(data), 1):
        if number % 10 == 0 or number == every:
            bar.progress(number / every)
        yield row
    bar.empty()


def _refusals(rows: list[Row]) -> dict[str, list[str]]:
    return {
        _("Tên"): [fields.plain(row.name) for row in rows],
        _("Cần sửa"): [fields.plain(sentence(row.error, lang())) for row in rows if row.error],
    }


def _codes(rows: list[Row]) -> dict[str, list[str]]:
    """What each code says, and what deserves a second look; the account only by its last four."""
    codes = [(row, row.code) for row in rows if row.code]
    return {
        _("Tên"): [fields.plain(row.name) for row, _code in codes],
        _("Ngân hàng"): [code.receiver for _row, code in codes],
        _("Tài khoản"): [f"••• {code.last_four}" for _row, code in codes],
        _("Số tiền"): [money(code.amount, lang()) if code.amount is not None else "" for _row, code in codes],
        _("Xem lại"): [fields.plain(" ".join(_(warning) for warning in row.warnings)) for row, _code in codes],
    }


def _cards(rows: list[Row]) -> None:
    if not st.button(_("Làm thẻ bỏ túi cho {n} hộ", n=len(rows)), key="market_make", type="primary", width="stretch"):
        return
    bar = st.progress(0.0, text=_("Đang vẽ thẻ và đọc lại từng trang…"))
    cards = []
    try:
        for number, card in enumerate(market_cards(rows, lang=lang()), 1):
            cards.append(card)
            bar.progress(number / len(rows))
    except OnboardingError as error:
        fields.refused(error)
        return
    bar.empty()
    st.download_button(
        _("Tải thẻ của {n} hộ (PDF)", n=len(cards)),
        joined(cards),
        file_name="the-ca-cho.pdf",
        mime="application/pdf",
        key="market_pdf",
        on_click="ignore",
        width="stretch",
    )
