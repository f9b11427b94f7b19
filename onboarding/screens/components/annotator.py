"""A photo to draw on with a finger, a mouse or the arrow keys: a box around the product, strokes, or one touch.

What is drawn waits in the page until Python has it, so that a stroke drawn while the last one is worked on is not
lost. Places travel as parts of the picture, 0 to 1, and are checked on the way in.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..words import _
from .assets import component
from .media_url import served

MOST_STROKES, MOST_POINTS = 60, 300
"""Of one drawing, and of one stroke; what a browser sends beyond is cut off."""

_component = component("kit_hand", "annotator")


def ask(
    photo: bytes,
    tool: str,
    *,
    key: str,
    box: Sequence[float] | None = None,
    strokes: Sequence[Mapping[str, Any]] = (),
    spot: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Draw the photo with what is on it already; answer what was drawn just now: `box`, `strokes` or `spot`, or {}.

    `tool` is box, keep, erase or white.
    """
    data = {
        "src": served(photo, "image/jpeg", f"{key}_photo"),
        "tool": tool,
        "box": list(box) if box and tool == "box" else None,
        "strokes": list(strokes) if tool in ("keep", "erase") else [],
        "spot": list(spot) if spot and tool == "white" else None,
        "most": MOST_POINTS,
        "label": _("Ảnh để vẽ lên"),
    }
    drawn = _component(key=key, data=data, on_drawn_change=lambda: None).drawn
    return read(drawn) if isinstance(drawn, dict) else {}


def read(drawn: Mapping[str, Any]) -> dict[str, Any]:
    """What a page sent, checked: anything that is not a box, strokes or a spot inside the picture is left out.

    >>> read({"box": [0.1, 0.2, 0.5, 0.5], "spot": [2, "x"], "strokes": "no"})
    {'box': [0.1, 0.2, 0.5, 0.5]}
    """
    checked: dict[str, Any] = {}
    if (box := _parts(drawn.get("box"), 4)) and box[2] > 0 and box[3] > 0:
        checked["box"] = box
    if spot := _parts(drawn.get("spot"), 2):
        checked["spot"] = spot
    sent = drawn.get("strokes")
    strokes = [one for one in map(_stroke, sent[:MOST_STROKES]) if one] if isinstance(sent, list) else []
    return {**checked, "strokes": strokes} if strokes else checked


def _stroke(sent: object) -> dict[str, Any] | None:
    if not isinstance(sent, dict) or not isinstance(sent.get("points"), list):
        return None
    points = [place for place in (_parts(point, 2) for point in sent["points"][:MOST_POINTS]) if place]
    width = _parts([sent.get("width")], 1)
    if not points or not width or not isinstance(sent.get("id"), str):
        return None
    return {"id": sent["id"][:24], "keep": sent.get("keep") is True, "width": width[0], "points": points}


def _parts(sent: object, count: int) -> list[float] | None:
    """`count` numbers from 0 to 1, or None."""
    if not isinstance(sent, list) or len(sent) != count:
        return None
    whole = [part for part in sent if isinstance(part, int | float) and not isinstance(part, bool)]
    fit = len(whole) == count and all(math.isfinite(part) and 0 <= part <= 1 for part in whole)
    return [round(float(part), 5) for part in whole] if fit else None
