"""Where it moves: the communes side by side, with the period before, the share of all businesses, and the gap."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import msgspec
import streamlit as st

from ...errors import OnboardingError
from ...languages import day, number
from ...logbook import Answer, Logbook, denominators
from ...logbook.denominators import Denominator
from ...logbook.periods import before
from ...members import CurrentMember
from .. import fields
from ..session import store
from ..visit.checklist import today
from ..words import _, lang
from . import charts
from .filters import Filters

MOST = 300
"""Communes side by side; a province has at most some 170."""


NAMED = 40
"""Communes without any that are named; of the others, how many."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One commune: counted in the days asked for, in the period before (None: none asked), and ever until the last of
    these days, of how many businesses it has."""

    code: str
    name: str
    n: int | None
    earlier: int | None
    ever: int | None
    of: Denominator | None

    @property
    def share(self) -> float | None:
        """The part of all household businesses, from 0 to 1; None where nobody said how many there are."""
        return None if self.of is None or self.ever is None else self.ever / self.of.n


def known(asked: Filters) -> dict[str, Denominator]:
    """The denominators of the communes asked for, as they stood on the last day asked for."""
    if asked.communes is None or len(asked.communes) > MOST:
        return {}
    with store().reading() as conn:
        return denominators.of(conn, asked.communes, asked.until or today())


def share_line(log: Logbook, asked: Filters, of: Mapping[str, Denominator]) -> str:
    """What part of all businesses was ever counted, with whose number and of when; empty without a number for each."""
    if not of or asked.communes is None or asked.filters:
        return ""
    if len(of) < len(asked.communes):
        return _("Mới có tổng số hộ kinh doanh của {n} trên {all} xã, nên chưa tính tỷ lệ chung.",
                 n=len(of), all=len(asked.communes))  # fmt: skip
    every = sum(one.n for one in of.values())
    oldest = min(one.day for one in of.values())
    total = log.count(asked.communes, by=(), until=asked.until, rung=asked.rung, exact=asked.exact).total
    part = charts.HIDDEN if total is None else percent(total / every)
    sources = ", ".join(sorted({one.source for one in of.values()})[:3])
    return _("Tính từ đầu: {part} của {n} hộ kinh doanh ({sources}, số ngày {on}).",
             part=part, n=charts.told(every), sources=sources, on=day(oldest, lang()))  # fmt: skip


def percent(share: float) -> str:
    """A share as people write it: 12,4%; halves up, as they are taught (23 of 80 is 28,8%)."""
    return f"{number(float((100 * Decimal(repr(share))).quantize(Decimal('0.1'), ROUND_HALF_UP)), lang())}%"


def show(log: Logbook, asked: Filters, now: Answer, of: Mapping[str, Denominator]) -> None:
    """The communes, those furthest behind first where their share is known."""
    if asked.communes is None or not 1 < len(asked.communes) <= MOST:
        return
    places = [one for one in side_by_side(log, asked, now, of) if one.of or one.n or one.earlier]
    compared, shared = any(one.earlier is not None for one in places), bool(of)
    if not (compared or shared):  # the tiles and the table say as much
        return
    heads = [_("Xã, phường, đặc khu"), _("Số hộ")]
    heads += [_("Kỳ trước"), _("Tăng, giảm")] if compared else []
    heads += [_("Tổng số hộ"), _("Tỷ lệ")] if shared else []
    lines = []
    for one in places:
        line = [one.name, charts.told(one.n)]
        if compared:
            change = charts.HIDDEN if one.n is None or one.earlier is None else _signed(one.n - one.earlier)
            line += [charts.told(one.earlier), change]
        if shared:
            line += [charts.told(one.of.n) if one.of else "", percent(one.share) if one.share is not None else ""]
        lines.append(line)
    st.subheader(_("Xã nào chậm") if shared else _("Từng xã"), anchor=False)
    charts.plain_table(heads, lines, _("Từng xã"))


def without(asked: Filters, now: Answer) -> None:
    """The communes where nobody was counted in these days, by name where they are few."""
    there = {row["commune"] for row in now.rows if row["n"]}
    names = sorted(charts.short_place(code) for code in asked.communes or () if code not in there)
    if not names:
        return
    said = ", ".join(names[:NAMED])
    if len(names) > NAMED:
        said = _("{names} và {n} nơi khác", names=said, n=number(len(names) - NAMED, lang()))
    st.caption(_("Chưa có hộ nào ({n} xã, phường): {names}.", n=number(len(names), lang()), names=said))


def _signed(n: int) -> str:
    return f"{n:+d}" if n else "0"


def side_by_side(log: Logbook, asked: Filters, now: Answer, of: Mapping[str, Denominator]) -> list[Place]:
    """Every commune asked for, also those where nothing was counted."""
    earlier: dict[str, int | None] = {}
    if asked.since and asked.until:
        since, until = before(asked.since, min(asked.until, today()))
        days = {**asked.days, "since": since, "until": until}
        rows = log.count(asked.communes, by=("commune",), rung=asked.rung, **days).rows
        earlier = dict.fromkeys(asked.communes or (), 0) | {row["commune"]: row["n"] for row in rows}
    counted = {row["commune"]: row for row in now.rows}
    ever: dict[str, int | None] = dict.fromkeys(asked.communes or (), 0)
    if of:
        ever |= _ever(log, asked)
    places = [
        Place(
            code=code, name=charts.short_place(code), n=counted[code]["n"] if code in counted else 0,
            earlier=earlier.get(code), ever=ever.get(code), of=of.get(code),
        )
        for code in asked.communes or ()
    ]  # fmt: skip
    return sorted(places, key=lambda one: (one.share if one.share is not None else 2.0, -(one.n or 0), one.name))


def _ever(log: Logbook, asked: Filters) -> dict[str, int | None]:
    """Counted by commune from the beginning to the last day asked for."""
    every = log.count(
        asked.communes, rung=asked.rung, until=asked.until, filters=asked.filters, exact=asked.exact
    )  # fmt: skip
    return {row["commune"]: row["n"] for row in every.rows}


def bring(asked: Filters, who: CurrentMember) -> None:
    """Bring the ward's table of how many household businesses there are."""
    with st.expander(_("Tổng số hộ kinh doanh từng xã"), key="denominators"):
        st.write(_("Bảng của xã: một cột xã (mã hoặc tên), một cột số hộ. Có bảng mới tính được tỷ lệ."))
        raw = fields.upload(_("Tệp Excel hoặc CSV"), ("xlsx", "csv"), key="denominators_file")
        on = st.date_input(_("Số của ngày"), value=None, format="DD/MM/YYYY", key="denominators_day")
        source = st.text_input(_("Ai cho số này"), key="denominators_source", placeholder=_("Ví dụ: Phòng Kinh tế xã"))
        if raw is None:
            return
        try:
            table = denominators.read(raw, "")
        except OnboardingError as error:
            fields.refused(error)
            return
        st.write(_("Đọc được {n} xã; {m} dòng chưa dùng được.", n=len(table.rows), m=len(table.errors)))
        for line, code in table.errors[:10]:
            st.caption(_("Dòng {line}: {why}", line=line, why=_(code)))
        ready = bool(table.rows and isinstance(on, date) and (source or "").strip())
        if st.button(_("Dùng bảng này"), disabled=not ready, key="denominators_keep", width="stretch"):
            assert isinstance(on, date)
            store().write(lambda conn: denominators.keep(conn, table.rows, on, source or "", who.member))
            st.rerun()
        if not ready:
            st.caption(_("Điền ngày và nguồn rồi bấm nút trên."))
