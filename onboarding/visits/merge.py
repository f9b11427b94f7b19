"""Three-way merge of nested JSON by dotted path, for two tabs that edit one visit.

>>> data = {"business": {"name": "Hộ mẫu"}}
>>> put(data, "payment.bank", "970436")
>>> get(data, "payment.bank"), get(data, "payment.account")
('970436', None)
>>> touches("listing", "listing.answers.loai"), touches("listing", "list")
(True, False)
"""

import re
from collections.abc import Mapping
from typing import Any

from ..errors import OnboardingError
from ..languages import nfc

SECRETS = ("payment.account", "payment.code", "payment.payload")
"""Paths that are sealed while the visit is open and wiped when it is handed over."""

_PATH = re.compile(r"[^.\s]+(?: [^.\s]+)*(\.[^.\s]+(?: [^.\s]+)*){0,7}")
_UNWRITABLE = re.compile("[\ud800-\udfff\x00]")


def check_path(path: str) -> str:
    """A usable path in NFC, or `draft.bad_path`."""
    normal = nfc(path)
    if len(normal) > 200 or not _PATH.fullmatch(normal) or _UNWRITABLE.search(normal):
        raise OnboardingError("draft.bad_path", path=normal[:80])
    return normal


def composed(value: Any) -> Any:
    """The same JSON with every text in NFC and without what cannot be written."""
    if isinstance(value, str):
        return _UNWRITABLE.sub("", nfc(value))
    if isinstance(value, Mapping):
        return {_UNWRITABLE.sub("", nfc(str(key))): composed(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [composed(part) for part in value]
    return value


def get(data: Mapping[str, Any], path: str) -> Any:
    """What stands at a path; None where nothing does."""
    here: Any = data
    for key in path.split("."):
        if not isinstance(here, Mapping) or key not in here:
            return None
        here = here[key]
    return here


def put(data: dict[str, Any], path: str, value: Any) -> None:
    """Set a path, making the tables on the way; None deletes it."""
    *way, last = path.split(".")
    here = data
    for key in way:
        if not isinstance(here.get(key), dict):
            if value is None:
                return
            here[key] = {}
        here = here[key]
    if value is None:
        here.pop(last, None)
    else:
        here[last] = value


def touches(one: str, other: str) -> bool:
    """Whether two paths are the same or one lies inside the other."""
    return one == other or one.startswith(other + ".") or other.startswith(one + ".")


def overwritten(
    data: Mapping[str, Any], changes: Mapping[str, Any], stamps: Mapping[str, int], rev: int
) -> dict[str, Any]:
    """The paths of `changes` that somebody else changed after `rev`, with what will no longer stand there."""
    late = [path for path, stamp in stamps.items() if stamp > rev]
    return {
        path: get(data, path)
        for path, value in changes.items()
        if any(touches(path, other) for other in late) and get(data, path) not in (value, None)
    }
