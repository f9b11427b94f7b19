"""Suppresses small cells and the complements that would reveal them by subtraction.

A cell under `SMALL` is hidden. In a group whose sum is known, one hidden cell, or hidden cells that add up to less
than `SMALL`, could be worked out; so the smallest cell left is hidden with them, until they cannot.

>>> cells = [{"commune": code, "n": n} for code, n in (("a", 3), ("b", 40), ("c", 12), ("d", 0))]
>>> suppress_small_cells(cells, [cells])
2
>>> [cell["n"] for cell in cells]
[None, 40, None, 0]
"""

from collections.abc import Sequence
from typing import Any

SMALL = 5
"""The smallest number of businesses that is shown to people who may see counts only."""

Cell = dict[str, Any]


def is_small(n: int, small: int = SMALL) -> bool:
    """Whether a number would point at persons; none at all points at nobody."""
    return 0 < n < small


def suppress_small_cells(cells: Sequence[Cell], groups: Sequence[Sequence[Cell]], small: int = SMALL) -> int:
    """Hide cells in place: `n` becomes None, `hidden` True; returns how many are hidden.

    `groups` are the sets of cells whose sums a reader may know; they may overlap.
    """
    for cell in cells:
        cell["hidden"] = is_small(cell["n"], small)
    while any(_suppress_complement(group, small) for group in groups):
        pass
    for cell in cells:
        if cell["hidden"]:
            cell["n"] = None
    return sum(1 for cell in cells if cell["hidden"])


def _suppress_complement(group: Sequence[Cell], small: int) -> bool:
    """Hide one more cell of a group where its hidden ones could be worked out; whether it did."""
    hidden = [cell["n"] for cell in group if cell["hidden"]]
    if not hidden or (len(hidden) > 1 and sum(hidden) >= small):
        return False
    shown = [cell for cell in group if not cell["hidden"] and cell["n"]]
    if not shown:
        return False
    min(shown, key=lambda cell: cell["n"])["hidden"] = True
    return True
