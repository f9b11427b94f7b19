"""Numbers, money and dates as people write them, by Babel.

>>> from datetime import date
>>> day(date(2026, 11, 24), "vi"), number(5200000, "vi")
('24/11/2026', '5.200.000')
"""

from datetime import date, datetime, timedelta, timezone

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

VIETNAM = timezone(timedelta(hours=7))
"""The one time zone of the country; moments are stored in UTC and shown in it."""


def today() -> date:
    """The day in Việt Nam, whatever zone the machine's clock is set to."""
    return datetime.now(VIETNAM).date()


_LOCALES = {"vi": "vi_VN", "en": "en_US"}


def _locale(language: str) -> str:
    return _LOCALES.get(language, language)


def number(value: float, language: str) -> str:
    """A number with its groups of three."""
    return format_decimal(value, locale=_locale(language))


def money(value: int, language: str) -> str:
    """Whole đồng, the sign after the number with a plain space, safe to paste anywhere."""
    return f"{number(value, language)} ₫"


def day(value: date, language: str) -> str:
    """A date as `24/11/2026` (English: `24 Nov 2026`)."""
    return format_date(value, "dd/MM/y" if language == "vi" else "d MMM y", locale=_locale(language))


def moment(value: datetime, language: str) -> str:
    """A date and time to the minute, as the clock on the wall shows it in Vietnam."""
    pattern = "HH:mm dd/MM/y" if language == "vi" else "d MMM y, HH:mm"
    return format_datetime(value.astimezone(VIETNAM), pattern, locale=_locale(language))
