"""The lines under each tick, as HTML of the kit's own words: who, papers, why it waits, law and pages."""

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from ...languages import day as day_text
from ...wallets import BASIS_WORDS, QUESTIONS, WHO_WORDS, Book, Hidden, Step
from ..words import _, lang


class Shown(NamedTuple):
    """What every line may look up: the room's files, and the steps' titles by id."""

    book: Book
    titles: dict[str, str]


def about(step: Step, shown: Shown) -> str:
    """The lines under a tick: why it waits or shows amber, who, papers, remarks; law and pages at a touch."""
    lines = [note.text.in_(lang()) for note in step.notes]
    if step.by:
        lines.insert(0, _("Hạn: {day}", day=day_text(step.by, lang())))
    if step.documents:
        lines.insert(0, _("Giấy tờ: {papers}", papers=_papers(step, shown.book)))
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    who = escape(_(WHO_WORDS[step.who]))
    return (
        f'<div class="kit-step"><p class="who">{who}</p>{_alarm(step, shown)}{said}{_rests_on(step, shown.book)}</div>'
    )


def _alarm(step: Step, shown: Shown) -> str:
    if step.stop:
        return f'<p class="stop">{escape(_(step.stop))}</p>'
    if step.waits_for:
        asked = "; ".join(_(QUESTIONS[name]) for name in step.waits_for)
        return f'<p class="amber">{escape(_("Chờ câu trả lời: {asked}", asked=asked))}</p>'
    if step.due == "later":
        return f"<p>{escape(_after(step, shown))}</p>"
    if step.amber and step.due != "done":
        why = " ".join(_(code) for code in step.amber)
        return f'<p class="amber">{escape(_("Đọc lại trang chính thức hôm nay. {why}", why=why))}</p>'
    return ""


def _after(step: Step, shown: Shown) -> str:
    """What comes first: the account as a whole, or the first step and how many more."""
    if step.stage == "after":
        return _("Sau khi mở xong tài khoản")
    first, *more = (re.split("[:;,]", shown.titles[name])[0] for name in step.blocked_by)
    text = _("Sau khi xong: {first}", first=first)
    return text + (_(" và {n} việc khác", n=len(more)) if more else "")


def _papers(step: Step, book: Book) -> str:
    named = ((book.documents[code].short.in_(lang()), code in step.optional) for code in step.documents)
    return "; ".join(_("{paper} (nếu có)", paper=name) if optional else name for name, optional in named)


def _rests_on(step: Step, book: Book) -> str:
    """On what it rests and since when; the laws and pages themselves at a touch."""
    on = f"{_(BASIS_WORDS[step.basis])} · {_('ghi ngày {day}', day=day_text(step.as_of, lang()))}"
    named = dict.fromkeys(book.laws[name.partition(".")[0]].title for name in step.law)
    inside = [*(escape(title) for title in named), *_links(step.source, book)]
    if not inside:
        return f'<p class="small">{escape(on)}</p>'
    listed = "".join(f"<li>{one}</li>" for one in inside)
    return f'<details class="small"><summary>{escape(on)}</summary><ul>{listed}</ul></details>'


def _links(codes: Iterable[str], book: Book) -> list[str]:
    return [
        f'<a href="{escape(page.url)}" target="_blank" rel="noopener noreferrer">{escape(page.publisher)}</a>'
        for page in (book.sources[code] for code in codes)
    ]


def not_hers(one: Hidden) -> str:
    """A step that is not for her, and why."""
    title, why = escape(one.title.in_(lang())), escape(one.why(lang()))
    return f'<div class="kit-step kit-not-hers"><p><b>{title}</b><br>{why}</p></div>'
