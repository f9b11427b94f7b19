"""The count page's pictures: the total, the funnel, tiles, weeks, the table. Numbers are text of the page itself."""

import csv
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import msgspec
import streamlit as st

from ...languages import day, number
from ...logbook import Answer
from ...logbook.files.exports import table
from ...logbook.periods import over_time, span
from ...logbook.pivot import Pivot
from ...logbook.query import PLACES
from ...logbook.words import cut_name, definition, rounding_note, rung_name
from ...places import label
from ...services.counts_report import every_rung
from ..components.tiles import Tile
from ..components.tiles import show as show_tiles
from ..words import _, lang

MAP = Path(__file__).with_name("map.csv")
GREEN, INK, EDGE = "#0b6b4f", "#1d1b16", "#8f8672"
PAPER, FULL = (0xFD, 0xFB, 0xF7), (0x7D, 0xC0, 0xA4)
HIDDEN = "–"
NUMBER = "<td class='n'>"
LEAST_WEEKS, MOST_LINES = 2, 400
ROOM = 42
"""Digits that stand side by side above the weeks on a phone."""


def told(n: int | None) -> str:
    """A count as people read it, or the dash of a hidden one."""
    return HIDDEN if n is None else number(n, lang())


def total(answer: Answer, name: str) -> None:
    """The number first, then what it counts and as of when."""
    lines = [definition(lang(), answer)]
    if answer.unallocated:
        lines.append(_("{n} hộ chưa xếp được vào xã nào.", n=told(answer.unallocated)))
    st.html(
        f"<div class='kit-total'><p class='n'>{told(answer.total)}</p><p class='of'>{escape(name)}</p>"
        f"<p class='what'>{escape(' '.join(lines))}</p></div>"
    )


def funnel(answer: Answer) -> None:
    """Each rung as a bar, its number beside it; a bar's length is its part of the first rung."""
    counts = {row["rung"]: row["n"] for row in every_rung(answer)}
    most = max((n for n in counts.values() if n), default=0)
    lines = "".join(
        f"<li><span class='name'>{escape(rung_name(lang(), rung))}</span>"
        f"<span class='bar'><i style='width:{100 * (n or 0) / most if most else 0:.1f}%'></i></span>"
        f"<b>{told(n)}</b></li>"
        for rung, n in counts.items()
    )
    st.html(f"<ol class='kit-funnel'>{lines}</ol>")


@lru_cache(maxsize=1)
def _outlines() -> dict[str, str]:
    with MAP.open(encoding="utf8", newline="") as source:
        source.readline()
        return {row["code"]: row["path"] for row in csv.DictReader(source)}


def land(answer: Answer) -> str:
    """The provinces as a picture (SVG), darker where there are more; hidden and empty ones are bare."""
    shares = _shares(answer, "province")
    paths = "".join(f"<path d='{path}' fill='{_shade(shares.get(code, 0.0))}'/>" for code, path in _outlines().items())
    names = "".join(
        f"<text x='{x}' y='{y}'>{name}</text>" for x, y, name in ((482, 388, "Hoàng Sa"), (530, 786, "Trường Sa"))
    )
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 600 796'>"
        f"<g stroke='{EDGE}' stroke-width='1' stroke-linejoin='round'>{paths}</g>"
        f"<g fill='{INK}' font-family='sans-serif' font-size='16' text-anchor='middle'>{names}</g></svg>"
    )


def _shares(answer: Answer, cut: str) -> dict[str, float]:
    """Each place's part of the largest one, drawn together so that small ones differ too."""
    most = max((row["n"] for row in answer.rows if row["n"]), default=0)
    return {row[cut]: ((row["n"] or 0) / most) ** 0.5 if most else 0.0 for row in answer.rows if row[cut]}


def _shade(share: float) -> str:
    """From paper to green, as the tiles are."""
    parts = (round(paper + (green - paper) * share) for paper, green in zip(PAPER, FULL, strict=True))
    return f"#{''.join(f'{part:02x}' for part in parts)}"


def tiles(answer: Answer, cut: str, *, choose: bool) -> str:
    """A tile for each place, darker where there are more; beside the map where there is one. The place just chosen."""
    shares = _shares(answer, cut)
    drawn = [_tile(row, cut, shares[row[cut]]) for row in answer.rows if row[cut]]
    if cut != "province":
        return _list(drawn, choose=choose)
    picture, beside = st.columns([4, 8], gap="large")
    with picture:
        st.image(land(answer), width="stretch", alt=_("Bản đồ: tỉnh, thành phố nhiều hộ hơn thì đậm hơn."))
    with beside:
        return _list(drawn, choose=choose)


def _list(drawn: Sequence[Tile], *, choose: bool) -> str:
    if choose:
        return show_tiles(drawn, key="tiles")
    lines = "".join(
        f"<li style='--share:{one.share}%'><b>{one.n}</b><span>{escape(one.name)}</span></li>" for one in drawn
    )
    st.html(f"<ol class='kit-tiles'>{lines}</ol>")
    return ""


def _tile(row: dict[str, Any], cut: str, share: float) -> Tile:
    name = row["name"].partition(", ")[0]
    for kind in ("Thành phố ", "Tỉnh ", "Đặc khu ", "Phường ", "Xã "):
        name = name.removeprefix(kind)
    return Tile(row[cut], told(row["n"]), name, round(100 * share))


def weeks(answer: Answer, cut: str) -> None:
    """Bars over time, with their numbers above or, where these have no room, a scale; a hidden one is a dash."""
    rows = over_time(answer.rows, cut)[-26:]
    if len(rows) < LEAST_WEEKS:
        return
    import altair as alt  # half a second, wanted here only
    import pandas as pd

    frame = pd.DataFrame(
        {
            "at": [_short(row[cut]) for row in rows],
            "n": [row["n"] or 0 for row in rows],
            "told": ["" if row["n"] == 0 else told(row["n"]) for row in rows],
        }
    )
    axis = alt.Axis(title=None, labelAngle=0, labelOverlap=True, labelColor=INK, tickSize=0, domainColor="#8f8672")
    room = len(rows) * frame["told"].str.len().max() <= ROOM
    scale = alt.Axis(
        title=None, labelColor=INK, domain=False, ticks=False, tickCount=4, tickMinStep=1, gridColor="#d9d2c2",
        labelExpr="replace(format(datum.value, ',d'), /,/g, '.')",
    )  # fmt: skip
    height = alt.Y("n:Q", axis=None if room else scale)
    base = alt.Chart(frame).encode(x=alt.X("at:N", sort=None, axis=axis), y=height)
    bars = base.mark_bar(color=GREEN, cornerRadiusTopLeft=3, cornerRadiusTopRight=3)
    marks = base.mark_text(dy=-7, color=INK, font="BeVietnamPro", fontSize=11).encode(text="told:N")
    chart = (bars + marks if room else bars).properties(height=200, usermeta={"embedOptions": {"actions": False}})
    said = "; ".join(f"{row[cut]}: {told(row['n'])}" for row in rows)
    st.altair_chart(chart.configure_view(stroke=None), width="stretch", key=f"chart_{cut}", alt=said)


def _short(label: str) -> str:
    """`2026-W48` as T48, `2026-11` as 11/2026."""
    year, _dash, rest = label.partition("-")
    return rest.replace("W", _("T")) if "W" in rest else f"{rest}/{year}"


def periods_of(answer: Answer) -> dict[str, str]:
    """Weeks and months of an answer as people read them: `2026-W48` as "Tuần 48, 23/11 – 29/11/2026"."""
    found = {row["week"]: _week(row["week"]) for row in answer.rows if "week" in row}
    return found | {row["month"]: _short(row["month"]) for row in answer.rows if "month" in row}


def _week(week: str) -> str:
    monday, sunday = span(week)
    return _("Tuần {n}, {monday} – {sunday}", n=int(week[-2:]), monday=f"{monday:%d/%m}", sunday=day(sunday, lang()))


def rows(answer: Answer, names: Mapping[str, str]) -> None:
    """The table, most first where order says nothing else, and why some cells are empty."""
    heads, found = table(shortened(answer), lang(), codes=False, names={**names, **periods_of(answer)})
    plain_table(heads, found[:MOST_LINES], _("Bảng số liệu"))
    if len(found) > MOST_LINES:
        st.caption(_("Hiện {most} dòng đầu; tệp tải về có đủ {n} dòng.", most=MOST_LINES, n=told(len(found))))
    hidden = rounding_note(lang(), answer)
    if hidden:
        st.caption(hidden)


def plain_table(heads: Sequence[str], lines: Sequence[Sequence[Any]], name: str) -> None:
    """A table that scrolls sideways by itself where it is wider than the screen; numbers to the right."""
    cells = [[_cell(value) for value in line] for line in lines]
    ends = cells[-1] if cells else [""] * len(heads)
    head = "".join(
        f"<th scope='col'{' class=n' if end.startswith(NUMBER) else ''}>{escape(text)}</th>"
        for text, end in zip(heads, ends, strict=True)
    )
    body = "".join(f"<tr>{''.join(line)}</tr>" for line in cells)
    st.html(
        f"<div class='kit-wide' tabindex='0' role='region' aria-label='{escape(name)}'>"
        f"<table class='kit-counts'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def crosswise(found: Pivot) -> None:
    """A pivot table with its totals."""
    heads = [cut_name(lang(), found.down), *_across(found)]
    lines = [
        [_row_name(found, row), *(HIDDEN if n is None else n for n in cells)]
        for row, cells in zip(found.rows, found.cells, strict=True)
    ]
    sums = [_("Tổng"), *found.column_totals]
    if found.row_totals is not None:
        heads.append(_("Tổng"))
        lines = [[*line, n] for line, n in zip(lines, found.row_totals, strict=True)]
        sums.append(sum(found.row_totals))
    plain_table(heads, [*lines[:MOST_LINES], sums], _("Bảng số liệu"))


def _row_name(found: Pivot, row: str) -> str:
    if found.down in PLACES and row:
        return found.names[row].partition(", ")[0]
    return found.names[row] or _("Chưa ghi")


def _across(found: Pivot) -> list[str]:
    """The headings of the columns; weeks with their year where they are of several years."""
    if found.across == "rung":
        return [rung_name(lang(), column) for column in found.columns]
    several = found.across == "week" and len({column[:4] for column in found.columns}) > 1
    return [f"{_short(column)}/{column[:4]}" if several else _short(column) for column in found.columns]


def short_place(code: str) -> str:
    """A commune's or province's name alone: its province stands above the table."""
    return label(code).partition(", ")[0]


def shortened(answer: Answer) -> Answer:
    """The same rows as a screen shows them: no codes, no province behind every commune, the largest first."""
    first = answer.rows[0] if answer.rows else {}
    place = next((cut for cut in ("commune", "province") if cut in first), "")
    ends = {row["name"].partition(", ")[2] for row in answer.rows} if place else set()
    shown = [dict(row) for row in answer.rows]
    if place and len(ends) == 1:
        shown = [{**row, "name": row["name"].partition(", ")[0]} for row in shown]
    if place or {"team", "trade", "wallet"} & set(first):
        shown.sort(key=lambda row: -(row["n"] or 0))
    return msgspec.structs.replace(answer, rows=shown)


def _cell(value: Any) -> str:
    if isinstance(value, int):
        return f"{NUMBER}{number(value, lang())}</td>"
    digits = str(value) == HIDDEN or str(value)[-1:].isdigit() or str(value).endswith("%")
    return f"<td class='{'n' if digits and not str(value)[:1].isalpha() else ''}'>{escape(str(value))}</td>"


def lines(texts: Sequence[str]) -> None:
    """Short lines of plain text, one under another."""
    st.html(f"<ul class='kit-lines'>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>")
