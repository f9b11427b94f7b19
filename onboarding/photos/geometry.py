"""Boxes: left, top, right, bottom in pixels.

>>> expand_box((10, 10, 30, 20), 0.5, (100, 22))
(0.0, 5.0, 40.0, 22.0)
>>> limit_aspect((40, 0, 50, 160), 1.6, (100, 160))
(0.0, 0.0, 95.0, 160.0)
"""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in upright pixels."""


def expand_box(box: Box, part: float, size: tuple[int, int]) -> Box:
    """`box` larger by `part` of itself on each side, within a picture of `size`."""
    dx, dy = (box[2] - box[0]) * part, (box[3] - box[1]) * part
    return clip_box((box[0] - dx, box[1] - dy, box[2] + dx, box[3] + dy), size)


def limit_aspect(box: Box, most: float, size: tuple[int, int]) -> Box:
    """`box` with its shorter side grown until the longer is at most `most` times as long, within `size`."""
    width, height = box[2] - box[0], box[3] - box[1]
    dx, dy = (max(width, height / most) - width) / 2, (max(height, width / most) - height) / 2
    return clip_box((box[0] - dx, box[1] - dy, box[2] + dx, box[3] + dy), size)


def clip_box(box: Box, size: tuple[int, int]) -> Box:
    """The part of `box` that lies in a picture of `size`."""
    return (
        max(0.0, float(box[0])),
        max(0.0, float(box[1])),
        min(float(size[0]), float(box[2])),
        min(float(size[1]), float(box[3])),
    )


def union_box(one: Box, other: Box) -> Box:
    """The smallest box around both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def box_iou(one: Box, other: Box) -> float:
    """What two boxes share, of what either covers."""
    shared = max(0.0, min(one[2], other[2]) - max(one[0], other[0])) * max(
        0.0, min(one[3], other[3]) - max(one[1], other[1])
    )
    return shared / max(area(one) + area(other) - shared, 1e-6)


def area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
