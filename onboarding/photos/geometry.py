"""Boxes: left, top, right, bottom in pixels.

>>> grown((10, 10, 30, 20), 0.5, (100, 22))
(0.0, 5.0, 40.0, 22.0)
"""

from .door import Box


def grown(box: Box, part: float, size: tuple[int, int]) -> Box:
    """`box` larger by `part` of itself on each side, within a picture of `size`."""
    dx, dy = (box[2] - box[0]) * part, (box[3] - box[1]) * part
    return (
        max(0.0, box[0] - dx),
        max(0.0, box[1] - dy),
        min(float(size[0]), box[2] + dx),
        min(float(size[1]), box[3] + dy),
    )


def joined(one: Box, other: Box) -> Box:
    """The smallest box around both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
