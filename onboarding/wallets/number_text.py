"""Amounts, days and dates of the rules written into sentences, as people say them.

>>> from datetime import date
>>> written(Rule(value=100_000_000, unit="vnd", as_of=date(2026, 11, 24)), "vi")
'100 triệu đồng'
>>> blanks("trên {tax_free_revenue_vnd_year} một năm")
('tax_free_revenue_vnd_year',)
"""

from datetime import date
from string import Formatter

from ..languages import day, money, number, say
from .schema import Rule


def blanks(text: str) -> tuple[str, ...]:
    """The names of the numbers a text asks for."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name) if "{" in text else ()


def written(rule: Rule, language: str) -> str:
    """A rule's value as people write it: "100 triệu đồng", "3", "31/07"."""
    if rule.unit == "vnd":
        if isinstance(rule.value, tuple):
            low, high = (_dong(value, language) for value in rule.value)
            return say(language, "từ {low} đến {high}", low=low, high=high)
        return _dong(int(rule.value), language)
    if rule.unit == "date":
        return day(date.fromisoformat(str(rule.value)), language)
    if rule.unit == "month_day":
        month, _, date_of_month = str(rule.value).partition("-")
        return f"{date_of_month}/{month}" if language == "vi" else f"{date_of_month}-{month}"
    if rule.unit == "share":
        return f"{number(float(str(rule.value)) * 100, language)}%"
    return str(rule.value)


def _dong(value: int, language: str) -> str:
    if value >= 10**9 and value % 10**8 == 0:
        return say(language, "{n} tỷ đồng", n=number(value / 10**9, language))
    if value >= 10**6 and value % 10**5 == 0:
        return say(language, "{n} triệu đồng", n=number(value / 10**6, language))
    return money(value, language)
