"""Tiles of places with their numbers, darker where there are more; a touch, or Enter, chooses one."""

from collections.abc import Sequence

import msgspec

from ..words import _
from .assets import component

_component = component("kit_tiles", "tiles")


class Tile(msgspec.Struct, frozen=True):
    """One place: its code, the number and name as people read them, and how dark it is, from 0 to 100."""

    code: str
    n: str
    name: str
    share: int


def show(tiles: Sequence[Tile], *, key: str) -> str:
    """Draw the tiles; the code of the one just chosen, or nothing."""
    data = {"tiles": msgspec.to_builtins(list(tiles)), "label": _("Chạm một ô để chỉ xem nơi đó")}
    picked = _component(key=key, data=data, on_pick_change=lambda: None).pick
    return picked if picked in [tile.code for tile in tiles] else ""
