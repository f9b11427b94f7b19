"""Makes and stores the product picture of one photo by the edits kept in its metadata.

Edits (meta key `wishes`) name places as parts of the picture; each change is made anew from the original, so that
nothing done to a photo is ever lost or piled up.
"""

import threading
from collections.abc import Mapping
from typing import Any

import msgspec
import streamlit as st

from ....photos import Stroke, clean, preview, size_of, tinted
from ....visits import Visits
from ...session import OpenVisit, visit_repository

SIDE, THUMB = 900, 220
"""Pixels of the preview's and the thumbnail's long side."""
FRESH: Mapping[str, Any] = {"background": "white", "turn": 0}
BACKGROUNDS = ("white", "light_grey", "cream", "original")
_making = threading.Lock()


def wishes_of(meta: Mapping[str, Any]) -> dict[str, Any]:
    """The edits of a photo; a fresh one is turned upright and put on white."""
    return {**FRESH, **meta.get("wishes", {})}


def make(visit: OpenVisit, photo_id: str, original: bytes, wishes: Mapping[str, Any]) -> None:
    """Make the shop's picture by these edits and keep it with them. Raises OnboardingError `photo.*`.

    A run the page has given up on works on in its own thread; the next waits for it here and finds the picture made.
    """
    visits = visit_repository()
    with _making:
        if dict(visits.photos(visit.id)).get(photo_id, {}).get("wishes") != dict(wishes):
            _make(visits, visit.id, photo_id, original, wishes)
        elif "pending" in dict(visits.photos(visit.id))[photo_id]:
            visits.set_photo_meta(visit.id, photo_id, {"pending": None})


def _make(kept: Visits, visit_id: str, photo_id: str, original: bytes, wishes: Mapping[str, Any]) -> None:
    cleaned = clean(original, **options_of(original, wishes))
    meta = {
        "wishes": dict(wishes),
        "background": wishes["background"],
        "turn": wishes["turn"],
        "cut_out": cleaned.cut_out,
        "found": cleaned.cut is not None and bool((cleaned.cut > 0.5).any()),
        "score": cleaned.score,
        "delta_e": cleaned.delta_e,
        "advice": [{"code": advice.code, "details": dict(advice.details)} for advice in cleaned.advice],
        "sidecar": cleaned.sidecar,
        "pending": None,
    }
    kept.put_photo(visit_id, preview(cleaned.jpeg, side=THUMB), kind="thumb", photo_id=photo_id)
    kept.put_photo(visit_id, cleaned.jpeg, kind="clean", photo_id=photo_id, meta=meta)


def options_of(original: bytes, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """The edits as keyword arguments of `clean`: places in pixels of this photo."""
    turn = int(wishes["turn"])
    width, height = size_of(original, turn)
    strokes = [
        Stroke(
            keep=stroke["keep"],
            points=tuple((x * width, y * height) for x, y in stroke["points"]),
            width=stroke["width"] * width,
        )
        for stroke in wishes.get("strokes") or ()
    ]
    x, y, wide, high = wishes.get("box") or (0, 0, 0, 0)
    spot = wishes.get("spot")
    return {
        "background": wishes["background"] if wishes["background"] in BACKGROUNDS else "white",
        "box": (x * width, y * height, wide * width, high * height) if wide else None,
        "strokes": strokes,
        "white_at": (spot[0] * width, spot[1] * height) if spot else None,
        "turn": turn,
        "straighten": float(wishes.get("straighten") or 0),
        "shadow": bool(wishes.get("shadow")),
        "close_up": bool(wishes.get("close_up")),
        "sure": bool(wishes.get("sure")),
    }


@st.cache_data(max_entries=40, show_spinner=False)
def whole(photo_id: str, turn: int, _original: bytes) -> bytes:
    """The whole photo, small, upright and without metadata; its id is its content's."""
    return preview(_original, side=SIDE, turn=turn)


def mask_over(photo_id: str, original: bytes, wishes: Mapping[str, Any]) -> bytes:
    """The whole photo with what is taken for the goods tinted, by these edits."""
    shape = {key: wishes[key] for key in ("box", "strokes", "turn") if wishes.get(key)}
    return _mask_over(photo_id, msgspec.json.encode(shape), original, wishes)


@st.cache_data(max_entries=20, show_spinner=False)
def _mask_over(photo_id: str, shape: bytes, _original: bytes, _wishes: Mapping[str, Any]) -> bytes:
    options = options_of(_original, _wishes)
    return tinted(_original, side=SIDE, **{key: options[key] for key in ("box", "strokes", "turn")})
