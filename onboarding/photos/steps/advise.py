"""What to do better next time, from the masks at hand; nothing is changed."""

from typing import Any

from ..judging import assessed
from ..pipeline import Work

ORDER = 15


def apply(work: Work) -> dict[str, Any] | None:
    if work.found is None:
        return None
    work.advice += assessed(work.photo, work.found.mask, work.found.look)
    return None
