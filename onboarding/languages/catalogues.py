"""The language files, compiled in memory, and the two ways to ask them: `say` and `sentence`."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from ..errors import OnboardingError

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted((path.stem for path in FOLDER.glob("*.po")), key=lambda code: (code != "vi", code)))
"""Codes of the languages the kit speaks, Vietnamese first; one `.po` file each."""


def N_(message: str) -> str:
    """Mark a sentence or code for the language files without saying it yet."""
    return message


def say(language: str, message: str, /, **blanks: object) -> str:
    """`message` in `language`, its `{blanks}` filled.

    >>> say("en", "language.unknown", found="xx", known="vi, en")
    'No language “xx”. Choose one of: vi, en.'
    """
    text = _compiled(language).gettext(message)
    return text.format(**blanks) if blanks else text


def sentence(error: OnboardingError, language: str) -> str:
    """What went wrong and what to do, for the person in front of the screen."""
    blanks = {**({"field": error.field} if error.field else {}), **error.details}
    return say(language, error.code, **blanks)


def name_of(language: str) -> str:
    """The language's own name for itself: "Tiếng Việt", "English"."""
    own = str(Locale(language).get_display_name(language))
    return own[:1].upper() + own[1:]


@lru_cache(maxsize=16)
def _compiled(language: str) -> Translations:
    path = FOLDER / f"{language}.po"
    if language not in LANGUAGES:
        raise OnboardingError("language.unknown", field="lang", found=language, known=", ".join(LANGUAGES))
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
