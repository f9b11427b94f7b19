"""Advice for the next photo, from the masks at hand; nothing is changed."""

from typing import Any

from ..judging import assessed
from ..pipeline import Context

ORDER = 15


def apply(context: Context) -> dict[str, Any] | None:
    if context.detection is None:
        return None
    detection = context.detection
    context.advice += assessed(context.photo, detection.mask, detection.look, replaced=context.trusted)
    return None
