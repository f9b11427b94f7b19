"""Composed photos with known masks: sample cut-outs and drawn goods on sample and drawn grounds, split by scene.

No ground and no product of the `fit` half is in the `held` half, so that what is fitted on one is measured on the
other. Drawn goods have parts of different contrast (a dark cap on a pale carton, noodles in a white bowl): the kind
of thing of which a saliency network keeps half. Everything follows from the number of the scene.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageOps

SIZE = (1200, 900)
HALVES = ("fit", "held")


class Scene(NamedTuple):
    """An sRGB picture (height, width, 3), the true coverage of the product (height, width, 0..1), and what it is of."""

    name: str
    rgb: np.ndarray
    alpha: np.ndarray


def scenes(folder: Path, half: str, count: int) -> Iterator[Scene]:
    """`count` scenes of a half; `folder` holds the samples' meta.json."""
    goods, grounds = cut_outs(folder, half), sample_grounds(folder, half)
    for number in range(count):
        yield scene(number, half, goods, grounds)


def scene(number: int, half: str, goods: list, grounds: list) -> Scene:
    rng = np.random.default_rng([number, HALVES.index(half)])
    names = sorted(DRAWN)
    drawn_here = [name for place, name in enumerate(names) if place % 2 == HALVES.index(half)]
    if rng.random() < 0.5:
        name = str(rng.choice(drawn_here))
        product = DRAWN[name](rng)
    else:
        name, product = goods[rng.integers(len(goods))]
        if rng.random() < 0.5:
            product = np.ascontiguousarray(product[:, ::-1])
    kinds = sorted(GROUNDS)
    here = [kind for place, kind in enumerate(kinds) if place % 2 == HALVES.index(half)]
    ground_name = str(rng.choice([*here, "sample", "sample"]))
    ground = grounds[rng.integers(len(grounds))] if ground_name == "sample" else GROUNDS[ground_name](rng)
    if rng.random() < 0.3 and ground_name != "sample":
        ground = ground * 0.55 + product_colour(product) * 0.45
    rgb, alpha = composed(ground, product, rng)
    return Scene(f"{half}{number:03d} {name} on {ground_name}", rgb, alpha)


def composed(ground: np.ndarray, product: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The product on the ground with its shadow, then light, cast, grain and JPEG as a phone has them."""
    width, height = SIZE
    large = rng.uniform(0.3, 0.8) * height / max(product.shape[0], product.shape[1] * height / width)
    size = (max(24, round(product.shape[1] * large)), max(24, round(product.shape[0] * large)))
    product = cv2.resize(product, size, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.3:
        product = turned(product, rng.uniform(-25, 25))
    high, wide = product.shape[:2]
    left = round(width / 2 - wide / 2 + rng.normal(0, 0.07) * width)
    top = round(height * 0.52 - high / 2 + rng.normal(0, 0.05) * height)
    if rng.random() < 0.12:  # runs out of the photo
        left, top = (round(-0.3 * wide), top) if rng.random() < 0.5 else (left, height - round(0.75 * high))
    layer = np.zeros((height, width, 4), np.float32)
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + wide), min(height, top + high)
    layer[y0:y1, x0:x1] = product[y0 - top : y1 - top, x0 - left : x1 - left]
    alpha = layer[..., 3] / 255
    ground = cv2.resize(ground.astype(np.float32), SIZE)
    move = np.float32([[1, 0, rng.normal(0, 0.02) * width], [0, 1, 0.03 * height]])
    shadow = cv2.GaussianBlur(cv2.warpAffine(alpha, move, SIZE), (0, 0), 22)
    lit = ground * (1 - rng.uniform(0.1, 0.5) * shadow)[..., None]
    edge = cv2.GaussianBlur(alpha, (0, 0), 0.9)
    rgb = lit * (1 - edge)[..., None] + layer[..., :3] * edge[..., None]
    cast = np.array([rng.normal(1, 0.06), 1, rng.normal(1, 0.06)])
    slope = 1 + rng.normal(0, 0.18) * (np.mgrid[0:height, 0:width][1] / width - 0.5)
    rgb = rgb * cast * rng.choice([1, 1, 0.7, 1.25]) * slope[..., None]
    if rng.random() < 0.3:
        rgb = cv2.GaussianBlur(rgb, (0, 0), rng.uniform(0.8, 2))
    rgb = rgb + rng.normal(0, rng.uniform(1, 7), rgb.shape)
    return rgb.clip(0, 255).astype(np.uint8), alpha


def turned(product: np.ndarray, degrees: float) -> np.ndarray:
    side = int(np.hypot(*product.shape[:2])) + 2
    high, wide = product.shape[:2]
    move = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    move[:, 2] += (side - wide) / 2, (side - high) / 2
    return cropped(cv2.warpAffine(product, move, (side, side)))


def cropped(product: np.ndarray) -> np.ndarray:
    ys, xs = np.nonzero(product[..., 3] > 20)
    return np.ascontiguousarray(product[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1])


def product_colour(product: np.ndarray) -> np.ndarray:
    """The commonest colour of one half of the product: a ground of it hides that half."""
    high = product.shape[0]
    part = product[: high // 2] if product[0, 0, 0] % 2 else product[high // 2 :]
    colours = part[part[..., 3] > 200]
    return np.median(colours[:, :3], axis=0) if len(colours) else np.array([200.0, 200, 200])


# --- from the samples -------------------------------------------------------------------------------------------------


def _entries(folder: Path, half: str) -> list:
    every = json.loads((folder / "meta.json").read_text("utf8"))
    return [entry for place, entry in enumerate(every) if place % 2 == HALVES.index(half)]


def _read(folder: Path, entry: dict) -> tuple[np.ndarray, np.ndarray]:
    rgb = np.asarray(ImageOps.exif_transpose(Image.open(folder / entry["photo"])).convert("RGB"))
    return rgb, np.asarray(Image.open(folder / entry["mask"]).convert("L"))


def cut_outs(folder: Path, half: str) -> list[tuple[str, np.ndarray]]:
    """The samples' products as RGBA, edge colours drawn outwards from inside."""
    found = []
    for entry in _entries(folder, half):
        rgb, mask = _read(folder, entry)
        alpha = np.where(mask > 140, 255, 0).astype(np.uint8) if len(np.unique(mask)) <= 3 else mask
        sure = cv2.erode((alpha > 250).astype(np.uint8), np.ones((3, 3), np.uint8))
        mixed = ((alpha > 0) & (sure == 0)).astype(np.uint8)
        bled = cv2.inpaint(np.ascontiguousarray(rgb), mixed, 3, cv2.INPAINT_TELEA)
        found.append((entry["photo"].rpartition(".")[0], cropped(np.dstack([bled, alpha]))))
    return found


def sample_grounds(folder: Path, half: str) -> list[np.ndarray]:
    """The samples with their product painted over from around it; the half's parity is turned, so that no product
    meets its own ground."""
    found = []
    for entry in _entries(folder, half):
        rgb, mask = _read(folder, entry)
        small = cv2.resize(rgb, (SIZE[0] // 2, SIZE[1] // 2), interpolation=cv2.INTER_AREA)
        hole = cv2.dilate((cv2.resize(mask, (SIZE[0] // 2, SIZE[1] // 2)) > 20).astype(np.uint8), np.ones((9, 9)))
        found.append(cv2.inpaint(small, hole, 5, cv2.INPAINT_TELEA).astype(np.float32))
    return found


# --- drawn grounds ----------------------------------------------------------------------------------------------------


def _grid() -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    return x, y


def _tone(rng: np.random.Generator, low: float = 60, high: float = 230) -> np.ndarray:
    grey = rng.uniform(low, high)
    return (grey + rng.normal(0, 22, 3)).clip(10, 250)


def wood(rng):
    x, y = _grid()
    grain = 14 * np.sin(y / rng.uniform(5, 14) + 3 * np.sin(x / rng.uniform(80, 240))) + 6 * np.sin(y / 2.6)
    return np.array([170, 125, 85]) * rng.uniform(0.5, 1.25) + grain[..., None]


def mat(rng):
    x, y = _grid()
    step = rng.uniform(14, 40)
    weave = np.sign(np.sin(x / step * np.pi) * np.sin(y / step * np.pi)) * 18 + 12 * np.sin(x * 0.9) * np.sin(y * 0.2)
    return np.array([196, 168, 110]) * rng.uniform(0.7, 1.15) + weave[..., None]


def gingham(rng):
    x, y = _grid()
    step = rng.uniform(30, 90)
    stripes = (np.sin(x / step * np.pi) > 0).astype(float) + (np.sin(y / step * np.pi) > 0)
    return 240 - stripes[..., None] * (240 - _tone(rng)) / 2


def newsprint(rng):
    page = np.full((SIZE[1], SIZE[0]), 226, np.uint8)
    for row in range(20, SIZE[1], 18):
        for column in range(0, SIZE[0], 240):
            words = "".join(rng.choice(list("abcdeghiklmnopqrstuvxy   "), 22))
            cv2.putText(page, words, (column + 8, row), cv2.FONT_HERSHEY_PLAIN, 1.0, 60, 1, cv2.LINE_AA)
    return np.repeat(page[..., None], 3, 2) * np.array([1, 0.98, 0.92])


def brick(rng):
    x, y = _grid()
    high = rng.uniform(36, 70)
    row = np.floor(y / high)
    gaps = ((y % high) < 5) | (((x + (row % 2) * high) % (2 * high)) < 5)
    column = ((x + (row % 2) * high) // (2 * high)).astype(int)
    shade = np.random.default_rng(3).normal(0, 12, (200, 200))[row.astype(int) % 200, column % 200]
    return np.where(gaps[..., None], 190.0, np.array([150, 76, 58]) + shade[..., None])


def wall_and_table(rng):
    _, y = _grid()
    split = SIZE[1] * rng.uniform(0.35, 0.65)
    table, wall = _tone(rng) - 0.02 * y[..., None], _tone(rng, 140, 240) - 0.03 * y[..., None]
    return np.where((y > split)[..., None], table, wall)


def plain(rng):
    x, y = _grid()
    return _tone(rng, 90, 245) - (0.03 * y + 0.02 * x)[..., None] * rng.uniform(0, 1)


def clutter(rng):
    picture = np.full((SIZE[1], SIZE[0], 3), _tone(rng), np.float32)
    for _ in range(26):
        x, y = int(rng.integers(SIZE[0])), int(rng.integers(SIZE[1]))
        far = (x + int(rng.uniform(40, 220)), y + int(rng.uniform(60, 260)))
        cv2.rectangle(picture, (x, y), far, [float(part) for part in _tone(rng, 30, 240)], -1)
    return cv2.GaussianBlur(picture, (0, 0), rng.uniform(1, 7))


def steel(rng):
    x, _ = _grid()
    bands = (24 * np.sin(x / rng.uniform(60, 300)))[..., None]
    return np.array([178, 182, 186]) + bands + rng.normal(0, 3, (SIZE[1], 1, 1))


def leaves(rng):
    picture = np.full((SIZE[1], SIZE[0], 3), (44, 78, 36), np.float32)
    for _ in range(160):
        centre = (int(rng.integers(SIZE[0])), int(rng.integers(SIZE[1])))
        green = [float(part) for part in np.array([70, 120, 50]) * rng.uniform(0.6, 1.6)]
        axes = (int(rng.uniform(20, 80)), int(rng.uniform(8, 26)))
        cv2.ellipse(picture, centre, axes, rng.uniform(0, 180), 0, 360, green, -1)
    return cv2.GaussianBlur(picture, (0, 0), 1.2)


_GROUNDS = (wood, mat, gingham, newsprint, brick, wall_and_table, plain, clutter, steel, leaves)
GROUNDS = {draw.__name__: draw for draw in _GROUNDS}


# --- drawn goods: RGBA, 900 pixels high at most -----------------------------------------------------------------------


def _sheet(high: int, wide: int) -> np.ndarray:
    return np.zeros((high, wide, 4), np.float32)


def _opaque(colour: np.ndarray) -> list[float]:
    return [*map(float, colour), 255.0]


def _fill(product: np.ndarray, corners: list, colour: list[float]) -> None:
    cv2.fillPoly(product, [np.array(corners)], colour)


def _round_shade(wide: int, rng) -> np.ndarray:
    u = np.linspace(-1, 1, wide)
    shine = np.exp(-(((u + 0.4) / 0.12) ** 2)) * rng.uniform(0.1, 0.6)
    return (0.5 + 0.55 * np.sqrt(np.clip(1 - u**2, 0, 1)) + shine)[None, :, None]


def _lathe(parts, rng) -> np.ndarray:
    """A turned body: `parts` are (top, foot, half width, colour) in thousandths of the height."""
    product = _sheet(900, 640)
    for top, foot, half, colour in parts:
        rows, wide = slice(int(top * 0.9), int(foot * 0.9)), int(half * 0.9)
        shaded = np.clip(colour * _round_shade(2 * wide, rng), 0, 255)
        product[rows, 320 - wide : 320 + wide, :3] = shaded
        product[rows, 320 - wide : 320 + wide, 3] = 255
    return cropped(product)


def bottle(rng):
    body, label, cap = _tone(rng, 20, 240), _tone(rng, 120, 250), _tone(rng, 20, 240)
    neck = int(rng.uniform(60, 110))
    return _lathe([(60, 140, neck, cap), (140, 260, neck - 8, body), (260, 330, 150, body), (330, 960, 190, body),
                   (470, 760, 190, label)], rng)  # fmt: skip


def jar(rng):
    lid, body, label, foot = _tone(rng, 20, 230), _tone(rng, 40, 220), _tone(rng, 160, 250), _tone(rng, 200, 250)
    return _lathe([(200, 290, 215, lid), (290, 900, 235, body), (480, 740, 235, label), (900, 945, 215, foot)], rng)


def carton(rng):
    product, pale, dark = _sheet(900, 520), _tone(rng, 200, 250), _tone(rng, 20, 120)
    product[170:880, 60:460] = [*pale, 255]
    product[170:880, 60:150] = [*(pale * 0.82), 255]
    _fill(product, [[60, 170], [150, 70], [370, 70], [460, 170]], _opaque(pale * 0.92))
    cv2.circle(product, (260, 110), int(rng.uniform(40, 60)), _opaque(dark), -1)
    top, foot = int(rng.uniform(300, 500)), int(rng.uniform(560, 800))
    cv2.rectangle(product, (170, top), (440, foot), _opaque(_tone(rng)), -1)
    return cropped(product)


def noodle_bowl(rng):
    product, bowl, food = _sheet(620, 900), _tone(rng, 205, 250), np.array([214, 170, 90]) * rng.uniform(0.7, 1.1)
    cv2.ellipse(product, (450, 220), (420, 170), 0, 0, 360, _opaque(bowl), -1)
    cv2.ellipse(product, (450, 220), (420, 370), 0, 0, 180, _opaque(bowl * 0.93), -1)
    cv2.ellipse(product, (450, 220), (360, 135), 0, 0, 360, _opaque(food), -1)
    for _ in range(70):
        points = (np.array([450, 220]) + rng.normal(0, 1, (4, 2)).cumsum(0) * [60, 22]).astype(np.int32)
        line = np.zeros(product.shape[:2], np.uint8)
        cv2.polylines(line, [points], False, 1, 9)
        y, x = np.mgrid[0:620, 0:900]
        inside = (line > 0) & (((x - 450) / 350) ** 2 + ((y - 220) / 125) ** 2 < 1)
        product[inside, :3] = (food * rng.uniform(0.75, 1.3)).clip(0, 255)
    return cropped(product)


def fish(rng):
    product, back, belly = _sheet(420, 980), _tone(rng, 40, 150), _tone(rng, 170, 240)
    cv2.ellipse(product, (420, 210), (380, 150), 0, 0, 360, _opaque(back), -1)
    cv2.ellipse(product, (400, 250), (330, 95), 0, 0, 360, _opaque(belly), -1)
    _fill(product, [[760, 190], [960, 60], [920, 210], [965, 370], [760, 240]], _opaque(belly))
    cv2.circle(product, (150, 180), 22, [20.0, 20, 20, 255], -1)
    return cropped(product)


def basket(rng):
    product, cane = _sheet(900, 900), np.array([180, 130, 70]) * rng.uniform(0.6, 1.3)
    cv2.ellipse(product, (450, 430), (330, 360), 0, 180, 360, _opaque(cane), int(rng.uniform(14, 40)))
    body = np.array([[90, 430], [810, 430], [700, 860], [200, 860]])
    cv2.fillPoly(product, [body], _opaque(cane.clip(0, 255)))
    stripes = 26 * np.sin(np.mgrid[0:900, 0:900][0] / 8.0) * np.sign(np.sin(np.mgrid[0:900, 0:900][1] / 16.0))
    product[..., :3] = (product[..., :3] + stripes[..., None] * (product[..., 3:] > 0)).clip(0, 255)
    return cropped(product)


def box(rng):
    product, side = _sheet(700, 900), _tone(rng, 30, 230)
    _fill(product, [[60, 220], [560, 220], [560, 660], [60, 660]], _opaque(side))
    _fill(product, [[560, 220], [840, 90], [840, 500], [560, 660]], _opaque(side * 0.6))
    _fill(product, [[60, 220], [340, 90], [840, 90], [560, 220]], _opaque((side * 1.25).clip(0, 250)))
    cv2.rectangle(product, (150, 320), (470, 540), _opaque(_tone(rng)), -1)
    return cropped(product)


def mug(rng):
    product, clay = _sheet(640, 820), _tone(rng, 40, 245)
    cv2.ellipse(product, (560, 330), (170, 170), 0, 0, 360, _opaque(clay * 0.85), 44)
    u = _round_shade(460, rng)
    product[90:600, 90:550, :3] = np.clip(clay * u, 0, 255)
    product[90:600, 90:550, 3] = 255
    cv2.ellipse(product, (320, 95), (230, 46), 0, 0, 360, _opaque(clay * 0.5), -1)
    return cropped(product)


def bunch(rng):
    product = _sheet(800, 900)
    colour = _tone(rng, 60, 200) * np.array([1.2, 0.9, 0.5])
    for _ in range(14):
        centre = np.array([450, 450]) + rng.normal(0, 120, 2)
        radius = int(rng.uniform(70, 110))
        y, x = np.mgrid[0:800, 0:900]
        far = ((x - centre[0]) / radius) ** 2 + ((y - centre[1]) / radius) ** 2
        u, v = (x - centre[0] + radius / 3) / radius, (y - centre[1] + radius / 3) / radius
        light = 0.45 + 0.7 * np.clip(1 - u**2 - v**2, 0, 1)
        product[far < 1, :3] = np.clip(colour * light[far < 1][:, None] * 1.2, 0, 255)
        product[far < 1, 3] = 255
    cv2.line(product, (450, 330), (int(rng.uniform(380, 520)), 30), [90.0, 110, 50, 255], 14)
    return cropped(product)


def shirt(rng):
    product, cloth = _sheet(860, 940), _tone(rng, 30, 245)
    right = [[300, 60], [640, 60], [900, 250], [800, 390], [690, 310]]
    body = np.array([*right, [690, 830], [250, 830], [250, 310], [140, 390], [40, 250]])
    cv2.fillPoly(product, [body], _opaque(cloth))
    cv2.ellipse(product, (470, 60), (110, 60), 0, 0, 180, [0.0, 0, 0, 0], -1)
    cv2.rectangle(product, (370, 380), (570, 560), _opaque(_tone(rng)), -1)
    return cropped(product)


DRAWN = {draw.__name__: draw for draw in (bottle, jar, carton, noodle_bowl, fish, basket, box, mug, bunch, shirt)}
