"""The lines under each tick, as HTML of the kit's own words: who and how, papers, why it waits, law and pages."""

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from ...languages import day as day_text
from ...wallets import BASIS_WORDS, WAY_WORDS, WHO_WORDS, Hidden, ReferenceData, Step
from ..words import _, lang


class Shown(NamedTuple):
    """What every line may look up: the reference data, and the steps' titles by id."""

    reference: ReferenceData
    titles: dict[str, str]


def about(step: Step, shown: Shown) -> str:
    """The lines under a tick: who and how, what is doubtful, papers and notes; law and pages at a touch."""
    lines = [note.text.in_(lang()) for note in step.notes]
    if step.by:
        day = day_text(step.by, lang())
        lines.insert(0, _("Hạn {day} đã qua: làm ngay", day=day) if step.overdue else _("Hạn: {day}", day=day))
    if step.documents:
        lines.insert(0, _("Giấy tờ: {papers}", papers=_papers(step, shown.reference)))
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    beside = (step.who, step.how) == ("vendor_with_helper_beside", "together")  # both words would say so
    way = _("Tại chỗ") if beside else _(WAY_WORDS[step.how])
    who = escape(f"{_(WHO_WORDS[step.who])} · {way}")
    rests_on = _rests_on(step, shown.reference)
    return f'<div class="kit-step"><p class="who">{who}</p>{_alarm(step, shown)}{paragraphs}{rests_on}</div>'


def brief(step: Step) -> str:
    """One line: how it is done, and its last day if the law gives one."""
    last = _("Hạn: {day}", day=day_text(step.by, lang())) if step.by and step.due != "done" else ""
    return " · ".join(part for part in (_(WAY_WORDS[step.how]), last) if part)


def in_full(step: Step, shown: Shown) -> str:
    """A step with its title, for the fold of details."""
    return f"<p><b>{escape(step.title.in_(lang()))}</b></p>{about(step, shown)}"


def _alarm(step: Step, shown: Shown) -> str:
    if step.stop:
        return f'<p class="stop">{escape(_(step.stop))}</p>'
    if step.due == "later":
        return f"<p>{escape(_after(step, shown))}</p>"
    if step.doubts and step.due != "done":
        why = " ".join(_(code) for code in step.doubts)
        again = _("Đọc lại trang chính thức hôm nay. {why}", why=why)
        return f'<p class="amber">{escape(again)}</p>'
    return ""


def _after(step: Step, shown: Shown) -> str:
    """What comes first: the account as a whole, or the first step and how many more."""
    if not step.blocked_by:
        return ""
    first, *more = (re.split("[:;,]", shown.titles[name])[0] for name in step.blocked_by)
    text = _("Sau khi xong: {first}", first=first)
    return text + (_(" và {n} việc khác", n=len(more)) if more else "")


def _papers(step: Step, reference: ReferenceData) -> str:
    named = ((reference.documents[code].short.in_(lang()), code in step.optional) for code in step.documents)
    return "; ".join(_("{paper} (nếu có)", paper=name) if optional else name for name, optional in named)


def _rests_on(step: Step, reference: ReferenceData) -> str:
    """On what it rests and since when; the laws and pages themselves at a touch."""
    on = _(BASIS_WORDS[step.basis]) + " · " + _("ghi ngày {day}", day=day_text(step.as_of, lang()))
    named = dict.fromkeys(reference.laws[name.partition(".")[0]].title for name in step.law)
    inside = [*(escape(title) for title in named), *_links(step.source, reference)]
    if not inside:
        return f'<p class="small">{escape(on)}</p>'
    listed = "".join(f"<li>{one}</li>" for one in inside)
    return f'<details class="small"><summary>{escape(on)}</summary><ul>{listed}</ul></details>'


def _links(codes: Iterable[str], reference: ReferenceData) -> list[str]:
    return [
        f'<a href="{escape(page.url)}" target="_blank" rel="noopener noreferrer">{escape(page.publisher)}</a>'
        for page in (reference.sources[code] for code in codes)
    ]


def not_for_vendor(step: Hidden) -> str:
    """A step that does not apply, and why."""
    title, why = escape(step.title.in_(lang())), escape(step.why(lang()))
    return f'<div class="kit-step kit-not-applicable"><p><b>{title}</b><br>{why}</p></div>'
