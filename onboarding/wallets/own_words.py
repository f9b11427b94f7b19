"""Words in a vendor's own language, typed by the commune: a file beside the store, printed on a sheet of its own.

The kit ships none and no machine translates. A line of JSON each; the last one for a language and a thing holds.

>>> from tempfile import TemporaryDirectory
>>> typed = {"language": "Cơ Ho", "key": "safety.otp", "text": "…", "by": "Lan", "commune": "24988"}
>>> with TemporaryDirectory() as folder:
...     path = Path(folder) / FILE
...     _ = add_own_words(path, typed, known={"safety.otp": "Hỏi mã OTP"}, day=date(2026, 11, 26))
...     [(words.language, words.key) for words in read_own_words(path)]
[('Cơ Ho', 'safety.otp')]
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import clean
from .corrections import corrections_file
from .reference_data import load_reference

FILE = "own_words.jsonl"
LONGEST = 400
LONGEST_NAME = 40


class OwnWords(Part, frozen=True, kw_only=True):
    """`text` says in `language` what `key` says in Vietnamese; typed `by` a member of `commune` on a day."""

    language: str
    key: str
    text: str
    by: str
    commune: str
    typed_on: date


def own_words_file() -> Path:
    """The file, beside the commune's corrections."""
    return corrections_file().with_name(FILE)


def slots(day: date, language: str = "vi") -> dict[str, str]:
    """What may be said in another language, by key: each threat of the safety sheet, each step done by the vendor."""
    reference = load_reference()
    threats = {f"safety.{threat.code}": threat.title.in_(language) for threat in reference.safety_talk(day).threats}
    groups = [reference.before, reference.after]
    groups += [account_class.steps for account_class in reference.classes.values()]
    groups += [provider.steps for provider in reference.providers.values()]
    steps = [step for group in groups for step in group if step.who not in ("helper", "provider") and not step.extends]
    return threats | {f"step.{step.id}": reference.fill(step.title, day).in_(language) for step in steps}


def add_own_words(path: Path, typed: Mapping[str, Any], *, known: Mapping[str, str], day: date) -> OwnWords:
    """Append what was typed. Raises OnboardingError `own_words.incomplete`, naming the field."""
    try:
        words = msgspec.convert({**typed, "typed_on": day}, OwnWords)
    except msgspec.ValidationError as error:
        raise OnboardingError("own_words.incomplete", field="text") from error
    language, text = clean(words.language, LONGEST_NAME), clean(words.text, LONGEST)
    for field, given in (("language", language), ("key", words.key in known), ("text", text)):
        if not given:
            raise OnboardingError("own_words.incomplete", field=field)
    words = msgspec.structs.replace(words, language=language, text=text)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf8") as file:
        file.write(json.dumps(msgspec.to_builtins(words), ensure_ascii=False) + "\n")
    return words


def read_own_words(path: Path) -> list[OwnWords]:
    """What holds of the file, in the order it was first typed; a line that is none is passed over."""
    if not path.exists():
        return []
    latest: dict[tuple[str, str], OwnWords] = {}
    for line in path.read_text("utf8", errors="replace").splitlines():
        try:
            words = msgspec.json.decode(line.encode(), type=OwnWords)
        except msgspec.DecodeError:
            continue
        latest[words.language, words.key] = words
    return list(latest.values())
