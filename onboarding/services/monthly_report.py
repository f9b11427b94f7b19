"""A month of an area's teams on paper: the four tasks of Decree 224/2026, difficulties by kind, the five skills.

No national form exists; the commune's People's Committee, which sets up the teams, gets it. What the kit does not know
is a line to write on.
"""

from collections.abc import Collection
from datetime import date

from ..business import COUNTS_FROM, Rung
from ..languages import day, number, say
from ..logbook import Logbook, difficulties
from ..logbook.periods import month_of, span
from ..logbook.words import definition, precision, rung_name
from ..printing.report import MonthlyPage, Task, monthly
from ..wallets import skills


def monthly_report(
    log: Logbook, communes: Collection[str], area: str, *, month: str, team: str, today: date, language: str = "vi"
) -> bytes:
    """The report of one month (`2026-11`) as PDF; exact numbers, for who leads."""
    since, until = span(month)
    answer = log.count(communes, by=("rung",), since=since, until=until, exact=True)
    ever = log.count(communes, by=(), until=until, exact=True)
    with log.store.reading() as conn:
        kinds = difficulties.counted(conn, communes, since, until)
        notes = difficulties.notes(conn, communes, since, until)
    names = {code: kind.words.in_(language) for code, kind in difficulties.kinds().items()}
    n = {row["rung"]: row["n"] or 0 for row in answer.rows}
    return monthly(
        MonthlyPage(
            title=say(language, "Báo cáo tháng {month} của tổ công nghệ số cộng đồng", month=_month(month)),
            area=area, meaning=definition(language, answer), precision=precision(language, answer), lang=language,
            foot=" · ".join(part for part in (team, say(language, "Lập ngày {day}", day=day(today, language))) if part),
            tasks=_tasks(language, n, ever.total or 0, sum(kinds.values())),
            heads=(say(language, "Khó khăn chủ hộ nói"), say(language, "Số lần")),
            table=tuple((names[code], number(many, language)) for code, many in kinds.items()),
            notes=tuple(f"{names[code]}: {text}" for code, text in notes if code in names),
            skills_title=say(language, "Năm kỹ năng số cơ bản: số người làm được"),
            skills=tuple(f"{skill.title.in_(language)}:" for skill in skills()),
            signatures=tuple((say(language, who), say(language, "(ký, ghi rõ họ tên)"))
                             for who in ("Người lập", "Tổ trưởng")),
            source=say(language, "Bốn nhiệm vụ theo Nghị định 224/2026/NĐ-CP, Điều 79 khoản 3. Chưa có mẫu chung cả "
                                 "nước; tỉnh có mẫu riêng thì dùng mẫu của tỉnh."),
        )
    )  # fmt: skip


def _tasks(language: str, n: dict[str, int], ever: int, told: int) -> tuple[Task, ...]:
    """The four tasks in the decree's order."""
    rungs = [rung for rung in Rung if rung.step >= COUNTS_FROM.step]
    reached = tuple(f"{rung_name(language, rung)}: {number(n.get(rung.value, 0), language)}" for rung in rungs)
    total = say(language, "Từ trước đến hết tháng: {n} hộ", n=number(ever, language))
    other = say(language, "Việc khác:")
    return (
        Task(title=say(language, "1. Hướng dẫn dùng dịch vụ số cơ bản"), lines=(*reached, total), blanks=(other,)),
        Task(title=say(language, "2. Cảnh báo lừa đảo trên mạng"),
             lines=(say(language, "Tờ an toàn nằm trong bộ mang về của {n} hộ",
                        n=number(n.get(COUNTS_FROM.value, 0), language)),),
             blanks=(say(language, "Vụ việc đã báo công an:"), other)),
        Task(title=say(language, "3. Giúp phổ cập năng lực số"),
             blanks=(say(language, "Buổi hướng dẫn, số người dự:"), other)),
        Task(title=say(language, "4. Tổng hợp, phản ánh khó khăn của người dân"),
             lines=(say(language, "Ghi được {n} khó khăn trong tháng", n=number(told, language)),),
             blanks=(say(language, "Đề nghị xã:"),)),
    )  # fmt: skip


def _month(month: str) -> str:
    year, _, number_ = month.partition("-")
    return f"{int(number_)}/{year}"


def last_month(today: date) -> str:
    """The month before this one, which is over."""
    return month_of(today.replace(day=1).fromordinal(today.replace(day=1).toordinal() - 1))
