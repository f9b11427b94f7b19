"""Local corrections of provider facts: an overlay file kept beside the store, with who read what, where and when.

A line of JSON each; the last one for a fact holds. The shipped files stay as they are; the overlay may be sent to
whoever keeps them.

>>> from tempfile import TemporaryDirectory
>>> read = {"provider": "bidv", "key": "fees", "text": "0 đồng", "url": "https://bidv.com.vn/", "read_on": "2026-11-26"}
>>> with TemporaryDirectory() as folder:
...     path = Path(folder) / FILE
...     _ = add_correction(path, {**read, "by": "Lan", "commune": "Xã Mẫu"}, known={"bidv"}, day=date(2026, 11, 26))
...     [(entry.key, entry.text) for entry in read_corrections(path)]
[('fees', '0 đồng')]
"""

import json
import os
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from ..catalogue import Part, Words
from ..errors import OnboardingError
from ..languages import clean
from .labels import BLANKS
from .schema import Provider, Statement

FILE = "facts_corrections.jsonl"
LONGEST = 200
ROOT = Path(__file__).parents[2]


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
    url = os.environ.get("ONBOARDING_DB", "")
    folder = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else ROOT / "data"
    return folder / FILE


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
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf8") as file:
        file.write(json.dumps(msgspec.to_builtins(entry), ensure_ascii=False) + "\n")
    return entry


def read_corrections(path: Path) -> list[Correction]:
    """Every correction of the file; a line that is none is passed over, so that a half-written one stops nothing."""
    if not path.exists():
        return []
    entries = []
    for line in path.read_text("utf8", errors="replace").splitlines():
        try:
            entries.append(msgspec.json.decode(line.encode(), type=Correction))
        except msgspec.DecodeError:
            continue
    return entries


def corrected(providers: Mapping[str, Provider], corrections: Collection[Correction]) -> dict[str, Provider]:
    """The providers with what the commune read in the place of what the kit ships."""
    changed = dict(providers)
    for each in corrections:
        if each.provider in changed and each.key in BLANKS:
            statement = Statement(text=Words(vi=each.text), verified=True, as_of=each.read_on, local=each.commune)
            changed[each.provider] = msgspec.structs.replace(changed[each.provider], **{each.key: statement})
    return changed
