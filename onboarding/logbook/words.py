"""Labels of rungs, group-by dimensions and what a total counts.

>>> rung_name("vi", "handed_over"), cut_name("en", "commune")
('Đã trao bộ mang về', 'Commune')
"""

from collections.abc import Mapping

from ..business import Rung
from ..languages import N_, VIETNAM, day, moment, say
from .counting import Answer

RUNGS: Mapping[Rung, str] = {
    Rung.STARTED: N_("rung.started"),
    Rung.PREPARED: N_("rung.prepared"),
    Rung.QR_CHECKED: N_("rung.qr_checked"),
    Rung.HANDED_OVER: N_("rung.handed_over"),
    Rung.PAID: N_("rung.paid"),
    Rung.MERCHANT: N_("rung.merchant"),
    Rung.ACTIVE: N_("rung.active"),
}
CUT_NAMES: Mapping[str, str] = {
    "province": N_("cut.province"),
    "commune": N_("cut.commune"),
    "week": N_("cut.week"),
    "month": N_("cut.month"),
    "quarter": N_("cut.quarter"),
    "rung": N_("cut.rung"),
    "team": N_("cut.team"),
    "trade": N_("cut.trade"),
    "wallet": N_("cut.wallet"),
}


def rung_name(language: str, rung: str) -> str:
    """A rung in words: what was seen."""
    return say(language, RUNGS[Rung(rung)])


def cut_name(language: str, cut: str) -> str:
    """The heading of a column."""
    return say(language, CUT_NAMES[cut])


def period_name(language: str, answer: Answer) -> str:
    """The days a count covers."""
    since = day(answer.since, language) if answer.since else ""
    until = day(answer.until, language) if answer.until else ""
    if since and until:
        return say(language, "Từ {since} đến hết {until}", since=since, until=until)
    if since:
        return say(language, "Từ {since}", since=since)
    return say(language, "Đến hết {until}", until=until) if until else say(language, "Từ trước đến nay")


def definition(language: str, answer: Answer) -> str:
    """What the total counts and as of when: no number is shown without it."""
    at = answer.last_written or answer.counted_at
    return say(
        language,
        "Số hộ kinh doanh ở mức “{rung}”, mỗi hộ tính một lần. {period}. Số liệu đến {at}.",
        rung=rung_name(language, answer.rung),
        period=period_name(language, answer),
        at=moment(at.astimezone(VIETNAM), language),
    )


def rounding_note(language: str, answer: Answer) -> str:
    """How viewers' numbers are made; nothing beside exact ones."""
    if answer.exact:
        return ""
    return say(
        language,
        "Số công bố theo tuần đã hết, làm tròn đến bội số của {base} nên lệch không quá {most} hộ cho mỗi xã. "
        "Làm tròn để không ai suy ra được hộ nào.",
        base=answer.rounded_to,
        most=answer.rounded_to - 1,
    )


def precision(language: str, answer: Answer) -> str:
    """The first line of every file: exact and not to be passed on, or publishable."""
    if answer.exact:
        return say(language, "SỐ CHÍNH XÁC – chỉ dùng nội bộ, không chuyển tiếp: ô từ 1 đến 4 hộ có thể lộ ra hộ nào.")
    return say(language, "SỐ CÔNG BỐ – được chuyển tiếp: đã làm tròn đến bội số của {base}.", base=answer.rounded_to)
