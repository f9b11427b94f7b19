"""Local corrections of provider facts: an overlay file kept beside the store, with who read what, where and when.

A line of JSON each; the last one for a fact holds. The shipped files stay as they are; the overlay may be sent to
whoever keeps them.

>>> from tempfile import TemporaryDirectory
>>> typed = {"provider": "bidv", "key": "fees", "text": "0 đồng", "url": "https://bidv.vn/", "read_on": "2026-11-26"}
>>> with TemporaryDirectory() as folder:
...     path = Path(folder) / FILE
...     _ = add_correction(path, {**typed, "by": "Lan", "commune": "Xã Mẫu"}, known={"bidv"}, day=date(2026, 11, 26))
...     [(entry.key, entry.text) for entry in read_corrections(path)]
[('fees', '0 đồng')]
"""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from ..catalogue import Part, Words
from ..errors import OnboardingError
from ..languages import clean
from .labels import BLANKS
from .overlay import append, overlay_path, read
from .schema import Provider, Statement

FILE = "facts_corrections.jsonl"
LONGEST = 200


class Correction(Part, frozen=True, kw_only=True):
    """`key`: fees, review_time, hotline or speaker of `provider`; read on `url` on `read_on`, noted `by` a member."""

    provider: str
    key: str
    text: str
    url: str
    read_on: date
    by: str
    commune: str


def corrections_file() -> Path:
    """The overlay beside the SQLite store, or under `data/`."""
    return overlay_path(FILE)


def add_correction(path: Path, fields: Mapping[str, Any], *, known: Collection[str], day: date) -> Correction:
    """Append a correction; `known`: the providers there are.

    Raises OnboardingError `correction.incomplete` and `correction.read_later`, `wallet.unknown_provider`.
    """
    try:
        entry = msgspec.convert(dict(fields), Correction)
    except msgspec.ValidationError as error:
        raise OnboardingError("correction.incomplete", field="text") from error
    entry = msgspec.structs.replace(entry, text=clean(entry.text, LONGEST), url=clean(entry.url, LONGEST))
    if entry.provider not in known:
        raise OnboardingError("wallet.unknown_provider", field="provider", found=entry.provider, known=", ".join(known))
    if not entry.text or entry.key not in BLANKS or not entry.url.startswith("https://"):
        raise OnboardingError("correction.incomplete", field="text" if not entry.text else "url")
    if entry.read_on > day:
        raise OnboardingError("correction.read_later", field="read_on")
    append(path, entry)
    return entry


def read_corrections(path: Path) -> list[Correction]:
    """Every correction of the file; a line that is none is passed over, so that a half-written one stops nothing."""
    return read(path, Correction)


def corrected(providers: Mapping[str, Provider], corrections: Collection[Correction]) -> dict[str, Provider]:
    """The providers with what the commune read in the place of what the kit ships."""
    changed = dict(providers)
    for each in corrections:
        if each.provider in changed and each.key in BLANKS:
            statement = Statement(text=Words(vi=each.text), verified=True, as_of=each.read_on, local=each.commune)
            changed[each.provider] = msgspec.structs.replace(changed[each.provider], **{each.key: statement})
    return changed
