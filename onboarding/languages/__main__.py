"""`python -m onboarding.languages`: gather every sentence of the code into the language files.

New messages are added, gone ones removed, nothing is guessed. A Vietnamese sentence is its own translation, so `vi.po`
holds only what has another: codes of errors and advice, which stay empty until somebody writes their sentence. Prints
what is still empty and ends with 1 while anything is.
"""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from .catalogues import FOLDER, LANGUAGES

ROOT = FOLDER.parent.parent
KEYWORDS = {"_": None, "N_": None, "say": (2,), "OnboardingError": None}
SINCE = datetime(2026, 11, 24, tzinfo=UTC)
HEADER: dict[str, Any] = {
    "header_comment": "# Every sentence of the kit in one language. The msgid is the Vietnamese sentence, or a code.",
    "project": "onboarding-kit",
    "version": "1",
    "msgid_bugs_address": "-",
    "last_translator": "-",
    "language_team": "-",
    "creation_date": SINCE,
    "revision_date": SINCE,
}
SOURCE = "vi"
"""The language the code's own sentences are written in."""
CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")


def gather() -> Catalog:
    """Every message of `onboarding/` and `streamlit_app.py`."""
    messages = Catalog(charset="utf-8")
    for _, _, message, comments, context in extract_from_dir(
        str(ROOT),
        [("onboarding/**.py", "python"), ("streamlit_app.py", "python")],
        keywords=KEYWORDS,
        directory_filter=lambda path: not Path(path).name.startswith((".", "node_modules", "data")),
    ):
        messages.add(message, auto_comments=comments, context=context)
    return messages


def update(language: str, messages: Catalog) -> list[str]:
    """Rewrite one language's file around `found`; return the messages that have no words yet."""
    path = FOLDER / f"{language}.po"
    present = read_po(path.open("rb"), locale=language) if path.stat().st_size else Catalog(locale=language)
    fresh = Catalog(locale=language, charset="utf-8", fuzzy=False, **HEADER)
    for message in sorted((m for m in messages if m.id), key=lambda m: str(m.id)):
        if language == SOURCE and not CODE.fullmatch(str(message.id)):
            continue
        old = present.get(message.id)
        fresh.add(message.id, old.string if old else "")
    with path.open("wb") as target:
        write_po(target, fresh, width=0, omit_header=False, no_location=True)
    return [str(message.id) for message in fresh if message.id and not message.string]


def main() -> int:
    messages = gather()
    empty = [(language, message) for language in LANGUAGES for message in update(language, messages)]
    for language, message in empty:
        print(f"{language}: {message}")
    return 1 if empty else 0


if __name__ == "__main__":
    sys.exit(main())
