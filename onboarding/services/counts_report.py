"""The one-page report of counts for the ward's file, from the log to paper."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ..business import COUNTS_FROM, Rung
from ..languages import day, number, say
from ..listings import categories
from ..logbook import Answer, Logbook
from ..logbook.files.exports import HIDDEN, table
from ..logbook.periods import over_time
from ..logbook.words import definition, precision, rounding_note, rung_name
from ..printing.report import Bar, ReportPage, report
from ..wallets import providers


def counts_report(
    log: Logbook,
    communes: Iterable[str] | None,
    area: str,
    *,
    team: str,
    today: date,
    language: str = "vi",
    since: date | None = None,
    until: date | None = None,
    rung: Rung = COUNTS_FROM,
    filters: Mapping[str, str] | None = None,
    exact: bool = False,
    wall: bool = False,
) -> bytes:
    """One page as PDF, A4 with room for signatures or A3 for the wall; raises what `Logbook.count` raises."""
    chosen = None if communes is None else frozenset(communes)
    places = "province" if chosen is None else "commune" if len(chosen) > 1 else "month"
    by_rung, weeks, rows = (
        log.count(chosen, by=(by,), since=since, until=until, rung=rung, filters=filters, exact=exact)
        for by in ("rung", "week", places)
    )
    note = rounding_note(language, rows)
    heads, lines = table(rows, language, codes=False)
    lines.sort(
        key=lambda line: -line[-1] if places != "month" and isinstance(line[-1], int) else 0
    )  # the least left out
    made = " · ".join(part for part in (team, say(language, "Lập ngày {day}", day=day(today, language))) if part)
    return report(
        ReportPage(
            title=say(language, "Hộ kinh doanh đã lên môi trường số"),
            area=area or say(language, "Mọi nơi trong sổ"),
            total=told(by_rung.total, language),
            meaning=definition(language, by_rung),
            foot=made,
            lang=language,
            precision=precision(language, by_rung),
            funnel_title=say(language, "Từng mức"),
            funnel=_bars(every_rung(by_rung), "rung", language),
            weeks_title=say(language, "Theo tuần"),
            weeks=_bars(over_time(weeks.rows, "week")[-26:], "week", language),
            table_title=say(language, "Bảng số liệu"),
            heads=(heads[0], heads[-1]),
            rows=tuple((_first(str(line[0]), places), _cell(line[-1], language)) for line in lines),
            notes=(note,) if note else (),
            signatures=() if wall else _signatures(language),
            wall=wall,
        )
    )


def every_rung(answer: Answer) -> list[dict[str, Any]]:
    """The rows of an answer cut by rung, with nought where nobody came so far."""
    n = {row["rung"]: row["n"] for row in answer.rows}
    return [{"rung": rung.value, "n": n.get(rung.value, 0)} for rung in Rung]


def _signatures(language: str) -> tuple[tuple[str, str], ...]:
    """Who signs a report to the commune's People's Committee, which sets up the teams (Decree 224/2026, art. 79)."""
    under = say(language, "(ký, ghi rõ họ tên)")
    return ((say(language, "Người lập"), under), (say(language, "Tổ trưởng"), under))


def names_of(cuts: Iterable[str], language: str) -> dict[str, str]:
    """What the categories and wallets of a table cut so are called, by code."""
    found: dict[str, str] = {}
    if "trade" in cuts:
        found |= {one.code: one.name.in_(language) for one in categories().values()}
    if "wallet" in cuts:
        found |= {one.code: one.name for one in providers().values()}
    return found


def told(n: int | None, language: str) -> str:
    """A count as people read it, or the dash of a hidden one."""
    return HIDDEN if n is None else number(n, language)


def _first(value: str, cut: str) -> str:
    """A place without its province, or `2026-11` as 11/2026."""
    return f"{value[5:]}/{value[:4]}" if cut == "month" else value.partition(", ")[0]


def _cell(value: object, language: str) -> str:
    return number(value, language) if isinstance(value, int) else str(value)


def _bars(rows: Sequence[dict[str, Any]], cut: str, language: str) -> tuple[Bar, ...]:
    most = max((row["n"] for row in rows if row["n"]), default=0)
    return tuple(
        Bar(
            rung_name(language, row[cut]) if cut == "rung" else row[cut][-3:].replace("W", say(language, "T")),
            told(row["n"], language),
            (row["n"] or 0) / most if most else 0.0,
        )
        for row in rows
    )
