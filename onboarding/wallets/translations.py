"""Translations typed by the commune: a file beside the store, printed on a sheet and shown on the phone page.

The kit ships none and no machine translates. A line of JSON each; the last one for a language and a thing holds.

>>> from tempfile import TemporaryDirectory
>>> typed = {"language": "Cơ Ho", "key": "safety.otp", "text": "…", "by": "Lan", "commune": "24988"}
>>> with TemporaryDirectory() as folder:
...     path = Path(folder) / FILE
...     _ = add_translation(path, typed, known={"safety.otp": "Hỏi mã OTP"}, day=date(2026, 11, 26))
...     [(words.language, words.key) for words in read_translations(path)]
[('Cơ Ho', 'safety.otp')]
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import clean
from .overlay import append, overlay_path, read
from .reference_data import load_reference

FILE = "translations.jsonl"
OLD_FILE = "own_words.jsonl"
"""The name the file had before; what was typed there still holds."""

LONGEST = 400
LONGEST_NAME = 40


class Translation(Part, frozen=True, kw_only=True):
    """`text` says in `language` what `key` says in Vietnamese; typed `by` a member of `commune` on a day."""

    language: str
    key: str
    text: str
    by: str
    commune: str
    typed_on: date


def translations_file() -> Path:
    """The file, beside the commune's corrections."""
    return overlay_path(FILE)


def slots(day: date, language: str = "vi") -> dict[str, str]:
    """What may be said in another language, by key: each threat of the safety sheet, each step done by the vendor."""
    reference = load_reference()
    threats = {f"safety.{threat.code}": threat.title.in_(language) for threat in reference.safety_talk(day).threats}
    groups = [reference.before, reference.after]
    groups += [account_class.steps for account_class in reference.classes.values()]
    groups += [provider.steps for provider in reference.providers.values()]
    steps = [step for group in groups for step in group if step.who not in ("helper", "provider") and not step.extends]
    return threats | {f"step.{step.id}": reference.fill(step.title, day).in_(language) for step in steps}


def add_translation(path: Path, typed: Mapping[str, Any], *, known: Mapping[str, str], day: date) -> Translation:
    """Append what was typed. Raises OnboardingError `translation.incomplete`, naming the field."""
    try:
        words = msgspec.convert({**typed, "typed_on": day}, Translation)
    except msgspec.ValidationError as error:
        raise OnboardingError("translation.incomplete", field="text") from error
    language, text = clean(words.language, LONGEST_NAME), clean(words.text, LONGEST)
    for field, given in (("language", language), ("key", words.key in known), ("text", text)):
        if not given:
            raise OnboardingError("translation.incomplete", field=field)
    words = msgspec.structs.replace(words, language=language, text=text)
    append(path, words)
    return words


def read_translations(path: Path) -> list[Translation]:
    """What holds of the file and of its forerunner, in the order it was first typed."""
    typed = [*read(path.with_name(OLD_FILE), Translation), *read(path, Translation)]
    return list({(each.language, each.key): each for each in typed}.values())
