"""The last day the law gives for a step, where it gives one.

>>> from onboarding.wallets.reference_data import read_book
>>> deadline("einvoice", Answers(crossed_on=date(2026, 11, 1)), read_book(), date(2026, 11, 24))
datetime.date(2026, 12, 1)
>>> deadline("revenue", Answers(), read_book(), date(2026, 11, 24))
datetime.date(2027, 1, 31)
"""

from datetime import date, timedelta

from .reference_data import Book
from .schema import Answers


def deadline(kind: str, answers: Answers, book: Book, day: date) -> date | None:
    """The day for a step's `by`, or None where the law names none or her answers do not tell."""
    if kind == "einvoice" and answers.crossed_on:
        return answers.crossed_on + timedelta(days=book.days("einvoice_days_after_crossing", day))
    if kind == "revenue":
        return _next_notice(answers, book, day)
    return None


def _next_notice(answers: Answers, book: Book, day: date) -> date | None:
    keys = ["revenue_notice_yearly"]
    if answers.started_on and answers.started_on.year == day.year and answers.started_on.month <= 6:
        keys.append("revenue_notice_first_half")
    rules = [rule for key in keys if (rule := book.rule(key, day))]
    days = [date.fromisoformat(f"{year}-{rule.value}") for rule in rules for year in (day.year, day.year + 1)]
    return min((each for each in days if each >= day), default=None)
