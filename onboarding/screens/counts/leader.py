"""The count page for those who lead: the visits behind a number, what looks padded, targets and publishing."""

import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import streamlit as st

from ...business import COUNTS_FROM, Rung
from ...errors import OnboardingError
from ...languages import N_, VIETNAM, day, moment, number
from ...logbook import Answer, Logbook, difficulties, progress, recent
from ...logbook.files import exports
from ...logbook.periods import month_of, span
from ...logbook.persons import Evidence
from ...logbook.query import KINDS
from ...logbook.words import rung_name
from ...members import CurrentMember
from ...places import communes_of
from ...services.counts_report import names_of
from ...services.monday import monday_list
from ...services.monthly_report import last_month, monthly_report
from .. import fields
from ..memo import per_session
from ..navigation import open_screen
from ..session import store
from ..visit.checklist import today
from ..words import _, lang
from . import charts
from .filters import COUNTRY, Filters

MOST_COMMUNES = 300
MOST_STEPS = 200
"""Communes whose steps are told apart: a province, not the country."""
MOST_SIGNS = 3_000
"""Hand-overs looked through for what seems padded; of more, those of the newest days."""
MOST = 100
"""How many events stand behind a number on the screen."""
SIGNS = {
    "burst": N_("{many} hộ trong một giờ: {who}, {at}"),
    "photo": N_("Một ảnh dùng cho {many} hộ: {team}"),
    "qr": N_("Một mã QR dùng cho {many} hộ: {team}"),
    "phone": N_("Một số điện thoại ghi cho {many} hộ: {team}"),
    "communes": N_("Một số điện thoại được tính ở {many} xã"),
}


def published(log: Logbook, asked: Filters) -> str:
    """ "Đã công bố 120 ngày 05/11/2026; từ đó thêm 3", or nothing."""
    try:
        revision = log.revision(asked.code, asked.period, asked.rung, exact=asked.exact)
    except OnboardingError:
        return ""
    on = day(revision.made_at.astimezone(VIETNAM).date(), lang())
    later = charts.HIDDEN if revision.later is None else f"{revision.later:+d}"
    return _("Đã công bố {n} ngày {on}; từ đó đến nay {later}", n=charts.told(revision.n), on=on, later=later)


def proof(log: Logbook, asked: Filters, table: Answer, names: Mapping[str, str]) -> None:
    """The events behind the total, or behind any number of the table, without a name."""
    with st.expander(_("Xem từng lượt làm nên con số")):
        shown = charts.shortened(table)
        shown = msgspec.structs.replace(shown, rows=shown.rows[: charts.MOST_LINES])
        names = {**names, **charts.periods_of(table)}
        labels = [" · ".join(map(str, line)) for line in exports.table(shown, lang(), codes=False, names=names)[1]]
        at = st.selectbox(
            _("Con số nào"), range(-1, len(labels)), key=f"proof_of_{len(labels)}",
            format_func=lambda at: fields.plain(labels[at]) if at >= 0 else _("Tổng số"),
        )  # fmt: skip
        what = behind(asked, shown.rows[at] if at >= 0 else {})
        if what.communes is None:
            st.write(_("Chọn một tỉnh hoặc một xã để xem từng lượt."))
            return
        first = what.since if what.filters else _recent(what, what.until, 5 * MOST)
        found = log.evidence(what.communes, what.rung, first, what.until, what.filters)
        if not found:
            st.write(_("Chưa có lượt nào."))
        charts.lines([_told(one) for one in found[:MOST]])
        if len(found) > MOST:
            st.caption(_("Hiện {n} lượt mới nhất.", n=MOST))


def _recent(what: Filters, until: date | None, least: int) -> date | None:
    """The first day of those asked for, or of the newest that hold enough events."""
    with store().reading() as conn:
        newest = recent.first_day(conn, what.communes or (), until, (what.rung,), least)
    return max((day for day in (what.since, newest) if day), default=None)


def behind(asked: Filters, row: Mapping[str, Any]) -> Filters:
    """The question whose total is the number of a row: its place, days, rung, team, category or wallet."""
    communes, since, until = asked.communes, asked.since, asked.until
    place = row.get("commune") or row.get("province")
    if place:
        communes = frozenset(communes_of(place))
    period = row.get("week") or row.get("month")
    if period:
        first, last = span(period)
        since, until = max(first, since or first), min(last, until or last)
    kinds = {kind: row[kind] for kind in KINDS if kind in row}
    rung = Rung(row.get("rung", asked.rung))
    return msgspec.structs.replace(
        asked, communes=communes, since=since, until=until, rung=rung, filters={**asked.filters, **kinds}
    )


def _told(one: Evidence) -> str:
    said = (
        day(one.day, lang()), one.team, one.member, rung_name(lang(), one.rung),
        "" if one.counted else _("không tính thêm: hộ đã được tính"),
        _("gửi muộn {n} ngày", n=one.late_days) if one.late_days else "",
    )  # fmt: skip
    return " · ".join(part for part in said if part)


def steps(asked: Filters) -> None:
    """How long it takes from mark to mark, and whose approval takes longest."""
    if asked.communes is None or len(asked.communes) > MOST_STEPS or asked.filters:
        return
    communes, inputs = asked.communes, (asked.communes, asked.since, asked.until, int(time.monotonic() / 60))
    walked, queues = per_session("steps", inputs, lambda: _steps(communes, asked.since, asked.until))
    if walked.steps:
        with st.expander(_("Từ mức này sang mức sau mất mấy ngày"), key="steps"):
            heads = [_("Từ mức → đến mức"), _("Số hộ"), _("Số ngày (ở giữa)")]
            charts.plain_table(heads, [
                [" → ".join(rung_name(lang(), rung) for rung in (one.rung, one.after)), one.businesses,
                 number(one.days, lang())]
                for one in walked.steps
            ], _("Số ngày giữa các mức"))  # fmt: skip
            st.caption(_("Ở giữa: một nửa số hộ nhanh hơn, một nửa chậm hơn."))
            if walked.since:
                st.caption(_("Tính các bước xong từ {day}.", day=day(walked.since, lang())))
    if queues.waiting:
        st.text(_("Chờ ví, ngân hàng duyệt đã quá {n} ngày:", n=progress.WAITING_DAYS))
        names = names_of(("wallet",), lang())
        charts.lines([
            _("{wallet}: {n} hộ, lâu nhất {most} ngày", wallet=names.get(one.wallet, one.wallet), n=one.businesses,
              most=one.most)
            for one in queues.waiting[:5]
        ])  # fmt: skip
        if queues.since:
            st.caption(_("Tính các hộ được trao bộ từ {day}.", day=day(queues.since, lang())))


def _steps(communes: frozenset[str], since: date | None, until: date | None) -> tuple[progress.Steps, progress.Queues]:
    with store().reading() as conn:
        return progress.steps(conn, communes, since, until), progress.waiting(conn, communes, today())


def monday(who: CurrentMember) -> None:
    """What waits, each a tap to where it is done."""
    items = monday_list(store(), who.team_id, today())
    if not items:
        return
    st.subheader(_("Việc đang chờ"), anchor=False)
    with st.container(key="monday", gap="small"):
        for place, item in enumerate(items):
            if st.button(_(item.words, n=item.n), key=f"monday_{place}", width="stretch"):
                open_screen(item.screen)


def signs(log: Logbook, asked: Filters) -> None:
    """What a leader should look at; shown, never judged."""
    if asked.communes is None:
        return
    communes, since = asked.communes, asked.since or today() - timedelta(days=90)
    counted = msgspec.structs.replace(asked, rung=COUNTS_FROM, since=since)
    minute = int(time.monotonic() / 60)
    anomalies = per_session(
        "signs", (communes, since, minute),
        lambda: log.find_anomalies(communes, _recent(counted, None, MOST_SIGNS) or since),
    )  # fmt: skip
    if anomalies:
        st.subheader(_("Nên xem lại"), anchor=False)
        charts.lines(
            [
                _(
                    SIGNS[sign.kind],
                    many=sign.many,
                    team=sign.team,
                    at=_when(sign.at),
                    who=", ".join(name for name in (sign.member, sign.team) if name),
                )
                for sign in anomalies[:30]
            ]
        )


def month(log: Logbook, asked: Filters, who: CurrentMember) -> None:
    """What people found hard, and the month's report for the commune."""
    if asked.communes is None or len(asked.communes) > MOST_COMMUNES:
        return
    with store().reading() as conn:
        told = difficulties.counted(conn, asked.communes, asked.since, asked.until)
    st.subheader(_("Chủ hộ gặp khó gì"), anchor=False)
    if told:
        names = {code: kind.words.in_(lang()) for code, kind in difficulties.kinds().items()}
        lines = [[names[code], many] for code, many in told.items()]
        charts.plain_table([_("Khó khăn"), _("Số lần")], lines, _("Chủ hộ gặp khó gì"))
    else:
        st.write(_("Chưa ai ghi. Trao bộ mang về xong, bấm “Chủ hộ gặp khó gì?” để ghi."))
    chosen = month_of(asked.since) if asked.period and asked.since else last_month(today())
    team, language, communes, name = who.team, lang(), asked.communes, asked.name
    st.download_button(
        _("Tải báo cáo tháng {month}", month=f"{int(chosen[5:])}/{chosen[:4]}"),
        lambda: monthly_report(log, communes, name, month=chosen, team=team, today=today(), language=language),
        f"bao-cao-{chosen}.pdf", "application/pdf", on_click="ignore", key="counts_month", width="stretch",
    )  # fmt: skip


def _when(at: str) -> str:
    return moment(datetime.fromisoformat(at), lang()) if at else ""


def publish(log: Logbook, asked: Filters, who: CurrentMember) -> None:
    """Freeze a period that is over, or set its target."""
    if not asked.period or asked.code == COUNTRY or asked.filters:
        return
    with st.expander(_("Chỉ tiêu và công bố")):
        now = log.target(asked.code, asked.period, asked.rung) or 0
        wanted = st.number_input(
            _("Chỉ tiêu kỳ này (số hộ)"), min_value=0, value=now, step=10, key=f"target_{asked.period}_{now}"
        )
        if st.button(_("Lưu chỉ tiêu"), key="save_target") and wanted != now:
            log.set_target(asked.code, asked.period, int(wanted), asked.rung)
            st.rerun()
        over = asked.until is not None and asked.until < today()
        if over and not published(log, asked) and st.button(_("Công bố số liệu kỳ này"), key="publish"):
            log.publish(asked.code, asked.communes or (), asked.period, member=who.member, rung=asked.rung)
            st.rerun()
        st.caption(_("Số đã công bố giữ nguyên; việc đến sau được ghi thêm bên cạnh."))
