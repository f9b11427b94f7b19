"""How well photos are cut out, and at what cost, beside rembg with the same weights. Run by hand:

    ONBOARDING_SAMPLES=folder python tests/benchmarks/photos.py [accuracy] [strokes] [judge] [cost] [bombs]

`folder` holds `photos/meta.json`: a list of {"photo", "mask", "kind"}; masks are white for the product, grey for
what does not count. `REMBG_PYTHON` names a Python with rembg installed and `$REMBG_HOME/models/u2netp/u2netp.onnx`.
"""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from onboarding.photos import Stroke, clean  # noqa: E402

SAMPLES = Path(os.environ.get("ONBOARDING_SAMPLES", ROOT / "samples")) / "photos"


def samples():
    """Name, kind, bytes, product, what counts."""
    for entry in json.loads((SAMPLES / "meta.json").read_text("utf8")):
        mask = np.asarray(Image.open(SAMPLES / entry["mask"]).convert("L"), int)
        counts = np.abs(mask - 128) > 28 if len(np.unique(mask)) <= 3 else np.ones(mask.shape, bool)
        yield entry["photo"], entry["kind"], (SAMPLES / entry["photo"]).read_bytes(), mask > 140, counts


def iou(made, product, counts):
    claimed = np.asarray(made.mask) > 127
    return (claimed & product & counts).sum() / max(((claimed | product) & counts).sum(), 1)


def box_of(product, slack=0.08):
    rows, columns = np.flatnonzero(product.any(1)), np.flatnonzero(product.any(0))
    width, height = columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0]
    left, top = max(0, columns[0] - slack * width), max(0, rows[0] - slack * height)
    right = min(product.shape[1], columns[-1] + 1 + slack * width)
    bottom = min(product.shape[0], rows[-1] + 1 + slack * height)
    return float(left), float(top), float(right - left), float(bottom - top)


def next_stroke(made, product, counts):
    """What somebody would draw next: a swipe along the largest part that is wrong, or None when none is worth it."""
    wrong = (((np.asarray(made.mask) > 127) != product) & counts).astype(np.uint8)
    wrong = cv2.morphologyEx(wrong, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    parts, labels, stats, _ = cv2.connectedComponentsWithStats(wrong)
    if parts < 2 or stats[1:, 4].max() < 0.012 * product.sum():
        return None
    part = (labels == 1 + stats[1:, 4].argmax()).astype(np.uint8)
    depth = cv2.distanceTransform(np.pad(part, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    y, x = np.unravel_index(depth.argmax(), depth.shape)
    ys, xs = np.nonzero(part)
    along = np.linalg.eigh(np.cov(np.stack([xs, ys])))[1][:, -1]
    ends = [_walk(depth, x, y, sign * along) for sign in (-1, 1)]
    points = tuple((float(px), float(py)) for px, py in (ends[0], (x, y), ends[1]))
    width = max(3.0, min(0.9 * depth.max(), 0.03 * max(product.shape)))
    return Stroke(keep=bool(product[y, x]), points=points, width=float(width))


def _walk(depth, x, y, step):
    deep, at, last = depth[y, x], 0, (x, y)
    while True:
        px, py = round(x + step[0] * at), round(y + step[1] * at)
        if not (0 <= px < depth.shape[1] and 0 <= py < depth.shape[0]) or depth[py, px] < max(1, 0.25 * deep):
            return last
        last, at = (px, py), at + 2


def show(title, rows):
    for kind, values in rows.items():
        got = np.array(values)
        print(f"{title:14} {kind:11} mean IoU {got.mean():.3f}  above 0.9: {(got > 0.9).mean():.0%}  of {len(got)}")


def accuracy():
    alone, boxed, trusted = defaultdict(list), defaultdict(list), defaultdict(list)
    for name, kind, data, product, counts in samples():
        made, helped = clean(data), clean(data, box=box_of(product))
        alone[kind].append(iou(made, product, counts))
        boxed[kind].append(iou(helped, product, counts))
        if made.cut_out:
            trusted[kind].append(alone[kind][-1])
        if helped.cut_out:
            trusted[f"{kind} box"].append(boxed[kind][-1])
        print(
            f"  {name[:34]:34} {alone[kind][-1]:.3f} {'ok' if made.cut_out else '- '} {made.score:.3f}   box "
            f"{boxed[kind][-1]:.3f} {'ok' if helped.cut_out else '- '} {helped.score:.3f}",
            flush=True,
        )
    show("without help", alone)
    show("with a box", boxed)
    for kind, values in trusted.items():
        print(f"called good    {kind:15} {len(values)}, worst {min(values):.3f}")


def strokes():
    rows = defaultdict(list)
    for name, kind, data, product, counts in samples():
        drawn: list[Stroke] = []
        box = box_of(product)
        made = clean(data, box=box)
        for _ in range(5):
            if (stroke := next_stroke(made, product, counts)) is None:
                break
            drawn.append(stroke)
            made = clean(data, box=box, strokes=drawn)
        rows[kind].append(iou(made, product, counts))
        print(f"  {name[:34]:34} {rows[kind][-1]:.3f} after {len(drawn)} strokes", flush=True)
    show("box, 5 strokes", rows)


if __name__ == "__main__":
    for name in sys.argv[1:] or ["accuracy", "strokes"]:
        globals()[name]()
