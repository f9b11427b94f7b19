"""How well photos are cut out, and at what cost, beside rembg with the same weights. Run by hand:

    ONBOARDING_SAMPLES=folder python tests/benchmarks/photos.py [accuracy] [strokes] [judging] [cost] [bombs] [sheet]

`folder` holds `photos/meta.json`: a list of {"photo", "mask", "kind"}; masks are white for the product, grey for
what does not count. `REMBG_PYTHON` names a Python with rembg installed and `$REMBG_HOME/models/u2netp/u2netp.onnx`.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from onboarding.photos import Stroke, clean, judge, preview  # noqa: E402

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


FRESH = "from onboarding.photos import clean; from onboarding.photos.decode import forget_recent; "
PLACES = {
    "clean on white": FRESH + "run = lambda: (forget_recent(), clean(data))",
    "clean in a box": FRESH + "run = lambda: (forget_recent(), clean(data, box=(1200, 400, 1500, 2300)))",
    "clean as it is": FRESH + "run = lambda: (forget_recent(), clean(data, background='original'))",
    "a stroke": FRESH
    + """
from onboarding.photos import Stroke
stroke = Stroke(keep=True, points=((1800.0, 1500.0), (2000.0, 1600.0)), width=100.0)
clean(data)
run = lambda: clean(data, strokes=[stroke])
""",
    "judge": "from onboarding.photos import judge; run = lambda: judge(data)",
    "undecided": """
from onboarding.photos import clean, segmentation, trust
from onboarding.photos.decode import forget_recent
trust.SOFT, segmentation.SURE, segmentation.BLUR_SURE = 1e-6, -1, -1
run = lambda: (forget_recent(), clean(data))
""",
    "plain Pillow": """
from io import BytesIO
from PIL import Image, ImageDraw, ImageFont, ImageOps
def run():
    image = Image.open(BytesIO(data)); image.draft("RGB", (1200, 1200)); image.thumbnail((1200, 1200))
    image.save(BytesIO(), "JPEG", quality=92)
""",
    "rembg": """
from rembg import new_session, remove
session = new_session("u2netp")
run = lambda: remove(data, session=session)
""",
}
MEASURE = """
import sys, time
data = open({path!r}, "rb").read()
sys.path.insert(0, {root!r})
{place}
run()
walls, cpus = [], []
for _ in range({times}):
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    walls.append(time.perf_counter() - wall); cpus.append(time.process_time() - cpu)
peak = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024
print(min(walls), sorted(cpus)[len(cpus) // 2], peak)
"""


def cost(times=7):
    """Warm time and the peak memory of a whole process, one kind of work each, on one 12-megapixel JPEG."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "12mp.jpg")
        path.write_bytes(twelve_megapixels())
        rows = {}
        for name, place in PLACES.items():
            python = os.environ.get("REMBG_PYTHON") if name == "rembg" else sys.executable
            if not python:
                continue
            code = MEASURE.format(path=str(path), root=str(ROOT), place=place, times=times)
            done = subprocess.run([python, "-c", code], capture_output=True, encoding="utf8", check=False)
            if done.returncode:
                raise SystemExit(done.stderr)
            rows[name] = [float(part) for part in done.stdout.split()[-3:]]
            print(
                f"{name:16} best {rows[name][0]:.3f} s, CPU {rows[name][1]:.3f} s, peak {rows[name][2]:.0f} MB",
                flush=True,
            )
    pairs = (
        ("clean on white", "rembg"),
        ("undecided", "rembg"),
        ("judge", "clean on white"),
        ("a stroke", "clean on white"),
        ("clean as it is", "plain Pillow"),
    )
    for ours, other in pairs:
        if other in rows:
            wall, cpu, peak = (one / two for one, two in zip(rows[ours], rows[other], strict=True))
            print(f"{ours} / {other}: time {wall:.2f}x, CPU {cpu:.2f}x, peak memory {peak:.2f}x")


def twelve_megapixels():
    """The first sample, made as large as a phone's photo, with a sensor's grain."""
    first = Image.open(BytesIO(next(samples())[2])).convert("RGB").resize((4000, 3000), Image.Resampling.BICUBIC)
    return jpeg(np.asarray(first, np.float32))


def judging():
    """The judge on sharp and spoilt photos: false alarms, and what it catches."""
    rows = defaultdict(list)
    for _, kind, data, _, _ in samples():
        upright = np.asarray(ImageOps.exif_transpose(Image.open(BytesIO(data))).convert("RGB"), np.float32)
        blurred = cv2.GaussianBlur(upright, (0, 0), 3.5 * upright.shape[1] / 1440)
        moved = cv2.blur(upright, (max(3, round(25 * upright.shape[1] / 1440)), 1))
        spoilt = {
            "as it is": upright,
            "blurred": blurred,
            "moved": moved,
            "dark": upright * 0.3,
            "burnt": upright * 2.5,
        }
        for name, picture in spoilt.items():
            codes = {advice.code for advice in judge(data if name == "as it is" else jpeg(picture))}
            rows[(name, kind)].append(codes)
    overlaid()
    for (name, kind), found in rows.items():
        every = sorted(set().union(*found))
        print(
            f"{name:9} {kind:11} "
            + ", ".join(f"{code[6:]} {sum(code in one for one in found)}/{len(found)}" for code in every)
        )


WORDS = ("Mật ong rừng 100%", "0912 345 678", "GIẢM GIÁ 50%", "Đặc sản Lâm Đồng", "Freeship toàn quốc")
INKS = ((255, 255, 255), (230, 20, 30), (255, 220, 0), (10, 10, 10), (0, 90, 200))
BANNERS = ((200, 20, 30), (255, 220, 0), (0, 120, 60), (255, 255, 255))


def overlaid():
    """Words drawn over the samples, plain, on a banner or outlined: how many are told of, and of untouched photos."""
    told, alarms = defaultdict(list), []
    for number, (_, kind, data, _, _) in enumerate(samples()):
        alarms.append(any(advice.code == "photo.text" for advice in judge(data)))
        upright = ImageOps.exif_transpose(Image.open(BytesIO(data))).convert("RGB")
        for way, style in enumerate(("plain", "banner", "outlined")):
            out = BytesIO()
            with_words(upright.copy(), style, np.random.default_rng(10 * number + way)).save(out, "JPEG", quality=85)
            told[(kind, style)].append(any(advice.code == "photo.text" for advice in judge(out.getvalue())))
    print("words over: " + ", ".join(f"{kind} {style} {sum(t)}/{len(t)}" for (kind, style), t in told.items()))
    print(f"words over: told of {sum(alarms)} of {len(alarms)} untouched photos")


def with_words(image, style, random):
    """A line of words 3 to 8 % of the long side high, somewhere on the picture."""
    face = ROOT / "assets" / "fonts" / f"BeVietnamPro-{random.choice(['Bold', 'Regular', 'SemiBold'])}.ttf"
    words, size = random.choice(WORDS), round(max(image.size) * random.uniform(0.03, 0.08))
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(face, size)
    font = ImageFont.truetype(face, min(size, int(size * 0.94 * image.width / draw.textlength(words, font=font))))
    x = random.uniform(0.02, 0.97) * (image.width - draw.textlength(words, font=font))
    y, ink = random.uniform(0.02, 0.9) * (image.height - font.size), tuple(INKS[random.integers(len(INKS))])
    if style == "banner":
        back = BANNERS[random.integers(len(BANNERS))]
        draw.rectangle((0, y - font.size * 0.2, image.width, y + font.size * 1.5), fill=back)
        ink = (255, 255, 255) if sum(back) < 400 else (20, 20, 20)
    edge = {"stroke_width": max(1, size // 14), "stroke_fill": (0, 0, 0) if sum(ink) > 300 else (255, 255, 255)}
    draw.text((x, y), words, font=font, fill=ink, **(edge if style == "outlined" else {}))
    return image


def jpeg(picture):
    grain = np.random.default_rng(1).normal(0, 3, picture.shape)
    out = BytesIO()
    Image.fromarray((picture + grain).clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=90)
    return out.getvalue()


BOMBS = {
    "1x1": lambda: made(Image.new("RGB", (1, 1)), "PNG"),
    "20000x100": lambda: made(Image.new("RGB", (20_000, 100)), "JPEG"),
    "12000x12000 PNG": lambda: made(Image.new("1", (12_000, 12_000)), "PNG"),
    "8000x8000 PNG": lambda: made(Image.new("RGB", (8_000, 8_000), "brown"), "PNG"),
    "8000x8000 RGBA PNG": lambda: made(Image.new("RGBA", (8_000, 8_000), "brown"), "PNG"),
    "16-bit PNG": lambda: made(Image.fromarray(np.tile(np.arange(0, 65_500, 50, np.uint16), (900, 1))), "PNG"),
    "12000x12000 WebP": lambda: made(Image.new("RGB", (12_000, 12_000)), "WEBP", quality=1),
    "200 MP JPEG": lambda: made(Image.new("RGB", (16_300, 12_200), "brown"), "JPEG"),
    "200 MP progressive": lambda: made(Image.new("RGB", (16_300, 12_200), "brown"), "JPEG", progressive=True),
    "60 MP progressive": lambda: made(Image.new("RGB", (9_000, 6_600), "brown"), "JPEG", progressive=True),
    "CMYK JPEG": lambda: made(Image.new("CMYK", (3_000, 2_000), (20, 90, 90, 0)), "JPEG"),
    "palette GIF": lambda: made(Image.new("P", (900, 900)), "GIF"),
    "truncated JPEG": lambda: twelve_megapixels()[:400_000],
    "PDF": lambda: b"%PDF-1.7" + bytes(9_000),
    "empty": lambda: b"",
}


def made(image, kind, **more):
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def bombs():
    """Each in a process of its own: what came of it, and how much memory that took at its peak above an idle one."""
    place = """
from onboarding.errors import OnboardingError
from onboarding.photos import clean
def peak():
    return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024
base = peak()
try:
    said = clean(data, background="original").size
except OnboardingError as error:
    said = error
print(said, f"+{peak() - base:.0f} MB")
"""
    for name, make in BOMBS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "bomb")
            path.write_bytes(make())
            head = f"import sys; sys.path.insert(0, {str(ROOT)!r}); data = open({str(path)!r}, 'rb').read()"
            done = subprocess.run(
                [sys.executable, "-c", head + place], capture_output=True, encoding="utf8", check=False
            )
            print(
                f"{name:20} {path.stat().st_size // 1000:6} kB  {done.stdout.strip() or done.stderr[-300:]}", flush=True
            )


def sheet(to=ROOT / "docs" / "photos.jpg", side=150):
    """The contact sheet of docs/photos.md: every sample as it came and as it goes, the ones left as they are marked."""
    pairs = []
    for _, _, data, _, _ in samples():
        made = clean(data)
        after = ImageOps.expand(
            reopened(made.jpeg).resize((side - 8, side - 8)), 4, "white" if made.cut_out else "#c98a00"
        )
        before = ImageOps.pad(reopened(preview(data, side=400)), (side, side), color="#eee")
        pairs.append((before, after))
    across = 5
    page = Image.new("RGB", (across * (2 * side + 12), -(-len(pairs) // across) * (side + 12)), "#bbb")
    for number, (before, after) in enumerate(pairs):
        left, top = number % across * (2 * side + 12) + 6, number // across * (side + 12) + 6
        page.paste(before, (left, top))
        page.paste(after, (left + side, top))
    page.save(to, quality=72, optimize=True)
    print(f"{to}: {to.stat().st_size // 1000} kB")


def reopened(data):
    return Image.open(BytesIO(data))


if __name__ == "__main__":
    for name in sys.argv[1:] or ["accuracy", "strokes", "judging", "cost", "bombs"]:
        globals()[name]()
