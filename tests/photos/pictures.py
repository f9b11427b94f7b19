"""Pictures drawn for the tests, with the truth beside them: a shaded fruit, a ring, on a table before a wall."""

from io import BytesIO

import numpy as np
from PIL import Image

SIZE = (1200, 900)


def scene(seed: int = 1) -> np.ndarray:
    """A wooden table before a plain wall, grainy."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    wall = np.stack([196 - y * 0.04, 190 - y * 0.04, 176 - y * 0.04], -1)
    grain = 8 * np.sin(y / 9 + 2 * np.sin(x / 120))
    table = np.stack([158 + grain, 118 + grain, 80 + grain], -1)
    return np.where((y > SIZE[1] * 0.5)[..., None], table, wall) + rng.normal(0, 2, (SIZE[1], SIZE[0], 3))


def fruit(picture, x=600, y=520, radius=210, colour=(196, 46, 38)):
    """A shaded ball with a highlight and its shadow; the mask it leaves."""
    row, column = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    u, v = (column - x) / radius, (row - y) / radius
    far = u**2 + v**2
    shadow = np.exp(-((column - x - 20) ** 2) / (radius * 1.1) ** 2 - ((row - y - radius) / (radius * 0.18)) ** 2)
    picture = picture * (1 - 0.4 * shadow)[..., None]
    depth = np.sqrt(np.clip(1 - far, 0, 1))
    light = 0.35 + 0.75 * np.clip(-0.45 * u - 0.5 * v + 0.74 * depth, 0, 1)
    shine = 90 * np.exp(-((u + 0.35) ** 2 + (v + 0.4) ** 2) / 0.02)
    ball = np.array(colour) * light[..., None] + shine[..., None]
    mask = far < 1
    return np.where(mask[..., None], ball, picture), mask


def ring(picture, x=600, y=450, outer=260, inner=140, colour=(60, 90, 170)):
    """A shaded ring, as the handle of a basket: what is seen through it is not the product."""
    row, column = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    far = np.hypot(column - x, row - y)
    mask = (far < outer) & (far > inner)
    bend = np.sqrt(np.clip(1 - ((far - (outer + inner) / 2) / ((outer - inner) / 2)) ** 2, 0, 1))
    return np.where(mask[..., None], np.array(colour) * (0.3 + 0.8 * bend)[..., None], picture), mask


def image(picture) -> Image.Image:
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def jpeg(picture, quality=93, **more) -> bytes:
    out = BytesIO()
    (picture if isinstance(picture, Image.Image) else image(picture)).save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def reopened(data: bytes) -> Image.Image:
    made = Image.open(BytesIO(data))
    made.load()
    return made


def iou(found, truth) -> float:
    claimed = np.asarray(found) > 127
    return float((claimed & truth).sum() / (claimed | truth).sum())
