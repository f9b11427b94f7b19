"""The five kinds of account side by side, as one table, drawn as a card each. Its words are the kit's own."""

from html import escape

import streamlit as st

from ...wallets import CELL_WORDS, ReferenceData, Row
from ..words import _, lang


def show(rows: tuple[Row, ...], reference: ReferenceData) -> None:
    """Draw the table; the order is always the same and ranks nothing."""
    heads = "".join(f'<th role="columnheader" scope="col">{escape(head)}</th>' for head in _heads())
    body = "".join(_row(row, reference) for row in rows)
    st.html(
        f'<table class="kit-compare" role="table"><thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _heads() -> list[str]:
    return [_("Loại tài khoản"), _("Giấy tờ"), *(_(words) for words in CELL_WORDS.values())]


def _row(row: Row, reference: ReferenceData) -> str:
    kind = "no" if row.fits is False else "yes" if row.fits else "ask"
    name, fit = escape(row.name.in_(lang())), escape(_fit(row))
    head = f'<th role="rowheader" scope="row">{name}<span class="{kind}">{fit}</span></th>'
    cells = [_cell(_("Giấy tờ"), _papers(row, reference))]
    for key, words in CELL_WORDS.items():
        doubt = _("chưa kiểm chứng") if row.cells[key].doubts else ""
        cells.append(_cell(_(words), row.cells[key].text.in_(lang()), doubt))
    return f'<tr role="row" class="{kind}">{head}{"".join(cells)}</tr>'


def _cell(label: str, text: str, doubt: str = "") -> str:
    mark = f' <em class="kit-doubt">{escape(doubt)}</em>' if doubt else ""
    return f'<td role="cell"><b>{escape(label)}</b><span>{escape(text)}{mark}</span></td>'


def _fit(row: Row) -> str:
    if row.fits is False:
        return _(row.because)
    return _("Hợp với câu trả lời") if row.fits else _("Còn chờ câu trả lời")


def _papers(row: Row, reference: ReferenceData) -> str:
    named = ((reference.documents[code].short.in_(lang()), code in row.optional) for code in row.papers)
    return ", ".join(_("{paper} (nếu có)", paper=name) if optional else name for name, optional in named)
