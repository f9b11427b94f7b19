"""The checklist of a visit as it goes on paper: steps, the next three, blanks, whom to call, the sales book, days."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ..business import Visit
from ..errors import OnboardingError
from ..languages import N_, VIETNAM, say
from ..languages import day as said_day
from ..payments.account_name import account_name
from ..printing import Blank, Call, SalesBook, TranslatedLine, TranslatedPage
from ..printing import Step as Line
from ..wallets import (
    BLANKS,
    DUE_WORDS,
    QUESTIONS,
    WAY_WORDS,
    WHO_WORDS,
    Answers,
    Checklist,
    Step,
    checklist,
    documents,
    laws,
    providers,
    safety_talk,
    sources,
)
from ..wallets.return_dates import Event, calendar
from ..wallets.translations import read_translations, slots, translations_file

ASKED_AGAIN = {
    "wallet.unknown_provider": (
        N_("Cùng tổ chọn lại nơi mở tài khoản"),
        N_("Nơi đã chọn không còn trong bộ này, nên chưa lập được danh sách việc."),
    ),
    "checklist.contradiction": (
        N_("Cùng tổ trả lời lại: {asked}"),
        N_("Các câu trả lời đang trái nhau, nên chưa lập được danh sách việc."),
    ),
}
"""What the vendor does first where no checklist can be made, and why, by the code of the refusal."""


def checklist_facts(visit: Visit) -> Mapping[str, Any]:
    """The answers about the business, with what the banking app showed about the account's name."""
    holder = str(visit.payment.seen.get("holder") or visit.payment.holder)
    return {"account_name": account_name(holder), **visit.checklist.facts}


def checklist_refusal(visit: Visit) -> OnboardingError | None:
    """Why no checklist can be made of what was chosen and answered; None where it can, or where nothing was chosen."""
    chosen = visit.checklist.provider
    if chosen and chosen not in providers():
        return OnboardingError("wallet.unknown_provider", field="provider", found=chosen)
    try:
        Answers.from_json(checklist_facts(visit)).consistent()
    except OnboardingError as error:
        return error if chosen else None
    return None


def checklist_parts(visit: Visit, day: date) -> dict[str, Any]:
    """What the checklist brings to `PackContents`, by field.

    Errors: `checklist.wrong_fact`, `checklist.wrong_note`. Where no provider is known, or answers contradict, the
    next thing to do is to ask again.
    """
    progress, lang = visit.checklist, visit.lang
    calls = _calls(visit, day)
    always = {"calls": calls, "translations": translated_pages(visit, day)}
    if not progress.provider:
        return always
    refused = checklist_refusal(visit)
    if refused and refused.code in ASKED_AGAIN:
        return {**always, "next_steps": (_ask_again(refused, lang),)}
    listed = _listed(visit, day)
    return {
        **always,
        "provider": providers()[progress.provider].name,
        "steps": tuple(_line(step, lang) for step in listed.steps),
        "next_steps": tuple(_line(step, lang) for step in listed.next_steps(vendor_only=True)),
        "blanks": _blanks(visit),
        "sales_book": _sales_book(listed, lang),
        "calendar": _calendar(visit, listed, day),
    }


def _listed(visit: Visit, day: date) -> Checklist:
    progress = visit.checklist
    return checklist(progress.provider, checklist_facts(visit), done=_done(visit), notes=progress.notes, day=day)


def _ask_again(refused: OnboardingError, lang: str) -> Line:
    title, note = ASKED_AGAIN[refused.code]
    who, how, due = WHO_WORDS["vendor_with_helper_beside"], WAY_WORDS["together"], DUE_WORDS["now"]
    asked = " ".join(
        say(lang, QUESTIONS[str(name)])
        for name in (refused.details.get("other"), refused.details.get("answer"))
        if name
    )
    return Line(
        title=say(lang, title, asked=asked),
        who=say(lang, who),
        how=say(lang, how),
        due=say(lang, due),
        notes=(say(lang, note),),
    )


def _done(visit: Visit) -> set[str]:
    """What is ticked, and what the visit itself shows: consent given, every question answered, a provider chosen."""
    answered = not Answers.from_json(visit.checklist.facts).missing
    stands = {"b1.consent": visit.consent.agreed("visit"), "b2.profile": answered, "b7.choose": True}
    return {*visit.checklist.done, *(step for step, so in stands.items() if so)}


def _line(step: Step, lang: str) -> Line:
    papers = tuple(documents()[code].name.in_(lang) for code in step.documents)
    pages_read = [sources()[code].publisher for code in step.source if code in sources()]
    named = dict.fromkeys(laws()[code.partition(".")[0]].title for code in step.law)
    due = said_day(step.by, lang) if step.by and step.due != "done" else say(lang, DUE_WORDS[step.due])
    if step.overdue:
        due = say(lang, "Hạn {day} đã qua: làm ngay", day=due)
    return Line(
        title=step.title.in_(lang),
        who=say(lang, WHO_WORDS[step.who]),
        how="; ".join(say(lang, WAY_WORDS[way]) for way in step.ways),
        due=due,
        done=step.due == "done",
        team=step.who == "helper",
        documents=papers,
        notes=tuple(note.text.in_(lang) for note in step.notes),
        law=", ".join(named),
        source=", ".join(dict.fromkeys(pages_read)),
        as_of=said_day(step.as_of, lang),
        doubts=() if step.due == "done" else tuple(say(lang, code) for code in step.doubts),
    )


def translated_pages(visit: Visit, day: date) -> tuple[TranslatedPage, ...]:
    """What the commune typed in each language about the safety sheet and the visit's next three things."""
    typed = read_translations(translations_file())
    if not typed:
        return ()
    meanings = slots(day, visit.lang)
    wanted = [key for key in meanings if key.startswith("safety.")] + _next_keys(visit, day)
    pages = []
    for language in dict.fromkeys(each.language for each in typed):
        by_key = {each.key: each for each in typed if each.language == language}
        printed = [by_key[key] for key in wanted if key in by_key]
        if printed:
            lines = tuple(TranslatedLine(text=each.text, meaning=meanings[each.key]) for each in printed)
            last = said_day(max(each.typed_on for each in printed), visit.lang)
            pages.append(TranslatedPage(language=language, lines=lines, typed_on=last))
    return tuple(pages)


def _next_keys(visit: Visit, day: date) -> list[str]:
    """The keys of the next three things; none where no checklist can be made."""
    if not visit.checklist.provider or checklist_refusal(visit):
        return []
    return [f"step.{step.id}" for step in _listed(visit, day).next_steps(vendor_only=True)]


def _calls(visit: Visit, day: date) -> tuple[Call, ...]:
    """The team first, then the numbers of the safety talk."""
    lang = visit.lang
    team = Call(label=visit.team or say(lang, "Tổ công nghệ số"), number=visit.team_contact)
    numbers = safety_talk(day).calls
    return (
        team,
        *(Call(label=call.label.in_(lang), number=call.number, for_what=call.for_what.in_(lang)) for call in numbers),
    )


def _blanks(visit: Visit) -> tuple[Blank, ...]:
    """Fee, review time, hotline, loudspeaker: verified words, what the member read that day, or a line to write on."""
    provider, notes, lang = providers()[visit.checklist.provider], visit.checklist.notes, visit.lang
    blanks = []
    for key, label in BLANKS.items():
        statement, note = getattr(provider, key), notes.get(f"{provider.code}.{key}", {})
        value = statement.text.in_(lang) if statement else str(note.get("read", ""))
        if statement and statement.local:
            value = say(lang, "{text} (xã sửa ngày {day})", text=value, day=said_day(statement.as_of, lang))
        blanks.append(Blank(label=say(lang, label), value=value))
    return tuple(blanks)


def _sales_book(made: Checklist, lang: str) -> SalesBook | None:
    """The sales book's page for who keeps only this one: what counts, the days, the laws and the day they were read."""
    book, notice = made.step("a9.book"), made.step("a5.revenue")
    if book is None or notice is None:
        return None
    named = dict.fromkeys(laws()[code.partition(".")[0]].title for step in (book, notice) for code in step.law)
    read_on = said_day(max(book.as_of, notice.as_of), lang)
    dated = (notice, made.step("a4.tax_account"))
    return SalesBook(
        notes=tuple(note.text.in_(lang) for step in (book, notice) for note in step.notes),
        dates=tuple(f"{said_day(step.by, lang)}: {step.title.in_(lang)}" for step in dated if step and step.by),
        source=say(lang, "{laws}; đọc ngày {day}. Không phải tư vấn thuế.", laws=", ".join(named), day=read_on),
    )


def _calendar(visit: Visit, made: Checklist, day: date) -> str:
    """The days of the law as a calendar file; no name and no number in it."""
    dated = [step for step in made.steps if step.by and step.by >= day and step.due != "done"]
    events = [Event(step.by, step.title.in_(visit.lang), f"{visit.id}-{step.id}") for step in dated if step.by]
    return calendar(events, made=datetime(day.year, day.month, day.day, tzinfo=VIETNAM)) if events else ""
