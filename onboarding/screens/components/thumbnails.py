"""Thumbnails in a row; a touch opens one. The first is the cover."""

from collections.abc import Sequence

from ..words import _
from .assets import component
from .media_url import served

_component = component("kit_strip", "thumbnails")


def show(photos: Sequence[tuple[str, bytes, bool]], chosen: str, *, key: str) -> str:
    """Draw photos (id, small JPEG, whether something is to be looked at), cover first; the id touched, or `chosen`."""
    drawn = [
        {
            "id": photo_id,
            "src": served(small, "image/jpeg", f"{key}_{photo_id}"),
            "name": _("Ảnh {n}", n=place + 1) if place else _("Ảnh bìa"),
            "look": look,
        }
        for place, (photo_id, small, look) in enumerate(photos)
    ]
    data = {"photos": drawn, "chosen": chosen, "label": _("Các ảnh")}
    picked = _component(key=key, data=data, on_pick_change=lambda: None).pick
    return picked if picked in [photo_id for photo_id, _small, _look in photos] else chosen
